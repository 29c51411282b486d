package conversations

import (
	"time"

	"kurzwahl/consent"
	"kurzwahl/contests"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// Facts is all that Next may know of a contact beside State, read in the transaction of the turn.
type Facts struct {
	Contact      Contact
	Consent      consent.Standing // what the ledger amounts to now
	Orders       []Order          // of this phone, newest first; at most 20
	Conversation Conversation     // the open one; zero when none is open
	Cases        []Case           // of this phone, newest first; all that are not done, at most 20
	CaseNumber   int64            // the number that a new case may take; 0 until a turn asks for one with NeedsCase
	Contests     map[string]bool  // contest name -> this phone has entered already
	Named        Conversation     // the one that the event names, where that is not the open one
	Sent         []time.Time      // when marketing was sent to them in the last 30 days; read for SurveyDue, TimerRemind and alerts only
	Deliveries   Deliveries       // of the messages that put State's questions
	Sought       Seek             // what Products and Signups were read for; zero where nothing was
	Products     []Product        // that Sought means, those that fit best
	Signups      []Signup         // of this phone that are open, newest first; read with any Sought
	Coupon       string           // a free coupon that this turn may use; "" when there is none
	CouponPool   string           // the pool that it is from
}

// Deliveries tells what became of messages, by their Dedupe. One that is missing does not exist any more.
type Deliveries map[string]Delivery

// Delivery is what became of a message so far.
type Delivery struct {
	SentAt time.Time // when it went out, as far as anybody knows; zero while it waits
	Lost   bool      // it did not go out, or did not reach the phone, and never will
}

// Contact is who the customer is.
type Contact struct {
	Address    message.Address
	FirstName  string
	Language   message.Language
	Country    string
	Suppressed string // why nothing at all is sent to them, "" normally
}

// Conversation is an open question of a customer as people see it: one thread in Slack.
type Conversation struct {
	ID         string
	Address    message.Address
	Status     Status
	Owner      Staff // who claimed it
	Reason     string
	Quote      string // the words that started it
	Intent     intents.Intent
	Confidence float64
	Order      string    // number, "" when none is known
	Case       string    // "R123", "" when there is none
	Locked     bool      // the customer opted out: replies are refused
	Replies    int       // SMS that people sent
	ActiveAt   time.Time // when people last did something in it
	Version    int       // counts changes; a click on an older card is stale
	OpenedAt   time.Time
	ClaimedAt  time.Time
	ClosedAt   time.Time
}

// Status is where a Conversation stands.
type Status string

// The states of a Conversation.
const (
	Open     Status = "open"
	InHands  Status = "claimed"
	Finished Status = "closed"
)

// Turn is one event in the life of a contact and all that follows from it, as data. It is committed whole or
// not at all.
type Turn struct {
	Event        Event
	Reading      intents.Reading // how the text was understood; zero for other events
	Asked        Asked           // the question after which Reading is so; zero for other events
	State        State           // the contact's state from now on
	Why          string          // one sentence for the record
	Replies      []message.Outbound
	Withdrawn    []Withdrawn // what was queued earlier and is not to go out any more
	Notices      []Notice
	Timers       []Timer
	Consents     []consent.Record
	Answers      []surveys.Answer
	Further      []surveys.Reply // what was said to further questions of surveys
	Entries      []contests.Entry
	Prizes       []PrizeMove      // what became of prizes
	Signups      []Signup         // new ones; one that is open already gets the new target and baseline
	Untold       Untold           // a sign-up that is not told after all; zero normally
	Seeks        Seek             // the turn must be worked out again with these Facts; zero normally
	Case         *Case            // as it stands after the turn; nil when it did not change
	NeedsCase    bool             // the turn must be worked out again with a Facts.CaseNumber: it opens a case
	Conversation *Conversation    // as it stands after the turn; nil when it did not change
	Language     message.Language // to remember on the contact; "" leaves it
	FirstName    string           // to remember on a contact that has none; "" leaves it
	Suppress     string           // from now on nothing is sent, for this reason; "" leaves it
	Unsuppress   bool             // the contact asked to be written to again
	CouponUsed   bool             // Facts.Coupon was given away in Replies
	Detach       bool             // the contact's orders are no longer theirs: it was a wrong number
	Failed       string           // the event could not be handled, for this reason; people see it; "" normally
}

// Withdrawn is a message that is not to go out, where it has not yet. Its Dedupe is free again.
type Withdrawn struct {
	Message string // by its Dedupe
	Reason  string
}

// Asked is the question that a text was read as an answer to.
type Asked struct {
	Context intents.Context
	Survey  string // on whose scale a rating is read, "SURVEY/STEP" for that of a further question; "" for the shop's own
}

// NoticeKind says what people see of a turn in Slack.
type NoticeKind string

// The kinds of Notice.
const (
	CardChanged   NoticeKind = "card"     // post the conversation's card, or bring it up to date
	CustomerSaid  NoticeKind = "said"     // Text: the customer's next SMS, into the thread
	BotSaid       NoticeKind = "bot_said" // Text: what the bot answered meanwhile, into the thread
	DeskRemark    NoticeKind = "remark"   // Text: a remark of ours, into the thread
	StaffHint     NoticeKind = "hint"     // Text, Staff: only for one person, beside their message
	ReactionAdded NoticeKind = "reaction" // Reaction, Staff.Message: how a staff reply fares
	ChannelRemark NoticeKind = "channel"  // Text: into the inbox channel, outside any thread
	HeldReply     NoticeKind = "held"     // Text, Staff: a reply before a claim: ask what to do with it
	UndoOffered   NoticeKind = "undo"     // Text, Staff, Until: only for one person: their reply goes out then, and can be taken back; Text says why they may want to
)

// Notice is something that people shall see in Slack. Text is plain: it may be a customer's words, and the bot
// shows it only where Slack parses nothing.
type Notice struct {
	Kind         NoticeKind `json:"kind"`
	Conversation string     `json:"conversation,omitempty"`
	Text         string     `json:"text,omitempty"`
	Quote        string     `json:"quote,omitempty"` // customer's words that belong to the remark
	Staff        Staff      `json:"staff,omitzero"`
	Reaction     string     `json:"reaction,omitempty"` // "hourglass_flowing_sand", "white_check_mark", "x", ReactionBack

	Until time.Time `json:"until,omitzero"` // when what is offered ends
}
