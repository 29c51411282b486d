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
