package inbox

import (
	"sync"
	"time"

	"kurzwahl/message"
)

// SessionNote is what is known of a session over which texts came, for whoever meets the same words again: this process
// after a crash, or another one.
type SessionNote struct {
	ID     string
	Proven time.Time // texts until then were surely acknowledged: the SMSC has read it; zero for none yet
	Ended  time.Time // when it ended or fell silent; zero while it lives
}

// sessions are those that texts of this process came over. Ended ones are kept for as long as their texts could
// be delivered again. The zero value is empty.
type sessions struct {
	mu   sync.Mutex
	byID map[string]*course
}

// course is one session's.
type course struct {
	session message.Session
	open    []mark      // acknowledgements that the SMSC may not have read, in their order
	proven  time.Time   // the last text whose acknowledgement it has
	noted   SessionNote // as it was stored last
}

// mark is a moment in a session: with so many answers given, all texts until then were acknowledged.
type mark struct {
	at      time.Time
	answers int64
}

// maxOpen bounds what is kept of a session whose SMSC never shows that it has read an acknowledgement.
const maxOpen = 1000

// maxSessions bounds the memory; a link that binds anew once a second takes a quarter of an hour to fill it.
const maxSessions = 1000

func (s *sessions) remember(session message.Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if session == nil || s.byID[session.ID()] != nil {
		return
	}
	if s.byID == nil {
		s.byID = make(map[string]*course)
	}
	s.byID[session.ID()] = &course{session: session, noted: SessionNote{ID: session.ID()}}
	if len(s.byID) > maxSessions {
		s.forgetOldest()
	}
}

// forgetOldest drops the session that ended first; the database has what was noted of it.
func (s *sessions) forgetOldest() {
	oldest := ""
	for id, c := range s.byID {
		if ended := c.session.Ended(); !ended.IsZero() && (oldest == "" || ended.Before(s.byID[oldest].session.Ended())) {
			oldest = id
		}
	}
	delete(s.byID, oldest)
}

// know adds to old what this process knows of its session at now.
func (s *sessions) know(old Seen, now time.Time) Seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.byID[old.Session]; c != nil {
		old.Living, old.Ended = true, c.look(now)
		old.Heard = old.Ended.IsZero()
		old.Proven = old.Proven || !old.At.After(c.proven)
	}
	return old
}

// acknowledged notes that all texts that the session brought until at have their answers.
func (s *sessions) acknowledged(session message.Session, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.byID[session.ID()]
	if c == nil {
		return
	}
	given, _ := session.Answered()
	if n := len(c.open); n == maxOpen || n > 0 && c.open[n-1].answers == given {
		c.open[n-1] = mark{at, given} // proven later than it might be, never too early
		return
	}
	c.look(at)
	c.open = append(c.open, mark{at, given})
}

// look takes what has been read off the open marks, and gives when the session ended: the zero time while it lives, and
// when the peer was last heard if it owes us a sign for too long.
func (c *course) look(now time.Time) (ended time.Time) {
	ended = c.session.Ended() // before the rest: nothing is read after the end
	_, read := c.session.Answered()
	n := 0
	for n < len(c.open) && c.open[n].answers <= read {
		c.proven = c.open[n].at
		n++
	}
	c.open = append(c.open[:0], c.open[n:]...)
	if heard := c.session.Heard(); ended.IsZero() && len(c.open) > 0 {
		if first := c.open[0].at; now.Sub(first) > proveWithin && !heard.After(first.Add(signWithin)) {
			return heard
		}
	}
	return ended
}

// signWithin is how long after a text at least a peer that lives is heard again.
const signWithin = time.Second

// news gives what has changed since it was noted.
func (s *sessions) news(now time.Time) (notes []SessionNote) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, c := range s.byID {
		if !c.session.Ended().IsZero() && !c.noted.Ended.IsZero() && !within(c.noted.Ended, now) {
			delete(s.byID, id) // the database has all that matters of it
			continue
		}
		ended := c.look(now)
		if note := (SessionNote{ID: id, Proven: c.proven, Ended: ended}); note != c.noted {
			notes = append(notes, note)
		}
	}
	return notes
}

// noted remembers what was stored.
func (s *sessions) noted(notes []SessionNote) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, note := range notes {
		if c := s.byID[note.ID]; c != nil {
			c.noted = note
		}
	}
}
