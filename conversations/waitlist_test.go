package conversations

import (
	"slices"
	"strings"
	"testing"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/shop"
)

// helmets is what the shop of the tests sells.
func helmets() []shop.Product {
	return []shop.Product{
		{Source: "shop", SKU: "HB-M", Name: "Helm Brise", Variant: "M", Price: "59.90", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "HB-L", Name: "Helm Brise", Variant: "L", Price: "59.90", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "HK", Name: "Helm Kork", Price: "20.00", Currency: "EUR", Stock: 3, StockAt: start()},
		{Source: "shop", SKU: "EB-900", Name: "E-Bike Elbe 900", Price: "3299.00", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "GL", Name: "Glocke", StockAt: start()},
		{Source: "shop", SKU: "H10", Name: "Hantel 10 Pfund", Price: "49.00", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "H20", Name: "Hantel 20 Pfund", Price: "79.00", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "K10", Name: "Kettlebell 10 pounds", Price: "49.00", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "K20", Name: "Kettlebell 20 pounds", Price: "79.00", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "O10", Name: "Obciążnik 10 funtów", Price: "49.00", Currency: "EUR", StockAt: start()},
		{Source: "shop", SKU: "O20", Name: "Obciążnik 20 funtów", Price: "79.00", Currency: "EUR", StockAt: start()},
	}
}

// finds looks products up as a store does.
func (w *world) finds(s Seek) []Product {
	var found []shop.Product
	switch {
	case s.Words != "":
		found = shop.Find(s.Words, w.products)
	default:
		found = slices.DeleteFunc(slices.Clone(w.products), func(p shop.Product) bool { return p.Source != s.Source || p.SKU != s.SKU })
	}
	var all []Product
	for _, p := range found {
		cents, _ := shop.Cents(p.Price)
		all = append(all, Product{Source: p.Source, SKU: p.SKU, Title: p.Title(), Cents: cents, Currency: p.Currency, InStock: p.Stock > 0})
	}
	return all
}

// alert tells the customer of the sign-up for the purpose that was made last.
func (w *world) alert(kind EventKind) Turn {
	purpose := consent.Waitlist
	if kind == PriceDropped {
		purpose = consent.PriceAlarm
	}
	i := slices.IndexFunc(w.signups, func(s Signup) bool { return s.Purpose == purpose })
	if i < 0 {
		return Turn{}
	}
	s := w.signups[i]
	if kind == StockBack {
		w.signups = slices.Delete(w.signups, i, i+1)
	}
	a := Alert{Signup: s.ID, Product: s.Product, Purpose: purpose, Link: "https://radhaus.example/Ab3dE9x", Lowest: s.Product.Cents}
	if kind == PriceDropped {
		a.Product.Cents /= 2
	}
	return w.happens(Event{Kind: kind, Alert: a})
}

// allowed says whether marketing may follow from an event.
func (m *model) allowed(e Event) bool {
	if e.Alert.Signup != "" {
		return m.standing.Allows(e.Alert.Purpose)
	}
	return m.standing.Allows(consent.Surveys)
}

// checkSignups wants nobody signed up without consent, and nobody who opted out signed up by a mere text.
func (m *model) checkSignups(t *testing.T, turn Turn) {
	for _, s := range m.signups {
		if !m.standing.Allows(s.Purpose) {
			t.Errorf("signed up for %s without consent: %+v", s.Purpose, m.standing)
		}
	}
	for _, s := range turn.Signups {
		if turn.Event.Kind != Texted || turn.Reading.Intent == intents.OptOut {
			t.Errorf("%s %q signed up for %s", turn.Event.Kind, turn.Event.Text, s.Product.Title)
		}
		before := m.known.Consent
		if !before.Unobjected(s.Purpose) && !slices.Contains(before.Pending(m.now), s.Purpose) {
			t.Errorf("%q opted in somebody who had opted out: %+v", turn.Event.Text, before)
		}
	}
	if turn.Seeks != (Seek{}) {
		t.Errorf("the turn of %q asks for %+v a second time", turn.Event.Text, turn.Seeks)
	}
}

func TestAmountIn(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text  string
		cents int64
		bare  bool
	}{
		{"ALARM 40", 4000, true},
		{"sag Bescheid unter 40 Euro", 4000, false},
		{"Preisalarm Elbe 900 unter 2.500 €", 250000, false},
		{"Alarm Helm 39,90", 3990, true},
		{"price alert city bike below 1200.5", 120050, false},
		{"kask tańszy niż 40 zł", 4000, false},
		{"under €35 please", 3500, false},
		{"Preisalarm Helm", 0, true},
		{"Preisalarm Zelt Nordkap für 2 Personen", 0, true},
		{"price alert tent for 4 people", 0, true},
		{"Preisalarm Nike Air Max 90", 9000, true}, // bare: it may be the name
		{"Preisalarm Helm für 40 Euro", 4000, false},
		{"alarm tent below 1,299.00 EUR", 129900, false},
		{"Alarm Zelt 1.299,00 €", 129900, false},
		{"ALARM 40 bitte!", 4000, true},
		{"alarm 99999999999999999999", 0, true},
	}
	for _, c := range cases {
		if got := amountIn(c.text); got.cents != c.cents || got.bare != c.bare {
			t.Errorf("%q: got %+v, want %d, %v", c.text, got, c.cents, c.bare)
		}
	}
}

func TestPricesInOtherCurrenciesAndThoseThatAreNone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]amount{
		"ALARM 40 zł": {cents: 4000, currency: "PLN"}, "unter 40 PLN": {cents: 4000, currency: "PLN"}, "40 złotych": {cents: 4000, currency: "PLN"},
		"ALARM 39,90 CHF": {cents: 3990, currency: "CHF"}, "40 Franken": {cents: 4000, currency: "CHF"}, "ALARM CHF 40": {cents: 4000, currency: "CHF"},
		"$40": {cents: 4000, currency: "$"}, "40 dollars": {cents: 4000, currency: "$"}, "40 USD": {cents: 4000, currency: "USD"},
		"£1,299.50": {cents: 129950, currency: "GBP"}, "40 pounds": {cents: 4000, currency: "GBP", bare: true}, "40 €": {cents: 4000, currency: "EUR"}, "40 euros": {cents: 4000, currency: "EUR"},
		"Preisalarm Kino 40 Europas": {bare: true}, "ALARM -5": {bare: true, wrong: true, signed: true}, "unter -5 Euro": {currency: "EUR", wrong: true, signed: true},
		"ALARM 0": {bare: true, wrong: true}, "0,00 EUR": {currency: "EUR", wrong: true}, "ALARM 10000000": {bare: true, wrong: true},
		"City-Bike-900": {cents: 90000, bare: true}, "Helm - 40": {cents: 4000, bare: true}, "ALARM abc": {bare: true},
	} {
		if got := amountIn(text); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
	for product, want := range map[string]bool{"USD": false, "CAD": false, "EUR": true, "": false} {
		if foreign("$", product) != want {
			t.Errorf("dollars for a price in %q: got %v", product, !want)
		}
	}
}

func TestPoundsAreAWeightUnlessAPriceWordStandsBefore(t *testing.T) {
	t.Parallel()
	pounds := func(units int64, bare bool) amount { return amount{cents: units * 100, currency: "GBP", bare: bare} }
	for text, want := range map[string]struct {
		amount
		name string // without the price
	}{
		"Hantel 10 Pfund":                    {pounds(10, true), "Hantel 10 Pfund"},
		"Hantel 10 Pfund für 40 Pfund":       {pounds(40, false), "Hantel 10 Pfund"},
		"Hantel 10 Pfund unter 40 Pfund":     {pounds(40, false), "Hantel 10 Pfund"},
		"Hantel 10 Pfund bei 40 Euro":        {amount{cents: 4000, currency: "EUR"}, "Hantel 10 Pfund"},
		"Hantel 10 Pfund 40 Euro":            {amount{cents: 4000, currency: "EUR"}, "Hantel 10 Pfund"},
		"Hantel 10 Pfund £40":                {pounds(40, false), "Hantel 10 Pfund"},
		"Hantel 10 Pfund 40 GBP":             {pounds(40, false), "Hantel 10 Pfund"},
		"Hantel ab 20 Pfund":                 {pounds(20, false), "Hantel"},
		"Hantel max. 20 Pfund":               {pounds(20, false), "Hantel"},
		"10 Pfund Hantel":                    {amount{bare: true}, "10 Pfund Hantel"},
		"kettlebell 20 pounds":               {pounds(20, true), "kettlebell 20 pounds"},
		"kettlebell 20 pound":                {pounds(20, true), "kettlebell 20 pound"},
		"kettlebell 20 pounds below 30":      {amount{cents: 3000}, "kettlebell 20 pounds"},
		"kettlebell at 20 pounds":            {pounds(20, false), "kettlebell"},
		"kettlebell under 20 POUNDS":         {pounds(20, false), "kettlebell"},
		"kettlebell £20":                     {pounds(20, false), "kettlebell"},
		"kettlebell GBP 20":                  {pounds(20, false), "kettlebell"},
		"hantle 10 funtów":                   {pounds(10, true), "hantle 10 funtów"},
		"hantle 10 funtów poniżej 40 funtów": {pounds(40, false), "hantle 10 funtów"},
		"hantle do 40 funtów":                {pounds(40, false), "hantle"},
		"hantle 10 funtów poniżej 100 zł":    {amount{cents: 10000, currency: "PLN"}, "hantle 10 funtów"},
		"Kinderrad ab 6":                     {amount{cents: 600, bare: true}, "Kinderrad ab 6"},
		"Zelt für 2 Personen":                {amount{bare: true}, "Zelt für 2 Personen"},
		"Hantel 10 Pfunde":                   {amount{bare: true}, "Hantel 10 Pfunde"},
	} {
		if got := amountIn(text); got != want.amount {
			t.Errorf("%q: got %+v, want %+v", text, got, want.amount)
		}
		if got := withoutPrice(text); got != want.name {
			t.Errorf("%q without its price is %q, want %q", text, got, want.name)
		}
	}
}

func TestPoundsBesideANameAreAPriceWherePricesAreInPounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, config(t, message.English, false))
	w.products = helmets()
	for i := range w.products {
		w.products[i].Currency = "GBP"
	}
	for text, want := range map[string]int64{"price alarm Helm Brise M 40 pounds": 4000, "price alarm E-Bike Elbe 900 pounds": 0} {
		if turn := w.texts(text); len(turn.Signups) != 1 || turn.Signups[0].Target != want {
			t.Errorf("%q: signed up %+v, want one with the price %d", text, turn.Signups, want)
		}
	}
}

func TestOption(t *testing.T) {
	t.Parallel()
	options := []Product{{Title: "Helm Brise L"}, {Title: "Helm Brise M"}, {Title: "Helm Brise M rot"}}
	for text, want := range map[string]int{
		"A": 0, "b.": 1, "3": 2, "D": picksWrong, "4": picksWrong, "L": 0, "l bitte": 0, "den roten": -1, "rot": 2, "Helm Brise": -1, "M": -1, "Helm Brise M rot": 2, "": -1,
		"keine davon": -1, "A bitte": 0, "die zweite": 1, "den letzten": 2, "Option B": 1, "A oder B": picksWrong,
	} {
		if got := option(text, options); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

func FuzzAmountIn(f *testing.F) {
	f.Add("ALARM 40,5 €")
	f.Fuzz(func(t *testing.T, text string) {
		if got := amountIn(text); got.cents < 0 || got.cents > 1e12 || got.wrong && got.cents != 0 {
			t.Errorf("%q is %+v", text, got)
		}
	})
}

func TestStopOfAProductEndsOnlyThat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, config(t, message.German, false))
	w.products = helmets()
	w.standing = w.standing.With(consent.Record{Purpose: consent.Offers, Action: consent.Granted, At: w.now})
	w.texts("Warteliste Helm Brise M")
	w.texts("Preisalarm Elbe 900")
	turn := w.texts("STOP Helm Brise")
	if w.standing.Allows(consent.Waitlist) || !w.standing.Allows(consent.PriceAlarm) || !w.standing.Allows(consent.Offers) {
		t.Errorf("STOP Helm Brise left %+v", w.standing)
	}
	if len(turn.Replies) != 1 || !strings.Contains(turn.Replies[0].Text, "Warteliste") {
		t.Errorf("it was confirmed with %+v", turn.Replies)
	}
	w.texts("STOP Fahrrad")
	if w.standing.Allows(consent.PriceAlarm) || w.standing.Allows(consent.Offers) {
		t.Errorf("STOP and a word of no sign-up left %+v", w.standing)
	}
}
