package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"kurzwahl/conversations"
)

// RingTimers turns timers that are due into events, at most limit, and gives how many, and when the next one is
// due; the zero time when there is none. Several processes may call it at once: each timer rings once.
func (db *DB) RingTimers(ctx context.Context, now time.Time, limit int) (rung int, next time.Time, err error) {
	next, err = db.reader().nextTimer(ctx)
	if err != nil || next.IsZero() || next.After(now) {
		return 0, next, err
	}
	err = db.tx(ctx, func(c *conn) error {
		events, err := c.takeTimers(ctx, now, limit)
		if err != nil {
			return fmt.Errorf("take timers: %w", err)
		}
		rung = len(events)
		if _, err := c.addEvents(ctx, events); err != nil {
			return err
		}
		next, err = c.nextTimer(ctx)
		return err
	})
	return rung, next, err
}

func (c *conn) nextTimer(ctx context.Context) (time.Time, error) {
	var due sql.NullInt64
	if err := c.row(ctx, "SELECT MIN(due_ms) FROM timer").Scan(&due); err != nil {
		return time.Time{}, fmt.Errorf("look for timers: %w", err)
	}
	return fromMillis(due.Int64), nil
}

func (c *conn) takeTimers(ctx context.Context, now time.Time, limit int) ([]conversations.Event, error) {
	var events []conversations.Event
	err := c.query(ctx, func(rows *sql.Rows) error {
		e := conversations.Event{Kind: conversations.TimerRang, At: now}
		var due int64
		if err := rows.Scan(&e.Address, &e.Timer.Kind, &e.Timer.Conversation, &e.Timer.Step, &due); err != nil {
			return err
		}
		e.Timer.Due = fromMillis(due)
		events = append(events, e)
		return nil
	}, `DELETE FROM timer WHERE due_ms <= $1 AND id IN (
			SELECT id FROM timer WHERE due_ms <= $1 ORDER BY due_ms LIMIT $2`+c.db.dialect.skipLocked+`)
		RETURNING address, kind, conversation, step, due_ms`, millis(now), limit)
	slices.SortStableFunc(events, func(a, b conversations.Event) int { return a.Timer.Due.Compare(b.Timer.Due) })
	return events, err
}
