package smpp

import (
	"bytes"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// arrival is a deliver_sm or data_sm as it came.
type arrival struct {
	header pdu.Header
	body   []byte // a copy
	at     time.Time
}

// maxQueued is how many octets of deliveries may wait to be read: a few dozen of the longest there are.
const maxQueued = 4 << 20

// maxBurst is how many frames are read before the answers among them are settled, if no pause comes first.
const maxBurst = 256

// read is the reader: it takes frames off the socket until the connection ends, and waits for nothing else.
func (s *session) read() {
	answers := make([]answer, 0, maxBurst)
	for taken := 0; ; taken++ {
		if taken%maxBurst == 0 || !s.frames.Ready() {
			s.heard()
			if len(answers) > 0 {
				s.settle(answers)
				answers = answers[:0]
			}
		}
		frame, err := s.frames.Next()
		if err != nil {
			if len(answers) > 0 {
				s.settle(answers)
			}
			s.fail(fmt.Errorf("read from the SMSC: %w", err))
			return
		}
		switch frame.ID { //nolint:exhaustive // the rest is handled in one place
		case pdu.SubmitSMResp:
			var a pdu.Answer
			a.Decode(frame.Body)
			answers = append(answers, answer{frame.Sequence, frame.Status, string(a.MessageID), false})
		case pdu.GenericNack:
			answers = append(answers, answer{frame.Sequence, frame.Status, "", true})
		case pdu.DeliverSM, pdu.DataSM:
			s.take(frame)
		default:
			s.answerRest(frame)
		}
	}
}

// heard notes that the peer lives.
func (s *session) heard() {
	s.heardAt.Store(int64(time.Since(s.startedAt)))
	s.life.heard.Store(s.account.link.config.Clock.Now().UnixNano())
}

// take hands a delivery to the deliverer, or asks the SMSC to come again when too many wait, or too long ones.
func (s *session) take(frame pdu.Frame) {
	a := s.account
	a.mu.Lock()
	defer a.mu.Unlock()
	size := int64(len(frame.Body))
	if s.queued.Add(size) <= maxQueued {
		select {
		case s.inbound <- arrival{frame.Header, bytes.Clone(frame.Body), a.link.config.Clock.Now()}:
			s.unacked++
			return
		default:
		}
	}
	s.queued.Add(-size)
	a.count.pushedBack++
	s.acknowledge(frame.Header, pdu.StatusQueueFull)
}

// answerRest handles what is neither an answer to a submit_sm nor a delivery.
func (s *session) answerRest(frame pdu.Frame) {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	switch frame.ID { //nolint:exhaustive // all others are unknown to an ESME
	case pdu.EnquireLink:
		s.queueUrgent(frame.Response(pdu.StatusOK))
	case pdu.Unbind:
		s.lastWords = true
		s.queueUrgent(frame.Response(pdu.StatusOK))
		s.account.review()
	case pdu.EnquireLinkResp:
		s.answered(frame.Header)
	case pdu.UnbindResp:
		s.answered(frame.Header)
		select {
		case <-s.unbound:
		default:
			close(s.unbound)
		}
	case pdu.AlertNotification, pdu.Outbind:
		// Neither has a response (SMPP 3.4 sections 4.12.1 and 4.1.7).
	default:
		if !frame.ID.IsResponse() {
			s.queueUrgent(pdu.Header{ID: pdu.GenericNack, Status: pdu.StatusInvalidCmdID, Sequence: frame.Sequence})
		}
	}
}

// acknowledge answers a delivery. The mutex is held.
func (s *session) acknowledge(h pdu.Header, status pdu.Status) {
	if s.gone {
		return
	}
	if len(s.urgent) > maxUrgent {
		s.fail(errNotReading)
		return
	}
	// An empty message id always fits.
	s.urgent, _ = pdu.AppendAnswer(s.urgent, h.Response(status), pdu.Answer{})
	s.life.given.Add(1)
	s.signalWriter()
}

// deliver is the deliverer: it reads what the deliveries say and hands them on in their order.
func (s *session) deliver() {
	for {
		select {
		case arrived := <-s.inbound:
			s.queued.Add(-int64(len(arrived.body)))
			s.handOn(arrived)
		case <-s.ended:
			// What still waits was never acknowledged: the SMSC sends it again.
			return
		}
	}
}

func (s *session) handOn(arrived arrival) {
	a := s.account
	delivery := a.interpret(arrived)
	delivery.Session = s.life
	callback, count := a.link.config.Inbound, &a.count.inbound
	if delivery.Receipt != nil {
		callback, count = a.link.config.Receipt, &a.count.receipts
	} else if why := delivery.Inbound.Undecoded; why != "" {
		s.log.Warn("delivery cannot be read", slog.String("reason", why), slog.Int("octets", len(arrived.body)))
	}
	var once atomic.Bool
	settle := func(status pdu.Status) {
		if once.Swap(true) {
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		if status == pdu.StatusQueueFull {
			a.count.pushedBack++
		} else {
			*count++
		}
		s.unacked--
		s.acknowledge(arrived.header, status)
		s.signalIdle()
	}
	delivery.Acknowledge = func(stored bool) {
		if stored {
			settle(pdu.StatusOK)
		} else {
			settle(pdu.StatusSystemError)
		}
	}
	if !callback(delivery) {
		settle(pdu.StatusQueueFull)
	}
}

// interpret reads an arrival. Whatever it holds becomes an Inbound or a Receipt; a bug in the reading makes it
// an Inbound for people.
func (a *account) interpret(arrived arrival) (delivery message.Delivery) {
	defer func() {
		if bug := recover(); bug != nil {
			delivery = message.Delivery{Inbound: a.quarantined(arrived, "reading it failed")}
		}
	}()
	var m pdu.Message
	err := m.Decode(arrived.header.ID, arrived.body)
	if err == nil || len(m.Destination.Digits) > 0 || len(m.Source.Digits) > 0 {
		if isReceipt(&m) {
			return message.Delivery{Receipt: a.receipt(&m, arrived.at)}
		}
		return message.Delivery{Inbound: a.inbound(&m, arrived, err)}
	}
	return message.Delivery{Inbound: a.quarantined(arrived, err.Error())}
}
