package outbox

import (
	"fmt"
	"time"

	"kurzwahl/message"
)

// The rules of trying again: SMPP 3.4 section 5.1.3 names the errors, the figures are ours.
const (
	maxAttempts  = 5                // writes that were answered with a transient error
	firstBackoff = 30 * time.Second // doubled each time
	lastBackoff  = 30 * time.Minute
	breather     = time.Second // before a message that did not leave is tried again
)

// settle says what a link's outcome makes of a message.
func settle(m Message, o message.Outcome) Change {
	c := Change{
		Message: m, Attempts: m.Attempts + 1, Unanswered: m.Unanswered,
		SMSC: o.SMSC, Status: o.Status, Parts: o.Parts, PartIDs: o.PartIDs, At: o.At,
	}
	if len(o.PartIDs) > 0 && o.Disposition != message.Accepted {
		c.partly(o)
		return c
	}
	switch o.Disposition {
	case message.Accepted:
		c.State = message.Sent
	case message.NotSent:
		c.requeue(m.Attempts, breather, "it did not leave: its link was down, or it was not sure any more that it is wanted")
	case message.Throttled:
		c.requeue(m.Attempts, breather, "the SMSC is busy")
	case message.Transient:
		c.retry()
	case message.RefusedRecipient:
		c.fail("the network refuses this number", o.Status)
		c.Suspect = true
	case message.RefusedSender:
		c.fail("the SMSC refuses the sender or the account", o.Status)
	case message.RefusedContent:
		c.fail("the SMSC refuses the message", o.Status)
	case message.Unknown:
		c.unanswered()
	default:
		c.unanswered()
	}
	return c
}

// notSent is the change of a message that the link did not take.
func notSent(m Message, now time.Time) Change {
	c := Change{Message: m, Unanswered: m.Unanswered, At: now}
	c.requeue(m.Attempts, 0, "")
	return c
}

func (c *Change) requeue(attempts int, wait time.Duration, reason string) {
	c.State, c.Attempts, c.Due, c.Reason = message.Queued, attempts, c.At.Add(wait), reason
}

// retry backs off, and gives up after the last attempt.
func (c *Change) retry() {
	if c.Attempts >= maxAttempts {
		c.fail(fmt.Sprintf("given up after %d attempts", c.Attempts), c.Status)
		return
	}
	wait := min(firstBackoff<<(c.Attempts-1), lastBackoff)
	c.requeue(c.Attempts, wait, fmt.Sprintf("attempt %d failed for now (0x%02X)", c.Attempts, c.Status))
}

func (c *Change) fail(reason string, status uint32) {
	c.State, c.Reason = message.Failed, fmt.Sprintf("%s (0x%02X)", reason, status)
}

// The reasons of messages that were written and never answered.
const (
	Repeated = "sent once more: the first time was never answered"
	NoAnswer = "written, never answered"
)

// unanswered repeats what must arrive, once; marketing may have arrived and is left.
func (c *Change) unanswered() {
	c.Unanswered++
	if Repeatable(c.Message.Class) && c.Unanswered == 1 {
		c.requeue(c.Attempts, breather, Repeated)
		return
	}
	c.State, c.Reason = message.Ambiguous, NoAnswer
}

// partly is for a long text of which only some parts are out: sent again, those arrive twice. So it is sent again only
// when it must arrive.
func (c *Change) partly(o message.Outcome) {
	c.unanswered()
	c.Reason = fmt.Sprintf("%s: only %d of %d parts were accepted (0x%02X)", c.Reason, len(o.PartIDs), o.Parts, o.Status)
}

// Repeatable says whether a message of the class is sent a second time when the first was never answered.
func Repeatable(class message.Class) bool {
	return class == message.Service || class == message.Transactional
}
