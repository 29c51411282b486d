package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/message"
)

// tells has the sample shop report stock or price of a product by its webhook.
func (h *house) tells(product map[string]any) {
	h.t.Helper()
	if status, body := h.posts("demo/product", product); status != http.StatusOK {
		h.t.Fatalf("the shop cannot report %v: %d %v", product, status, body)
	}
}

// Sample customers without a story, in the order in which they ask.
const (
	first  message.Address = "+491713920007"
	second message.Address = "+491713920008"
	third  message.Address = "+491713920009"
	fourth message.Address = "+491713920010"
)

func TestWaitingListIsServedInTurn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		line := []*customer{h.customer(first), h.customer(second), h.customer(third), h.customer(fourth)}
		for _, c := range line {
			c.Texts("Sagt bitte Bescheid, wenn das Kinderrad Möwe wieder da ist")
			c.Gets("Kinderrad Möwe 16", "sobald", "STOP WARTELISTE")
		}
		line[1].Texts("STOP Kinderrad")
		line[1].Gets("Warteliste")

		h.tells(map[string]any{"sku": "KD-160", "stock": 1})
		line[0].Gets("Kinderrad Möwe 16", "ist wieder da", "http://")
		line[2].Gets("Kinderrad Möwe 16", "ist wieder da")
		if got := line[3].Received(); len(got) != 1 {
			t.Errorf("the fourth was told of one unit with the first two: %q", got)
		}
		h.demo.Clock().Advance(time.Hour + time.Minute)
		line[3].Gets("Kinderrad Möwe 16", "ist wieder da")

		mia := h.staff(workspace.Mia)
		mia.Types("/sms waitlist möwe")
		mia.IsTold("Kinderrad Möwe 16: Warteliste, Bestand 1", "4 vorgemerkt · 0 warten · 3 benachrichtigt · 0 gekauft · 1 verloren")

		h.tells(map[string]any{"sku": "KD-160", "stock": 0})
		h.tells(map[string]any{"sku": "KD-160", "stock": 5})
		h.demo.Clock().Advance(72 * time.Hour)
		line[0].Texts("Warteliste Helm Brise L")
		line[0].Gets("Helm Brise L")
		for i, want := range []int{3, 2, 2, 2} {
			if got := line[i].Received(); len(got) != want {
				t.Errorf("customer %d got %q, want %d texts", i+1, got, want)
			}
		}
	})
}

func TestPriceAlarmTellsOfALowerPrice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		german, english := h.customer(lena), h.customer(james)
		german.Texts("Preisalarm E-Bike Elbe 900")
		german.Gets("Elbe 900", "3.299,00 EUR", "STOP ALARM")
		english.Texts("tell me when the Elbe 900 is under 2500 euros")
		english.Gets("Elbe 900", "2,500.00 EUR or less")
		h.tells(map[string]any{"sku": "EB-900", "price": "2899.00"})
		h.demo.Clock().Advance(31 * time.Minute)
		german.Gets("2.899,00 EUR", "Niedrigster Preis der 30 Tage davor: 3.299,00 EUR", "http://")
		english.Texts("ALARM 2900")
		english.Gets("costs only 2,899.00 EUR now")
		if got := english.Received(); len(got) != 2 {
			t.Errorf("the English customer got %q, want no alert above the wished price", got)
		}
	})
}
