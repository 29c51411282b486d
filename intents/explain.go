package intents

import (
	"cmp"
	"fmt"
	"slices"
)

// Explanation is how the cascade came to a Reading, for people who ask why. Unlike Reading, it may show words of the
// text, so it belongs on a screen and never in a log.
type Explanation struct {
	Reading Reading
	Steps   []Considered // the steps of the cascade up to the one that decided, in their order
	Words   []string     // the text as the rules see it: folded words, hidden ones in brackets
	Rules   []FiredRule  // every rule that fits, in the order of the text
	Scores  []Score      // the classifier's best five labels, best first
}

// Considered is a step of the cascade and what it found.
type Considered struct {
	Step Step
	Said string // for people; names rules and scores, never words of the text
}

// FiredRule is a rule that fits a text.
type FiredRule struct {
	Outcome string // an intent, or "keep" for a hard negative
	Pattern string // as the rule book has it
}

// Score is what the classifier gives a label; above 0 it says yes.
type Score struct {
	Label string // an intent, for a general question with its topic: "faq.hours"
	Value float64
}

// shownScores is how many scores an Explanation holds.
const shownScores = 5

// Explain reads a text as Parse does and tells how.
func (p *Parser) Explain(ctx Context, raw string) Explanation {
	r := p.look(ctx, raw)
	e := Explanation{Reading: p.Parse(ctx, raw)}
	e.Steps = p.considered(r, e.Reading.Step)
	p.rules.hits(r.text, func(h hit) {
		e.Rules = append(e.Rules, FiredRule{h.rule.outcome, h.rule.source})
	})
	for i := range r.tokens {
		tok := &r.tokens[i]
		switch {
		case tok.word == "":
		case tok.masked:
			e.Words = append(e.Words, "["+tok.word+"]")
		default:
			e.Words = append(e.Words, tok.word)
		}
	}
	list, norm := p.rules.features(ctx, r.text)
	for column, value := range p.model.scores(list, norm)[:len(p.model.labels)] {
		e.Scores = append(e.Scores, Score{p.model.labels[column], float64(value)})
	}
	slices.SortStableFunc(e.Scores, func(a, b Score) int { return cmp.Compare(b.Value, a.Value) })
	e.Scores = slices.Clip(e.Scores[:min(shownScores, len(e.Scores))])
	return e
}

// considered asks each step what it finds, up to the one that decided.
func (p *Parser) considered(r *reader, decided Step) []Considered {
	asked := []struct {
		step Step
		says func(*reader) string
	}{
		{StepAutoReply, p.saysMachine},
		{StepOptOut, p.saysOptOut},
		{StepTaught, p.saysTaught},
		{StepQuestion, p.saysQuestion},
		{StepKeyword, p.saysKeyword},
		{StepClassifier, p.saysClassifier},
	}
	var steps []Considered
	if !r.says() {
		return steps
	}
	for _, a := range asked {
		if p.plainOptOut(r) && (a.step == StepQuestion || a.step == StepKeyword) {
			continue // passed over
		}
		steps = append(steps, Considered{a.step, a.says(r)})
		if a.step == decided {
			break
		}
	}
	return steps
}

func (p *Parser) saysMachine(r *reader) string {
	if r.machine == nil {
		return "no mark of a machine"
	}
	return "the mark " + r.machine.source
}

func (p *Parser) saysOptOut(r *reader) string {
	rule, v := r.optOut.rule, r.verdict
	switch {
	case rule == nil && r.kept:
		return "a hard negative, and no rule fits beside it"
	case rule == nil:
		return "no rule fits"
	case p.denied(r):
		return fmt.Sprintf("a rule fits, but the classifier gives %s %.1f and opt_out %.1f: %s", v.best.intent, v.best.score, v.optOut, rule.source)
	}
	return "the rule " + rule.source
}

func (p *Parser) saysTaught(r *reader) string {
	if example, ok := p.taught[taughtKey(r.ctx, r.text)]; ok {
		return "taught as " + string(example.Intent)
	}
	return "staff has not taught this text"
}

func (p *Parser) saysQuestion(r *reader) string {
	if reading, ok := p.answer(r); ok {
		return fmt.Sprintf("%s: %s", reading.Intent, reading.Why)
	}
	return "no answer after the question " + string(r.ctx)
}

func (p *Parser) saysKeyword(r *reader) string {
	for _, intent := range Intents() {
		if rule := r.firm[intent]; rule != nil {
			return fmt.Sprintf("%s by the rule %s", intent, rule.source)
		}
	}
	return "no keyword"
}

func (p *Parser) saysClassifier(r *reader) string {
	v := r.verdict
	said := fmt.Sprintf("%s scores %.1f, %.1f before %s; confidence %.2f, the bar is %.2f", v.best.intent, v.best.score, v.lead(),
		v.second.intent, v.confidence, p.thresholds[v.best.intent])
	if !p.decides(r) {
		said += "; not sure enough"
	}
	return said
}

// String says in one line which step decided and why.
func (e Explanation) String() string {
	return fmt.Sprintf("%s by %s (%s), confidence %.2f", e.Reading.Intent, e.Reading.Step, e.Reading.Why, e.Reading.Confidence)
}
