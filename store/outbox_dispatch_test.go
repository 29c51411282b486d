package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// radio is a link that answers as it is told and remembers what went over it.
type radio struct {
	answer func(s message.Submission, nth int) message.Disposition

	mu    sync.Mutex
	sent  map[string]int // by text
	count int
	full  chan struct{} // when set, each submit takes a token first
	begun chan string   // when set, told of each submit
}

func (r *radio) Submit(ctx context.Context, s message.Submission, done func(message.Outcome)) error {
	if r.begun != nil {
		r.begun <- s.Text
	}
	if r.full != nil {
		select {
		case <-r.full:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	o := message.Outcome{ID: s.ID, SMSC: "carrier", Disposition: message.NotSent, Parts: 1, At: time.Now()}
	for s.Wanted != nil && s.Wanted() == message.Unsure && s.Ask(ctx) {
	}
	if s.Wanted == nil || s.Wanted() == message.Wanted {
		r.mu.Lock()
		r.sent[s.Text]++
		r.count++
		o.Disposition = message.Accepted
		if r.answer != nil {
			o.Disposition = r.answer(s, r.sent[s.Text])
		}
		if o.Disposition == message.Accepted {
			o.PartIDs = []string{fmt.Sprint(r.count)}
		}
		r.mu.Unlock()
	}
	go done(o)
	return nil
}

func (r *radio) texts() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.sent)
}

// dispatch runs a Dispatcher and gives the function that stops it.
func dispatch(t *testing.T, db *store.DB, link outbox.Link, c clock.Clock) func() {
	t.Helper()
	d := outbox.NewDispatcher(outbox.Config{
		Store: db, Link: link, Gate: testGate(t), Clock: c, Poll: 20 * time.Millisecond,
		Bell: func() <-chan struct{} { return db.Watch(store.Outbox) }, Logger: slog.New(slog.DiscardHandler),
	})
	return run(t, d)
}

// run runs a Dispatcher until the test ends, and gives the function that stops it.
func run(t *testing.T, d *outbox.Dispatcher) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// eventually waits for the states of all rows to be as wanted.
func eventually(t *testing.T, db *store.DB, want map[message.State]int) {
	t.Helper()
	eventuallyAll(t, db, fmt.Sprint(want), func(got map[message.State]int) bool { return maps.Equal(got, want) })
}

// eventuallyAll waits until the states of all rows are wanted; want says what that means.
func eventuallyAll(t *testing.T, db *store.DB, want string, wanted func(states map[message.State]int) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		got, err := db.OutboundStates(ctx)
		if err == nil && wanted(got) {
			return
		}
		if clockErr := (clock.System{}).Until(ctx, time.Now().Add(5*time.Millisecond)); clockErr != nil {
			t.Fatalf("states %v (%v), want %s", got, err, want)
		}
	}
}

func TestDispatcherSendsEveryMessageOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		link := &radio{sent: map[string]int{}}
		var all []message.Outbound
		for n := range 1000 {
			class := []message.Class{message.Service, message.Transactional, message.Marketing}[n%3]
			all = append(all, message.Outbound{To: phone(n), Text: fmt.Sprint("text ", n), Class: class, Purpose: "offers"})
		}
		var addresses []message.Address
		for _, m := range all {
			addresses = append(addresses, m.To)
		}
		for n := 0; n < len(addresses); n += 500 {
			grant(t, db, addresses[n:n+500]...)
		}
		queue(t, db, all[:500]...)
		dispatch(t, db, link, clock.NewMovable(outboxStart))
		queue(t, db, all[500:]...)
		eventually(t, db, map[message.State]int{message.Sent: 1000})
		for text, times := range link.texts() {
			if times != 1 {
				t.Errorf("%q left %d times", text, times)
			}
		}
	})
}

func TestDispatcherTriesAgainAsTheRulesSay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := clock.NewMovable(outboxStart)
		link := &radio{sent: map[string]int{}, answer: func(s message.Submission, nth int) message.Disposition {
			switch {
			case s.Text == "busy" && nth < 3:
				return message.Throttled
			case s.Text == "lost" || s.Text == "ad":
				return message.Unknown
			case s.Text == "down" && nth == 1:
				return message.Transient
			default:
				return message.Accepted
			}
		}}
		grant(t, db, phone(4))
		ad := marketing("ad", phone(4))
		ad.Text = "ad"
		queue(t, db, message.Outbound{To: phone(1), Text: "busy", Class: message.Transactional},
			message.Outbound{To: phone(2), Text: "lost", Class: message.Transactional},
			message.Outbound{ID: "down", To: phone(3), Text: "down", Class: message.Service}, ad)
		dispatch(t, db, link, c)
		eventually(t, db, map[message.State]int{message.Sent: 1, message.Ambiguous: 2, message.Queued: 1})
		wantRow(t, db, "down", message.Queued, "attempt 1 failed for now")
		c.Advance(31 * time.Second)
		eventually(t, db, map[message.State]int{message.Sent: 2, message.Ambiguous: 2})
		got := link.texts()
		for text, want := range map[string]int{"busy": 3, "lost": 2, "down": 2, "ad": 1} {
			if got[text] != want {
				t.Errorf("%q left %d times, want %d", text, got[text], want)
			}
		}
	})
}

func TestStopWhileTheLinkWaitsWins(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		link := &radio{sent: map[string]int{}, full: make(chan struct{}), begun: make(chan string, 10)}
		grant(t, db, phone(1))
		queue(t, db, marketing("ad", phone(1)))
		dispatch(t, db, link, clock.NewMovable(outboxStart))
		<-link.begun
		consentLine(t, db, consent.Revoked, phone(1))
		close(link.full)
		eventually(t, db, map[message.State]int{message.Skipped: 1})
		if got := link.texts(); len(got) != 0 {
			t.Errorf("%v left after the opt-out was committed", got)
		}
	})
}

func TestStopReturnsWhatDidNotLeave(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		link := &radio{sent: map[string]int{}, full: make(chan struct{}), begun: make(chan string, 100)}
		for n := range 50 {
			queue(t, db, message.Outbound{To: phone(n), Text: fmt.Sprint(n), Class: message.Transactional})
		}
		stop := dispatch(t, db, link, clock.NewMovable(outboxStart))
		<-link.begun
		stop()
		eventually(t, db, map[message.State]int{message.Queued: 50})
	})
}

func TestWhatIsHeldInFrontHoldsUpNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(1)
		paused := s.approved(content("STOP", "all")).ID
		if err := db.ExecForTest(t.Context(), "UPDATE campaign SET state = 'paused' WHERE id = '"+paused+"'"); err != nil {
			t.Fatal(err)
		}
		var all []message.Outbound
		const heldBack = 700 // many claims
		for n := range heldBack {
			m := marketing(fmt.Sprintf("a%03d", n), phone(n))
			m.Campaign = paused
			all = append(all, m)
		}
		all = append(all, marketing("good", phone(heldBack)))
		grant(t, db, phone(heldBack))
		queue(t, db, all...)
		link := &radio{sent: map[string]int{}}
		d := outbox.NewDispatcher(outbox.Config{ // nothing but its own look moves it on
			Store: db, Link: link, Gate: testGate(t), Clock: clock.NewMovable(outboxStart), Poll: time.Hour, Logger: slog.New(slog.DiscardHandler),
		})
		run(t, d)
		eventually(t, db, map[message.State]int{message.Queued: heldBack, message.Sent: 1})
	})
}

func TestAClaimWritesNoMoreThanItsLimitHoweverFarItLooks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(3), phone(4), phone(5), phone(6))
		for n := range 7 { // the first three agreed to nothing
			queue(t, db, marketing(fmt.Sprint("m", n), phone(n)))
		}
		c := claimOf(t, message.Marketing, outboxStart)
		c.Limit, c.Look = 2, 100
		got, err := db.ClaimOutbound(t.Context(), c)
		if err != nil || len(got.Messages) != 2 || got.Refused != 3 {
			t.Errorf("claimed %d, refused %d (%v), want 2 and 3", len(got.Messages), got.Refused, err)
		}
		eventually(t, db, map[message.State]int{message.Skipped: 3, message.Written: 2, message.Queued: 2})
	})
}
