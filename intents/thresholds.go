package intents

import (
	"maps"
	"strings"
)

// The bars of the classifier. Below askFrom a text goes to people; between askFrom and the intent's threshold the
// customer can be asked which of two intents it is.
const (
	defaultThreshold         = 0.6
	defaultMargin            = 0.2
	askFrom                  = 0.3
	sureOptOut               = -1.2 // score from which the classifier may read an opt-out that no rule knows
	optOutLead               = 1.6  // and how far it has to be ahead then
	plainOptOut              = 0.8  // score from which such an opt-out goes before the answer to an open question
	deniesFrom               = -0.5 // score from which another wish speaks against an opt-out rule
	deniesBy         float32 = 1.5  // if it is so far ahead of the opt-out
	faintest                 = -2.8 // score below which the classifier decides nothing
	secondWish               = 0.0  // score from which the second best is a wish of its own
)

// thresholds gives the confidence from which each intent is decided. It is higher where a wrong decision costs more.
func thresholds(overrides map[Intent]float64) map[Intent]float64 {
	bars := map[Intent]float64{}
	for _, intent := range Intents() {
		bars[intent] = defaultThreshold
	}
	bars[OptOut] = 0.75
	bars[OptIn] = 0.6
	maps.Copy(bars, overrides)
	return bars
}

// split takes a label of the classifier apart: "faq.hours" is FAQ with the topic hours.
func split(label string) (intent Intent, topic string) {
	name, topic, _ := strings.Cut(label, ".")
	return Intent(name), topic
}
