package workspace

import (
	"sync"
	"time"
)

// maxTraffic is how many entries the inspector keeps.
const maxTraffic = 500

// Entry is one exchange between the workspace and the app, as the inspector shows it. Tokens are not in it.
type Entry struct {
	At time.Time `json:"at"`
	// Direction is "in" for what the app sent and "out" for what it was sent.
	Direction string `json:"direction"`
	// Kind is "web_api", "response_url", "ack" or the kind of an envelope.
	Kind string `json:"kind"`
	// Summary is the method, the event type or the action.
	Summary string `json:"summary"`
	// Body is what was sent, as a JSON value.
	Body any `json:"body"`
}

// traffic keeps the last exchanges.
type traffic struct {
	mu      sync.Mutex
	entries []Entry
}

func (t *traffic) add(e Entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.entries) >= maxTraffic {
		t.entries = append(t.entries[:0:0], t.entries[maxTraffic/5:]...)
	}
	t.entries = append(t.entries, e)
}

func (t *traffic) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entries = nil
}

// Log gives the last exchanges with the app, oldest first.
func (s *Server) Log() []Entry {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	return append([]Entry(nil), s.traffic.entries...)
}

// record notes an exchange and shows it in the inspector. It needs no lock.
func (s *Server) record(direction, kind, summary string, body any) {
	e := Entry{At: s.config.Clock.Now().UTC(), Direction: direction, Kind: kind, Summary: summary, Body: body}
	s.traffic.add(e)
	s.publish(news{Type: "traffic", Entry: &e})
}

// notice tells the people at the page about something that they cannot see otherwise. It needs no lock.
func (s *Server) notice(level, text string) {
	s.publish(news{Type: "notice", Level: level, Text: text})
}
