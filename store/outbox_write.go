package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"kurzwahl/consent"
	"kurzwahl/outbox"
)

// WriteOutbound records leased messages as written as outbox.Store says.
func (db *DB) WriteOutbound(ctx context.Context, l outbox.Lease, batch []outbox.Message) ([]outbox.Message, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	mark := db.stops.now() // before the gate reads
	var ready []outbox.Message
	err := db.tx(ctx, func(c *conn) error {
		g, err := c.newGating(ctx, batch, l, false)
		if err != nil {
			return err
		}
		var back []outbox.Message
		for _, m := range batch {
			if d := g.decide(m); d.Verdict != consent.Send {
				back = append(back, m)
				continue
			}
			m.Mark = mark
			ready = append(ready, m)
		}
		if ready, err = c.markWritten(ctx, l, ready); err != nil {
			return err
		}
		return c.unlease(ctx, l.Owner, back)
	})
	if err != nil {
		return nil, fmt.Errorf("record messages as written: %w", err)
	}
	return ready, nil
}

// markWritten changes the state and gives those whose lease still held.
func (c *conn) markWritten(ctx context.Context, l outbox.Lease, batch []outbox.Message) ([]outbox.Message, error) {
	const text = `UPDATE outbound SET state = 'written', written_ms = $1, attempts = attempts + 1
		WHERE state = 'leased' AND owner = $2 AND id IN `
	changed, err := c.execIn(ctx, text, []any{millis(l.Now), l.Owner}, ids(batch))
	if err != nil || changed == len(batch) {
		return batch, err
	}
	held := make(map[string]bool, changed)
	err = c.query(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		held[id] = true
		return err
	}, "SELECT id FROM outbound WHERE state = 'written' AND owner = $1 AND id IN "+list(2, len(batch)), append([]any{l.Owner}, anys(ids(batch))...)...)
	return slices.DeleteFunc(batch, func(m outbox.Message) bool { return !held[m.ID] }), err
}

// unlease puts leased messages back into the queue; the gate's word on them is recorded when they are leased next.
func (c *conn) unlease(ctx context.Context, owner string, batch []outbox.Message) error {
	if len(batch) == 0 {
		return nil
	}
	_, err := c.execIn(ctx, `UPDATE outbound SET state = 'queued', owner = '', lease_ms = 0, sent_ms = 0
		WHERE state = 'leased' AND owner = $1 AND id IN `, []any{owner}, ids(batch))
	c.wake(Outbox)
	return err
}
