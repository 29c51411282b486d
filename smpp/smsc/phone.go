package smsc

import (
	"context"
	"slices"
	"sync"
	"time"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// Direction says who wrote a Message, seen from the phone.
type Direction string

// The directions.
const (
	Sent     Direction = "sent"     // the phone's owner wrote it
	Received Direction = "received" // the shop wrote it
)

// Status is what has become of a Message.
type Status string

// The statuses.
const (
	Waiting   Status = "waiting"   // sent, and not acknowledged by the ESME yet
	Delivered Status = "delivered" // arrived: on the phone, or acknowledged by the ESME
	Refused   Status = "refused"   // sent, and refused by the ESME for good
)

// Message is a whole text as a phone shows it.
type Message struct {
	ID        uint64          `json:"id,string"` // grows with time, over all phones of a Server
	Direction Direction       `json:"direction"`
	Peer      message.Address `json:"peer"` // to or from whom
	Text      string          `json:"text"`
	At        time.Time       `json:"at"`
	Segments  int             `json:"segments"`
	Encoding  string          `json:"encoding"` // for people: "GSM-7", "UCS-2"
	Status    Status          `json:"status"`
}

// PhoneState says whether a phone can be reached.
type PhoneState string

// The states of a phone.
const (
	// PhoneOn receives at once.
	PhoneOn PhoneState = "on"
	// PhoneOff keeps texts waiting at the SMSC, until it is on again or their validity ends; more than
	// Config.KeepMessages are undeliverable.
	PhoneOff PhoneState = "off"
	// PhoneDead can never be reached: texts are undeliverable.
	PhoneDead PhoneState = "dead"
)

// Phone is a virtual phone. It exists from the first use of its number on, switched on, until many others were used
// since (Config.KeepPhones). Its methods may be called by many goroutines at once.
type Phone struct {
	server  *Server
	number  message.Address
	changed bell
	entry   entry // the phonebook's

	mu        sync.Mutex
	name      string
	state     PhoneState
	messages  []Message
	waiting   []*submission // while the phone is off
	partials  []*partial    // long texts that are not whole yet, the oldest first
	reference uint16        // of the last long text sent
}

// partial is a long text of which parts are missing.
type partial struct {
	source message.Address
	place  message.Part // with Number 0
	texts  []string
	have   []bool
	left   int
}

// maxPartials is how many unfinished long texts a phone keeps; the oldest is forgotten first.
const maxPartials = 64

// Number is the phone's own.
func (p *Phone) Number() message.Address { return p.number }

// SetName gives the phone the name of its owner, for the list of phones.
func (p *Phone) SetName(name string) {
	p.server.phones.pin(p)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.name = name
}

// State says whether the phone can be reached.
func (p *Phone) State() PhoneState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// SetState switches the phone on or off, or kills it. Texts that waited arrive when it comes on, and are
// undeliverable when it dies.
func (p *Phone) SetState(state PhoneState) {
	p.server.phones.pin(p)
	p.mu.Lock()
	p.state = state
	var released []*submission
	if state != PhoneOff {
		released, p.waiting = p.waiting, nil
	}
	p.mu.Unlock()
	for _, sub := range released {
		p.receive(sub)
	}
}

// Messages gives the whole texts that the phone sent and received, at most Config.KeepMessages, the oldest
// first.
func (p *Phone) Messages() []Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.kept())
}

// kept is those messages that are to be shown. The caller holds the lock.
func (p *Phone) kept() []Message {
	return p.messages[max(0, len(p.messages)-p.server.config.KeepMessages):]
}

// Wait blocks until the phone has a message that wanted accepts and returns the oldest such, or ctx ends, whose
// error it returns. Messages are looked at again when their Status changes; wanted must not call the phone.
func (p *Phone) Wait(ctx context.Context, wanted func(Message) bool) (Message, error) {
	return await(ctx, &p.changed, func() (Message, bool) {
		p.mu.Lock()
		defer p.mu.Unlock()
		kept := p.kept()
		if at := slices.IndexFunc(kept, wanted); at >= 0 {
			return kept[at], true
		}
		return Message{}, false
	})
}

// receive takes a submission from the network, or has it wait.
func (p *Phone) receive(sub *submission) {
	p.mu.Lock()
	state := p.state
	expired := !sub.expires.After(p.server.clock.Now())
	full := state == PhoneOff && len(p.waiting) >= p.server.config.KeepMessages
	if state == PhoneOff && !expired && !full {
		p.waiting = append(p.waiting, sub)
	}
	p.mu.Unlock()
	switch {
	case expired:
		p.server.finish(sub, message.Expired, "000")
	case full:
		p.server.finish(sub, message.Undeliverable, "002")
	case state == PhoneOff:
		p.server.agenda.at(sub.expires, func() { p.expire(sub) })
	case state == PhoneDead:
		p.server.finish(sub, message.Undeliverable, "001")
	default:
		p.arrive(sub)
	}
}

// expire gives up a submission that still waits.
func (p *Phone) expire(sub *submission) {
	p.mu.Lock()
	p.waiting = slices.DeleteFunc(p.waiting, func(other *submission) bool { return other == sub })
	p.mu.Unlock()
	p.server.finish(sub, message.Expired, "000")
}

// arrive shows a submission, or joins it to its long text, unless it was cancelled before.
func (p *Phone) arrive(sub *submission) {
	now := p.server.clock.Now()
	if !sub.settle(final{state: message.Delivered, code: "000", at: now}) {
		return
	}
	p.mu.Lock()
	words, segments, whole := p.join(sub)
	p.mu.Unlock()
	if whole {
		p.add(Message{
			Direction: Received, Peer: sub.source(), Text: words, At: now, Segments: segments,
			Encoding: encodingName(sub.text.coding), Status: Delivered,
		})
	}
	p.server.confirm(sub)
}

// join adds a part to its long text; whole is true when nothing is missing any more.
func (p *Phone) join(sub *submission) (words string, segments int, whole bool) {
	place := sub.text.part
	if place.Total == 0 {
		return sub.text.words, sms.Measure(sub.text.words).Segments, true
	}
	number, source := place.Number-1, sub.source()
	place.Number = 0
	at := slices.IndexFunc(p.partials, func(q *partial) bool { return q.source == source && q.place == place })
	if at < 0 {
		if len(p.partials) == maxPartials {
			p.partials = slices.Delete(p.partials, 0, 1)
		}
		at = len(p.partials)
		p.partials = append(p.partials, &partial{
			source: source, place: place, left: place.Total,
			texts: make([]string, place.Total), have: make([]bool, place.Total),
		})
	}
	joined := p.partials[at]
	if !joined.have[number] {
		joined.have[number], joined.texts[number] = true, sub.text.words
		joined.left--
	}
	if joined.left > 0 {
		return "", 0, false
	}
	p.partials = slices.Delete(p.partials, at, at+1)
	for _, t := range joined.texts {
		words += t
	}
	return words, place.Total, true
}

// add keeps a message under a new ID, which it returns it with, and tells all who wait for it.
func (p *Phone) add(m Message) Message {
	p.mu.Lock()
	before := len(p.messages)
	if !p.server.config.Discard {
		// Twice as many are let in as are kept, so that moving them up costs little for each.
		if keep := p.server.config.KeepMessages; len(p.messages) >= 2*keep {
			p.messages = slices.Delete(p.messages, 0, len(p.messages)-keep+1)
		}
		p.messages = append(p.messages, m)
	}
	m.ID = p.server.phones.note(p, len(p.messages)-before)
	if len(p.messages) > 0 {
		p.messages[len(p.messages)-1].ID = m.ID
	}
	p.mu.Unlock()
	p.changed.ring()
	p.server.feed.publish(feedEvent{Type: "message", Number: p.number, Message: &m})
	return m
}

// mark sets the status of a message that is still kept.
func (p *Phone) mark(id uint64, status Status) {
	p.mu.Lock()
	for i := range p.messages {
		if p.messages[i].ID == id {
			p.messages[i].Status = status
		}
	}
	p.mu.Unlock()
	p.changed.ring()
	p.server.feed.publish(feedEvent{Type: "status", Number: p.number, ID: id, Status: status})
}
