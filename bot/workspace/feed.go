package workspace

import (
	"context"
	"slices"
	"sync"
)

// news is one thing that the page hears; what it holds depends on its type.
type news struct {
	Type    string   `json:"type"`
	Channel string   `json:"channel,omitempty"`
	Message *Message `json:"message,omitempty"`
	TS      string   `json:"ts,omitempty"`
	View    *View    `json:"view,omitempty"`
	ViewID  string   `json:"view_id,omitempty"`
	Level   string   `json:"level,omitempty"`
	Text    string   `json:"text,omitempty"`
	Entry   *Entry   `json:"entry,omitempty"`
	// user, when set, is the only one who hears it; members, when set, are the only ones.
	user    string
	members []string
}

// audible tells whether user may hear n.
func (n news) audible(user string) bool {
	return (n.user == "" || n.user == user) && (n.members == nil || slices.Contains(n.members, user))
}

// feed carries news to the pages, and wakes those who wait for a change.
type feed struct {
	mu        sync.Mutex
	listeners map[*listener]bool
	changed   chan struct{}
}

// listener is one page that listens for one user.
type listener struct {
	user string
	news chan news // closed when the listener was too slow
}

func newFeed() feed {
	return feed{listeners: map[*listener]bool{}, changed: make(chan struct{})}
}

// listen adds a listener for user.
func (f *feed) listen(user string) *listener {
	l := &listener{user: user, news: make(chan news, 256)}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listeners[l] = true
	return l
}

// hush takes a listener out.
func (f *feed) hush(l *listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.listeners, l)
}

// change wakes all who wait.
func (f *feed) change() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.changed)
	f.changed = make(chan struct{})
}

// next gives a channel that is closed at the next change.
func (f *feed) next() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

// publish tells n to all who may hear it and wakes those who wait. It needs no lock.
func (s *Server) publish(n news) {
	s.feed.mu.Lock()
	for l := range s.feed.listeners {
		if !n.audible(l.user) {
			continue
		}
		select {
		case l.news <- n:
		default: // the page has fallen behind: it reconnects and reads the state anew
			close(l.news)
			delete(s.feed.listeners, l)
		}
	}
	s.feed.mu.Unlock()
	s.feed.change()
}

// Wait blocks until met gives true or ctx ends, whose error it then returns. It asks again after each change in
// the workspace; met may call any method of Server.
func (s *Server) Wait(ctx context.Context, met func() bool) error {
	for {
		changed := s.feed.next()
		if met() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
