package smsc

import (
	"strings"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// receipt is one receipt of a submission as it is to be sent.
type receipt struct {
	of     *submission
	final  final
	ids    IDStyle
	text   bool // with the text form
	params bool // with the optional parameters
	broken bool // with a text that says nothing
	midway bool // an intermediate notification
}

// receiptTime is how receipts write times (SMPP 3.4 appendix B), here always in UTC.
const receiptTime = "0601021504"

// receiptsHeld is how many receipts an account may be owed for each text that may wait.
const receiptsHeld = 10

// swapPatience is how long a swapped receipt waits for the next.
const swapPatience = time.Second

// sendReceipt plans the receipt of a settled submission, with the faults that fire for it.
func (s *Server) sendReceipt(sub *submission, now time.Time) {
	var fired []Fault
	if s.faults.any(atReceipt) {
		fired = s.faults.fire(atReceipt, sub.account.name, sub.destination())
		s.logFaults(fired, sub.account.name)
	}
	r := receipt{of: sub, final: *sub.done.Load(), ids: sub.ids, text: true, params: true}
	delay, times := s.config.ReceiptDelay, 1
	for _, f := range fired {
		switch f.Kind { //nolint:exhaustive // only faults of receipts fire here
		case FaultReceiptMissing:
			return
		case FaultReceiptTwice:
			times = 2
		case FaultReceiptLate:
			delay += f.Delay
		case FaultReceiptState:
			r.final.state = f.State
		case FaultReceiptText:
			r.params = false
		case FaultReceiptTLV:
			r.text = false
		case FaultReceiptBroken:
			r.broken, r.params = true, false
		}
	}
	if _, ok := pick(fired, FaultReceiptEnroute); ok {
		enroute := r
		enroute.midway, enroute.final = true, final{state: message.Enroute, code: "000", at: now}
		s.push(enroute, delay, now)
	}
	if _, ok := pick(fired, FaultReceiptSwapped); ok {
		s.swap(r, delay, now)
		return
	}
	for range times {
		s.push(r, delay, now)
	}
}

// hold counts one more receipt that waits for its acknowledgement; false means that there are too many already.
func (s *Server) hold(a *account) bool {
	if a.receipts.Add(1) <= receiptsHeld*int64(s.config.Held) {
		return true
	}
	a.receipts.Add(-1)
	s.counts.forgotten.Add(1)
	return false
}

// push queues the receipt for the account's binds after the delay.
func (s *Server) push(r receipt, delay time.Duration, now time.Time) {
	if !s.hold(r.of.account) {
		return
	}
	d := s.receiptDelivery(r)
	if delay <= 0 {
		r.of.account.push(d)
		return
	}
	s.agenda.at(now.Add(delay), func() { r.of.account.push(d) })
}

// swap queues the receipt behind the account's next.
func (s *Server) swap(r receipt, delay time.Duration, now time.Time) {
	if !s.hold(r.of.account) {
		return
	}
	d, account := s.receiptDelivery(r), r.of.account
	s.agenda.at(now.Add(delay), func() { account.pushAfterNext(d) })
	s.agenda.at(now.Add(delay+swapPatience), func() { account.release(d) })
}

// receiptDelivery encodes the receipt as a deliver_sm from the phone to the sender (SMPP 3.4 section 4.6 and
// appendix B).
func (s *Server) receiptDelivery(r receipt) *delivery {
	sub := r.of
	m := pdu.Message{Source: sub.to, Destination: sub.from, ESMClass: pdu.ESMReceipt}
	if r.midway {
		m.ESMClass = pdu.ESMIntermediate
	}
	id := r.ids.appendReceipt(make([]byte, 0, pdu.MaxMessageID+1), sub.id)
	if r.text {
		m.ShortMessage = r.words(id)
	}
	if r.params {
		m.TLVs = make(pdu.TLVs, 0, 64)
		m.TLVs = m.TLVs.Append(pdu.TagReceiptedMessageID, append(id, 0)).
			Append(pdu.TagMessageState, []byte{stateNumber(r.final.state)})
		if r.final.code != "000" {
			// Network type 3 is GSM (SMPP 3.4 section 5.3.2.31).
			m.TLVs = m.TLVs.Append(pdu.TagNetworkErrorCode, []byte{3, 0, r.final.code[2] - '0'})
		}
		if sub.reference != nil {
			m.TLVs = m.TLVs.Append(pdu.TagUserMessageReference, sub.reference)
		}
	}
	return &delivery{octets: encodeReceipt(&m), receipt: true, log: r.entry(id)}
}

// encodeReceipt writes the PDU. Addresses came out of a PDU, but may be longer than what may be written: the
// receipt is then without them.
func encodeReceipt(m *pdu.Message) []byte {
	const usual = 256
	octets, err := pdu.AppendMessage(make([]byte, 0, usual), pdu.Header{ID: pdu.DeliverSM}, m)
	if err != nil {
		m.Source, m.Destination = pdu.Address{}, pdu.Address{}
		octets, _ = pdu.AppendMessage(octets, pdu.Header{ID: pdu.DeliverSM}, m)
	}
	return octets
}

func (r receipt) entry(id []byte) Entry {
	e := Entry{Event: EventReceipt}
	if r.of.account.server.journal.on() {
		e.ID, e.State = string(id), string(r.final.state)
		e.From, e.To = r.of.destination(), r.of.source()
	}
	return e
}

// words is the text form of a receipt.
func (r receipt) words(id []byte) []byte {
	if r.broken {
		return []byte("id: stat:?? err")
	}
	delivered := " sub:001 dlvrd:000 submit date:"
	if r.final.state == message.Delivered {
		delivered = " sub:001 dlvrd:001 submit date:"
	}
	words := append(make([]byte, 0, pdu.MaxShortMessage), "id:"...)
	words = append(append(words, id...), delivered...)
	words = r.of.at.UTC().AppendFormat(words, receiptTime)
	words = r.final.at.UTC().AppendFormat(append(words, " done date:"...), receiptTime)
	words = append(append(words, " stat:"...), stateWord(r.final.state)...)
	words = append(append(words, " err:"...), r.final.code...)
	return append(append(words, " text:"...), r.of.beginning...)
}

// stateNumber is the message_state of a state (SMPP 3.4 section 5.2.28), 0 for what is none.
func stateNumber(state message.DeliveryState) byte {
	switch state {
	case message.Enroute:
		return 1
	case message.Delivered:
		return 2
	case message.Expired:
		return 3
	case message.Deleted:
		return 4
	case message.Undeliverable:
		return 5
	case message.AcceptedState:
		return 6
	case message.UnknownState:
		return 7
	case message.Rejected:
		return 8
	default:
		return 0
	}
}

// stateWord is the stat: of a state (SMPP 3.4 appendix B): seven letters at most.
func stateWord(state message.DeliveryState) string {
	switch state {
	case message.Delivered:
		return "DELIVRD"
	case message.Undeliverable:
		return "UNDELIV"
	case message.AcceptedState:
		return "ACCEPTD"
	case message.Rejected:
		return "REJECTD"
	case message.Enroute, message.Expired, message.Deleted, message.UnknownState:
	}
	return strings.ToUpper(string(state))
}
