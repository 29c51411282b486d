package store

import (
	"context"
	"time"

	"kurzwahl/message"
)

// addOutbound queues messages within a transaction and wakes the outbox. It gives how many were queued: one
// whose Dedupe is known already is left out. An empty ID is filled.
func addOutbound(ctx context.Context, c *conn, messages []message.Outbound, now time.Time) (int, error) {
	if len(messages) == 0 {
		return 0, nil
	}
	rows := make([][]any, len(messages))
	for i, m := range messages {
		if m.ID == "" {
			m.ID = newID()
		}
		if m.Due.IsZero() {
			m.Due = now
		}
		rows[i] = []any{
			m.ID, string(m.To), string(m.From), m.SMSC, string(m.Class), m.Purpose, m.Class.Lane(), storable(m.Text),
			string(message.Queued), m.Why, m.Cause, m.Campaign, m.Slack.Channel, m.Slack.TS, nullable(m.Dedupe),
			millis(m.Due), millis(m.Deadline), millis(now),
		}
	}
	added, err := c.insert(ctx, "outbound", outboundColumns, "ON CONFLICT DO NOTHING", rows)
	if err != nil {
		return 0, err
	}
	c.wake(Outbox)
	return added, nil
}

const outboundColumns = `id, address, sender, smsc, class, purpose, lane, body,
	state, why, cause, campaign_id, slack_channel, slack_ts, dedupe,
	due_ms, deadline_ms, created_ms`
