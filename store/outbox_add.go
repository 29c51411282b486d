package store

import (
	"context"
	"fmt"
	"time"

	"kurzwahl/message"
)

// AddOutbound queues messages that follow from no turn and wakes the outbox. It gives how many were queued: one
// whose Dedupe is known already is left out.
func (db *DB) AddOutbound(ctx context.Context, messages []message.Outbound, now time.Time) (added int, err error) {
	err = db.tx(ctx, func(c *conn) error {
		added, err = addOutbound(ctx, c, messages, now)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("queue messages: %w", err)
	}
	return added, nil
}
