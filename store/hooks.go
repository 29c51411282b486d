package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/shop"
)

// SaveHook stores a webhook once; shop.HookStore says more.
func (db *DB) SaveHook(ctx context.Context, h shop.Hook) (fresh bool, err error) {
	err = db.tx(ctx, func(c *conn) error {
		n, err := c.exec(ctx, `INSERT INTO hook (source, id, seq, event, body, order_number, address, state, received_ms)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8) ON CONFLICT DO NOTHING`,
			h.Source, h.ID, newID(), h.Event, storable(string(h.Body)), storable(h.Order), string(h.Address), millis(h.ReceivedAt))
		fresh = n > 0
		if fresh {
			c.wake(Hooks)
		}
		return err
	})
	return fresh, err
}

// hookWork is one go at the waiting webhooks: what is the same for all of them.
type hookWork struct {
	shop.HookWork

	now time.Time
}

// WorkHooks works waiting webhooks, all in one transaction, or each in its own when that fails; shop.WorkStore says
// more.
func (db *DB) WorkHooks(ctx context.Context, limit int, now time.Time, work shop.HookWork) (taken int, err error) {
	w := hookWork{HookWork: work, now: now}
	taken, err = db.hooksOf(ctx, w, "TRUE", limit)
	if err == nil || ctx.Err() != nil {
		return taken, err
	}
	return db.hooksAlone(ctx, w, limit)
}

// hooksOf works the oldest of the waiting webhooks that a condition names; $1 is the limit, args follow.
func (db *DB) hooksOf(ctx context.Context, w hookWork, where string, limit int, args ...any) (taken int, err error) {
	err = db.tx(ctx, func(c *conn) error {
		hooks, err := c.pendingHooks(ctx, where, c.db.dialect.skipLocked, limit, args...)
		if err != nil {
			return fmt.Errorf("take webhooks: %w", err)
		}
		taken = len(hooks)
		return c.workHooks(ctx, w, hooks)
	})
	if err != nil {
		return 0, err
	}
	return taken, nil
}

// hooksAlone works one webhook at a time. An attempt is counted against those that fail.
func (db *DB) hooksAlone(ctx context.Context, w hookWork, limit int) (int, error) {
	hooks, err := db.reader().pendingHooks(ctx, "TRUE", "", limit)
	if err != nil {
		return 0, fmt.Errorf("look for webhooks: %w", err)
	}
	total := 0
	for _, h := range hooks {
		taken, err := db.hooksOf(ctx, w, "source = $2 AND id = $3", 1, h.Source, h.ID)
		switch {
		case err == nil:
			total += taken
		case ctx.Err() != nil:
			return total, err
		default:
			if failed := db.countHookAttempt(ctx, h, err); failed != nil {
				return total, errors.Join(err, failed)
			}
			total++
		}
	}
	return total, nil
}

// countHookAttempt notes that a webhook could not be worked, and gives it up when it was tried too often.
func (db *DB) countHookAttempt(ctx context.Context, h shop.Hook, reason error) error {
	return db.tx(ctx, func(c *conn) error {
		_, err := c.exec(ctx, `UPDATE hook SET attempts = attempts + 1, error = $1, state = CASE WHEN attempts + 1 >= $2 THEN 'failed' ELSE state END
			WHERE source = $3 AND id = $4 AND state = 'pending'`, storable(reason.Error()), attemptsInAll, h.Source, h.ID)
		return err
	})
}

// pendingHooks gives the oldest of the waiting webhooks that a condition names, in the order they came.
func (c *conn) pendingHooks(ctx context.Context, where, lock string, limit int, args ...any) (hooks []shop.Hook, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var h shop.Hook
		var body string
		var received int64
		err := rows.Scan(&h.Source, &h.ID, &h.Event, &body, &h.Order, &h.Address, &received)
		h.Body, h.ReceivedAt = []byte(body), fromMillis(received)
		hooks = append(hooks, h)
		return err
	}, "SELECT source, id, event, body, order_number, address, received_ms FROM hook WHERE state = 'pending' AND "+where+
		" ORDER BY received_ms, seq LIMIT $1"+lock, append([]any{limit}, args...)...)
	return hooks, err
}
