package intents

import (
	"maps"
	"strings"
)

// The bars of the classifier. Below askFrom a text goes to people; between askFrom and the intent's threshold the
// customer can be asked which of two intents it is.
const (
	defaultThreshold = 0.5
	defaultMargin    = 0.2
	askFrom          = 0.3
	sureOptOut       = 0.0  // score from which the classifier may read an opt-out that no rule knows
	optOutLead       = 2.0  // and how far it has to be ahead then
	faintest         = -1.5 // score below which the classifier decides nothing
	secondWish       = 0.0  // score from which the second best is a wish of its own
)

// thresholds gives the confidence from which each intent is decided. It is higher where a wrong decision costs more.
func thresholds(overrides map[Intent]float64) map[Intent]float64 {
	bars := map[Intent]float64{}
	for _, intent := range Intents() {
		bars[intent] = defaultThreshold
	}
	bars[OptOut] = 0.8
	bars[OptIn] = 0.6
	maps.Copy(bars, overrides)
	return bars
}

// split takes a label of the classifier apart: "faq.hours" is FAQ with the topic hours.
func split(label string) (intent Intent, topic string) {
	name, topic, _ := strings.Cut(label, ".")
	return Intent(name), topic
}
