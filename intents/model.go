package intents

import (
	"slices"

	"kurzwahl/message"
)

// Model is the learned part of a Parser: one logistic regression for each intent (for each topic of a general
// question) and language over hashed features. It never changes once made.
type Model struct {
	source    string // digest of what it was learned with
	labels    []string
	languages []string
	columns   int
	rows      []uint64  // a row for each bucket, eight columns a word
	scale     []float32 // of each column: a byte of a row times scale is the true weight
	bias      []float32
	sure      calibration
}

// calibration turns the best score and its lead over the second into the probability that the best is right.
type calibration struct{ Score, Lead, Bias float32 }

// quantise shortens weights to a byte each, column by column.
func (m *Model) quantise(weights, bias []float32) {
	m.scale = make([]float32, m.columns)
	for i, w := range weights {
		m.scale[i%m.columns] = max(m.scale[i%m.columns], w, -w)
	}
	for c := range m.scale {
		m.scale[c] = max(m.scale[c], 1e-6) / 127
	}
	m.rows = make([]uint64, buckets*wordsOf(m.columns))
	for i, w := range weights {
		x := w / m.scale[i%m.columns]
		if x >= 0 {
			x++ // so that what is cut off rounds to the nearest
		}
		m.setWeight(i/m.columns, i%m.columns, int8(x-0.5))
	}
	m.bias = bias
}

// choice is a label of the classifier with its score.
type choice struct {
	intent Intent
	topic  string
	score  float32 // of its own regression: above 0 is yes
}

// verdict is what the classifier says of a text.
type verdict struct {
	best, second choice
	confidence   float64 // that best is right, 0..1
	language     message.Language
	spokenLead   float32 // how far its score is before the next language's
	optOut       float32 // the score of the opt-out, whatever is best
	settled      bool    // the order of best and second follows from what they are, not from their scores
}

// lead is how far the best score is before the second.
func (v verdict) lead() float64 { return float64(v.best.score - v.second.score) }

// judge gives the best two labels and the language.
func (m *Model) judge(list []feature, norm float32) verdict {
	scores := m.scores(list, norm)
	best, second := topTwo(scores[:len(m.labels)])
	v := verdict{best: m.choice(best, scores), second: m.choice(second, scores)}
	if at := slices.Index(m.labels, string(OptOut)); at >= 0 {
		v.optOut = scores[at]
	}
	v.confidence = float64(sigmoid(m.sure.Score*v.best.score + m.sure.Lead*float32(v.lead()) + m.sure.Bias))
	spoken := scores[len(m.labels):]
	first, other := topTwo(spoken)
	if v.spokenLead = spoken[first] - spoken[other]; v.spokenLead > languageLead {
		v.language = message.Language(m.languages[first])
	}
	return v
}

func (m *Model) choice(column int, scores []float32) choice {
	intent, topic := split(m.labels[column])
	return choice{intent, topic, scores[column]}
}

// How far the best language's score must be ahead for the text to count as in that language, and for one of a word or
// two, which may be a name.
const (
	languageLead = 0.3
	fewWordsLead = 1.2
)

func topTwo(scores []float32) (best, second int) {
	second = -1
	for i, s := range scores {
		switch {
		case s > scores[best]:
			best, second = i, best
		case i != best && (second < 0 || s > scores[second]):
			second = i
		}
	}
	return best, max(second, 0)
}
