package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/scheduler"
)

var _ scheduler.Store = (*DB)(nil)

// runsKept is for how long runs of a schedule stay recorded.
const runsKept = 90 * 24 * time.Hour

// RunHistory gives what is recorded of a schedule, as scheduler.Runs says.
func (db *DB) RunHistory(ctx context.Context, schedule string, now time.Time) (scheduler.History, error) {
	var h scheduler.History
	var last int64
	c := db.reader()
	err := c.row(ctx, "SELECT due_ms FROM schedule_run WHERE name = $1 AND due_ms <= $2 ORDER BY due_ms DESC LIMIT 1", schedule, millis(now)).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return scheduler.History{}, nil
	}
	if err != nil {
		return scheduler.History{}, fmt.Errorf("read last run: %w", err)
	}
	h.Last = fromMillis(last)
	err = c.query(ctx, func(rows *sql.Rows) error {
		var due int64
		err := rows.Scan(&due)
		h.Open = append(h.Open, fromMillis(due))
		return err
	}, "SELECT due_ms FROM schedule_run WHERE name = $1 AND due_ms <= $2 AND state = 'running' ORDER BY due_ms", schedule, millis(now))
	if err != nil {
		return scheduler.History{}, fmt.Errorf("read open runs: %w", err)
	}
	return h, nil
}

// RecordRun records a run once, as scheduler.Runs says, and forgets those of the schedule that are long over.
func (db *DB) RecordRun(ctx context.Context, r scheduler.Run) (fresh bool, err error) {
	err = db.fenced(ctx, schedulerLease, func(c *conn) error {
		n, err := c.exec(ctx, `INSERT INTO schedule_run (name, due_ms, state, detail, at_ms) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (name, due_ms) DO NOTHING`, r.Schedule, millis(r.Due), string(r.State), r.Detail, millis(r.At))
		fresh = n > 0
		if err != nil || !fresh {
			return err
		}
		_, err = c.exec(ctx, "DELETE FROM schedule_run WHERE name = $1 AND due_ms < $2 AND state <> 'running'",
			r.Schedule, millis(r.Due.Add(-runsKept)))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("record run: %w", err)
	}
	return fresh, nil
}

// FinishRun records the end of a run, as scheduler.Runs says. What was noted when it began stays in front.
func (db *DB) FinishRun(ctx context.Context, r scheduler.Run) error {
	err := db.fenced(ctx, schedulerLease, func(c *conn) error {
		_, err := c.exec(ctx, `UPDATE schedule_run SET state = $1, at_ms = $2, detail = CASE WHEN detail = '' THEN $3 ELSE detail || '; ' || $3 END
			WHERE name = $4 AND due_ms = $5 AND state = 'running'`, string(r.State), millis(r.At), r.Detail, r.Schedule, millis(r.Due))
		return err
	})
	if err != nil {
		return fmt.Errorf("finish run: %w", err)
	}
	return nil
}
