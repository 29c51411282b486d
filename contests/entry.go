package contests

import (
	"time"

	"kurzwahl/message"
)

// Entry is one phone's part in a contest; there is at most one for each.
type Entry struct {
	Contest string
	Address message.Address
	Answer  string // "A", "B", "C" or "" where the contest asks nothing
	Event   string // id of the text that entered
	At      time.Time
}
