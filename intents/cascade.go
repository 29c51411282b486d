package intents

import (
	"fmt"
	"slices"
)

// cascade asks the steps in turn; the first that is sure decides.
func (p *Parser) cascade(r *reader) Reading {
	if !r.says() {
		return Reading{Intent: Unknown, Step: StepNone, Why: "no word, number or sign"}
	}
	if r.machine != nil {
		return Reading{Intent: AutoReply, Confidence: 1, Step: StepAutoReply, Why: r.machine.source}
	}
	if r.optOut.rule != nil && !p.denied(r) {
		reading := Reading{Intent: OptOut, Confidence: 1, Step: StepOptOut, Why: r.optOut.rule.source}
		reading.Also = p.besides(r, OptOut, r.optOut.from, r.optOut.to)
		return reading
	}
	if example, ok := p.taught[taughtKey(r.ctx, r.text)]; ok {
		return p.filled(r, Reading{Intent: example.Intent, Confidence: 1, Step: StepTaught, Why: "staff taught this text"}, example.Topic)
	}
	if p.plainOptOut(r) {
		return p.learned(r)
	}
	if reading, ok := p.answer(r); ok {
		return reading
	}
	for _, intent := range Intents() {
		if rule := r.firm[intent]; rule != nil {
			return p.filled(r, Reading{Intent: intent, Confidence: 1, Step: StepKeyword, Why: rule.source}, "")
		}
	}
	return p.learned(r)
}

// plainOptOut says whether the classifier sees an opt-out that no rule knows, and so clearly that it goes before the
// answer to an open question.
func (p *Parser) plainOptOut(r *reader) bool {
	best := r.verdict.best
	return r.optOut.rule == nil && best.intent == OptOut && best.score >= plainOptOut && p.decides(r)
}

// learned holds the classifier's answer against the bars.
func (p *Parser) learned(r *reader) Reading {
	r.verdict = r.verdict.ranked()
	v := r.verdict
	best, second := v.best.intent, v.second.intent
	reading := Reading{Intent: p.inContext(r, best), Confidence: v.confidence, Step: StepClassifier}
	reading.Why = fmt.Sprintf("score %.1f, %.1f before %s", v.best.score, v.lead(), second)
	if p.decides(r) {
		reading = p.filled(r, reading, v.best.topic)
		if v.second.score >= secondWish && serves(second) && second != best && serves(best) {
			also := Reading{Intent: second, Confidence: v.confidence, Step: StepClassifier, Why: "second wish"}
			reading.Also = []Reading{p.filled(r, also, v.second.topic)}
		}
		return reading
	}
	if r.ctx == ContextComplaint && p.describes(r) {
		reading.Intent, reading.Step, reading.Why = Complaint, StepQuestion, "a description after the question"
		return p.filled(r, reading, "")
	}
	reading.Intent, reading.Step = Unknown, StepNone
	if r.optOut.rule != nil && best != OptOut && best != Unknown {
		reading.Why = "an opt-out by rule, " + reading.Why
		reading.Ambiguous = inOrder(OptOut, best)
		return reading
	}
	worthAsking := v.confidence >= askFrom && v.best.score >= faintestAsked
	if best != second && best != Unknown && second != Unknown && (worthAsking || best == OptOut) {
		reading.Ambiguous = inOrder(best, second)
	}
	return reading
}

// inOrder gives two intents in the order of their constants, so that a question that offers both reads alike each time.
func inOrder(a, b Intent) []Intent {
	if slices.Index(Intents(), a) > slices.Index(Intents(), b) {
		a, b = b, a
	}
	return []Intent{a, b}
}

// denied says whether the classifier speaks against the opt-out rule that fits: it sees another wish and is
// clearly ahead of the opt-out, and in the clause of the rule alone it sees no opt-out either. A firm rule holds all the
// same; one that is a hint needs the classifier's word for it.
func (p *Parser) denied(r *reader) bool {
	v := r.verdict
	if r.optOut.rule.hint && v.optOut < hintHolds && (v.best.intent != OptOut || v.optOut < hintLeads) {
		return true
	}
	by := float32(deniesBy)
	switch {
	case v.best.intent == ContestEntry:
		return false // "kein Gewinnspiel mehr" sounds much like taking part
	case slices.Contains([]Intent{No, Yes, WrongNumber, Privacy, Rating}, v.best.intent):
		by *= 2 // these often come with an opt-out
	}
	if r.optOut.rule.firm || v.best.score < deniesFrom && v.optOut > clearNo || v.best.score-v.optOut < by {
		return false
	}
	return !p.ownClause(r)
}

// ownClause says whether the opt-out stands in a clause of its own beside another wish: "lamp broken, money back, and
// take me off the list please". Rule and classifier have to agree on that clause. A single word ("stop mal, falsche
// Adresse") is too little for that, and what a machine wrote wishes nothing.
func (p *Parser) ownClause(r *reader) bool {
	if len(r.optOut.rule.parts) == 1 || r.verdict.best.intent == AutoReply {
		return false
	}
	from, to := r.optOut.from, r.optOut.to
	for from > 0 && r.tokens[from-1].kind < breakToken {
		from--
	}
	for to < len(r.tokens) && r.tokens[to].kind < breakToken {
		to++
	}
	if from == 0 && to == len(r.tokens) {
		return false
	}
	clause := p.look(r.ctx, r.raw[r.tokens[from].start:r.tokens[to-1].end])
	return clause.optOut.rule != nil && !clause.optOut.rule.hint && clause.verdict.best.intent == OptOut && clause.verdict.best.score >= secondWish
}

// decides says whether the classifier is sure enough to decide alone. An opt-out needs more than a good lead: its own
// regression has to say yes clearly, and no hard negative may stand in the text.
func (p *Parser) decides(r *reader) bool {
	v := r.verdict
	switch {
	case v.confidence < p.thresholds[v.best.intent], v.best.score < faintest:
		return false
	case r.words() == 0:
		signs := []Intent{Thanks, Greeting, Yes, No} // signs alone ask for nothing
		return slices.Contains(signs, v.best.intent) && v.best.score >= statedWish
	case v.best.intent == OptOut:
		bar := float32(sureOptOut)
		if r.kept {
			bar = plainOptOut
		}
		return v.best.score >= bar && v.lead() >= optOutLead && r.optOut.rule == nil && !r.praised
	case v.best.intent == ContestEntry:
		return r.words() > 1
	}
	return v.settled || v.lead() >= p.config.Margin || v.best.intent == v.second.intent
}

// ranked puts the intent first that decides what happens next when the classifier says yes to two: money back before
// the complaint, the order's own fate before a general question.
func (v verdict) ranked() verdict {
	if v.best.score < secondWish || v.second.score < secondWish {
		return v
	}
	best, second := rank(v.best.intent), rank(v.second.intent)
	if best < 0 || second < 0 {
		return v
	}
	v.settled = true
	if second > best {
		v.best, v.second = v.second, v.best
	}
	return v
}

// rank orders the intents that are often wished for together, the one that goes first highest; -1 stands for others.
func rank(intent Intent) int {
	return slices.Index([]Intent{FAQ, Help, Privacy, OrderStatus, Complaint, ReturnRefund, ChangeOrder}, intent)
}

// inContext gives what an intent of the classifier means after a question: "ja" after the opt-in question is the
// opt-in. A rating is only what the survey's own parser finds.
func (p *Parser) inContext(r *reader, intent Intent) Intent {
	switch {
	case r.ctx == ContextOptIn && intent == Yes:
		return OptIn
	case intent == Rating, intent == ContestEntry && r.asks():
		return Unknown
	default:
		return intent
	}
}

// describes says whether a text after "what is wrong?" is a description: some words that are no question and that the
// classifier does not see as a mere reply.
func (p *Parser) describes(r *reader) bool {
	reply := slices.Contains([]Intent{Thanks, Greeting, Yes, No, OptOut, Help}, r.verdict.best.intent)
	return !reply && r.words() > 1 && !r.asks()
}

// serves says whether an intent is a wish that can be served beside another.
func serves(intent Intent) bool {
	return aboutOrder(intent) || slices.Contains([]Intent{Privacy, Human, Waitlist, PriceAlarm, FAQ, WrongNumber, OptIn}, intent)
}

// aboutOrder says whether an intent may name an order.
func aboutOrder(intent Intent) bool {
	return slices.Contains([]Intent{OrderStatus, Complaint, ReturnRefund, ChangeOrder}, intent)
}

// besides gives what else a text wants: the reading of what is left without tokens from to to, which decided. A text
// with nothing left but an order's number gives the order.
func (p *Parser) besides(r *reader, main Intent, from, to int) []Reading {
	rest := r.raw[:r.tokens[from].start] + " " + r.raw[r.tokens[to-1].end:]
	other := p.look(ContextNone, rest)
	if other.words() == 0 {
		return nil
	}
	reading := Reading{Intent: other.verdict.best.intent, Confidence: other.verdict.confidence, Step: StepClassifier, Why: "second wish"}
	if serves(reading.Intent) && reading.Intent != main && p.decides(other) {
		return []Reading{p.filled(other, reading, other.verdict.best.topic)}
	}
	if number := p.orderNumber(other.text, false); number != "" {
		return []Reading{{
			Intent: OrderStatus, Slots: map[string]string{SlotOrder: number}, Confidence: askFrom, Step: StepQuestion, Why: "an order number",
		}}
	}
	return nil
}

// filled adds the slots of the intent.
func (p *Parser) filled(r *reader, reading Reading, topic string) Reading {
	slot, value := "", ""
	switch {
	case aboutOrder(reading.Intent):
		slot, value = SlotOrder, p.orderNumber(r.text, r.ctx == ContextOrder)
	case reading.Intent == Waitlist || reading.Intent == PriceAlarm:
		slot, value = SlotProduct, p.product(r.text)
	case reading.Intent == FAQ:
		slot, value = SlotTopic, topic
	}
	if value != "" {
		reading.Slots = map[string]string{slot: value}
	}
	return reading
}
