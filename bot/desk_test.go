package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/bot"
	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
	"kurzwahl/campaigns"
	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/faq"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// customer is the phone that texts in most tests.
const customer message.Address = "+491711234567"

// desk is a workspace with a bot on it, the real store, and the turns of the real dialogue.
type desk struct {
	*workspacetest.Workspace
	t     *testing.T
	db    *store.DB
	bot   *bot.Bot
	clock *clock.Movable
	phone *phone
	twin  func() *bot.Bot // one more bot on the same workspace and database
}

// openDesk starts everything; change may be nil.
func openDesk(t *testing.T, change func(*bot.Config)) *desk {
	t.Helper()
	d := newDesk(t, change)
	d.run(d.bot.Run)
	d.connected(2)
	return d
}

// newDesk is openDesk without the bot running.
func newDesk(t *testing.T, change func(*bot.Config)) *desk {
	t.Helper()
	return deskOn(t, workspace.Config{}, change)
}

// deskOn is newDesk on a workspace of its own kind. A slow machine is no slow app: unless place says otherwise, no time
// passes on the wire.
func deskOn(t *testing.T, place workspace.Config, change func(*bot.Config)) *desk {
	t.Helper()
	return deskWith(t, place, change, 0)
}

// deskWith is deskOn where replies can be undone for a while.
func deskWith(t *testing.T, place workspace.Config, change func(*bot.Config), undo time.Duration) *desk {
	t.Helper()
	if place.Wire == nil {
		place.Wire = clock.NewStill(time.Now())
	}
	db := storetest.SQLite(t)
	d := &desk{Workspace: workspacetest.Start(t, place), t: t, db: db, clock: clock.NewMovable(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)), phone: &phone{bell: make(chan struct{})}}
	config := bot.Config{
		APIURL: d.API(), BotToken: "xoxb-test", AppToken: "xapp-test", InboxChannel: "#sms-inbox", CampaignChannel: workspace.Campaigns,
		Approvers: []string{workspace.Jonas, workspace.Mia}, Admins: []string{workspace.Jonas}, Price: 7500,
		Clock: d.clock, Logger: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelInfo})),
		Posts: db.Watch(store.Posts), Events: db.Watch(store.SlackEvents),
	}
	if change != nil {
		change(&config)
	}
	answers, err := faq.NewKeeper(faq.Config{Words: faq.Words{Shop: "Radhaus", Language: message.English}, Store: db})
	if err != nil {
		t.Fatal(err)
	}
	if config.Answers == nil {
		config.Answers = answers
	}
	service := campaigns.NewService(campaigns.Config{
		Approvers: []campaigns.Person{workspace.Jonas, workspace.Mia}, Language: message.German, Price: 7500, Currency: "EUR",
	}, db, db, d.clock)
	made, err := bot.New(config, db, service)
	if err != nil {
		t.Fatal(err)
	}
	d.bot = made
	d.twin = func() *bot.Bot {
		config.Posts, config.Events = nil, nil
		twin, err := bot.New(config, db, service)
		if err != nil {
			t.Fatal(err)
		}
		return twin
	}
	talk, err := conversations.New(conversations.Config{Shop: "Radhaus", Language: message.English, Answers: config.Answers.Book, Undo: undo})
	if err != nil {
		t.Fatal(err)
	}
	turns := conversations.NewWorker(talk, db, db.Watch(store.Events), d.clock, slog.New(slog.DiscardHandler))
	d.run(turns.Run)
	gate, err := consent.NewGate(consent.Rules{Zone: time.UTC, Country: "DE"})
	if err != nil {
		t.Fatal(err)
	}
	sender := outbox.NewDispatcher(outbox.Config{
		Store: db, Link: d.phone, Gate: gate.Decide, Bell: func() <-chan struct{} { return db.Watch(store.Outbox) }, Clock: d.clock, Logger: slog.New(slog.DiscardHandler),
	})
	d.run(sender.Run)
	return d
}

// testLog writes what the bot logs into the test's log, while the test runs.
type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) {
	if l.t.Context().Err() == nil {
		l.t.Log(strings.TrimSpace(string(line)))
	}
	return len(line), nil
}

// run runs something until the test ends.
func (d *desk) run(f func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = f(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	d.t.Cleanup(stop)
	return stop
}

func (d *desk) ctx() context.Context { return workspacetest.Context(d.t) }

// connected waits until the bot has n connections.
func (d *desk) connected(n int) {
	d.t.Helper()
	if err := d.Wait(d.ctx(), func() bool { return d.Connections() == n }); err != nil {
		d.t.Fatalf("wait for %d connections: %v", n, err)
	}
}

// text has a customer text.
func (d *desk) text(from message.Address, words string) {
	d.t.Helper()
	_, err := d.db.AddEvents(d.ctx(), []conversations.Event{{
		Address: from, Kind: conversations.Texted, At: d.clock.Now(), Text: words, To: "72100", SMSC: "main",
	}})
	if err != nil {
		d.t.Fatal(err)
	}
}

// asked has a customer ask what the bot cannot answer, and gives the card.
func (d *desk) asked() workspace.Message {
	d.t.Helper()
	d.text(customer, "Passt der Korb auch an mein altes Rad?")
	return d.inbox("the card", func(m workspace.Message) bool { return hasAction(m, "case.claim") })
}

// inbox waits for a message in the inbox channel.
func (d *desk) inbox(what string, fits func(workspace.Message) bool) workspace.Message {
	d.t.Helper()
	return d.shown(workspace.Inbox, what, fits)
}

func (d *desk) shown(channel, what string, fits func(workspace.Message) bool) workspace.Message {
	d.t.Helper()
	m, err := d.WaitMessage(d.ctx(), channel, fits)
	if err != nil {
		d.t.Fatalf("wait for %s: %v\n%s", what, err, d.dump(channel))
	}
	return m
}

// hinted waits for an ephemeral message that holds words.
func (d *desk) hinted(user, words string) workspace.Message {
	d.t.Helper()
	m, err := d.WaitEphemeral(d.ctx(), user, func(m workspace.Message) bool { return strings.Contains(everything(m), words) })
	if err != nil {
		d.t.Fatalf("wait for the hint %q: %v\n%s", words, err, asJSON(d.Ephemerals(user)))
	}
	return m
}

// view waits for a modal with the callback.
func (d *desk) view(user, callback string) workspace.View {
	d.t.Helper()
	v, err := d.WaitView(d.ctx(), user, func(v workspace.View) bool { return v.CallbackID == callback })
	if err != nil {
		d.t.Fatalf("wait for the modal %s: %v", callback, err)
	}
	return v
}

// clicks has somebody click a button of a message.
func (d *desk) clicks(user string, m workspace.Message, action string) {
	d.t.Helper()
	d.chooses(user, m, action, nil)
}

func (d *desk) chooses(user string, m workspace.Message, action string, value any) {
	d.t.Helper()
	channel := m.Channel
	if channel == "" {
		channel = workspace.Inbox
	}
	if err := d.Click(d.ctx(), workspace.Click{User: user, Channel: channel, MessageTS: m.TS, ActionID: action, Value: value}); err != nil {
		d.t.Fatalf("click %s: %v", action, err)
	}
}

// says has somebody write in the thread of a card, and gives the ts.
func (d *desk) says(user string, card workspace.Message, words string) string {
	d.t.Helper()
	ts, err := d.Say(user, workspace.Inbox, words, card.TS)
	if err != nil {
		d.t.Fatal(err)
	}
	return ts
}

// claimed has Mia claim the question and gives the card as it then is.
func (d *desk) claimed(card workspace.Message) workspace.Message {
	d.t.Helper()
	d.clicks(workspace.Mia, card, "case.claim")
	return d.inbox("the claimed card", func(m workspace.Message) bool { return m.TS == card.TS && hasAction(m, "case.close") })
}

// sent waits until people's texts have gone to the customer, and checks that there are no others.
func (d *desk) sent(want ...string) {
	d.t.Helper()
	for _, text := range want {
		d.phone.gets(d.t, text)
	}
	cases, err := d.db.Cases(d.ctx(), bot.CaseQuery{Status: d.status()})
	if err != nil || len(cases) != 1 {
		d.t.Fatalf("cases: got %d, %v, want 1", len(cases), err)
	}
	if cases[0].Replies != len(want) {
		d.t.Errorf("people sent %d texts, want %d", cases[0].Replies, len(want))
	}
}

// status is where the one conversation of a test stands.
func (d *desk) status() conversations.Status {
	d.t.Helper()
	open, err := d.db.Cases(d.ctx(), bot.CaseQuery{})
	if err != nil {
		d.t.Fatal(err)
	}
	if len(open) > 0 {
		return open[0].Status
	}
	return conversations.Finished
}

// phone is the link to an SMSC that accepts everything.
type phone struct {
	mu    sync.Mutex
	texts []string
	bell  chan struct{}
}

// Submit accepts a message.
func (p *phone) Submit(_ context.Context, s message.Submission, done func(message.Outcome)) error {
	p.mu.Lock()
	p.texts = append(p.texts, s.Text)
	close(p.bell)
	p.bell = make(chan struct{})
	p.mu.Unlock()
	done(message.Outcome{ID: s.ID, SMSC: "main", Disposition: message.Accepted, PartIDs: []string{s.ID}, Parts: 1})
	return nil
}

// got says how often a text has come so far.
func (p *phone) got(text string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return count(p.texts, text)
}

// gets waits until a text has arrived, and checks that it came once.
func (p *phone) gets(t *testing.T, text string) {
	t.Helper()
	ctx := workspacetest.Context(t)
	for {
		p.mu.Lock()
		n, bell, all := count(p.texts, text), p.bell, slices.Clone(p.texts)
		p.mu.Unlock()
		if n > 1 {
			t.Fatalf("the phone got %q %d times", text, n)
		}
		if n == 1 {
			return
		}
		select {
		case <-bell:
		case <-ctx.Done():
			t.Fatalf("the phone got %q, want %q", all, text)
		}
	}
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

// settled waits until nothing waits to be handled or shown any more.
func (d *desk) settled() {
	d.t.Helper()
	// In the order of the way that things go: what has left one place is then seen in the next.
	d.eventually("everything to settle", func() bool {
		if d.Unacknowledged() > 0 {
			return false
		}
		waiting, err := d.db.PendingArrivals(d.ctx(), 1)
		if err != nil {
			d.t.Fatal(err)
		}
		n, err := d.db.Counts(d.ctx(), d.clock.Now())
		if err != nil {
			d.t.Fatal(err)
		}
		return len(waiting) == 0 && n.EventsWaiting == 0 && n.PostsWaiting == 0
	})
}

// eventually waits for something of which nothing tells that it happened.
func (d *desk) eventually(what string, met func() bool) {
	d.t.Helper()
	ctx := d.ctx()
	for !met() {
		if err := (clock.System{}).Until(ctx, time.Now().Add(5*time.Millisecond)); err != nil {
			d.t.Fatalf("wait for %s: %v", what, err)
		}
	}
}

// dump lists the messages of a channel, short.
func (d *desk) dump(channel string) string {
	var b strings.Builder
	for _, m := range d.Messages(channel) {
		fmt.Fprintf(&b, "%s in %s by %s: %s\n", m.TS, m.ThreadTS, m.User, m.Text)
	}
	return b.String()
}

func asJSON(v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(b)
}

// everything is the text and the blocks of a message.
func everything(m workspace.Message) string {
	blocks, err := json.Marshal(m.Blocks)
	if err != nil {
		return m.Text
	}
	return m.Text + string(blocks)
}

func hasAction(m workspace.Message, action string) bool {
	return strings.Contains(everything(m), `"action_id":"`+action+`"`)
}

func reacted(m workspace.Message, name string) bool {
	return slices.ContainsFunc(m.Reactions, func(r workspace.Reaction) bool { return r.Name == name })
}
