package intents

import (
	"maps"
	"strings"
)

// The bars of the classifier. Below askFrom a text goes to people; between askFrom and the intent's threshold the
// customer can be asked which of two intents it is.
const (
	defaultThreshold = 0.6
	defaultMargin    = 0.2
	askFrom          = 0.3
	faintest         = -2.0 // score below which the classifier decides nothing
	faintestAsked    = -2.5 // and below which the customer is not asked about its best two either
	statedWish       = -1.0 // score from which a wish goes before the bare number that answers "which order?"
	secondWish       = 0.0  // score from which the second best is a wish of its own

	sureOptOut  = -1.2 // score from which the classifier may read an opt-out that no rule knows
	optOutLead  = 1.6  // and how far it has to be ahead then
	plainOptOut = 0.8  // score from which such an opt-out goes before the answer to an open question
	deniesFrom  = -0.5 // score from which another wish speaks against an opt-out rule
	clearNo     = -2.5 // or another wish of any score, if the opt-out's own is not above this
	deniesBy    = 1.5  // and how far it has to be ahead of the opt-out
	hintHolds   = 0.5  // score of the opt-out from which a hint holds
	hintLeads   = -1.0 // or this one, if nothing else scores better
)

// thresholds gives the confidence from which each intent is decided. It is higher where a wrong decision costs more.
func thresholds(overrides map[Intent]float64) map[Intent]float64 {
	bars := map[Intent]float64{}
	for _, intent := range Intents() {
		bars[intent] = defaultThreshold
	}
	bars[OptOut] = 0.75
	bars[OptIn] = 0.6
	bars[FAQ] = 0.66 // "Helm Brise Größe M" names a thing and asks nothing
	maps.Copy(bars, overrides)
	return bars
}

// split takes a label of the classifier apart: "faq.hours" is FAQ with the topic hours.
func split(label string) (intent Intent, topic string) {
	name, topic, _ := strings.Cut(label, ".")
	return Intent(name), topic
}
