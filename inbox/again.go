package inbox

import "time"

// Seen is an earlier delivery with the same fingerprint.
type Seen struct {
	ID      string
	Session string
	At      time.Time // as Item.At
	Proven  bool      // the SMSC is known to have read the acknowledgement
	Ended   time.Time // when the session ended or fell silent, where its process lived to note it
	Living  bool      // the session's process lives: this one, or another
	Heard   bool      // the session is this process's, lives, and its peer is heard
	Replied bool      // an answer to the text was handed to a link
}

// Verdict says what a delivery is that has the words of an earlier one.
type Verdict int

// The verdicts.
const (
	Fresh  Verdict = iota // a text of its own
	Again                 // the earlier one, delivered again
	Unsure                // not to be told yet; ask again in a moment
)

// An SMSC delivers again what it did not see acknowledged when a link broke, and it does so soon after the break.
const soon = 2 * time.Minute

// proveWithin is how long a healthy session takes, at most, to show that an acknowledgement was read, and how long its
// process takes to note that or the session's end.
const proveWithin = 5 * time.Second

// again says what item is beside old. Two deliveries of one session are two texts, be their words the same: "1" and
// "1" answer two questions. So they are when the SMSC has read the first one's acknowledgement. Else it matters what
// became of the first one's session:
//
//   - it ended, or fell silent: what comes soon after is a redelivery;
//   - its process lives, and will note in a moment that the acknowledgement was read, or the end;
//   - it lives on and the SMSC is heard, but never shows what it has read: nothing broke, so nothing is delivered again;
//   - its process died, or hangs: what comes soon after is a redelivery, unless the text was answered before, since an
//     answer leaves long after the acknowledgement.
func again(item Item, old Seen) Verdict {
	switch {
	case item.Session == "" || old.Session == "" || item.Session == old.Session || old.Proven:
		return Fresh
	case !old.Ended.IsZero():
		return verdict(within(item.Since, item.At) || within(old.Ended, item.At))
	case old.Living && item.At.Sub(old.At) < proveWithin:
		return Unsure
	case old.Heard:
		return Fresh
	default:
		return verdict(!old.Replied && (within(item.Since, item.At) || within(old.At, item.At)))
	}
}

func verdict(again bool) Verdict {
	if again {
		return Again
	}
	return Fresh
}

// within says whether at is soon after t.
func within(t, at time.Time) bool { return at.Sub(t) <= soon }
