package store

import (
	"context"
	"fmt"
	"time"
)

// TidySlack deletes what Slack sent and what was shown there that is done with, and older than the given times.
// Posts with a Latest key stay: each is one row for its card.
func (db *DB) TidySlack(ctx context.Context, arrivals, posts time.Time) error {
	err := db.tx(ctx, func(c *conn) error {
		if _, err := c.exec(ctx, "DELETE FROM slack_event WHERE state <> 'pending' AND created_ms < $1", millis(arrivals)); err != nil {
			return err
		}
		_, err := c.exec(ctx, "DELETE FROM slack_post WHERE state IN ('sent', 'failed') AND latest IS NULL AND created_ms < $1", millis(posts))
		return err
	})
	if err != nil {
		return fmt.Errorf("tidy what is done in Slack: %w", err)
	}
	return nil
}
