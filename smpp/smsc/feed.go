package smsc

import (
	"sync"

	"kurzwahl/message"
)

// feedEvent is what the page of phones is told.
type feedEvent struct {
	Type    string          `json:"type"` // "message" or "status"
	Number  message.Address `json:"number"`
	Message *Message        `json:"message,omitempty"`
	ID      uint64          `json:"id,omitempty,string"`
	Status  Status          `json:"status,omitempty"`
}

// feed tells events to all who follow.
type feed struct {
	mu        sync.Mutex
	followers map[chan feedEvent]struct{}
}

// lag is how many events a follower may be behind before it is cut off, to come again and load everything.
const lag = 1024

// follow gives a channel of the events from now on. It is closed when the follower lags too far behind. The
// function ends the following.
func (f *feed) follow() (<-chan feedEvent, func()) {
	events := make(chan feedEvent, lag)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.followers == nil {
		f.followers = make(map[chan feedEvent]struct{})
	}
	f.followers[events] = struct{}{}
	return events, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.followers, events)
	}
}

func (f *feed) publish(e feedEvent) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for events := range f.followers {
		select {
		case events <- e:
		default:
			delete(f.followers, events)
			close(events)
		}
	}
}
