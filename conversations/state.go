package conversations

import (
	"time"

	"kurzwahl/message"
)

// State is what the bot remembers of its talk with one contact. The zero State is a contact never met. It is
// stored as JSON; fields are only ever added.
type State struct {
	Question  Question        `json:"question,omitempty"`   // what was asked last; "" when nothing is open
	Step      int             `json:"step,omitempty"`       // goes up with every change of Question: timers of older steps are stale
	AskedAt   time.Time       `json:"asked_at,omitzero"`    // when the question was put
	ExpiresAt time.Time       `json:"expires_at,omitzero"`  // when it lapses
	Survey    string          `json:"survey,omitempty"`     // of the questions of a survey
	Part      int             `json:"part,omitempty"`       // which of a survey's further questions, from 1; 0 is the first score
	Contest   string          `json:"contest,omitempty"`    // of Question contest
	Order     string          `json:"order,omitempty"`      // the order that the question is about
	Asked     int             `json:"asked,omitempty"`      // how often the question was put
	Misread   int             `json:"misread,omitempty"`    // misunderstandings in a row
	Recent    []Sent          `json:"recent,omitempty"`     // automatic replies of the last ten minutes: the loop guard's memory
	Heard     []Heard         `json:"heard,omitempty"`      // the customer's texts of the last hour, newest last: the loop guard's memory
	NotedAt   time.Time       `json:"noted_at,omitzero"`    // when people were last told that the bot keeps silent
	RemarkAt  time.Time       `json:"remark_at,omitzero"`   // when people were last told that a machine wrote
	Rhythm    Rhythm          `json:"rhythm,omitzero"`      // how texts follow upon answers: the loop guard's memory
	Helped    []Sent          `json:"helped,omitempty"`     // answers to HELP of the last hour, likewise
	EmptyAt   time.Time       `json:"empty_at,omitzero"`    // when an empty text was last answered
	GreetedAt time.Time       `json:"greeted_at,omitzero"`  // when a greeting was last answered
	StoppedAt time.Time       `json:"stopped_at,omitzero"`  // when an opt-out was last confirmed
	Rated     Rated           `json:"rated,omitzero"`       // the last rating, while it may be corrected
	From      message.Address `json:"from,omitempty"`       // the number the customer writes to
	SMSC      string          `json:"smsc,omitempty"`       // over which they write
	Message   string          `json:"message,omitempty"`    // the message that put the question, by its Dedupe; "" when it was the answer to a text
	Reminded  bool            `json:"reminded,omitempty"`   // the question was put a second time
	Paused    *Paused         `json:"paused,omitempty"`     // the question that another one interrupted
	OnItsWay  *Paused         `json:"on_its_way,omitempty"` // a survey's question that was not sent yet: nobody can answer it
	Told      []Told          `json:"told,omitempty"`       // the last news of each order, newest last
	Draft     Draft           `json:"draft,omitzero"`       // the case that Question case_order and case_text are for
	Unclear   Unclear         `json:"unclear,omitzero"`     // what Question which and stop is about
	Wish      Wish            `json:"wish,omitzero"`        // the sign-up that Question product, variant and price are for
	Joins     Wish            `json:"joins,omitzero"`       // the sign-up that the double opt-in is for
	Won       []Won           `json:"won,omitempty"`        // prizes that wait for an answer
	Replied   []Replied       `json:"replied,omitempty"`    // what people wrote in the last day, oldest first: it may still wait to go out
	Form      Form            `json:"form,omitzero"`        // typed into the opt-in page, until the double opt-in is answered

	Spoken message.Language `json:"spoken,omitempty"` // the language of the last text that showed one
}

// Paused is a question that is not open now: another one interrupted it, or it was not sent yet.
type Paused struct {
	Question  Question  `json:"question"`
	Survey    string    `json:"survey,omitempty"`
	Part      int       `json:"part,omitempty"`
	Contest   string    `json:"contest,omitempty"`
	Order     string    `json:"order,omitempty"`
	Asked     int       `json:"asked,omitempty"`
	Message   string    `json:"message,omitempty"`
	Reminded  bool      `json:"reminded,omitempty"`
	AskedAt   time.Time `json:"asked_at,omitzero"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Draft     Draft     `json:"draft,omitzero"`
	Unclear   Unclear   `json:"unclear,omitzero"`
	Wish      Wish      `json:"wish,omitzero"`
}

// Told is the last news of an order that the customer was sent.
type Told struct {
	Order string    `json:"order"` // source and number, with a colon between
	State string    `json:"state"`
	At    time.Time `json:"at"` // when the order came into the state, as the shop says

	Message string    `json:"message,omitempty"` // what tells of it, by its Dedupe
	Due     time.Time `json:"due,omitzero"`      // when that goes out: until then, later news takes its place
}

// Heard is one text of the customer, for the loop guard.
type Heard struct {
	Hash string    `json:"hash"`
	At   time.Time `json:"at"`
}

// Question is what the bot waits to have answered.
type Question string

// The questions.
const (
	NoQuestion     Question = ""
	AskRating      Question = "survey"     // a score on the survey's scale
	AskWhatWrong   Question = "follow_up"  // what was bad, after a low score
	AskWords       Question = "words"      // anything in their own words, after a score
	AskPublish     Question = "publish"    // whether those words may be published
	AskOrderNumber Question = "order"      // which order is meant
	AskOptIn       Question = "optin"      // confirm the double opt-in
	AskContest     Question = "contest"    // the contest's answer
	AskWhich       Question = "which"      // which of two things a text meant
	AskStop        Question = "stop"       // whether a text was meant as an opt-out
	AskCaseOrder   Question = "case_order" // which order a case is about
	AskCaseText    Question = "case_text"  // what a case is about
	AskProduct     Question = "product"    // which product somebody wants to hear of
	AskVariant     Question = "variant"    // which of several products
	AskPrice       Question = "price"      // at which price they want to hear of a product
)

// Sent is one automatic reply, for the loop guard.
type Sent struct {
	At time.Time `json:"at"`
}

// Rated is a rating that may still be corrected, or after which something is still asked.
type Rated struct {
	Survey       string    `json:"survey,omitempty"`
	Order        string    `json:"order,omitempty"`
	Score        int       `json:"score,omitempty"`
	Comment      string    `json:"comment,omitempty"`      // the customer's words beside it
	Conversation string    `json:"conversation,omitempty"` // that it opened, because it was low; "" when it opened none, or when there is more to it
	At           time.Time `json:"at,omitzero"`
}
