package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrLeaseLost is returned, wrapped, for work that another process does by now.
var ErrLeaseLost = errors.New("another process has taken over")

// Names of leases, as the rooms that hold them call them.
const (
	schedulerLease = "scheduler"
	campaignsLease = "campaigns"
	slackLease     = "slack"
)

// HoldLease takes or keeps the named lease until the given time and says whether owner has it. A lease is free when
// nobody has it, its time is over, or the process of its owner has died. Whoever had it and wakes up late finds that fenced
// refuses what it still wanted to write.
func (db *DB) HoldLease(ctx context.Context, name, owner string, now, until time.Time) (bool, error) {
	owner = db.ours(owner)
	err := db.appear(ctx)
	if err != nil {
		return false, fmt.Errorf("hold lease %s: %w", name, err)
	}
	var changed int64
	err = db.tx(ctx, func(c *conn) error {
		dead, err := c.deadHolder(ctx, name)
		if err != nil {
			return err
		}
		changed, err = c.exec(ctx, `INSERT INTO lease (name, owner, until_ms) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_ms = excluded.until_ms
			WHERE lease.owner IN (excluded.owner, $4) OR lease.until_ms < $5`, name, owner, millis(until), dead, millis(now))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("hold lease %s: %w", name, err)
	}
	return changed > 0, nil
}

// deadHolder gives who has the lease, "" where its process lives.
func (c *conn) deadHolder(ctx context.Context, name string) (string, error) {
	var holder string
	err := c.row(ctx, "SELECT owner FROM lease WHERE name = $1", name).Scan(&holder)
	if err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return "", nil
		}
		return "", err
	}
	process, _ := whose(holder)
	if lives, err := c.lives(ctx, process); err != nil || lives {
		return "", err
	}
	return holder, nil
}

// fenced is tx for what only the process with the lease may write: when another one has it the transaction fails with
// ErrLeaseLost, and as long as the transaction runs no other gets it. So a process that hung, was taken for dead, and goes
// on where it stopped, changes nothing.
func (db *DB) fenced(ctx context.Context, lease string, f func(c *conn) error) error {
	return db.tx(ctx, func(c *conn) error {
		if err := c.holds(ctx, lease); err != nil {
			return err
		}
		return f(c)
	})
}

// holds keeps the lease as it is until the end of the transaction, unless another process has it. One that nobody ever
// took is free to all.
func (c *conn) holds(ctx context.Context, lease string) error {
	if c.db.alone() {
		return nil
	}
	var holder string
	err := c.row(ctx, "SELECT owner FROM lease WHERE name = $1 FOR SHARE", lease).Scan(&holder)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at lease %s: %w", lease, err)
	}
	if process, _ := whose(holder); process != c.db.process {
		return fmt.Errorf("lease %s: %w", lease, ErrLeaseLost)
	}
	return nil
}
