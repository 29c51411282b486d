package intents

import (
	"fmt"
	"strconv"
)

// cascade asks the steps in turn; the first that is sure decides.
func (p *Parser) cascade(r *reader) Reading {
	if r.machine != nil {
		return Reading{Intent: AutoReply, Confidence: 1, Step: StepAutoReply, Why: r.machine.source}
	}
	if r.optOut != nil {
		reading := Reading{Intent: OptOut, Confidence: 1, Step: StepOptOut, Why: r.optOut.source}
		reading.Also = p.besides(r, OptOut)
		return reading
	}
	if example, ok := p.taught[taughtKey(r.ctx, r.text)]; ok {
		return p.filled(r, Reading{Intent: example.Intent, Confidence: 1, Step: StepTaught, Why: "taught"}, example.Topic)
	}
	if reading, ok := p.answer(r); ok {
		return reading
	}
	for _, intent := range Intents() {
		if rule := r.firm[intent]; rule != nil {
			return p.filled(r, Reading{Intent: p.inContext(r.ctx, intent), Confidence: 1, Step: StepKeyword, Why: rule.source}, "")
		}
	}
	return p.learned(r)
}

// answer asks the open question's own parser.
func (p *Parser) answer(r *reader) (Reading, bool) {
	reading := Reading{Confidence: 1, Step: StepQuestion}
	if slots, ok := p.contestEntry(r.ctx, r.text); ok {
		reading.Intent, reading.Slots, reading.Why = ContestEntry, slots, "contest keyword or answer"
		return reading, true
	}
	if r.ctx == ContextSurvey {
		if s, ok := p.rating(r.text); ok {
			reading.Intent, reading.Why = Rating, "one clear score"
			reading.Slots = map[string]string{SlotScore: strconv.Itoa(s.value)}
			if p.hasComment(r.text, s) {
				reading.Slots[SlotComment] = "yes"
				reading.Also = p.besides(r, Rating)
			}
			return reading, true
		}
	}
	if r.ctx == ContextOptIn {
		if intent := p.consents(r); intent != "" {
			reading.Intent, reading.Why = intent, "the first word answers"
			return reading, true
		}
	}
	number := p.orderNumber(r.text, r.ctx == ContextOrder)
	if number == "" || !p.bareNumber(r.text, number) && (r.ctx != ContextOrder || p.wishesElse(r)) {
		return reading, false
	}
	reading.Intent, reading.Why = OrderStatus, "an order number"
	reading.Slots = map[string]string{SlotOrder: number}
	return reading, true
}

// consents reads the answer to "reply JA to confirm": OptIn or No by the first word, "" when it is neither or the
// text asks something.
func (p *Parser) consents(r *reader) Intent {
	if len(r.tokens) == 0 || r.asks() {
		return ""
	}
	first := &r.tokens[r.first()]
	switch {
	case first.classes.has(p.class.yes):
		return OptIn
	case first.classes.has(p.class.no):
		return No
	}
	return ""
}

// wishesElse says whether a text that answers "which order number?" states another wish about that order.
func (p *Parser) wishesElse(r *reader) bool {
	switch intent, _ := split(r.verdict.label); intent {
	case ChangeOrder, ReturnRefund, Complaint, Human, Privacy:
		return r.verdict.confidence >= p.thresholds[intent]
	default:
		return false
	}
}

// learned asks the classifier and holds its answer against the thresholds.
func (p *Parser) learned(r *reader) Reading {
	v := r.verdict
	if v.label == string(ContestEntry) && p.oneWord(r) {
		return Reading{Intent: Unknown, Step: StepNone, Why: "a single letter or word enters no contest"}
	}
	intent, topic := split(v.label)
	second, _ := split(v.second)
	reading := Reading{Intent: p.inContext(r.ctx, intent), Confidence: v.confidence, Step: StepClassifier}
	reading.Why = fmt.Sprintf("score %.1f, %.1f before %s", v.score, v.lead, second)
	if v.confidence >= p.thresholds[intent] && (float64(v.lead) >= p.config.Margin || intent == second) {
		return p.filled(r, reading, topic)
	}
	reading.Intent, reading.Step = Unknown, StepNone
	if v.confidence >= askFrom && intent != Unknown && second != Unknown && intent != second {
		reading.Ambiguous = []Intent{intent, second}
	} else if intent == OptOut {
		reading.Ambiguous = []Intent{OptOut, second}
	}
	return reading
}

// oneWord says whether a text has at most one word.
func (p *Parser) oneWord(r *reader) bool {
	words := 0
	for i := range r.tokens {
		if r.tokens[i].kind <= numberToken {
			words++
		}
	}
	return words <= 1
}

// inContext gives what an intent means after a question: "ja" after the opt-in question is the opt-in.
func (p *Parser) inContext(ctx Context, intent Intent) Intent {
	switch {
	case ctx == ContextOptIn && intent == Yes:
		return OptIn
	case intent == Rating:
		return Unknown
	default:
		return intent
	}
}

// besides gives what else the text wants: the classifier's reading of it without the words that decided.
func (p *Parser) besides(r *reader, main Intent) []Reading {
	number := p.orderNumber(r.text, false)
	for _, label := range []string{r.verdict.label, r.verdict.second} {
		intent, topic := split(label)
		switch intent {
		case OrderStatus, Complaint, ReturnRefund, ChangeOrder, Privacy, Human, Waitlist, PriceAlarm, FAQ, WrongNumber:
			if intent == main {
				continue
			}
			return []Reading{p.filled(r, Reading{Intent: intent, Confidence: r.verdict.confidence, Step: StepClassifier, Why: "second wish"}, topic)}
		default:
		}
	}
	if number != "" {
		return []Reading{{Intent: OrderStatus, Step: StepQuestion, Why: "an order number", Slots: map[string]string{SlotOrder: number}}}
	}
	return nil
}

// filled adds the slots of the intent.
func (p *Parser) filled(r *reader, reading Reading, topic string) Reading {
	slot, value := "", ""
	switch reading.Intent {
	case OrderStatus, Complaint, ReturnRefund, ChangeOrder:
		slot, value = SlotOrder, p.orderNumber(r.text, r.ctx == ContextOrder)
	case Waitlist, PriceAlarm:
		slot, value = SlotProduct, p.product(r.text)
	case FAQ:
		slot, value = SlotTopic, topic
	default:
	}
	if value != "" {
		reading.Slots = map[string]string{slot: value}
	}
	return reading
}
