package inbox

import (
	"sync"
	"testing"
	"time"

	"kurzwahl/message"
)

// life is a session of which the test decides everything.
type life struct {
	id string

	mu                  sync.Mutex
	since, heard, ended time.Time
	given, read         int64
}

func (l *life) ID() string       { return l.id }
func (l *life) Since() time.Time { return l.since }

func (l *life) Heard() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heard
}

func (l *life) Ended() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ended
}

func (l *life) Answered() (given, read int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.given, l.read
}

var _ message.Session = (*life)(nil)

func TestSessionsKnowWhatTheSMSCHasRead(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	at := func(seconds float64) time.Time { return t0.Add(time.Duration(seconds * float64(time.Second))) }
	l := &life{id: "one", since: t0, heard: t0}
	var s sessions
	s.remember(l)
	check := func(what string, of, now time.Time, proven bool, ended time.Time) {
		t.Helper()
		got := s.know(Seen{Session: "one", At: of}, now)
		if got.Proven != proven || !got.Ended.Equal(ended) || !got.Living {
			t.Errorf("%s: %+v, want proven %v, ended %v", what, got, proven, ended)
		}
	}
	check("nothing acknowledged", at(1), at(1), false, time.Time{})
	l.given = 3
	s.acknowledged(l, at(1))
	l.given = 5
	s.acknowledged(l, at(2))
	check("nothing read", at(1), at(2), false, time.Time{})
	l.read = 4
	check("the first were read", at(1), at(2), true, time.Time{})
	check("the second were not", at(2), at(2), false, time.Time{})
	check("a sign is overdue", at(2), at(2).Add(proveWithin+time.Second), false, t0)
	l.heard = at(4)
	check("but the peer talks", at(2), at(2).Add(proveWithin+time.Second), false, time.Time{})
	l.ended = at(5)
	check("the end", at(2), at(6), false, at(5))
	if got := s.know(Seen{Session: "other"}, at(6)); got.Living || got.Proven {
		t.Errorf("another process's session: %+v", got)
	}
}

func TestOnlyNewsOfSessionsAreNoted(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	l := &life{id: "one", since: now, heard: now}
	var s sessions
	s.remember(l)
	note := func(what string, want int) []SessionNote {
		t.Helper()
		notes := s.news(now)
		if len(notes) != want {
			t.Errorf("%s: %d news, want %d", what, len(notes), want)
		}
		return notes
	}
	note("a session without an acknowledgement", 0)
	l.given = 1
	s.acknowledged(l, now)
	note("one that is not proven", 0)
	l.read = 1
	notes := note("a proof", 1)
	note("a proof that could not be stored", 1)
	s.noted(notes)
	note("a proof that was", 0)
	l.ended = now
	s.noted(note("the end", 1))
	note("all is said", 0)
}

func TestWhatIsKnownOfSessionsDoesNotGrow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	l := &life{id: "one", since: now, heard: now}
	var s sessions
	s.remember(l)
	for n := range 3 * maxOpen { // the SMSC never shows that it has read
		l.given++
		s.acknowledged(l, now.Add(time.Duration(n)*time.Millisecond))
	}
	if n := len(s.byID["one"].open); n > maxOpen {
		t.Errorf("%d acknowledgements of one session are kept, want %d at most", n, maxOpen)
	}
	l.ended = now.Add(time.Minute)
	s.news(now.Add(time.Hour))
	if len(s.byID) != 1 {
		t.Error("a session is dropped before its end is noted")
	}
	s.noted(s.news(l.ended))
	s.news(l.ended.Add(soon))
	if len(s.byID) != 1 {
		t.Error("a session is dropped while its texts may come again")
	}
	s.news(l.ended.Add(soon + time.Second))
	if len(s.byID) != 0 {
		t.Error("a session that ended long ago is kept")
	}
}
