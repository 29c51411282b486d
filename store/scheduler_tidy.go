package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// aging are the tables whose texts are emptied with age, walked in the order of their ids, which grow with time. How far
// that went is kept, so that no night costs more for the years before it. What is not done with when its turn comes is
// left as it is.
var aging = []struct{ table, text, empty, at, done string }{
	{"event", "payload", "{}", "created_ms", "state <> 'pending'"},
	{"outbound", "body", "", "created_ms", "state NOT IN ('queued', 'written')"},
	{"conversation", "quote", "", "opened_ms", "status = 'closed'"},
}

// EmptyTexts empties old texts as scheduler.Tidying says.
func (db *DB) EmptyTexts(ctx context.Context, before time.Time, limit int) (emptied int, more bool, err error) {
	err = db.tx(ctx, func(c *conn) error {
		for i := range aging {
			if emptied, more, err = c.emptyNext(ctx, i, before, limit); err != nil || more {
				return err
			}
		}
		emptied, err = c.emptyBodies(ctx, before, limit)
		more = emptied > 0
		return err
	})
	if err != nil {
		return 0, false, fmt.Errorf("empty old texts: %w", err)
	}
	return emptied, more, nil
}

// emptyNext goes on in one of the aging tables. more is false when there was nothing left to look at.
func (c *conn) emptyNext(ctx context.Context, table int, before time.Time, limit int) (emptied int, more bool, err error) {
	a := aging[table]
	mark := "texts emptied: " + a.table
	done := ""
	if err := c.row(ctx, "SELECT value FROM setting WHERE name = $1", mark).Scan(&done); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, false, err
	}
	last := done
	old := true
	err = c.query(ctx, func(rows *sql.Rows) error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		if old = old && at < millis(before); old {
			last = id
		}
		return err
	}, "SELECT id, "+a.at+" FROM "+a.table+" WHERE id > $1 ORDER BY id LIMIT $2", done, limit)
	if err != nil || last == done {
		return 0, false, err
	}
	n, err := c.exec(ctx, "UPDATE "+a.table+" SET "+a.text+" = $1 WHERE id > $2 AND id <= $3 AND "+a.text+" <> $1 AND "+a.done, a.empty, done, last)
	if err != nil {
		return 0, false, err
	}
	_, err = c.exec(ctx, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", mark, last)
	return int(n), true, err
}

// emptyBodies empties what came in from elsewhere: webhooks, and what could not be read.
func (c *conn) emptyBodies(ctx context.Context, before time.Time, limit int) (int, error) {
	hooks, err := c.exec(ctx, `UPDATE hook SET body = '' WHERE (source, id) IN (
		SELECT source, id FROM hook WHERE received_ms < $1 AND state <> 'pending' AND body <> '' LIMIT $2)`, millis(before), limit)
	if err != nil {
		return 0, err
	}
	raw, err := c.exec(ctx, `UPDATE quarantine SET raw = '' WHERE id IN (
		SELECT id FROM quarantine WHERE received_ms < $1 AND raw <> '' LIMIT $2)`, millis(before), limit)
	return int(hooks + raw), err
}

// ForgetHooks deletes old webhooks as scheduler.Tidying says.
func (db *DB) ForgetHooks(ctx context.Context, before time.Time, limit int) (int, error) {
	var n int64
	err := db.tx(ctx, func(c *conn) (err error) {
		n, err = c.exec(ctx, `DELETE FROM hook WHERE (source, id) IN (
			SELECT source, id FROM hook WHERE received_ms < $1 AND state <> 'pending' LIMIT $2)`, millis(before), limit)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget webhooks: %w", err)
	}
	return int(n), nil
}

// spare is the part of an SQLite file that may be free: what is deleted by night is needed again by day.
const spare = 5

// GiveBack gives free space back as scheduler.Tidying says. PostgreSQL does so by itself, and an SQLite file from
// before auto_vacuum was set keeps its space for what comes. Statistics are not gathered: the plans of all statements
// are tested without.
func (db *DB) GiveBack(ctx context.Context, pages int) (more bool, err error) {
	if db.dialect.name == "postgres" {
		return false, nil
	}
	err = db.tx(ctx, func(c *conn) error {
		before, size, err := c.freePages(ctx)
		if err != nil || before <= size/spare {
			return err
		}
		err = c.query(ctx, func(*sql.Rows) error { return nil }, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", pages))
		if err != nil {
			return err
		}
		after, size, err := c.freePages(ctx)
		more = after < before && after > size/spare
		return err
	})
	if err != nil {
		return false, fmt.Errorf("give back free space: %w", err)
	}
	return more, nil
}

func (c *conn) freePages(ctx context.Context) (free, all int, err error) {
	if err := c.row(ctx, "PRAGMA freelist_count").Scan(&free); err != nil {
		return 0, 0, err
	}
	err = c.row(ctx, "PRAGMA page_count").Scan(&all)
	return free, all, err
}
