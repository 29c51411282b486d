package conversations

import (
	"testing"

	"kurzwahl/consent"
	"kurzwahl/message"
)

func TestWhatAnOptOutEnds(t *testing.T) {
	t.Parallel()
	const everything = consent.Orders
	for text, want := range map[string]consent.Purpose{
		"STOP": consent.All, "stopp!": consent.All, "STOP SMS": consent.All, "STOP bitte": consent.All, "bitte stop": consent.All, "STOP Werbung": consent.All,
		"STOP ALLES": everything, "STOP ALLE": everything, "STOP ALL MESSAGES": everything, "STOPALLES": everything, "STOP WSZYSTKO": everything,
		"stop alle sms bitte": everything, "Stop allen Nachrichten": everything, "STOPP-ALLES!": everything, "stoppalles": everything, "STOPALL": everything,
		"stop all texts please": everything, "stop, everything": everything, "stop wszystkie smsy": everything, "STOPALLES SMS": everything,
		"STOP UMFRAGEN": consent.Surveys, "stop umfragen bitte": consent.Surveys, "STOP ALARM": consent.PriceAlarm, "STOP LISTA proszę": consent.Waitlist,
		"STOP ALL OFFERS": consent.All, "STOP Umfragen und Angebote": consent.All, "STOP ALARM und alles andere": consent.All, "STOP alles Gute": consent.All,
		"STOPUHR": consent.All, "": consent.All,
	} {
		purpose, all := scope(text)
		if all {
			purpose = everything
		}
		if purpose != want {
			t.Errorf("%q ends %q, want %q", text, purpose, want)
		}
	}
}

func TestStopOfAProductNotWaitedForEndsAllMarketing(t *testing.T) {
	t.Parallel()
	desk := newWorld(t, config(t, message.German, false)).desk
	for text, left := range map[string][]consent.Purpose{
		"STOP Helm Kork":            {},
		"STOP Glocke":               {},
		"STOP WARTELISTE Helm Kork": {},
		"STOP Helm Brise M":         {consent.Offers, consent.PriceAlarm},
		"STOP Helm Brise M bitte":   {consent.Offers, consent.PriceAlarm},
		"STOP WARTELISTE":           {consent.Offers, consent.PriceAlarm},
		"STOP WARTELISTE bitte":     {consent.Offers, consent.PriceAlarm},
	} {
		w := worldOf(desk)
		w.products = helmets()
		w.standing = w.standing.With(consent.Record{Purpose: consent.Offers, Action: consent.Granted, At: w.now})
		w.texts("Warteliste Helm Brise M")
		w.texts("Preisalarm Elbe 900")
		w.texts(text)
		allowed := map[consent.Purpose]bool{}
		for _, purpose := range left {
			allowed[purpose] = true
		}
		for _, purpose := range []consent.Purpose{consent.Offers, consent.PriceAlarm, consent.Waitlist} {
			if w.standing.Allows(purpose) != allowed[purpose] {
				t.Errorf("%q: %s is allowed: %v, want %v", text, purpose, !allowed[purpose], allowed[purpose])
			}
		}
		if w.standing[consent.Orders].Status == consent.Revoked {
			t.Errorf("%q ended news of orders", text)
		}
	}
}
