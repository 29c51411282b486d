package store

import (
	"context"
	"fmt"
	"time"

	"kurzwahl/message"
)

// withdraw takes back messages that the turns do not want to go out any more. One that is on the wire already stays as it
// is; of the others the key is free again, so that the same news may be told later.
func (c *conn) withdraw(ctx context.Context, done []settled, now time.Time) error {
	var rows [][]any
	for _, s := range done {
		for _, w := range s.turn.Withdrawn {
			rows = append(rows, []any{w.Message, storable(w.Reason), string(message.Cancelled), millis(now)})
		}
	}
	_, err := c.update(ctx, "outbound", "state = v.column3, reason = v.column2, final_ms = v.column4, dedupe = NULL, owner = '', lease_ms = 0, sent_ms = 0",
		[]string{"TEXT", "TEXT", "TEXT", "BIGINT"}, "outbound.dedupe = v.column1 AND outbound.state || '' = 'queued'", rows)
	if err != nil {
		return fmt.Errorf("withdraw messages: %w", err)
	}
	return nil
}
