package intents

import (
	"slices"
	"strconv"
)

// answer asks the open question's own parser. A bare order number and a contest's keyword need no question.
func (p *Parser) answer(r *reader) (Reading, bool) {
	if slots, ok := p.contestEntry(r.ctx, r.text); ok {
		return answered(ContestEntry, slots, "contest keyword or answer"), true
	}
	if slots, ok := p.opensWithKeyword(r); ok {
		return answered(ContestEntry, slots, "opens with the contest's keyword"), true
	}
	switch r.ctx {
	case ContextSurvey:
		if s, ok := p.rating(r.text); ok && !p.counted(r, s) {
			return p.rated(r, s), true
		}
	case ContextOptIn:
		if intent := p.consents(r); intent != "" {
			return answered(intent, nil, "the first clause answers"), true
		}
	case ContextNone, ContextOrder, ContextContest, ContextComplaint, ContextMarketing:
	}
	number := p.orderNumber(r.text, r.ctx == ContextOrder)
	if number != "" && (p.bareNumber(r.text, number) || r.ctx == ContextOrder && !p.wishesElse(r)) {
		return answered(OrderStatus, map[string]string{SlotOrder: number}, "an order number"), true
	}
	return Reading{}, false
}

func answered(intent Intent, slots map[string]string, why string) Reading {
	return Reading{Intent: intent, Slots: slots, Confidence: 1, Step: StepQuestion, Why: why}
}

// rated is the reading of a text with one clear score.
func (p *Parser) rated(r *reader, s score) Reading {
	reading := answered(Rating, map[string]string{SlotScore: strconv.Itoa(s.value)}, "one clear score")
	if p.hasComment(r.text, s) {
		reading.Slots[SlotComment] = "yes"
		reading.Also = p.besides(r, Rating, s.from, s.to)
	}
	return reading
}

// consents reads the answer to "reply JA to confirm": OptIn or No by the first clause, "" when it is neither or both,
// or the text asks something.
func (p *Parser) consents(r *reader) Intent {
	yes, no := false, false
	for i := range r.tokens {
		tok := &r.tokens[i]
		if tok.kind > numberToken && (yes || no) {
			break
		}
		yes = yes || tok.classes.has(p.class.yes)
		no = no || tok.classes.has(p.class.no) || tok.classes.has(p.class.neg)
	}
	switch {
	case yes == no, r.asks():
		return ""
	case yes:
		return OptIn
	case p.meansElse(r):
		return ""
	}
	return No
}

// meansElse says whether the classifier sees something in a text that is neither a yes nor a no: "versteh ich nicht,
// wer seid ihr" refuses nothing.
func (p *Parser) meansElse(r *reader) bool {
	best := r.verdict.best
	return !slices.Contains([]Intent{No, Yes, OptIn, Unknown, Thanks}, best.intent) && best.score >= statedWish
}

// counted says whether a score in words counts things in a complaint: "zwei von sechs zerbrochen".
func (p *Parser) counted(r *reader, s score) bool {
	return s.spelled && s.to > s.from+1 && r.verdict.best.intent == Complaint && r.verdict.best.score >= secondWish && s.from > r.first()
}

// wishesElse says whether a text that answers "which order number?" states another wish about that order.
func (p *Parser) wishesElse(r *reader) bool {
	best := r.verdict.best
	return slices.Contains([]Intent{ChangeOrder, ReturnRefund, Complaint, Human, Privacy}, best.intent) &&
		r.verdict.confidence >= p.thresholds[best.intent] && best.score >= statedWish
}
