package smsc

import (
	"fmt"
	"slices"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// FaultKind says what goes wrong.
type FaultKind string

// Faults of a submit_sm or data_sm. They fire once for each.
const (
	// FaultLatency holds the answer back for Delay.
	FaultLatency FaultKind = "latency"
	// FaultRefuse answers with Status and forgets the message; Status 0 is ESME_RTHROTTLED. With Rate it refuses
	// what comes faster than that many a second.
	FaultRefuse FaultKind = "refuse"
	// FaultUnanswered takes the message and never answers.
	FaultUnanswered FaultKind = "unanswered"
	// FaultLost neither takes the message nor answers.
	FaultLost FaultKind = "lost"
	// FaultDrop takes the message and closes the connection in place of an answer.
	FaultDrop FaultKind = "drop"
	// FaultCut takes the message, writes half of the answer and resets the connection.
	FaultCut FaultKind = "cut"
	// FaultWrongSequence answers with a sequence number that was not asked with.
	FaultWrongSequence FaultKind = "wrong_sequence"
	// FaultNack answers with generic_nack and Status; the message is forgotten.
	FaultNack FaultKind = "nack"
	// FaultIDs writes the message ids of answer and receipts in the style IDs.
	FaultIDs FaultKind = "ids"
)

// Faults of a final receipt. They fire once for each.
const (
	// FaultReceiptMissing sends none.
	FaultReceiptMissing FaultKind = "receipt_missing"
	// FaultReceiptTwice sends it twice.
	FaultReceiptTwice FaultKind = "receipt_twice"
	// FaultReceiptSwapped sends it after the account's next one, or a second later when none comes.
	FaultReceiptSwapped FaultKind = "receipt_swapped"
	// FaultReceiptLate sends it Delay later.
	FaultReceiptLate FaultKind = "receipt_late"
	// FaultReceiptEarly sends it before the answer to the submit_sm. It fires at the submit_sm.
	FaultReceiptEarly FaultKind = "receipt_early"
	// FaultReceiptState makes it say State, whatever the phone did.
	FaultReceiptState FaultKind = "receipt_state"
	// FaultReceiptEnroute sends an intermediate one that says ENROUTE before it.
	FaultReceiptEnroute FaultKind = "receipt_enroute"
	// FaultReceiptText sends it without the optional parameters.
	FaultReceiptText FaultKind = "receipt_text"
	// FaultReceiptTLV sends it with the optional parameters alone, without a text.
	FaultReceiptTLV FaultKind = "receipt_tlv"
	// FaultReceiptBroken sends one whose text says nothing, without the optional parameters.
	FaultReceiptBroken FaultKind = "receipt_broken"
)

// Faults of connections. They last, or fire once for each bind.
const (
	// FaultBind refuses binds with Status; 0 is ESME_RBINDFAIL.
	FaultBind FaultKind = "bind"
	// FaultDown closes all connections at once, of all accounts, and new ones as they come.
	FaultDown FaultKind = "down"
	// FaultSlowReader waits for Delay before each read of at most a kilobyte from a connection.
	FaultSlowReader FaultKind = "slow_reader"
)

// Faults that happen once, at once, to each bind when they are injected.
const (
	// FaultDisconnect closes the connection.
	FaultDisconnect FaultKind = "disconnect"
	// FaultReset writes half of an enquire_link and resets the connection.
	FaultReset FaultKind = "reset"
	// FaultUnbind sends an unbind, and closes the connection on its answer.
	FaultUnbind FaultKind = "unbind"
	// FaultMalformed sends a deliver_sm that ends inside its addresses.
	FaultMalformed FaultKind = "malformed"
	// FaultOversized sends the head of a PDU that claims 16 MiB.
	FaultOversized FaultKind = "oversized"
	// FaultUnknownCommand sends a request of an unknown command_id.
	FaultUnknownCommand FaultKind = "unknown_command"
	// FaultAlert sends an alert_notification.
	FaultAlert FaultKind = "alert"
	// FaultStrayAnswer sends a submit_sm_resp to nothing.
	FaultStrayAnswer FaultKind = "stray_answer"
)

// Fault is one thing that goes wrong. Faults of a kind that are in force together are tried in the order in
// which they were injected, and the first that matches fires.
type Fault struct {
	Kind FaultKind
	// Count is how many times it fires before it is over; 0 is until it is cleared.
	Count int
	// Share is in which share of the cases it fires, above 0 to 1; 0 is in each.
	Share float64
	// Rate lets that many messages a second pass before the fault fires; 0 lets none pass.
	Rate float64
	// Number limits faults of messages and receipts to those to this phone; "" is all.
	Number message.Address
	// Account limits the fault to binds of this system_id; "" is all.
	Account string
	// Status is for those kinds that answer with one.
	Status pdu.Status
	// Delay is for those kinds that wait.
	Delay time.Duration
	// State is for FaultReceiptState.
	State message.DeliveryState
	// IDs is for FaultIDs.
	IDs IDStyle
}

// phase is when faults of a kind are asked for.
type phase uint8

const (
	atSubmit phase = iota
	atReceipt
	atBind
	atAccept
	atRead
	atOnce
	phases = iota
)

// phaseOf gives the phase of each kind; it is false for a kind that is none.
func phaseOf(kind FaultKind) (phase, bool) {
	switch kind {
	case FaultLatency, FaultRefuse, FaultUnanswered, FaultLost, FaultDrop, FaultCut, FaultWrongSequence, FaultNack,
		FaultIDs, FaultReceiptEarly:
		return atSubmit, true
	case FaultReceiptMissing, FaultReceiptTwice, FaultReceiptSwapped, FaultReceiptLate, FaultReceiptState,
		FaultReceiptEnroute, FaultReceiptText, FaultReceiptTLV, FaultReceiptBroken:
		return atReceipt, true
	case FaultBind:
		return atBind, true
	case FaultDown:
		return atAccept, true
	case FaultSlowReader:
		return atRead, true
	case FaultDisconnect, FaultReset, FaultUnbind, FaultMalformed, FaultOversized, FaultUnknownCommand, FaultAlert,
		FaultStrayAnswer:
		return atOnce, true
	default:
		return 0, false
	}
}

// check says what is wrong with f.
func (f Fault) check() error {
	_, known := phaseOf(f.Kind)
	switch {
	case !known:
		return fmt.Errorf("fault: unknown kind %q", f.Kind)
	case f.Count < 0, f.Share < 0, f.Share > 1, f.Rate < 0, f.Delay < 0:
		return fmt.Errorf("fault %s: count, share, rate and delay are not negative, and share is at most 1", f.Kind)
	case f.Kind == FaultReceiptState && stateNumber(f.State) == 0:
		return fmt.Errorf("fault %s: unknown state %q", f.Kind, f.State)
	case f.Kind == FaultIDs && !slices.Contains(idStyles(), f.IDs):
		return fmt.Errorf("fault %s: unknown style %q", f.Kind, f.IDs)
	}
	return nil
}
