package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Several processes on one PostgreSQL do not see each other's memory of opt-outs. So a process that has messages on
// their way from the gate to the link holds a lock that all such processes share, and the transaction of an opt-out,
// in any process, takes it alone before it commits: it waits until what was let through is with the link, at most for
// passageFor. A message that was let through in an earlier hold asks the database once more.

// passage is this process's hold of the shared lock. Whoever finds it over begins another one.
type passage struct {
	mu     sync.Mutex
	conn   *sql.Conn // on which the lock is held; nil where it never was, or broke
	number int64     // of the current hold, 0 where there is none
	last   int64     // of the last hold
	until  time.Time // when the current hold ends, on the machine's own clock
	timer  *time.Timer
}

const (
	passageFor   = 100 * time.Millisecond // how long one hold lasts at most
	passageWait  = "'1s'"                 // after this an opt-out goes ahead: who still holds the lock hangs, and finds its hold over
	passageReply = time.Second            // how long PostgreSQL may take to answer who asks while the link waits
)

// enter gives the number of the current hold, beginning one where there is none.
func (p *passage) enter(ctx context.Context, db *DB) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.number != 0 && time.Now().Before(p.until) {
		return p.number, nil
	}
	p.leave(ctx)
	if p.conn == nil {
		conn, err := db.write.Conn(ctx)
		if err != nil {
			return 0, fmt.Errorf("keep opt-outs waiting: %w", err)
		}
		p.conn = conn
	}
	if _, err := p.conn.ExecContext(ctx, "SELECT pg_advisory_lock_shared($1)", passageKey); err != nil {
		p.drop()
		return 0, fmt.Errorf("keep opt-outs waiting: %w", err)
	}
	p.last++
	p.number, p.until = p.last, time.Now().Add(passageFor)
	ending := p.number
	p.timer = time.AfterFunc(passageFor, func() { p.end(ending) })
	return p.number, nil
}

// end ends the hold of the number, if it still lasts. 0 means whichever lasts.
func (p *passage) end(number int64) {
	ctx, cancel := context.WithTimeout(context.Background(), passageReply)
	defer cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	if number == 0 || number == p.number {
		p.leave(ctx)
	}
}

// leave gives the lock up. The mutex is held.
func (p *passage) leave(ctx context.Context) {
	if p.number == 0 {
		return
	}
	p.number = 0
	p.timer.Stop()
	if _, err := p.conn.ExecContext(ctx, "SELECT pg_advisory_unlock_shared($1)", passageKey); err != nil {
		p.drop()
	}
}

// drop closes the connection for good, and with it ends the lock. The mutex is held.
func (p *passage) drop() {
	_ = p.conn.Raw(func(any) error { return driver.ErrBadConn }) // else it would go back to the pool with the lock
	_ = p.conn.Close()
	p.conn = nil
}

// close ends it all.
func (p *passage) close() error {
	p.end(0)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		return nil
	}
	conn := p.conn
	p.conn = nil
	if err := conn.Close(); !errors.Is(err, sql.ErrConnDone) {
		return err
	}
	return nil
}

// awaitPassages has an opt-out wait, right before its commit, for what was let through without it. This process's own
// messages need not be waited for: its memory knows.
func (c *conn) awaitPassages(ctx context.Context) error {
	if c.db.alone() || len(c.stopping) == 0 {
		return nil
	}
	c.db.passage.end(0)
	for _, text := range []string{"SET LOCAL lock_timeout = " + passageWait, "SAVEPOINT passage"} {
		if _, err := c.exec(ctx, text); err != nil {
			return fmt.Errorf("wait for what is under way: %w", err)
		}
	}
	if _, err := c.exec(ctx, "SELECT pg_advisory_xact_lock($1)", passageKey); err != nil {
		if _, broken := c.exec(ctx, "ROLLBACK TO SAVEPOINT passage"); broken != nil {
			return fmt.Errorf("wait for what is under way: %w", errors.Join(err, broken))
		}
	}
	return nil
}
