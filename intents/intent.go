package intents

import "kurzwahl/message"

// Intent is the one thing a customer wants that decides what happens next.
type Intent string

// The intents. OptOut wins over every other wish in the same text.
const (
	OptOut       Intent = "opt_out"       // no more messages, in any wording
	OptIn        Intent = "opt_in"        // to get messages: START, or JA after that question
	Help         Intent = "help"          // what this number is and how to use it
	Rating       Intent = "rating"        // an answer to the survey; slots score, comment
	OrderStatus  Intent = "order_status"  // where an order is, when it comes; slot order
	ContestEntry Intent = "contest_entry" // to take part; slot answer
	Complaint    Intent = "complaint"     // something is broken, missing, wrong; slot order
	ReturnRefund Intent = "return_refund" // to send back, to get money back; slot order
	ChangeOrder  Intent = "change_order"  // to cancel or change an order; slot order
	Waitlist     Intent = "waitlist"      // to hear when a product is back; slot product
	PriceAlarm   Intent = "price_alarm"   // to hear when a product gets cheaper; slot product
	FAQ          Intent = "faq"           // a general question; slot topic
	Human        Intent = "human"         // to talk to a person
	Privacy      Intent = "privacy"       // their data: what is stored, delete it
	WrongNumber  Intent = "wrong_number"  // not the person that was meant
	Yes          Intent = "yes"           // agreement that no open question gives more meaning
	No           Intent = "no"            // refusal, likewise
	Thanks       Intent = "thanks"        // needs no answer
	Greeting     Intent = "greeting"      // only greets
	AutoReply    Intent = "auto_reply"    // a machine wrote it; it is never answered
	Unknown      Intent = "unknown"       // anything else: a person answers
)

// Intents lists all intents in the order of the constants; the caller owns the slice.
func Intents() []Intent {
	return []Intent{
		OptOut, OptIn, Help, Rating, OrderStatus, ContestEntry, Complaint, ReturnRefund, ChangeOrder, Waitlist,
		PriceAlarm, FAQ, Human, Privacy, WrongNumber, Yes, No, Thanks, Greeting, AutoReply, Unknown,
	}
}

// Context is what the customer was last asked; a text means different things after different questions.
type Context string

// The contexts.
const (
	ContextNone      Context = "none"      // nothing was asked, or it is long over
	ContextSurvey    Context = "survey"    // a rating was asked for
	ContextOrder     Context = "order"     // "which order number?"
	ContextOptIn     Context = "optin"     // "reply JA / YES / TAK to confirm"
	ContextContest   Context = "contest"   // an invitation to a contest
	ContextComplaint Context = "complaint" // "please describe what is wrong"
	ContextMarketing Context = "marketing" // a campaign's offer; no question
)

// Contexts lists all contexts; the caller owns the slice.
func Contexts() []Context {
	return []Context{
		ContextNone, ContextSurvey, ContextOrder, ContextOptIn, ContextContest, ContextComplaint, ContextMarketing,
	}
}

// The names of slots, with what they hold.
const (
	SlotScore   = "score"   // a digit or number in ASCII digits, within the scale
	SlotComment = "comment" // "yes" where a rating says something besides its score
	SlotOrder   = "order"   // the order's number as typed, without "#" or "Nr."
	SlotAnswer  = "answer"  // the contest's answer, an upper-case letter
	SlotProduct = "product" // a product as the customer wrote it, without an article
	SlotTopic   = "topic"   // what a general question is about: hours, shipping, payment, ...
)

// Step names the part of the cascade that decided.
type Step string

// The steps, in the order in which they are asked.
const (
	StepAutoReply  Step = "auto_reply" // marks of a machine
	StepOptOut     Step = "opt_out"    // the opt-out rules
	StepTaught     Step = "taught"     // staff taught this very text
	StepQuestion   Step = "question"   // the open question's own parser
	StepKeyword    Step = "keyword"    // a keyword or a rule
	StepClassifier Step = "classifier" // the learned model
	StepNone       Step = "none"       // nothing decided: Unknown
)

// Reading is what was understood of one text.
type Reading struct {
	Intent     Intent
	Slots      map[string]string // nil when there are none
	Language   message.Language  // "" when the text does not show one
	Confidence float64           // 0..1; rules say 1, the classifier its calibrated probability
	Step       Step              // which step decided
	Why        string            // for people: the rule or the runner-up; holds no text of the customer
	// Also holds further wishes of the same text that are worth serving or showing, most urgent first.
	// They have no Also of their own.
	Also []Reading
	// Ambiguous holds the two intents to ask about ("meinten Sie A oder B?"), in the order of the constants, when
	// Intent is Unknown because they were too close; else nil.
	Ambiguous []Intent
}
