package smsc

import (
	"errors"
	"log/slog"
	"slices"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// treatment is what faults make of one submit_sm. The zero value takes and answers it.
type treatment struct {
	status pdu.Status
	nack   bool
	lost   bool // neither taken nor answered
	silent bool // taken, not answered
	drop   bool
	cut    bool
	early  bool // receipt before answer
	stray  bool // answer with another sequence number
	delay  time.Duration
	ids    IDStyle
}

func treat(fired []Fault) treatment {
	var t treatment
	for _, f := range fired {
		switch f.Kind { //nolint:exhaustive // only faults of submits fire here
		case FaultLatency:
			t.delay = f.Delay
		case FaultRefuse:
			t.status = f.Status
			or(&t.status, pdu.StatusThrottled)
		case FaultNack:
			t.nack, t.status = true, f.Status
			or(&t.status, pdu.StatusInvalidCmdID)
		case FaultLost:
			t.lost, t.status = true, pdu.StatusUnknownError
		case FaultUnanswered:
			t.silent = true
		case FaultDrop:
			t.drop, t.silent = true, true
		case FaultCut:
			t.cut = true
		case FaultReceiptEarly:
			t.early = true
		case FaultWrongSequence:
			t.stray = true
		case FaultIDs:
			t.ids = f.IDs
		}
	}
	return t
}

// submit takes or refuses a submit_sm or data_sm. The error ends the connection.
func (c *session) submit(f pdu.Frame) error {
	s, m := c.server, &c.message
	now := s.clock.Now()
	s.counts.submitted.Add(1)
	schedule, status := c.check(f, now)
	var t treatment
	if status == pdu.StatusOK && s.faults.any(atSubmit) {
		fired := s.faults.fire(atSubmit, c.account.Load().name, addressOf(m.Destination))
		s.logFaults(fired, c.account.Load().name)
		t = treat(fired)
		status = t.status
	}
	if status != pdu.StatusOK {
		c.refuse(f.Header, status, t)
		return nil
	}
	s.counts.accepted.Add(1)
	if s.config.Discard && !s.journal.on() && m.RegisteredDelivery&0x03 == pdu.NoReceipt && t == (treatment{}) {
		c.answerID(f.Header, s.nextID.Add(1), s.config.IDs)
		return nil
	}
	sub := s.newSubmission(c.account.Load(), m, now)
	or(&t.ids, s.config.IDs)
	sub.ids, sub.begins, sub.expires = t.ids, schedule.begins, schedule.expires
	c.logSubmit(f.Header, sub, t)
	return c.take(f.Header, sub, t)
}

// take answers for a message that was taken, as t has it.
func (c *session) take(h pdu.Header, sub *submission, t treatment) error {
	c.server.register(sub)
	if t.early {
		c.server.dispatch(sub)
	} else if t.delay == 0 {
		c.accepted = append(c.accepted, sub)
	}
	if t.stray {
		h.Sequence ^= 0x4000_0000
	}
	switch {
	case t.drop:
		return errDropped
	case t.silent:
	case t.cut:
		before := len(c.answers)
		c.answerID(h, sub.id, sub.ids)
		c.answers = c.answers[:before+(len(c.answers)-before)/2]
		return errReset
	case t.delay > 0:
		c.answerLater(h, sub, t)
	default:
		c.answerID(h, sub.id, sub.ids)
	}
	return nil
}

// answerLater answers, and hands the message to its phone, after the delay of a fault.
func (c *session) answerLater(h pdu.Header, sub *submission, t treatment) {
	c.id = sub.ids.appendAnswer(c.id[:0], sub.id)
	answer, err := pdu.AppendAnswer(nil, h.Response(pdu.StatusOK), pdu.Answer{MessageID: c.id})
	if err != nil {
		c.logger.Error("cannot encode an answer", slog.Any("error", err))
	}
	c.delayed.Add(1)
	c.server.agenda.at(sub.at.Add(t.delay), func() {
		c.delayed.Add(-1)
		c.out.put(answer)
		if !t.early {
			c.server.dispatch(sub)
		}
	})
}

// answerID appends the answer to a message that was taken.
func (c *session) answerID(h pdu.Header, id uint64, style IDStyle) {
	c.id = style.appendAnswer(c.id[:0], id)
	var err error
	c.answers, err = pdu.AppendAnswer(c.answers, h.Response(pdu.StatusOK), pdu.Answer{MessageID: c.id})
	if err != nil {
		c.logger.Error("cannot encode an answer", slog.Any("error", err))
	}
}

// refuse answers with the status, unless the request was to be lost.
func (c *session) refuse(h pdu.Header, status pdu.Status, t treatment) {
	c.server.counts.refused.Add(1)
	if c.server.journal.on() {
		m := &c.message
		read := c.server.config.readText(m)
		c.record(Entry{
			Event: EventSubmit, Sequence: h.Sequence, Status: uint32(status), Silent: t.lost, Text: read.words,
			From: addressOf(m.Source), To: addressOf(m.Destination), Part: read.place(), Coding: read.coding,
			UserReference: userReference(m.TLVs),
		})
	}
	switch {
	case t.lost:
	case t.nack:
		c.reply(pdu.Header{ID: pdu.GenericNack, Status: status, Sequence: h.Sequence})
	default:
		c.reply(h.Response(status))
	}
}

func (c *session) logSubmit(h pdu.Header, sub *submission, t treatment) {
	if !c.server.journal.on() {
		return
	}
	c.record(Entry{
		Event: EventSubmit, Sequence: h.Sequence, Silent: t.silent || t.cut, Text: sub.text.words,
		ID: string(sub.ids.appendAnswer(nil, sub.id)), From: sub.source(), To: sub.destination(),
		Part: sub.text.place(), Coding: sub.text.coding, UserReference: userReference(c.message.TLVs),
	})
}

func (t text) place() *message.Part {
	if t.part.Total == 0 {
		return nil
	}
	return &t.part
}

func userReference(t pdu.TLVs) *uint32 {
	if reference, ok := t.Number(pdu.TagUserMessageReference); ok {
		return &reference
	}
	return nil
}

// schedule is when a message begins to be delivered and when that is given up.
type schedule struct{ begins, expires time.Time }

// check decodes the request and says with which status it must be refused.
func (c *session) check(f pdu.Frame, now time.Time) (schedule, pdu.Status) {
	m := &c.message
	if err := m.Decode(f.ID, f.Body); errors.Is(err, pdu.ErrTLVs) {
		return schedule{}, pdu.StatusInvalidTLVStream
	} else if err != nil {
		return schedule{}, pdu.StatusInvalidMsgLength
	}
	limit := int32(c.server.config.SubmitWindow) //nolint:gosec // a window is small
	switch {
	case !c.submits:
		return schedule{}, pdu.StatusInvalidBindState
	case len(m.Destination.Digits) == 0 || len(m.Destination.Digits) > pdu.MaxAddress || !isNumber(m.Destination.Digits):
		return schedule{}, pdu.StatusInvalidDestination
	case len(m.Source.Digits) > pdu.MaxAddress:
		return schedule{}, pdu.StatusInvalidSource
	case limit > 0 && c.delayed.Load() >= limit:
		return schedule{}, pdu.StatusThrottled
	}
	begins, err := pdu.ParseTime(m.ScheduleTime, now)
	if err != nil {
		return schedule{}, pdu.StatusInvalidSchedule
	}
	expires, err := pdu.ParseTime(m.ValidityPeriod, now)
	if err != nil {
		return schedule{}, pdu.StatusInvalidValidity
	}
	if expires.IsZero() {
		expires = now.Add(c.server.config.Validity)
	}
	return schedule{begins: begins, expires: expires}, pdu.StatusOK
}

// isNumber says whether a destination can be a phone: digits, perhaps behind a plus sign.
func isNumber(digits []byte) bool {
	if digits[0] == '+' {
		digits = digits[1:]
	}
	return len(digits) > 0 && !slices.ContainsFunc(digits, func(b byte) bool { return b < '0' || b > '9' })
}
