package store

import (
	"context"
	"database/sql"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// loadDeliveries loads what became of the messages that put questions which are open, interrupted or on their way, and which
// of people's replies still wait. Those are locked, so that none goes out while the turn takes it back: what a worker has in
// its hands is passed over, and counts as gone.
func (c *conn) loadDeliveries(ctx context.Context, batch []conversations.Pending) error {
	if err := c.deliveriesOf(ctx, batch, conversations.State.Messages, ""); err != nil {
		return err
	}
	return c.deliveriesOf(ctx, batch, conversations.State.HeldMessages, " AND state = 'queued'"+c.db.dialect.skipLocked)
}

func (c *conn) deliveriesOf(ctx context.Context, batch []conversations.Pending, messages func(conversations.State) []string, only string) error {
	asking := map[string][]*conversations.Facts{}
	var keys []any
	for i := range batch {
		for _, key := range messages(batch[i].State) {
			asking[key] = append(asking[key], &batch[i].Facts)
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return c.query(ctx, func(rows *sql.Rows) error {
		var key string
		var state message.State
		var written, sent int64
		if err := rows.Scan(&key, &state, &written, &sent); err != nil {
			return err
		}
		for _, facts := range asking[key] {
			if facts.Deliveries == nil {
				facts.Deliveries = conversations.Deliveries{}
			}
			facts.Deliveries[key] = delivery(state, written, sent)
		}
		return nil
	}, "SELECT dedupe, state, written_ms, sent_ms FROM outbound WHERE dedupe IN "+list(1, len(keys))+only, keys...)
}

// delivery says what a row's state means for the question in it. One that was written counts as sent before the SMSC
// says so: the customer may be quicker. What is written may have a sent_ms already.
func delivery(state message.State, written, sent int64) conversations.Delivery {
	switch state {
	case message.Queued:
		return conversations.Delivery{}
	case message.Written, message.Ambiguous:
		return conversations.Delivery{SentAt: fromMillis(max(written, 1))}
	case message.Sent, message.Arrived:
		return conversations.Delivery{SentAt: fromMillis(max(sent, 1))}
	case message.Failed, message.Lapsed, message.Skipped, message.Cancelled:
		return conversations.Delivery{Lost: true}
	default:
		return conversations.Delivery{}
	}
}
