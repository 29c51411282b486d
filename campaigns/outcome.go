package campaigns

import (
	"time"

	"kurzwahl/message"
)

// Outcome is what became of one recipient of a campaign.
type Outcome struct {
	Address  message.Address
	State    message.State // of their message; where none was made Skipped, or Cancelled with the campaign; Queued while none is
	Reason   string        // why they got none, or why it failed; "" where there is nothing to tell
	Segments int           // that an SMSC accepted
	SentAt   time.Time     // zero where it never went out
	EndedAt  time.Time     // of its last state; zero while that may change
	Clicked  bool
	Replied  bool // within three days
	OptedOut bool // within three days
}
