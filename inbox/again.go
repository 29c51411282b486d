package inbox

import (
	"time"

	"kurzwahl/message"
)

// Seen is an earlier delivery with the same fingerprint.
type Seen struct {
	ID        string
	Session   string
	Elsewhere bool      // the session belongs to another process, which lives
	At        time.Time // as Item.At
	LaterAt   time.Time // when the last delivery of that session came that is known; At or later
}

// An SMSC delivers again what it did not see acknowledged when a link broke. It does so soon after the break, and it
// only concerns what came shortly before the SMSC was last heard: whoever goes on talking has our answers.
const (
	doubt = 10 * time.Second
	soon  = 2 * time.Minute
)

// again says whether item is a redelivery of old. Two deliveries of one session are two texts, be their words the
// same: "1" and "1" answer two questions. So are those of two sessions where the first lives, or lived on long
// enough after the text that its acknowledgement cannot have been lost. session gives the sessions of this process;
// one that it does not know, and that is not Elsewhere, belonged to a process that has ended, at an unknown time.
func again(item Item, old Seen, session func(id string) message.Session) bool {
	if item.Session == "" || old.Session == "" || item.Session == old.Session {
		return false
	}
	at, heard, ended := item.At, old.LaterAt, old.LaterAt
	if s := session(old.Session); s != nil {
		if ended = s.Ended(); ended.IsZero() {
			return false
		}
		if s.Heard().After(heard) {
			heard = s.Heard()
		}
	} else if old.Elsewhere {
		return false
	}
	if heard.Sub(old.At) > doubt {
		return false
	}
	return within(item.Since, at) || within(ended, at)
}

// within says whether at is soon after t.
func within(t, at time.Time) bool { return at.Sub(t) <= soon }
