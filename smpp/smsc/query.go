package smsc

import (
	"bytes"
	"encoding/binary"
	"sync"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// registry knows the newest submissions by their number, for query_sm and cancel_sm.
type registry struct {
	mu    sync.Mutex
	byID  map[uint64]*submission
	order []uint64 // a ring of the last keep ids
	next  int
}

func (s *Server) register(sub *submission) {
	if s.config.Discard {
		return
	}
	r := &s.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.order) < s.config.KeepEntries {
		r.order = append(r.order, sub.id)
	} else {
		delete(r.byID, r.order[r.next])
		r.order[r.next] = sub.id
		r.next = (r.next + 1) % len(r.order)
	}
	r.byID[sub.id] = sub
}

// find gives the account's submission with the id as the answer had it; nil when it is not known.
func (s *Server) find(a *account, raw []byte) *submission {
	id, ok := s.config.IDs.parse(string(raw))
	if !ok {
		return nil
	}
	s.registry.mu.Lock()
	defer s.registry.mu.Unlock()
	if sub := s.registry.byID[id]; sub != nil && sub.account == a {
		return sub
	}
	return nil
}

// query answers a query_sm with the message's state (SMPP 3.4 section 4.8).
func (c *session) query(f pdu.Frame) {
	id, _, _ := bytes.Cut(f.Body, []byte{0})
	sub := c.server.find(c.account.Load(), id)
	if sub == nil || len(id) > pdu.MaxMessageID {
		c.reply(f.Response(pdu.StatusQueryFailed))
		return
	}
	state, date, code := message.Enroute, "", byte(0)
	if last := sub.done.Load(); last != nil {
		state, date, code = last.state, last.at.UTC().Format("060102150405")+"000+", last.code[2]-'0'
	}
	start := len(c.answers)
	c.reply(f.Response(pdu.StatusOK))
	c.answers = append(append(c.answers, id...), 0)
	c.answers = append(append(c.answers, date...), 0)
	c.answers = append(c.answers, stateNumber(state), code)
	binary.BigEndian.PutUint32(c.answers[start:], uint32(len(c.answers)-start)) //nolint:gosec // some dozen octets
}

// cancel answers a cancel_sm: a message that waits for its phone is deleted (SMPP 3.4 section 4.9). Cancelling
// all messages to a number, without an id, is refused.
func (c *session) cancel(f pdu.Frame) {
	status := pdu.StatusCancelFailed
	if _, rest, ok := bytes.Cut(f.Body, []byte{0}); ok {
		id, _, _ := bytes.Cut(rest, []byte{0})
		if sub := c.server.find(c.account.Load(), id); sub != nil && c.server.withdraw(sub) {
			status = pdu.StatusOK
		}
		c.record(Entry{Event: EventCancel, ID: string(id), Status: uint32(status), Sequence: f.Sequence})
	}
	c.reply(f.Response(status))
}

// withdraw deletes a message that is not on its phone yet; false when it is.
func (s *Server) withdraw(sub *submission) bool {
	if sub.done.Load() != nil {
		return false
	}
	s.finish(sub, message.Deleted, "000")
	return sub.done.Load().state == message.Deleted
}
