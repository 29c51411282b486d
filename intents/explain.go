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
	Words   []string    // the text as the rules see it: folded words, hidden ones in brackets
	Rules   []FiredRule // every rule that fits, in the order of the text
	Scores  []Score     // the classifier's best five labels, best first
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
	e := Explanation{}
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
	e.Reading = p.Parse(ctx, raw)
	return e
}

// String says in one line which step decided and why.
func (e Explanation) String() string {
	return fmt.Sprintf("%s by %s (%s), confidence %.2f", e.Reading.Intent, e.Reading.Step, e.Reading.Why, e.Reading.Confidence)
}
