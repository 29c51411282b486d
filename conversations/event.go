package conversations

import (
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// EventKind says what happened to a contact.
type EventKind string

// The kinds of Event, with the fields that each fills beside ID, Address, Kind and At.
const (
	Texted       EventKind = "texted"        // Text, To, SMSC, Incomplete: the customer sent an SMS
	StaffReplied EventKind = "staff_replied" // Conversation, Staff, Text, Anyway: a person wrote in the thread
	Recalled     EventKind = "recalled"      // Conversation, Staff, Text, Reason: a person takes back what Staff.Message says, or has Text go out in its place; Reason is "" for a button
	Claimed      EventKind = "claimed"       // Conversation, Staff: a person takes the conversation
	Released     EventKind = "released"      // Conversation, Staff: gives it back to the waiting list
	Closed       EventKind = "closed"        // Conversation, Staff: done; the bot is on again
	Reopened     EventKind = "reopened"      // Conversation, Staff: a person takes up a closed conversation again and owns it
	StaffWrote   EventKind = "staff_wrote"   // Staff, Text: a person writes to a customer first, in a conversation that is then theirs
	StaffOptOut  EventKind = "staff_opt_out" // Conversation (or none), Staff: a person records an opt-out
	OrderMoved   EventKind = "order_moved"   // Order: a shop says an order has a new state
	PrizeWon     EventKind = "prize_won"     // Contest, Place: the contact is to be told of a prize
	SurveyDue    EventKind = "survey_due"    // Survey, Order: the scheduler wants a rating of an order
	TimerRang    EventKind = "timer_rang"    // Timer: something planned earlier is due
	WebOptOut    EventKind = "web_opt_out"   // Text, Purpose, Web: the customer used the opt-out page; Purpose orders ends everything
	WebOptIn     EventKind = "web_opt_in"    // Text, Purpose, Web, Form: the words shown beside the form; the customer asked for a double opt-in
	StockBack    EventKind = "stock_back"    // Alert: a product that they wait for is back, and it is their turn
	PriceDropped EventKind = "price_dropped" // Alert: a product that they watch is cheaper
	Broken       EventKind = "broken"        // Text, Reason: a text that could not be read or handled; people must see it
)

// Event is one thing that happened to one contact. Events of a contact are handled one by one, in the order
// of their ids.
type Event struct {
	ID           string          `json:"-"`
	Address      message.Address `json:"-"`
	Kind         EventKind       `json:"-"`
	At           time.Time       `json:"-"`
	Dedupe       string          `json:"-"` // a key that is taken in at most once, ever; "" sets no limit
	Text         string          `json:"text,omitempty"`
	To           message.Address `json:"to,omitempty"`   // the number that was texted
	SMSC         string          `json:"smsc,omitempty"` // over which the text came
	Incomplete   bool            `json:"incomplete,omitempty"`
	Reason       string          `json:"reason,omitempty"`
	Conversation string          `json:"conversation,omitempty"`
	Staff        Staff           `json:"staff,omitzero"`
	Anyway       bool            `json:"anyway,omitempty"` // of StaffReplied: send it although nobody, or somebody else, owns the conversation
	Order        Order           `json:"order,omitzero"`
	Survey       string          `json:"survey,omitempty"`
	Contest      string          `json:"contest,omitempty"`
	Place        int             `json:"place,omitempty"` // of a prize, from 1
	Timer        Timer           `json:"timer,omitzero"`
	Alert        Alert           `json:"alert,omitzero"`
	Purpose      consent.Purpose `json:"purpose,omitempty"` // of a consent; "" is all marketing
	Web          Web             `json:"web,omitzero"`
	Form         Form            `json:"form,omitzero"`
}

// MayAdvertise says whether marketing may follow from the event, so that Facts.Sent is needed.
func (e Event) MayAdvertise() bool {
	return e.Kind == SurveyDue || e.Kind == StockBack || e.Kind == PriceDropped || e.Timer.Kind == TimerRemind
}

// Web is what a browser told of itself.
type Web struct {
	IP        string `json:"ip,omitempty"`
	UserAgent string `json:"user_agent,omitempty"`
}

// Form is what was typed into the opt-in page. Anybody may type anybody's number, so none of it is taken over before
// the number's owner has answered.
type Form struct {
	FirstName string           `json:"first_name,omitempty"`
	Language  message.Language `json:"language,omitempty"` // of the page
}

// Staff is a person at the desk, and the Slack message in which they acted, if it was one.
type Staff struct {
	User    string           `json:"user,omitempty"` // Slack user id
	Name    string           `json:"name,omitempty"`
	Message message.SlackRef `json:"message,omitzero"`
}

// Key names what the person did with the message: one that everybody sees may be taken up by several.
func (s Staff) Key() string { return s.Message.Channel + ":" + s.Message.TS + ":" + s.User }

// Order is what a dialogue may tell about an order. Only orders of the contact's own phone are ever in Facts.
type Order struct {
	Source         string    `json:"source,omitempty"`
	Number         string    `json:"number,omitempty"`
	State          string    `json:"state,omitempty"` // canonical: created, paid, processing, shipped, out_for_delivery, delivered, …
	StateAt        time.Time `json:"state_at,omitzero"`
	FirstName      string    `json:"first_name,omitempty"`
	Carrier        string    `json:"carrier,omitempty"`
	TrackingNumber string    `json:"tracking_number,omitempty"`
	TrackingLink   string    `json:"tracking_link,omitempty"` // shortened already
	Expected       string    `json:"expected,omitempty"`      // day of delivery, YYYY-MM-DD
	Total          string    `json:"total,omitempty"`         // "59.90"
	Currency       string    `json:"currency,omitempty"`
	OrderedAt      time.Time `json:"ordered_at,omitzero"`
	DeliveredAt    time.Time `json:"delivered_at,omitzero"`
}

// Timer is something planned: it rings when due, and means nothing when the step it belongs to is over.
type Timer struct {
	Kind         TimerKind `json:"kind,omitempty"`
	Conversation string    `json:"conversation,omitempty"` // of an open conversation, "" for the bot's own questions
	Step         int       `json:"step,omitempty"`         // State.Step when it was set; of an answer that is due how often it rang; of bot_back which claim it belongs to
	Due          time.Time `json:"due,omitzero"`
}

// TimerKind says what is planned.
type TimerKind string

// The kinds of Timer.
const (
	TimerExpire    TimerKind = "expire"     // the open question lapses
	TimerSent      TimerKind = "sent"       // look whether a survey's question went out
	TimerPrize     TimerKind = "prize"      // look whether a winner was reached, and answered
	TimerRemind    TimerKind = "remind"     // a survey's question that nobody answered is put a second time
	TimerAnswerDue TimerKind = "answer_due" // people are reminded that a customer waits
	TimerBotBack   TimerKind = "bot_back"   // a conversation that people forgot goes back to the bot
)
