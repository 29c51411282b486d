package conversations

import (
	"time"

	"kurzwahl/message"
)

// State is what the bot remembers of its talk with one contact. The zero State is a contact never met. It is
// stored as JSON; fields are only ever added.
type State struct {
	Question  Question        `json:"question,omitempty"`  // what was asked last; "" when nothing is open
	Step      int             `json:"step,omitempty"`      // goes up with every change of Question: timers of older steps are stale
	AskedAt   time.Time       `json:"asked_at,omitzero"`   // when the question was put
	ExpiresAt time.Time       `json:"expires_at,omitzero"` // when it lapses
	Survey    string          `json:"survey,omitempty"`    // of Question survey and follow_up
	Order     string          `json:"order,omitempty"`     // the order that the question is about
	Asked     int             `json:"asked,omitempty"`     // how often the question was put
	Misread   int             `json:"misread,omitempty"`   // misunderstandings in a row
	Recent    []Sent          `json:"recent,omitempty"`    // automatic replies of the last ten minutes: the loop guard's memory
	Heard     []string        `json:"heard,omitempty"`     // hashes of the customer's last texts, newest last: the loop guard's memory
	GreetedAt time.Time       `json:"greeted_at,omitzero"` // when a greeting was last answered
	StoppedAt time.Time       `json:"stopped_at,omitzero"` // when an opt-out was last confirmed
	Rated     Rated           `json:"rated,omitzero"`      // the last rating, while it may be corrected
	From      message.Address `json:"from,omitempty"`      // the number the customer writes to
	SMSC      string          `json:"smsc,omitempty"`      // over which they write
}

// Question is what the bot waits to have answered.
type Question string

// The questions.
const (
	NoQuestion     Question = ""
	AskRating      Question = "survey"    // a score on the survey's scale
	AskWhatWrong   Question = "follow_up" // what was bad, after a low score
	AskOrderNumber Question = "order"     // which order is meant
	AskOptIn       Question = "optin"     // confirm the double opt-in
	AskContest     Question = "contest"   // the contest's answer
)

// Sent is one automatic reply, for the loop guard.
type Sent struct {
	At time.Time `json:"at"`
}

// Rated is a rating that may still be corrected.
type Rated struct {
	Survey string    `json:"survey,omitempty"`
	Order  string    `json:"order,omitempty"`
	Score  int       `json:"score,omitempty"`
	At     time.Time `json:"at,omitzero"`
}
