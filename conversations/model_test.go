package conversations

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// TestNextKeepsItsPromises plays random events and checks after each what must always hold.
// notFound is how customers are told that they have no such order.
var notFound = regexp.MustCompile("finden wir zu diesem Handy nicht|cannot find|do not find|Nie znajdujemy")

func TestNextKeepsItsPromises(t *testing.T) {
	t.Parallel()
	c := config(t, message.German, false)
	c.Answers, c.Undo = storedAnswers(t), 2*time.Minute
	desk := newWorld(t, c).desk
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 4711))
		m := &model{world: worldOf(desk), random: random, limit: c.MaxReplies, told: map[string]bool{}, wrote: map[string]wrote{}, asked: map[consent.Purpose][]time.Time{}}
		m.products = helmets()
		switch seed % 3 {
		case 0:
			m.standing = m.standing.With(consent.Record{Purpose: consent.All, Action: consent.Granted, At: m.now.AddDate(0, -1, 0)})
		case 1:
			m.address, m.contact.Country = "+48512345678", "PL"
		}
		for range 100 {
			m.oneEvent(t)
			if t.Failed() {
				t.Fatalf("seed %d, after:\n%s", seed, strings.Join(m.log, "\n"))
			}
		}
	}
}

type model struct {
	*world
	prizes  map[PrizeMove]bool // that came to an end
	random  *rand.Rand
	limit   int
	replies []time.Time                     // automatic ones
	stops   []time.Time                     // confirmations
	agreed  time.Time                       // when consent was last given
	helped  []time.Time                     // answers to HELP
	asked   map[consent.Purpose][]time.Time // double opt-ins
	told    map[string]bool                 // what cases were told of in each round
	wrote   map[string]wrote                // what people wrote and did not take back, by its Dedupe
	log     []string
}

// wrote is a reply of people's.
type wrote struct {
	staff        Staff
	conversation string
}

var (
	randomTexts = []string{
		"STOP", "STOP ALLES", "STOP UMFRAGEN", "bitte keine SMS mehr", "START", "ja", "nein", "Hilfe", "5", "1", "7", "2, kam kaputt an", "hallo", "danke",
		"wo ist meine Bestellung?", "wo ist 4711?", "8888", "4712", "GEWINN", "B", "SOMMER", "ich will einen Menschen", "Mein Rahmen ist gebrochen", "",
		"Automatische Antwort: ich bin im Urlaub", "blaue Elefanten fliegen rückwärts", "falsche Nummer", "Was kostet der Versand?", "kann ich auf Rechnung zahlen?", "Verleiht ihr auch Anhänger für Fahrräder?", "A", "STATUS R101", "R101", " ", "STOP, und wo bleibt 4711?", "😀", "löscht meine Daten",
		"Warteliste Helm Brise M", "Warteliste Helm", "Warteliste", "A", "Helm Brise L", "Preisalarm Helm Kork unter 20 Euro", "ALARM 15", "ALARM -5", "ALARM 40 CHF", "ALARM abc", "30", "STOP Helm Brise", "STOP ALARM",
	}
	randomStates = []string{"created", "paid", "shipped", "delivered", "refunded", "lost in space"}
	randomKinds  = []EventKind{
		Texted, Texted, Texted, Texted, Texted, StaffReplied, StaffReplied, StaffWrote, Recalled, Recalled, Claimed, Claimed, Released, Closed, Reopened, StaffOptOut,
		OrderMoved, SurveyDue, PrizeWon, StockBack, PriceDropped, TimerRang, WebOptOut, WebOptIn, Broken, "from the future",
	}
)

func (m *model) oneEvent(t *testing.T) {
	m.down = m.random.IntN(5) == 0
	if m.random.IntN(40) == 0 {
		for key := range m.due {
			m.outbox[key] = Delivery{Lost: true}
			delete(m.due, key)
		}
	}
	m.now = m.now.Add([]time.Duration{time.Second, time.Minute, 20 * time.Minute, 7 * time.Hour, 30 * time.Hour}[m.random.IntN(5)])
	e := m.event()
	m.log = append(m.log, fmt.Sprintf("%s %s %q %s", m.now.Format(time.DateTime), e.Kind, e.Text, e.Staff.User))
	before, state, waiting := m.owner(), marshal(m.state), maps.Clone(m.due)
	allowed := m.allowed(e)
	turn := m.happens(e)
	facts := m.known
	again := turn.Event
	if diff := cmp.Diff(turn, m.desk.Next(unmarshal(t, state), again, facts, m.now)); diff != "" {
		t.Errorf("the same arguments gave another turn:\n%s", diff)
	}
	m.checkReplies(t, turn, before, allowed)
	m.checkRecall(t, turn, waiting)
	m.checkStop(t, turn)
	m.checkPrizes(t, turn)
	m.checkSignups(t, turn)
	m.checkAsked(t, turn)
	m.checkCase(t, turn)
	m.checkConversations(t)
	if diff := cmp.Diff(marshal(unmarshal(t, marshal(m.state))), marshal(m.state)); diff != "" {
		t.Errorf("the state is not what was stored:\n%s", diff)
	}
}

// checkPrizes wants each prize to come to one end, and none to stay open once nothing may be sent any more.
func (m *model) checkPrizes(t *testing.T, turn Turn) {
	for _, move := range turn.Prizes {
		if m.prizes == nil {
			m.prizes = map[PrizeMove]bool{}
		}
		end := PrizeMove{Contest: move.Contest, Place: move.Place}
		if m.prizes[end] {
			t.Errorf("prize %d of %s comes to a second end: %s", move.Place, move.Contest, move.State)
		}
		m.prizes[end] = true
	}
	if turn.Suppress != "" && len(turn.State.Won) > 0 {
		t.Errorf("nothing may be sent, and %d prizes wait for an answer", len(turn.State.Won))
	}
}

func (m *model) event() Event {
	e := Event{Kind: randomKinds[m.random.IntN(len(randomKinds))]}
	switch e.Kind {
	case Texted, Broken, WebOptOut, WebOptIn:
		e.Text, e.To, e.SMSC = randomTexts[m.random.IntN(len(randomTexts))], "72100", "main"
		e.Incomplete = m.random.IntN(20) == 0
	case StaffReplied, StaffWrote, Claimed, Released, Closed, Reopened, StaffOptOut:
		e.Staff = Staff{User: []string{"U1", "U2"}[m.random.IntN(2)], Name: "Anna", Message: message.SlackRef{Channel: "C1", TS: fmt.Sprint(m.events)}}
		e.Text = []string{"Gern!", "// nett", "NOTE: nett", "", strings.Repeat("lang ", 400)}[m.random.IntN(5)]
		e.Anyway = m.random.IntN(4) == 0
		e.Conversation = m.conversation()
		if len(m.conversations) > 1 && m.random.IntN(4) == 0 {
			e.Conversation = m.conversations[m.random.IntN(len(m.conversations))].ID
		}
	case Recalled:
		e = m.recall(e)
	case OrderMoved:
		e.Order = m.order([]string{"4711", "4712"}[m.random.IntN(2)], randomStates[m.random.IntN(len(randomStates))])
	case PrizeWon:
		e.Contest, e.Place = []string{"winter", "past", "gone"}[m.random.IntN(3)], m.events // told once, as the store sees to
	case SurveyDue:
		e.Survey = []string{"delivery", "grades", "nps", "stars", "fine", "blunt", "lasts", "unknown"}[m.random.IntN(8)]
		if len(m.orders) > 0 {
			e.Order = m.orders[0]
		}
	case TimerRang:
		if len(m.timers) > 0 {
			e.Timer = m.timers[m.random.IntN(len(m.timers))]
		}
	case StockBack, PriceDropped:
		e.Alert = Alert{Signup: fmt.Sprint(m.events), Product: Product{Title: "Helm Brise M", Cents: 4990, Currency: "EUR"}, Lowest: 5990, Purpose: consent.Waitlist}
		if e.Kind == PriceDropped {
			e.Alert.Purpose = consent.PriceAlarm
		}
	}
	return e
}

// owner is the person who has the open conversation, "" when nobody has.
func (m *model) owner() string {
	for _, c := range m.conversations {
		if c.Status == InHands {
			return c.Owner.User
		}
	}
	return ""
}

func (m *model) checkReplies(t *testing.T, turn Turn, owner string, allowed bool) {
	e := turn.Event
	fromStaff := e.Kind == StaffReplied || e.Kind == StaffWrote || e.Kind == Recalled
	if len(turn.Replies) > 2 {
		t.Errorf("%d replies in one turn", len(turn.Replies))
	}
	for i, r := range turn.Replies {
		switch {
		case r.To != e.Address || r.Cause != e.ID || r.Why == "" || r.Dedupe == "" || r.Text == "":
			t.Errorf("reply %d is incomplete: %+v", i, r)
		case r.Class == message.Marketing && !allowed:
			t.Errorf("marketing without consent: %q", r.Text)
		case !fromStaff && sms.Measure(r.Text).Segments > MaxSegments:
			t.Errorf("too long: %q", r.Text)
		case fromStaff && IsNote(e.Text):
			t.Errorf("a note was sent: %q", r.Text)
		case fromStaff && e.Kind == StaffReplied && owner != e.Staff.User && !e.Anyway:
			t.Errorf("a reply of %s was sent while %q owns the conversation", e.Staff.User, owner)
		}
		if strings.Contains(r.Text, "8888") && !notFound.MatchString(r.Text) {
			t.Errorf("something was told of an order of somebody else: %q", r.Text)
		}
	}
	if e.Kind != Texted || len(turn.Replies) == 0 {
		return
	}
	help := turn.Reading.Intent == intents.Help
	quietOne := turn.Reading.Intent == intents.OptOut || help || strings.HasPrefix(e.Text, "STATUS")
	if owner != "" && !quietOne {
		t.Errorf("the bot answered %q while %s has the conversation", e.Text, owner)
	}
	if help {
		m.helped = append(m.helped, m.now)
		if n := len(m.helped); n > helpsAtAll && m.now.Sub(m.helped[n-1-helpsAtAll]) < helpWindow {
			t.Errorf("HELP was answered more than %d times in an hour", helpsAtAll)
		}
	}
	if turn.Reading.Intent == intents.OptOut || help {
		return
	}
	m.replies = append(m.replies, m.now)
	recent := slices.DeleteFunc(slices.Clone(m.replies), func(at time.Time) bool { return m.now.Sub(at) > 10*time.Minute })
	if len(recent) > m.limit {
		t.Errorf("%d automatic replies in ten minutes", len(recent))
	}
}

// recall is of something that people wrote, mostly what they wrote last, by whoever.
func (m *model) recall(e Event) Event {
	e.Staff, e.Conversation = Staff{User: "U1", Message: message.SlackRef{Channel: "C1", TS: "0"}}, m.conversation()
	for _, r := range m.state.Replied {
		if m.random.IntN(3) > 0 {
			e.Staff, e.Conversation = Staff{User: r.User, Message: r.Slack}, r.Conversation
		}
	}
	if m.random.IntN(5) == 0 {
		e.Staff.User = "U2"
	}
	e.Text = []string{"", "Doch nicht", "// nett", strings.Repeat("lang ", 400)}[m.random.IntN(4)]
	e.Reason = []string{"", RecallDeleted}[m.random.IntN(2)]
	return e
}

// checkRecall wants only what waits to be withdrawn, by who wrote it, and cards to count what reaches the customer.
func (m *model) checkRecall(t *testing.T, turn Turn, waiting map[string]time.Time) {
	e := turn.Event
	for _, w := range turn.Withdrawn {
		reply, ofStaff := m.wrote[w.Message]
		_, waits := waiting[w.Message]
		switch {
		case !ofStaff:
		case !waits:
			t.Errorf("%s was taken back although it is out", w.Message)
		case e.Kind == Recalled && (reply.staff.User != e.Staff.User || reply.staff.Message != e.Staff.Message):
			t.Errorf("%s took back what %s wrote", e.Staff.User, reply.staff.User)
		}
		delete(m.wrote, w.Message)
	}
	for _, r := range turn.Replies {
		if !r.Slack.IsZero() {
			m.wrote[r.Dedupe] = wrote{e.Staff, turn.Conversation.ID}
		}
	}
	counts := map[string]int{}
	for _, w := range m.wrote {
		counts[w.conversation]++
	}
	for _, c := range m.conversations {
		if c.Replies != counts[c.ID] {
			t.Errorf("conversation %s counts %d replies, want %d", c.ID, c.Replies, counts[c.ID])
		}
	}
}

func (m *model) checkStop(t *testing.T, turn Turn) {
	e := turn.Event
	if slices.ContainsFunc(turn.Consents, func(r consent.Record) bool { return r.Action == consent.Granted }) {
		m.agreed = m.now
	}
	if e.Kind != Texted || turn.Reading.Intent != intents.OptOut {
		return
	}
	all := false
	for _, r := range turn.Consents {
		all = all || r.Action == consent.Revoked && r.Purpose == consent.All
		if r.Action != consent.Revoked || m.standing.Allows(r.Purpose) {
			t.Errorf("%q left consent to %s: %+v", e.Text, r.Purpose, m.standing)
		}
	}
	switch {
	case len(turn.Consents) == 0:
		t.Errorf("%q revoked nothing", e.Text)
	case !all && !slices.Contains([]string{"STOP UMFRAGEN", "STOP ALARM", "STOP Helm Brise"}, e.Text):
		t.Errorf("%q revoked only %+v", e.Text, turn.Consents)
	case all && (m.standing.Allows(consent.Offers) || m.standing.Allows(consent.Surveys) || len(m.standing.Pending(m.now)) > 0):
		t.Errorf("%q left something open: %+v", e.Text, m.standing)
	case all && len(m.signups) > 0:
		t.Errorf("%q left sign-ups: %+v", e.Text, m.signups)
	}
	for range turn.Replies {
		if n := len(m.stops); n > 0 && m.now.Sub(m.stops[n-1]) < 24*time.Hour && !m.agreed.After(m.stops[n-1]) {
			t.Errorf("a second confirmation within 24 hours, and no consent between them")
		}
		m.stops = append(m.stops, m.now)
	}
}

// checkAsked wants double opt-ins for a purpose once in 24 hours, twice ever, and never to Polish numbers.
func (m *model) checkAsked(t *testing.T, turn Turn) {
	for _, r := range turn.Consents {
		if r.Action != consent.Asked {
			continue
		}
		if m.contact.Country == "PL" {
			t.Errorf("a Polish number was asked for consent by SMS")
		}
		before := m.asked[r.Purpose]
		if n := len(before); n == 2 || n == 1 && m.now.Sub(before[0]) < 24*time.Hour {
			t.Errorf("asked again for %s at %s, after %v", r.Purpose, m.now, before)
		}
		m.asked[r.Purpose] = append(before, m.now)
	}
	for _, r := range turn.Replies {
		if r.Text == m.desk.phrases.say(m.contact.Language, "optin.ask", fields{"shop": "Radhaus"}) && len(turn.Consents) == 0 {
			t.Errorf("the double opt-in was put and not recorded")
		}
	}
}

// checkCase wants each state of a case told once a round, and no survey on its way to somebody with whom people talk.
func (m *model) checkCase(t *testing.T, turn Turn) {
	for _, n := range turn.Notices {
		if c := turn.Case; c != nil && n.Kind == BotSaid && strings.Contains(n.Text, "Ihr Vorgang") {
			key := fmt.Sprint(c.ID(), c.Round, c.State)
			if m.told[key] {
				t.Errorf("%s was told twice", key)
			}
			m.told[key] = true
		}
	}
	busy := slices.ContainsFunc(m.conversations, func(v Conversation) bool { return v.Status != Finished }) || slices.ContainsFunc(m.cases, Case.open)
	if on := m.state.OnItsWay; on != nil && busy {
		t.Errorf("the survey %s is on its way although people talk with the customer", on.Message)
	}
	for key := range m.due {
		if busy && strings.HasPrefix(key, "survey:") {
			t.Errorf("%s waits to go out although people talk with the customer", key)
		}
	}
}

func (m *model) checkConversations(t *testing.T) {
	open := 0
	for _, c := range m.conversations {
		if c.Status != Finished {
			open++
		}
		if (c.Status == InHands) != (c.Owner.User != "") && c.Status != Finished {
			t.Errorf("conversation %s is %s and owned by %q", c.ID, c.Status, c.Owner.User)
		}
	}
	if open > 1 {
		t.Errorf("%d conversations are open at once", open)
	}
}

func marshal(s State) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func unmarshal(t *testing.T, s string) State {
	t.Helper()
	var state State
	if err := json.Unmarshal([]byte(s), &state); err != nil {
		t.Fatal(err)
	}
	return state
}
