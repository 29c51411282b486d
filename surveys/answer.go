package surveys

import (
	"time"

	"kurzwahl/message"
)

// Answer is what one customer said to one survey about one order. A later Answer of the same three replaces
// the score; a Comment is kept when the later one has none.
type Answer struct {
	Survey  string
	Address message.Address
	Order   string
	Score   int
	Comment string
	Coupon  string
	AskedAt time.Time
	At      time.Time
}

// Reply is what one customer said to a further question of a survey. A later Reply to the same one replaces it.
type Reply struct {
	Survey  string
	Address message.Address
	Order   string
	Step    string // Step.Name
	Ask     Ask    // AskScore or AskPublish: words stand in Answer.Comment
	Score   int    // of AskPublish 1 for yes, 0 for no
	Words   string // of AskPublish: exactly the words that may be published, or not
	Shown   string // of AskPublish: the question as it was sent, the proof of what was agreed to
	At      time.Time
}

// Quote is words of a customer that may be published. It names nobody.
type Quote struct {
	ID    string // by which it is withdrawn; tells nothing of the customer
	Words string
	Score int
	At    time.Time // when they agreed
}

// Stock is how many coupons a pool has.
type Stock struct {
	Pool  string
	Codes int // altogether
	Free  int // not given away
}
