package message

import "time"

// Outbound is a message that somebody decided to send; the outbox keeps it as a row from here on.
type Outbound struct {
	ID       string    // UUIDv7; "" lets the store make one
	To       Address   // a phone number
	From     Address   // "" takes the SMSC's configured source; a reply carries the number the customer wrote to
	SMSC     string    // "" lets the route decide; a reply carries the SMSC the text came over
	Text     string    // as it shall be read
	Class    Class     // decides what the gate asks and which lane it takes
	Purpose  string    // the consent it rests on ("offers", "surveys"); read for Marketing only
	Dedupe   string    // a key that is sent at most once, ever; "" sets no limit
	Due      time.Time // not before; zero is at once
	Deadline time.Time // useless after; zero is never
	Why      string    // for the record: "answer to order_status", "campaign 3f2a"
	Cause    string    // id of the event it follows from, "" for campaigns
	Campaign string    // id of the campaign, "" for all else
	Slack    SlackRef  // the staff message that it carries, where delivery is shown as a reaction
}

// SlackRef names one message in Slack; the zero value names none.
type SlackRef struct {
	Channel string `json:"channel,omitempty"`
	TS      string `json:"ts,omitempty"`
}

// IsZero says whether r names no message.
func (r SlackRef) IsZero() bool { return r.TS == "" }

// State is where an Outbound stands. The road is queued, written, then accepted, refused or unknown, then final.
type State string

// The states of an outbound row. Which of them are final, Final says.
const (
	Queued    State = "queued"    // waits for its due time and its turn
	Written   State = "written"   // claimed by a worker: about to be, or already, on the wire; no answer yet
	Sent      State = "sent"      // the SMSC accepted every part
	Arrived   State = "delivered" // a receipt says the phone has every part
	Failed    State = "failed"    // refused, undeliverable or rejected; Reason says why
	Lapsed    State = "expired"   // the SMSC gave up, or the deadline passed after it was accepted
	Ambiguous State = "unknown"   // written, never answered; a late receipt may still resolve it
	Skipped   State = "skipped"   // the gate said no; Reason says why
	Cancelled State = "cancelled" // withdrawn by a person before it left
)

// Final says whether a row in this state is done with, a late receipt for Ambiguous aside.
func (s State) Final() bool {
	switch s {
	case Arrived, Failed, Lapsed, Ambiguous, Skipped, Cancelled:
		return true
	case Queued, Written, Sent:
		return false
	default:
		return false
	}
}
