package message

import (
	"context"
	"time"
)

// Channel is the way a message travels.
type Channel string

// SMS is the one channel there is today.
const SMS Channel = "sms"

// Language is an ISO 639-1 code of a language that Kurzwahl speaks; "" is unknown.
type Language string

// The languages that Kurzwahl speaks.
const (
	German  Language = "de"
	English Language = "en"
	Polish  Language = "pl"
)

// Class says why a message is sent and so what the gate asks of it and which lane it takes.
type Class string

// The classes, the most urgent first.
const (
	// Service answers the customer's own text: replies, STOP and HELP confirmations, double opt-in.
	Service Class = "service"
	// Transactional belongs to an order: payment, shipping, delay, refund, case status.
	Transactional Class = "transactional"
	// Marketing is everything else: surveys, campaigns, reminders of baskets, alerts.
	Marketing Class = "marketing"
)

// Lane is the class's place in the queue: 0 leaves first.
func (c Class) Lane() int {
	switch c {
	case Service:
		return 0
	case Transactional:
		return 1
	case Marketing:
		return 2
	default:
		return 2
	}
}

// Inbound is one text, or one part of a long text, that an SMSC delivered.
type Inbound struct {
	SMSC       string    // the configured name of the SMSC it came from
	From, To   Address   // the customer, and the number they wrote to
	Text       string    // decoded; valid UTF-8; of a part as sms.Mend wants it
	Part       Part      // zero when the text is whole
	ReceivedAt time.Time // when the PDU was read
	Raw        []byte    // the deliver_sm's body as it came, for quarantine and questions later
	Undecoded  string    // why Text could not be decoded, "" when it could; such a text goes to people
}

// Part places one part in a long text (3GPP TS 23.040 section 9.2.3.24.1 and .8; SMPP 3.4 section 5.3.2.22).
type Part struct {
	Reference uint16 // the sender's number of the long text
	Wide      bool   // the reference has 16 bits
	Number    int    // 1..Total
	Total     int    // 1..255; 0 when the text is whole
}

// Delivery is what an SMSC waits to see acknowledged: exactly one of Inbound and Receipt is set.
type Delivery struct {
	Inbound *Inbound
	Receipt *Receipt
	Session Session // over which it came; nil where the link keeps none, then a redelivery is not told from a new text
	// Acknowledge answers the SMSC. It is called exactly once, after the commit, by any goroutine, and
	// never blocks. false says "not stored, send it again later".
	Acknowledge func(stored bool)
}

// Session is one life of a connection to an SMSC, from its bind to its end. What was delivered in it and may not
// have been seen acknowledged comes again in a later one; the inbox tells that from a second text of the same
// words. All methods may be called at any time by any goroutine and never block.
type Session interface {
	ID() string       // unique for ever, other processes included
	Since() time.Time // when it was bound
	Heard() time.Time // when the last PDU of the peer was read
	Ended() time.Time // zero while it lives
	// Answered gives how many deliveries were answered so far, and how many of these answers the peer is known to have
	// read: it has answered something that was written after them. Both only grow.
	Answered() (given, read int64)
}

// Submission is a message on its way to the link: everything the link needs and nothing it does not.
type Submission struct {
	ID       string        // the outbox's id of the message
	SMSC     string        // preferred SMSC; "" lets the route decide
	From     Address       // source address; "" takes the SMSC's configured one
	To       Address       // a phone number
	Text     string        // UTF-8, as it shall be read
	Class    Class         // decides the lane
	Validity time.Duration // how long the SMSC may try; 0 leaves it to the SMSC
	// Reference comes back in receipts of SMSCs that echo it (SMPP 3.4 section 5.3.2.17): with the phone it finds
	// a message whose answer was lost. 0 sends none.
	Reference uint16
	// Wanted is asked when the message has its slot and is about to be written; Unwanted, because the customer
	// opted out meanwhile, gives NotSent. It is asked under the link's lock, so it waits for nothing. nil means
	// that the message is wanted.
	Wanted func() Wish
	// Ask is called, under no lock, where Wanted was Unsure: it finds out, and Wanted is asked anew when the message
	// has a slot again. false, because the message is not wanted or because nobody can say, gives NotSent. nil is
	// false.
	Ask func(ctx context.Context) bool
}

// Wish says whether a message shall still be sent.
type Wish int

// The wishes.
const (
	Unsure Wish = iota // to be found out: Submission.Ask
	Wanted
	Unwanted
)

// Disposition says what the link made of a Submission.
type Disposition string

// The dispositions. Only Unknown is ambiguous: the message may or may not have gone out.
const (
	Accepted         Disposition = "accepted"          // the SMSC has every part
	NotSent          Disposition = "not_sent"          // nothing left this process: safe to queue again
	Throttled        Disposition = "throttled"         // refused for now, no attempt counted
	Transient        Disposition = "transient"         // refused, worth trying again later
	RefusedRecipient Disposition = "refused_recipient" // final: the number is at fault
	RefusedSender    Disposition = "refused_sender"    // final: source address or account is at fault
	RefusedContent   Disposition = "refused_content"   // final: the PDU is at fault
	Unknown          Disposition = "unknown"           // written, and no answer was seen
)

// Outcome is the link's answer to one Submission.
type Outcome struct {
	ID          string // of the Submission
	SMSC        string // over which it went
	Disposition Disposition
	Status      uint32   // SMPP command_status of the deciding answer, 0 when accepted or unanswered
	PartIDs     []string // the SMSC's message id of each accepted part, in order, as answered
	Parts       int      // how many parts the text took
	At          time.Time
}

// DeliveryState is the state of a message in a receipt (SMPP 3.4 section 5.2.28).
type DeliveryState string

// The delivery states. Those for which Final is true never change again.
const (
	Enroute       DeliveryState = "enroute"
	Delivered     DeliveryState = "delivered"
	Expired       DeliveryState = "expired"
	Deleted       DeliveryState = "deleted"
	Undeliverable DeliveryState = "undeliverable"
	AcceptedState DeliveryState = "accepted"
	UnknownState  DeliveryState = "unknown"
	Rejected      DeliveryState = "rejected"
)

// Final says whether the state is the last word on a message.
func (s DeliveryState) Final() bool {
	switch s {
	case Delivered, Expired, Deleted, Undeliverable, Rejected:
		return true
	case Enroute, AcceptedState, UnknownState:
		return false
	default:
		return false
	}
}

// Receipt is an SMSC's word on a part it accepted before.
type Receipt struct {
	SMSC       string
	MessageID  string   // the SMSC's id as the receipt gives it; may differ in base, case or padding from the answer's
	Candidates []string // normalised forms of MessageID to match against, best first
	State      DeliveryState
	ErrorCode  string // the network's code, "" when none
	From, To   Address
	SentAt     time.Time // when the SMSC took the part, to the minute, as the receipt says; zero when it does not
	DoneAt     time.Time // as the receipt says; zero when it does not
	Reference  uint16    // of the Submission, 0 where the SMSC does not echo it
	ReceivedAt time.Time
}
