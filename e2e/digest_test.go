package e2e_test

import (
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/consent"
)

func TestMorningDigestTellsWhatCameAtNight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		customer, mia := h.customer(lena), h.staff(workspace.Mia)
		h.clockTo(0, 22, 0)
		customer.Texts("Ich möchte mit einem Mitarbeiter sprechen")
		customer.Gets("ab ", "09:00")
		h.opens()
		mia.Sees(workspace.Inbox, "Guten Morgen", "1 von 1 Personen", "Mitarbeiter sprechen")
	})
}

// opens moves the clock to the next opening of the desk.
func (h *house) opens() {
	h.t.Helper()
	var holidays consent.Holidays
	for {
		h.clockTo(1, 9, 0)
		today := h.demo.Clock().Now().In(berlin(h.t))
		if w := today.Weekday(); w != time.Saturday && w != time.Sunday && !holidays.On(consent.Region{Country: "DE"}, today) {
			return
		}
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
