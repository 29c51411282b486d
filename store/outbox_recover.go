package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"kurzwahl/outbox"
)

// orphansKept is how long a receipt that matches nothing is kept.
const orphansKept = 7 * 24 * time.Hour

// RecoverOutbound takes over the messages of dead owners as outbox.Store says. SQLite has one process: there every
// other owner is dead.
func (db *DB) RecoverOutbound(ctx context.Context, owner string, now, until time.Time, words outbox.Words) (int, error) {
	broken, err := db.reappear(ctx)
	if err != nil {
		return 0, fmt.Errorf("take over messages: %w", err)
	}
	if db.alone() {
		work := false
		err := db.reader().row(ctx, `SELECT EXISTS (SELECT 1 FROM outbound WHERE state = 'written' AND owner <> $1)
			OR EXISTS (SELECT 1 FROM receipt_orphan WHERE received_ms < $2)`, owner, millis(now.Add(-orphansKept))).Scan(&work)
		if err != nil || !work {
			return 0, err
		}
	}
	n := 0
	err = db.tx(ctx, func(c *conn) (err error) {
		n, err = c.recover(ctx, owner, now, until, broken)
		return err
	})
	if err == nil && n > 0 {
		err = db.resolveByKept(ctx, now, words)
	}
	if err != nil {
		return 0, fmt.Errorf("take over messages: %w", err)
	}
	return n, nil
}

// recover takes nothing over when the owner itself was cut off.
func (c *conn) recover(ctx context.Context, owner string, now, until time.Time, cutOff bool) (int, error) {
	living := []any{owner}
	if !c.db.alone() {
		lapsed, err := c.stayAlive(ctx, owner, now, until)
		if err != nil || lapsed || cutOff {
			return 0, err
		}
		if living, err = c.livingOwners(ctx, now); err != nil {
			return 0, err
		}
	}
	n, err := c.takeOver(ctx, living, now)
	if err != nil {
		return 0, err
	}
	_, err = c.exec(ctx, "DELETE FROM receipt_orphan WHERE received_ms < $1", millis(now.Add(-orphansKept)))
	return n, err
}

// aliveName is the lease that says an owner of messages lives.
const aliveName = "outbox:"

// stayAlive renews the owner's lease and says whether it had run out.
func (c *conn) stayAlive(ctx context.Context, owner string, now, until time.Time) (lapsed bool, err error) {
	err = c.row(ctx, "SELECT EXISTS (SELECT 1 FROM lease WHERE name = $1 AND until_ms < $2)", aliveName+owner, millis(now)).Scan(&lapsed)
	if err != nil {
		return false, err
	}
	_, err = c.exec(ctx, `INSERT INTO lease (name, owner, until_ms) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_ms = excluded.until_ms`, aliveName+owner, c.db.ours(owner), millis(until))
	if err != nil {
		return false, err
	}
	_, err = c.exec(ctx, "DELETE FROM lease WHERE name LIKE 'outbox:%' AND until_ms < $1", millis(now.Add(-time.Hour)))
	return lapsed, err
}

// livingOwners gives those whose lease and whose process live, as arguments.
func (c *conn) livingOwners(ctx context.Context, now time.Time) (living []any, err error) {
	var held []string
	err = c.query(ctx, func(rows *sql.Rows) error {
		var marked string
		err := rows.Scan(&marked)
		held = append(held, marked)
		return err
	}, "SELECT owner FROM lease WHERE name LIKE 'outbox:%' AND until_ms >= $1", millis(now))
	if err != nil {
		return nil, err
	}
	for _, marked := range held {
		process, owner := whose(marked)
		lives, err := c.lives(ctx, process)
		if err != nil {
			return nil, err
		}
		if lives {
			living = append(living, owner)
		}
	}
	return living, nil
}

// takeOver applies the rule of doc.go to what others than the living have: it is repeated once, or unknown.
func (c *conn) takeOver(ctx context.Context, living []any, now time.Time) (int, error) {
	dead := " AND owner NOT IN " + list(1, len(living))
	args := living
	next := func(n int) string { return fmt.Sprintf("$%d", len(args)+n) }
	steps := []struct {
		text string
		more []any
	}{
		{
			"state = 'queued', unanswered = unanswered + 1, owner = '', lease_ms = 0, reason = " + next(1) +
				" WHERE state = 'written' AND class IN ('service', 'transactional') AND unanswered = 0",
			[]any{outbox.Repeated},
		},
		{
			"state = 'unknown', unanswered = unanswered + 1, owner = '', lease_ms = 0, reason = " + next(1) + ", final_ms = " + next(2) +
				" WHERE state = 'written'",
			[]any{outbox.NoAnswer, millis(now)},
		},
	}
	total := 0
	for _, s := range steps {
		n, err := c.exec(ctx, "UPDATE outbound SET "+s.text+dead, append(slices.Clip(args), s.more...)...)
		if err != nil {
			return total, err
		}
		total += int(n)
	}
	if total > 0 {
		c.wake(Outbox)
	}
	return total, nil
}
