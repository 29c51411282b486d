package bot

import (
	"sync"
	"time"
)

// State is how the connection to Slack stands.
type State struct {
	Mode      Mode
	Connected int       // Socket Mode connections that are up; 1 in mode HTTP while calls succeed
	Wanted    int       // how many there should be
	LastError string    // the last trouble in Slack's own word, "" when there was none since the last success
	ErrorAt   time.Time // when that was
}

// Ready says whether people can be reached: at least one connection is up.
func (s State) Ready() bool { return s.Connected > 0 }

// health keeps State.
type health struct {
	mu      sync.Mutex
	up      map[int]bool
	trouble string
	at      time.Time
	unfit   map[string]time.Time // channels that cannot be used, by their key, since when
}

// channel notes whether a configured channel can be used; unlike trouble that lasts until it can.
func (h *health) channel(key string, fit bool, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if fit {
		delete(h.unfit, key)
		return
	}
	if h.unfit == nil {
		h.unfit = map[string]time.Time{}
	}
	h.unfit[key] = now
}

// State tells how the connection to Slack stands now.
func (b *Bot) State() State {
	b.state.mu.Lock()
	defer b.state.mu.Unlock()
	s := State{Mode: b.config.Mode, Wanted: b.config.Connections, LastError: b.state.trouble, ErrorAt: b.state.at}
	for _, since := range b.state.unfit {
		s.LastError, s.ErrorAt = "channel_not_usable", since
	}
	for _, up := range b.state.up {
		if up {
			s.Connected++
		}
	}
	if b.config.Mode == HTTP {
		s.Wanted = 1
		if b.state.trouble == "" {
			s.Connected = 1
		}
	}
	return s
}

// connection notes that a connection is up or down.
func (h *health) connection(i int, up bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.up == nil {
		h.up = map[int]bool{}
	}
	h.up[i] = up
	if up {
		h.trouble = ""
	}
}

// failed notes trouble; "" notes that the last call went well.
func (h *health) failed(trouble string, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.trouble, h.at = trouble, at
}
