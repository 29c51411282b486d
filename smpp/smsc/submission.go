package smsc

import (
	"sync/atomic"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// submission is a message that the server took from an ESME.
type submission struct {
	id      uint64
	ids     IDStyle
	account *account

	from, to   pdu.Address // as submitted
	text       text
	beginning  []byte // the first octets of the text, for the receipt
	registered byte
	reference  []byte // the user_message_reference parameter, nil where there was none

	at, begins, expires time.Time
	done                atomic.Pointer[final] // nil until the state is final
}

// final is the last state of a submission.
type final struct {
	state message.DeliveryState
	code  string // the network's error code, three digits
	at    time.Time
}

// quoted is how many octets of a text its receipt repeats (SMPP 3.4 appendix B).
const quoted = 20

// newSubmission copies what is needed of m, whose slices are the reader's. The words are left out where nobody
// keeps them.
func (s *Server) newSubmission(a *account, m *pdu.Message, now time.Time) *submission {
	sub := &submission{
		id: s.nextID.Add(1), account: a, registered: m.RegisteredDelivery, at: now,
		from: m.Source, to: m.Destination, text: text{coding: m.DataCoding},
	}
	payload := m.Payload()
	if m.ESMClass&pdu.ESMHeader == 0 {
		sub.beginning = payload[:min(quoted, len(payload))]
	}
	sub.reference, _ = m.TLVs.Find(pdu.TagUserMessageReference)
	// All that is kept goes into one allocation.
	kept := make([]byte, 0, len(sub.beginning)+len(sub.reference)+len(sub.from.Digits)+len(sub.to.Digits))
	for _, field := range []*[]byte{&sub.beginning, &sub.reference, &sub.from.Digits, &sub.to.Digits} {
		if *field != nil {
			begins := len(kept)
			kept = append(kept, *field...)
			*field = kept[begins:len(kept):len(kept)]
		}
	}
	if s.journal.on() || !s.config.Discard {
		sub.text = s.config.readText(m)
	}
	return sub
}

func (sub *submission) source() message.Address      { return addressOf(sub.from) }
func (sub *submission) destination() message.Address { return addressOf(sub.to) }

// settle makes state the last word on the submission; false when there is one already.
func (sub *submission) settle(f final) bool { return sub.done.CompareAndSwap(nil, &f) }

// wantsReceipt says whether registered_delivery asks for a receipt of this state (SMPP 3.4 section 5.2.17; the
// value 3, success alone, is of SMPP 5.0 section 4.7.21).
func (sub *submission) wantsReceipt(state message.DeliveryState) bool {
	switch sub.registered & 0x03 {
	case pdu.FinalReceipt:
		return true
	case pdu.FailureReceipt:
		return state != message.Delivered
	case 3:
		return state == message.Delivered
	default:
		return false
	}
}

// deliver takes the submission to its phone.
func (s *Server) deliver(sub *submission) {
	if s.config.Discard {
		s.finish(sub, message.Delivered, "000")
		return
	}
	s.Phone(sub.destination()).receive(sub)
}

// finish settles the submission and sends the receipt that was asked for.
func (s *Server) finish(sub *submission, state message.DeliveryState, code string) {
	if sub.settle(final{state: state, code: code, at: s.clock.Now()}) {
		s.confirm(sub)
	}
}

// confirm sends the receipt that was asked for of a settled submission.
func (s *Server) confirm(sub *submission) {
	last := sub.done.Load()
	if sub.wantsReceipt(last.state) {
		s.sendReceipt(sub, last.at)
	}
}
