package intents_test

import (
	"testing"

	"kurzwahl/intents"
)

// These read like an opt-out and are none. A customer who is cut off by mistake hears nothing of a late parcel.
func TestOptOutLeavesHardNegativesAlone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"nonstop begeistert von eurem Service",
		"wir hatten non stop Regen",
		"die Haltestelle Stop ist gleich um die Ecke",
		"where is the bus stop?",
		"hört nicht auf mit den tollen Angeboten",
		"hört bloß nicht auf damit",
		"nie przestawajcie!",
		"don't stop, love your texts",
		"I can't stop smiling",
		"Stoppt die Bestellung 48213",
		"please stop order 48213",
		"Ich möchte meine Bestellung abbestellen",
		"rezygnuję z zamówienia 48213",
		"warum bekomme ich keine SMS mehr?",
		"ich habe keine SMS bekommen",
		"die Abmeldung war ein Versehen",
		"I sent STOP by mistake, sign me up again",
		"Motor stoppt nach zwei Minuten",
		"die Stoppuhr ist defekt",
		"bolą mnie stopy",
		"does the code stop working on sunday?",
		"bis Ende der Woche sollte es da sein",
		"the weekend ends too soon",
		"it quit working",
	} {
		for _, ctx := range []intents.Context{intents.ContextNone, intents.ContextMarketing, intents.ContextComplaint} {
			if got := parser().Parse(ctx, text); got.Intent == intents.OptOut {
				t.Errorf("Parse(%s, %q) = opt_out (%s)", ctx, text, got.Why)
			}
		}
	}
}

func TestOptOutInEveryContext(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"STOP", "stopp", "St0p", "S T O P", "STOP ALLES", "Stop!!!", "stopppp", "bitte abmelden", "unsubscribe", "unsubcribe",
		"wypisz", "keine SMS mehr", "lasst mich in Ruhe", "leave me alone", "dajcie mi spokój", "4 STOP", "B stop",
		"ja, aber keine Werbung mehr", "Falsche Nummer, schreibt mir nicht mehr", "arrêt", "baja", "afmelden", "iptal",
		"geen sms meer", "non scrivetemi più",
	} {
		for _, ctx := range intents.Contexts() {
			if got := parser().Parse(ctx, text); got.Intent != intents.OptOut {
				t.Errorf("Parse(%s, %q) = %s by %s, want opt_out", ctx, text, got.Intent, got.Step)
			}
		}
	}
}

func TestAutoReplyWinsOverOptOutWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Automatische Antwort: bin im Urlaub, STOP wird nicht gelesen",
		"Big sale! Reply STOP to opt out",
		"50 % auf alles. Abmelden mit STOP an 72222",
		"Promocja! Aby zrezygnować wyślij STOP na 72222",
		"I'm driving right now",
	} {
		if got := parser().Parse(intents.ContextMarketing, text); got.Intent != intents.AutoReply {
			t.Errorf("Parse(%q) = %s by %s, want auto_reply", text, got.Intent, got.Step)
		}
	}
}
