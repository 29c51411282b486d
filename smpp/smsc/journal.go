package smsc

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"sync"
	"time"

	"kurzwahl/message"
)

// Event says what an Entry tells of.
type Event string

// The events of the log.
const (
	EventBind         Event = "bind"         // a bind was accepted
	EventBindRefused  Event = "bind_refused" // a bind was answered with Status
	EventUnbind       Event = "unbind"       // the ESME unbound
	EventClosed       Event = "closed"       // a bound connection ended, in whatever way
	EventSubmit       Event = "submit"       // a submit_sm or data_sm was accepted (Status 0) or refused
	EventCancel       Event = "cancel"       // a cancel_sm was answered
	EventDeliver      Event = "deliver"      // a text of a phone was written to a bind; Attempt counts
	EventReceipt      Event = "receipt"      // a receipt was written to a bind; Attempt counts
	EventAcknowledged Event = "acknowledged" // a deliver_sm was answered with Status
	EventFault        Event = "fault"        // a fault fired; Text is its kind
)

// Entry is one line of the log. Fields that an event does not have are zero.
type Entry struct {
	Number   uint64          `json:"n"` // 1, 2, 3 and so on, for each server
	At       time.Time       `json:"at"`
	Event    Event           `json:"event"`
	Account  string          `json:"account,omitempty"`
	Bind     uint64          `json:"bind,omitempty"`     // which connection
	Sequence uint32          `json:"sequence,omitempty"` // the PDU's sequence number
	Status   uint32          `json:"status"`             // command_status of the answer
	ID       string          `json:"id,omitempty"`       // message id; of a phone's text its Message.ID
	From     message.Address `json:"from,omitempty"`
	To       message.Address `json:"to,omitempty"`
	Text     string          `json:"text,omitempty"` // of this part alone
	Part     *message.Part   `json:"part,omitempty"`
	Coding   byte            `json:"data_coding,omitempty"`
	State    string          `json:"state,omitempty"` // of a receipt; of a bind its command
	Attempt  int             `json:"attempt,omitempty"`
	// UserReference is the user_message_reference parameter, nil where there was none.
	UserReference *uint32 `json:"user_message_reference,omitempty"`
	// Silent says that no answer was sent, because of a fault.
	Silent bool `json:"silent,omitempty"`
}

// journal keeps the newest entries in a ring and writes all of them out.
type journal struct {
	keep    int
	discard bool
	out     io.Writer
	logger  *slog.Logger
	changed bell

	mu      sync.Mutex
	entries []Entry // a ring once it has keep entries
	number  uint64
	broken  bool // writing failed, and was said so once
}

// on says whether anything is recorded at all, so that the hot path can spare itself the making of an entry.
func (j *journal) on() bool { return !j.discard || j.out != nil }

// add records e under the next number.
func (j *journal) add(e Entry) {
	if !j.on() {
		return
	}
	j.mu.Lock()
	j.number++
	e.Number = j.number
	if !j.discard {
		if len(j.entries) < j.keep {
			j.entries = append(j.entries, e)
		} else {
			j.entries[(j.number-1)%uint64(j.keep)] = e //nolint:gosec // keep is positive
		}
	}
	j.write(e)
	j.mu.Unlock()
	j.changed.ring()
}

func (j *journal) write(e Entry) {
	if j.out == nil || j.broken {
		return
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, err = j.out.Write(append(line, '\n'))
	}
	if err != nil {
		j.broken = true
		j.logger.Error("cannot write the log of the SMSC", slog.Any("error", err))
	}
}

// since gives the kept entries with a number over n, the oldest first.
func (j *journal) since(n uint64) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	have := uint64(len(j.entries))
	first := max(n, j.number-have)
	if first >= j.number {
		return nil
	}
	found := make([]Entry, 0, j.number-first)
	for at := first; at < j.number; at++ {
		found = append(found, j.entries[at%uint64(j.keep)]) //nolint:gosec // keep is positive
	}
	return found
}

// Log gives the newest entries of the log, at most Config.KeepEntries, the oldest first. With Config.Discard
// it is empty.
func (s *Server) Log() []Entry { return s.journal.since(0) }

// WaitLog blocks until the log has an entry that wanted accepts and returns the oldest such, or ctx ends, whose
// error it returns. Entries that were pushed out of the log before they could be looked at are missed.
func (s *Server) WaitLog(ctx context.Context, wanted func(Entry) bool) (Entry, error) {
	seen := uint64(0)
	return await(ctx, &s.journal.changed, func() (Entry, bool) {
		for _, e := range s.journal.since(seen) {
			seen = e.Number
			if wanted(e) {
				return e, true
			}
		}
		return Entry{}, false
	})
}
