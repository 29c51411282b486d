package store

import (
	"context"
	"fmt"
	"time"
)

// ForgetSignups ends and deletes old sign-ups and prices as scheduler.Tidying says. Of each product the price stays that
// was asked when the time to forget ended.
func (db *DB) ForgetSignups(ctx context.Context, now, before time.Time, limit int) (int, error) {
	total := 0
	err := db.tx(ctx, func(c *conn) error {
		total = 0
		for _, step := range []struct {
			text string
			args []any
		}{
			{`UPDATE signup SET state = 'expired', ended_ms = $1 WHERE state = 'waiting' AND id IN (
				SELECT id FROM signup WHERE state = 'waiting' AND until_ms < $1 LIMIT $2)`, []any{millis(now), limit}},
			{`DELETE FROM signup WHERE state <> 'waiting' AND id IN (
				SELECT id FROM signup WHERE created_ms < $1 AND state <> 'waiting' AND ended_ms < $1 LIMIT $2)`, []any{millis(before), limit}},
			{
				`DELETE FROM product_price WHERE (source, sku, at_ms) IN (
				SELECT p.source, p.sku, p.at_ms FROM product_price AS p WHERE p.at_ms < $1 AND EXISTS (
					SELECT 1 FROM product_price AS n WHERE n.source = p.source AND n.sku = p.sku AND n.at_ms > p.at_ms AND n.at_ms <= $1) LIMIT $2)`,
				[]any{millis(before), limit},
			},
		} {
			n, err := c.exec(ctx, step.text, step.args...)
			if err != nil {
				return err
			}
			total += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("forget sign-ups: %w", err)
	}
	return total, nil
}
