package workspace

import (
	"encoding/json"
	"errors"
	"log/slog"
	"time"
)

// The kinds of envelopes, as Socket Mode names them.
const (
	kindEvent       = "events_api"
	kindCommand     = "slash_commands"
	kindInteraction = "interactive"
)

// ackWithin is how long an app may take to acknowledge.
const ackWithin = 3 * time.Second

// maxAttempts is how often an event is sent again.
const maxAttempts = 3

// ErrNotAcknowledged says that the app did not acknowledge an interaction or a command within 3 s, or answered it
// with an error.
var ErrNotAcknowledged = errors.New("the app did not acknowledge within 3 seconds")

// ErrNotConnected says that no app is connected that could take an interaction or a command.
var ErrNotConnected = errors.New("no app is connected")

// envelope is one thing that the app is told and has to acknowledge.
type envelope struct {
	id      string
	kind    string
	name    string // for people: "message.channels", "/sms", "view_submission"
	payload Object
	attempt int
	reason  string
	once    bool // not to be retried
	sent    time.Time
	reply   chan ack // has room for one; nil when nobody waits
}

// ack is the app's acknowledgement of an envelope, or why there is none.
type ack struct {
	payload json.RawMessage
	err     error
}

// send brings e to one of the app's connections, or in HTTP mode to its request address, and starts the clock for
// its acknowledgement.
func (s *Server) send(e *envelope) {
	e.id, e.sent = newUUID(), s.wire()
	s.pending[e.id] = e
	if !s.dispatch(e) {
		delete(s.pending, e.id)
		s.undelivered(e)
		return
	}
	s.record("out", e.kind, e.name, e.payload)
	s.when(e.sent.Add(ackWithin), func() {
		if s.pending[e.id] == e {
			delete(s.pending, e.id)
			s.overdue(e)
		}
	})
}

// dispatch hands e to the way the app has chosen; false when there is none just now.
func (s *Server) dispatch(e *envelope) bool {
	if s.config.Requests == nil {
		return s.dispatchSocket(e)
	}
	select {
	case s.posts <- e:
		return true
	default:
		return false
	}
}

// acknowledge takes the app's answer to the envelope with id; one that nobody waits for any more is dropped.
func (s *Server) acknowledge(id string, payload json.RawMessage) {
	e, ok := s.pending[id]
	if !ok {
		return
	}
	delete(s.pending, id)
	if e.reply != nil {
		e.reply <- ack{payload: payload}
	}
}

// overdue handles an envelope that was not acknowledged in time.
func (s *Server) overdue(e *envelope) {
	s.config.Logger.Warn("not acknowledged in time", slog.String("kind", e.kind), slog.String("name", e.name), slog.Int("attempt", e.attempt))
	s.notice("error", "The app did not acknowledge "+e.name+" within 3 seconds.")
	s.fail(e, ErrNotAcknowledged)
}

// undelivered handles an envelope for which there was no connection.
func (s *Server) undelivered(e *envelope) {
	s.notice("error", "No app is connected that could take "+e.name+".")
	s.fail(e, ErrNotConnected)
}

// fail retries an event as Slack does (at once when the acknowledgement is overdue, then after 1 and 5 minutes) and
// reports everything else to the user who waits.
func (s *Server) fail(e *envelope, err error) {
	if e.reply != nil {
		e.reply <- ack{err: err}
	}
	if e.kind != kindEvent || e.once || e.attempt >= maxAttempts {
		return
	}
	again := &envelope{kind: e.kind, name: e.name, payload: e.payload, attempt: e.attempt + 1, reason: "timeout"}
	wait := []time.Duration{0, time.Minute, 5 * time.Minute}[e.attempt]
	s.when(e.sent.Add(ackWithin+wait), func() { s.send(again) })
}
