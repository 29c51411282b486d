package intents_test

import (
	"testing"

	"kurzwahl/intents"
)

// An opt-out rule fits each of these, and another wish is plain.
func TestAnotherWishOverrulesAnOptOutThatOnlySoundsSo(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{"none", "schluss mit dem Gerede, wo steckt meine Bestellung 48213?", intents.OrderStatus, map[string]string{"order": "48213"}},
		{"none", "hab mich aus Versehen abgemeldet, nehmt mich wieder in den Verteiler auf", intents.OptIn, nil},
		{"none", "brauch i ned, passt scho", intents.No, nil},
		{"none", "the emergency stop on my treadmill doesn't work", intents.Complaint, nil},
	})
}

// No wish beside it takes an opt-out away.
func TestOptOutBesideAnotherWish(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"STOP, und wo bleibt 48213?",
		"Wo bleibt mein Geld für 48213? Und keine SMS mehr!",
		"where is my parcel? also stop texting me",
		"gdzie moja paczka 48213? i nie piszcie do mnie więcej",
		"Lampe kaputt, Geld zurück, und bitte aus dem Verteiler streichen",
	} {
		for _, ctx := range intents.Contexts() {
			if got := parser().Parse(ctx, text); got.Intent != intents.OptOut {
				t.Errorf("Parse(%s, %q) = %s by %s (%s), want opt_out", ctx, text, got.Intent, got.Step, got.Why)
			}
		}
	}
}

func TestSlipsInShortKeywords(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{"marketing", "Sopt", intents.OptOut, nil},
		{"marketing", "tsop", intents.OptOut, nil},
		{"marketing", "stopbitte", intents.OptOut, nil},
		{"marketing", "STOPSMS", intents.OptOut, nil},
		{"none", "hlep", intents.Help, nil},
		{"optin", "nein nein, nie wieder", intents.OptOut, nil},
	})
}

func TestScoresInWords(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{"survey", "Four stars ⭐", intents.Rating, map[string]string{"score": "4"}},
		{"survey", "Fünf Punkte von sechs", intents.Rating, map[string]string{"score": "5"}},
		{"survey", "cztery na sześć", intents.Rating, map[string]string{"score": "4"}},
		{"survey", "⭐⭐⭐", intents.Rating, map[string]string{"score": "3"}},
	})
}

func TestATagAsksNothing(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{"contest", "das ist B, oder?", intents.ContestEntry, map[string]string{"answer": "B"}},
		{"contest", "it's C, right?", intents.ContestEntry, map[string]string{"answer": "C"}},
	})
}

// Names of a word or two say nothing of the customer's language.
func TestNamesTellNoLanguage(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Helm Brise L", "Note 5", "Lumen 300"} {
		if got := parser().Parse(intents.ContextNone, text).Language; got == "en" || got == "pl" {
			t.Errorf("Parse(%q) says the language is %s", text, got)
		}
	}
}

// A word about stopping without an object is a hint: a story holds it and is none.
func TestStoriesAboutStoppingAreNoOptOut(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"The traffic came to a complete stop this morning",
		"I unsubscribed from my gym today, feels great",
		"Wir haben beim Stop in Kassel noch ein Eis gegessen",
		"Abmeldung vom Turnverein ist durch",
		"Piosenka Stop leci w radiu",
		"Wypisali mnie dziś ze szkoły tańca",
		"Mir reicht's, schon die zweite Tasse mit Sprung",
		"I dont want these shoes any more, refund please",
	} {
		if got := parser().Parse(intents.ContextNone, text); got.Intent == intents.OptOut {
			t.Errorf("Parse(%q) = opt_out by %s (%s)", text, got.Step, got.Why)
		}
	}
}

func TestOptOutsWithoutTheUsualWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"S.T.O.P", "🛑", "🚫🚫", "bin my number", "streich mi bitte", "fertig jetzt mit diesen Nachrichten",
		"do not disturb me again", "blokuję was", "take a hike spammers", "STOP and where is my order 48213",
		"A stop", "I already said stop",
	} {
		for _, ctx := range intents.Contexts() {
			if got := parser().Parse(ctx, text); got.Intent != intents.OptOut {
				t.Errorf("Parse(%s, %q) = %s by %s (%s), want opt_out", ctx, text, got.Intent, got.Step, got.Why)
			}
		}
	}
}
