package store_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/inbox"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// session is one over which texts come; the test decides what becomes of it.
type session struct {
	id    string
	since time.Time

	mu          sync.Mutex
	ended       time.Time
	given, read int64
}

func (s *session) ID() string       { return s.id }
func (s *session) Since() time.Time { return s.since }
func (s *session) Heard() time.Time { return time.Now() }

func (s *session) Ended() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

func (s *session) Answered() (given, read int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.given, s.read
}

// breaks ends the session; the SMSC has not read what it was answered.
func (s *session) breaks() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = time.Now()
}

// reads has the SMSC read all answers.
func (s *session) reads() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = s.given
}

// counter is the inbox of one process on the database.
type counter struct {
	t      *testing.T
	db     *store.DB
	intake *inbox.Intake
	stop   func()
}

func newCounter(t *testing.T, db *store.DB) *counter {
	t.Helper()
	return newCounterWith(t, db, db)
}

// newCounterWith is newCounter on a store that may be at fault.
func newCounterWith(t *testing.T, db *store.DB, faulty inbox.Store) *counter {
	t.Helper()
	d := &counter{t: t, db: db, intake: inbox.New(inbox.Config{Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler)}, faulty)}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = d.intake.Run(ctx) // it has no error of its own
	}()
	d.stop = sync.OnceFunc(func() {
		cancel()
		<-ended
	})
	t.Cleanup(d.stop)
	return d
}

// delivers brings a text over a session and gives what the SMSC is answered.
func (d *counter) delivers(s *session, words string) <-chan bool {
	d.t.Helper()
	answered := make(chan bool, 1)
	took := d.intake.Offer(message.Delivery{
		Inbound: &message.Inbound{SMSC: "main", From: phone(1), To: "72100", Text: words, ReceivedAt: time.Now()},
		Session: s,
		Acknowledge: func(stored bool) {
			s.mu.Lock()
			s.given++
			s.mu.Unlock()
			answered <- stored
		},
	})
	if !took {
		d.t.Fatal("the inbox took nothing")
	}
	return answered
}

func stored(t *testing.T, answered <-chan bool) {
	t.Helper()
	select {
	case ok := <-answered:
		if !ok {
			t.Error("a text was not stored")
		}
	case <-time.After(time.Minute):
		t.Fatal("a text was not answered")
	}
}

// twoCounters are the inboxes of two processes on one PostgreSQL.
func twoCounters(t *testing.T) (one, two *counter) {
	t.Helper()
	url := storetest.PostgresURL(t)
	return newCounter(t, another(t, url)), newCounter(t, another(t, url))
}

func wantTexts(t *testing.T, db *store.DB, want ...string) {
	t.Helper()
	if got := eventTexts(t, db); !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestWhatABrokenLinkLeftIsKnownToTheOtherProcess(t *testing.T) {
	t.Parallel()
	one, two := twoCounters(t)
	a, b := &session{id: "a"}, &session{id: "b"}
	stored(t, one.delivers(a, "1"))
	// The SMSC sees the break first, and delivers again before the first process has noticed.
	answered := two.delivers(b, "1")
	a.breaks()
	stored(t, answered)
	stored(t, two.delivers(b, "2"))
	wantTexts(t, two.db, "texted 1", "texted 2")
	if got := two.intake.Stats().Again; got != 1 {
		t.Errorf("%d redeliveries were recognised, want 1", got)
	}
}

func TestTheSameWordsOverTwoLivingProcessesAreTwoTexts(t *testing.T) {
	t.Parallel()
	one, two := twoCounters(t)
	a, b := &session{id: "a"}, &session{id: "b"}
	stored(t, one.delivers(a, "1"))
	answered := two.delivers(b, "1")
	next := two.delivers(b, "2")
	a.reads()
	stored(t, answered)
	stored(t, next)
	wantTexts(t, two.db, "texted 1", "texted 1", "texted 2")
	a.breaks()
	stored(t, two.delivers(b, "1"))
	wantTexts(t, two.db, "texted 1", "texted 1", "texted 2", "texted 1")
}

func TestAfterADeathAnAnswerTellsASecondTextFromARedelivery(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgres": storetest.PostgresURL} {
		for how, answered := range map[string]bool{"answered": true, "unanswered": false} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				url := address(t)
				dies := newCounter(t, another(t, url))
				stored(t, dies.delivers(&session{id: "a"}, "1"))
				want := []string{"texted 1"}
				if answered {
					reply(t, dies.db)
					want = append(want, "texted 1")
				}
				dies.stop()
				if err := dies.db.Close(); err != nil {
					t.Fatal(err)
				}
				lives := newCounter(t, another(t, url))
				stored(t, lives.delivers(&session{id: "b", since: time.Now()}, "1"))
				wantTexts(t, lives.db, want...)
			})
		}
	}
}

// reply has the first event's answer handed to a link.
func reply(t *testing.T, db *store.DB) {
	t.Helper()
	id, err := db.FirstEventForTest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	queue(t, db, message.Outbound{ID: "answer", To: phone(1), Text: "Danke", Class: message.Service, Cause: id})
	if err := db.ExecForTest(t.Context(), "UPDATE outbound SET state = 'written', written_ms = 1 WHERE id = 'answer'"); err != nil {
		t.Fatal(err)
	}
}

func TestWhatFollowsADoubtfulTextWaitsBehindIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first := inboundItem(inbox.Whole, "1", message.Part{})
		takeIn(t, db, []inbox.Item{first})
		next, other := inboundItem(inbox.Whole, "2", message.Part{}), inboundItem(inbox.Whole, "3", message.Part{})
		other.Inbound.From = phone(7)
		unsure := func(_ inbox.Item, seen inbox.Seen) inbox.Verdict {
			if seen.Living {
				return inbox.Unsure
			}
			return inbox.Fresh
		}
		taken, err := db.TakeIn(t.Context(), []inbox.Item{first, next, other}, unsure)
		if err != nil || !slices.Equal(taken.Later, []int{0, 1}) {
			t.Errorf("left %v for later (%v), want the doubtful text and the one behind it", taken.Later, err)
		}
		wantTexts(t, db, "texted 1", "texted 3")
	})
}

func TestProvenTextsOfTheSameWordsAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		item := inboundItem(inbox.Whole, "1", message.Part{})
		for n := range 5 {
			item.At = inboxStart.Add(time.Duration(n) * time.Second)
			takeIn(t, db, []inbox.Item{item})
			if err := db.NoteSessions(t.Context(), []inbox.SessionNote{{ID: "one", Proven: item.At}}, item.At); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, db, "SELECT COUNT(*) FROM inbound_seen"); n != 1 {
			t.Errorf("%d fingerprints of the same words are kept, want the last", n)
		}
		if _, err := db.GiveUpParts(t.Context(), inboxStart, inboxStart.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM inbound_session"); n != 0 {
			t.Errorf("%d old sessions are kept", n)
		}
	})
}
