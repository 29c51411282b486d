package store

import (
	"context"
	"fmt"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/outbox"
)

// recall has the service that works on the same SQLite file stop what it is about to send to a person who is about to be
// erased by another process, such as the command: it does not know of that process's memory of opt-outs. From the commit
// of the suppression on nothing to the person passes the gate but replies to their own texts, and within a passage the
// service asks about what passed it before (Renew). So when recall returns, nothing more is handed to the link but a reply
// that the service had already claimed. Where it is cut short, nobody is texted by mistake: the person is suppressed, and
// erasing anew does the rest.
//
// A process that sends itself has it in its memory, and on PostgreSQL the erasure waits like any opt-out.
//
// It says whether the person was unknown and became a contact by it.
func (db *DB) recall(ctx context.Context, address message.Address, now time.Time) (added bool, err error) {
	if !db.alone() || db.sends.Load() {
		return false, nil
	}
	if added, err = db.suppress(ctx, address, now); err != nil {
		return false, fmt.Errorf("suppress: %w", err)
	}
	over := time.NewTimer(recallFor)
	defer over.Stop()
	select {
	case <-over.C:
		return added, nil
	case <-ctx.Done():
		return added, fmt.Errorf("wait for what is under way: %w", context.Cause(ctx))
	}
}

// suppress has the gate let nothing through for the person from now on. Somebody who is not known becomes a contact: to
// strangers the shop's messages about an order may go.
func (db *DB) suppress(ctx context.Context, address message.Address, now time.Time) (added bool, err error) {
	err = db.tx(ctx, func(c *conn) error {
		if err := c.rememberErased(ctx, address, now); err != nil {
			return err
		}
		known, err := c.holdContacts(ctx, []message.Address{address})
		if err != nil {
			return err
		}
		added = !known[address]
		if err := c.addContacts(ctx, map[message.Address]time.Time{address: now}); err != nil {
			return err
		}
		_, err = c.exec(ctx, "UPDATE contact SET suppressed = $1 WHERE address = $2", consent.Erased, string(address))
		return err
	})
	return added, err
}

// recallFor leaves what was found to be wanted at the end of its passage as much time again to reach the link.
const recallFor = 2 * outbox.Passage

// sinceOpen is a clock of this process's own that nobody sets: nanoseconds.
func (db *DB) sinceOpen() int64 { return int64(time.Since(db.opened)) }

// isErased says whether the person was erased, or is about to be, and has not come back since.
func (c *conn) isErased(ctx context.Context, address message.Address) (bool, error) {
	one, facts := []message.Address{address}, map[message.Address]consent.Facts{}
	if err := c.gateContacts(ctx, one, facts); err != nil {
		return false, fmt.Errorf("load contact: %w", err)
	}
	if contact, known := facts[address]; known {
		return contact.Suppressed == consent.Erased, nil
	}
	erased, err := c.suppressErased(ctx, one)
	return erased[address] != "", err
}
