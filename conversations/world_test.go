package conversations

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/contests"
	"kurzwahl/message"
	"kurzwahl/shop"
	"kurzwahl/surveys"
)

// world keeps what a store would keep of one contact, in memory.
type world struct {
	desk          *Desk
	now           time.Time
	address       message.Address
	contact       Contact
	state         State
	standing      consent.Standing
	orders        []Order
	conversations []Conversation
	contests      map[string]bool
	coupons       []string
	answers       map[string]surveys.Answer
	timers        []Timer
	dedupe        map[string]bool
	cases         []Case
	outbox        map[string]Delivery  // what became of messages with a key
	due           map[string]time.Time // of those that wait
	marketing     []time.Time
	down          bool // nothing goes out
	products      []shop.Product
	signups       []Signup // those that are open
	known         Facts    // of the last turn
	last          Turn
	events        int
}

func berlin() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}

// start is a Tuesday at 10 in Berlin.
func start() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, berlin()) }

func config(t testing.TB, language message.Language, informal bool) Config {
	t.Helper()
	book, err := LoadPhrases(nil, informal)
	if err != nil {
		t.Fatal(err)
	}
	gate, err := consent.NewGate(consent.Rules{Zone: berlin(), Country: "DE"})
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Shop: "Radhaus", Contact: "030 1234567", Language: language, Zone: berlin(), Phrases: book, Gate: gate, MaxReplies: 5, MachineAfter: 100,
		Surveys: someSurveys(t),
		Contests: []contests.Contest{
			{
				Name: "winter", Keywords: []string{"GEWINN", "WIN", "KONKURS"}, TermsLink: "https://radhaus.example/t", Prize: "ein Helm",
				Question: map[message.Language]string{
					message.German: "Wie viele Räder hat ein Tandem? A: 1, B: 2, C: 3.", message.English: "How many wheels has a tandem? A: 1, B: 2, C: 3.",
					message.Polish: "Ile kół ma tandem? A: 1, B: 2, C: 3.",
				},
			},
			{Name: "past", Keywords: []string{"SOMMER"}, Until: start().AddDate(0, -1, 0), TermsLink: "https://radhaus.example/t"},
		},
	}
}

// someSurveys are one for each scale, with what may follow a score.
func someSurveys(t testing.TB) []surveys.Survey {
	t.Helper()
	scale := map[string]surveys.Scale{}
	for _, name := range []string{"6-1", "0-10", "1-5", "yes-no"} {
		s, err := surveys.ParseScale(name)
		if err != nil {
			t.Fatal(err)
		}
		scale[name] = s
	}
	low, high := []surveys.Branch{surveys.Low}, []surveys.Branch{surveys.High}
	wrong := surveys.Step{Ask: surveys.AskWrong, When: low}
	return []surveys.Survey{
		{Name: "delivery", CouponPool: "thanks", FollowUp: true},
		{Name: "grades", Scale: scale["6-1"], FollowUp: true},
		{Name: "nps", Scale: scale["0-10"], CouponPool: "thanks", Then: []surveys.Step{
			wrong,
			{Ask: surveys.ShowLink, When: high, Link: "https://radhaus.example/r"},
			{Ask: surveys.AskWords, When: []surveys.Branch{surveys.Middle, surveys.High}},
			{Ask: surveys.AskPublish, When: high},
		}},
		{Name: "stars", Scale: scale["1-5"], Lasts: 48 * time.Hour, RemindAfter: 30 * time.Hour, Then: []surveys.Step{
			{Ask: surveys.AskScore, Name: "parcel", Scale: scale["yes-no"], Question: map[message.Language]string{
				message.German: "Kam das Paket heil an?", message.English: "Did the parcel arrive intact?", message.Polish: "Czy paczka dotarła w całości?",
			}},
			{Ask: surveys.AskScore, Name: "courier", Scale: scale["6-1"], When: high, Question: map[message.Language]string{message.German: "Welche Note bekommt der Bote?"}},
			wrong,
		}},
		{Name: "fine", Scale: scale["yes-no"], Then: []surveys.Step{wrong}},
		{Name: "blunt", Scale: scale["yes-no"]},
		{Name: "lasts", CouponPool: "thanks", WhenEmpty: surveys.Stop, RemindAfter: -1, Question: map[message.Language]string{message.German: "Ihr Urteil zu {order}?"}},
	}
}

func newWorld(t testing.TB, c Config) *world {
	t.Helper()
	desk, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return worldOf(desk)
}

// worldOf is that of a contact never met.
func worldOf(desk *Desk) *world {
	return &world{
		desk: desk, now: start(), address: "+491711234567", contact: Contact{Country: "DE"}, contests: map[string]bool{}, answers: map[string]surveys.Answer{}, dedupe: map[string]bool{},
		outbox: map[string]Delivery{}, due: map[string]time.Time{},
	}
}

// transmits sends what is due, as long as the link is up.
func (w *world) transmits() {
	for key, due := range w.due {
		if !w.down && !due.After(w.now) {
			w.outbox[key] = Delivery{SentAt: w.now}
			delete(w.due, key)
		}
	}
}

// facts are loaded as a store loads them.
func (w *world) facts(e Event) Facts {
	w.transmits()
	f := Facts{Contact: w.contact, Consent: w.standing, Orders: w.orders, Contests: maps.Clone(w.contests), Deliveries: maps.Clone(w.outbox), Cases: slices.Clone(w.cases)}
	slices.Reverse(f.Cases)
	f.Contact.Address = w.address
	if e.MayAdvertise() {
		f.Sent = slices.Clone(w.marketing)
	}
	for _, c := range w.conversations {
		switch {
		case c.Status != Finished:
			f.Conversation = c
		case c.ID == e.Conversation:
			f.Named = c
		}
	}
	if len(w.coupons) > 0 {
		f.Coupon, f.CouponPool = w.coupons[0], "thanks"
	}
	return f
}

// happens runs one event and keeps what follows.
func (w *world) happens(e Event) Turn {
	w.events++
	e.ID, e.Address, e.At = fmt.Sprintf("event-%03d", w.events), w.address, w.now
	facts := w.facts(e)
	turn := w.desk.Next(w.state, e, facts, w.now)
	if turn.Seeks != (Seek{}) {
		facts.Sought, facts.Products, facts.Signups = turn.Seeks, w.finds(turn.Seeks), slices.Clone(w.signups)
		turn = w.desk.Next(w.state, e, facts, w.now)
	}
	if turn.NeedsCase {
		facts.CaseNumber = int64(101 + len(w.cases))
		turn = w.desk.Next(w.state, e, facts, w.now)
	}
	w.known = facts
	w.keep(turn)
	return turn
}

func (w *world) keep(turn Turn) {
	w.last, w.state = turn, turn.State
	for _, r := range turn.Consents {
		w.standing = w.standing.With(r)
		if r.Action == consent.Revoked {
			w.signups = slices.DeleteFunc(w.signups, func(s Signup) bool { return r.Purpose == consent.All || s.Purpose == r.Purpose })
		}
	}
	for _, s := range turn.Signups {
		w.signups = slices.DeleteFunc(w.signups, func(known Signup) bool { return known.Purpose == s.Purpose && known.Product.same(s.Product) })
		w.signups = slices.Insert(w.signups, 0, s)
	}
	for _, a := range turn.Answers {
		w.answers[a.Survey+":"+a.Order] = a
	}
	for _, entry := range turn.Entries {
		w.contests[entry.Contest] = true
	}
	if c := turn.Case; c != nil {
		i := slices.IndexFunc(w.cases, func(known Case) bool { return known.Number == c.Number })
		if i < 0 {
			w.cases = append(w.cases, *c)
		} else {
			w.cases[i] = *c
		}
	}
	if turn.CouponUsed {
		w.coupons = w.coupons[1:]
	}
	if turn.Suppress != "" {
		w.contact.Suppressed = turn.Suppress
	}
	if turn.Unsuppress {
		w.contact.Suppressed = ""
	}
	if turn.Language != "" {
		w.contact.Language = turn.Language
	}
	if c := turn.Conversation; c != nil {
		i := slices.IndexFunc(w.conversations, func(known Conversation) bool { return known.ID == c.ID })
		if i < 0 {
			w.conversations = append(w.conversations, *c)
		} else {
			w.conversations[i] = *c
		}
	}
	w.timers = append(w.timers, turn.Timers...)
	for _, withdrawn := range turn.Withdrawn {
		if _, waits := w.due[withdrawn.Message]; waits {
			delete(w.outbox, withdrawn.Message)
			delete(w.due, withdrawn.Message)
		}
	}
	for _, r := range turn.Replies {
		if _, known := w.outbox[r.Dedupe]; !known {
			w.outbox[r.Dedupe], w.due[r.Dedupe] = Delivery{}, r.Due
		}
		if r.Class == message.Marketing {
			w.marketing = append(w.marketing, w.now)
		}
	}
	w.transmits()
}

// passes lets time go by; what was planned rings on the way.
func (w *world) passes(d time.Duration) []Turn {
	until := w.now.Add(d)
	var turns []Turn
	for {
		slices.SortStableFunc(w.timers, func(a, b Timer) int { return a.Due.Compare(b.Due) })
		if len(w.timers) == 0 || w.timers[0].Due.After(until) {
			break
		}
		timer := w.timers[0]
		w.timers = w.timers[1:]
		w.now = timer.Due
		turns = append(turns, w.happens(Event{Kind: TimerRang, Timer: timer}))
	}
	w.now = until
	return turns
}

func (w *world) texts(text string) Turn {
	return w.happens(Event{Kind: Texted, Text: text, To: "72100", SMSC: "main"})
}

// open is the ID of the last conversation.
func (w *world) conversation() string {
	if len(w.conversations) == 0 {
		return ""
	}
	return w.conversations[len(w.conversations)-1].ID
}

func (w *world) order(number, state string) Order {
	i := slices.IndexFunc(w.orders, func(o Order) bool { return o.Number == number })
	if i < 0 {
		w.orders = slices.Insert(w.orders, 0, Order{Source: "shop", Number: number, Total: "59.90", Currency: "EUR", OrderedAt: w.now})
		i = 0
	}
	o := &w.orders[i]
	o.State, o.StateAt = state, w.now
	if state == "shipped" {
		o.Carrier, o.TrackingNumber, o.TrackingLink, o.Expected = "dhl", "00340434", "https://radhaus.example/l/Ab3dE9x", "2026-11-26"
	}
	return *o
}
