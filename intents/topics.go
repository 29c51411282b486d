package intents

import (
	"cmp"
	"slices"
)

// Guess is a topic that a general question may have.
type Guess struct {
	Topic string
	Lead  float64 // how far the topic's score is ahead of every label but the other topics; below 0 something else is likelier
}

// Guess gives the topics that a text may have if it is a general question, the likeliest first. It takes as long as Parse.
func (p *Parser) Guess(ctx Context, raw string) []Guess {
	r := p.look(ctx, raw)
	list, norm := p.rules.features(ctx, r.text)
	scores := p.model.scores(list, norm)[:len(p.model.labels)]
	var guesses []Guess
	other := float32(-100)
	for i, label := range p.model.labels {
		if intent, topic := split(label); intent == FAQ && topic != "" {
			guesses = append(guesses, Guess{topic, float64(scores[i])})
		} else {
			other = max(other, scores[i])
		}
	}
	for i := range guesses {
		guesses[i].Lead -= float64(other)
	}
	slices.SortStableFunc(guesses, func(a, b Guess) int { return cmp.Compare(b.Lead, a.Lead) })
	return guesses
}
