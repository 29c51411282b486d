package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

// Several processes on one PostgreSQL do not see each other's memory of opt-outs. So a process that has messages on
// their way from the gate to the link holds a lock that all such processes share, and the transaction of an opt-out,
// in any process, takes it alone before it commits: it waits until what was let through is with the link, at most for
// passageFor. A message that was let through in an earlier hold asks the database once more.

// passage is this process's hold of the shared lock. Whoever finds it over begins another one.
type passage struct {
	pool *sql.DB       // has the connection of the lock only, so that nobody waits for those of opt-outs
	turn chan struct{} // holds a token while somebody uses conn
	conn *sql.Conn     // on which the lock is held; nil where it never was, or broke; only who has the turn touches it

	overdue counter               // opt-outs that went ahead after passageWait
	tell    func(message.Address) // is told of each; nil where nobody wants to know

	mu     sync.Mutex // is never held over a query
	number int64      // of the current hold, 0 where there is none
	last   int64      // of the last hold
	until  time.Time  // when the current hold ends, on the machine's own clock
	timer  *time.Timer
}

const (
	passageFor   = outbox.Passage // how long one hold lasts at most
	passageWait  = time.Second    // after this an opt-out goes ahead: who still holds the lock hangs, and finds its hold over
	passageReply = time.Second    // how long PostgreSQL may take to answer who asks for a message that waits
)

// newPassage prepares for holds; pool is its own from here on.
func newPassage(pool *sql.DB) passage {
	pool.SetMaxOpenConns(1)
	return passage{pool: pool, turn: make(chan struct{}, 1)}
}

// current gives the number of the hold that lasts now, 0 where none does. It is quick.
func (p *passage) current() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Now().Before(p.until) {
		return p.number
	}
	return 0
}

// enter gives the number of the current hold, beginning one where there is none.
func (p *passage) enter(ctx context.Context) (int64, error) {
	if number := p.current(); number != 0 {
		return number, nil
	}
	if !p.take(ctx) {
		return 0, fmt.Errorf("keep opt-outs waiting: %w", context.Cause(ctx))
	}
	defer p.give()
	if number := p.current(); number != 0 { // somebody else began one
		return number, nil
	}
	p.leave(ctx, 0)
	if p.conn == nil {
		conn, err := p.pool.Conn(ctx)
		if err != nil {
			return 0, fmt.Errorf("keep opt-outs waiting: %w", err)
		}
		p.conn = conn
	}
	asked := time.Now()
	if _, err := p.conn.ExecContext(ctx, "SELECT pg_advisory_lock_shared($1)", passageKey); err != nil {
		p.drop()
		return 0, fmt.Errorf("keep opt-outs waiting: %w", err)
	}
	return p.begin(asked), nil
}

// take waits for the turn, as long as ctx lasts, and says whether it got it.
func (p *passage) take(ctx context.Context) bool {
	select {
	case p.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (p *passage) give() { <-p.turn }

// holdEnds says until when a hold lasts that was asked for and is known to have begun at the times given. An opt-out may
// wait since the lock was got, which was after it was asked for at the earliest: by the time it goes ahead, this is over,
// also where the process hung before it noticed that it has the lock.
func holdEnds(asked, begun time.Time) time.Time {
	end, ahead := begun.Add(passageFor), asked.Add(passageWait)
	if ahead.Before(end) {
		return ahead
	}
	return end
}

// begin notes that a hold begins, which was asked for at the given time, and gives its number.
func (p *passage) begin(asked time.Time) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	p.number, p.until = p.last, holdEnds(asked, time.Now())
	ending := p.number
	p.timer = time.AfterFunc(passageFor, func() { p.end(context.Background(), ending, passageReply) })
	return ending
}

// end ends the hold of the number, if it still lasts. 0 means whichever lasts. It does not wait for its turn for longer
// than patience: whoever has it ends the hold, or begins one that ends by itself.
func (p *passage) end(ctx context.Context, number int64, patience time.Duration) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if !p.take(waiting) {
		return
	}
	defer p.give()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), passageReply)
	defer cancel()
	p.leave(leaving, number)
}

// leave gives the lock up, where the hold is that of the number or the number 0. The caller has the turn.
func (p *passage) leave(ctx context.Context, number int64) {
	if !p.over(number) {
		return
	}
	if _, err := p.conn.ExecContext(ctx, "SELECT pg_advisory_unlock_shared($1)", passageKey); err != nil {
		p.drop()
	}
}

// over notes that the hold is over, and says whether there was one.
func (p *passage) over(number int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.number == 0 || number != 0 && number != p.number {
		return false
	}
	p.number = 0
	p.timer.Stop()
	return true
}

// drop closes the connection for good, and with it ends the lock. The caller has the turn.
func (p *passage) drop() {
	_ = p.conn.Raw(func(any) error { return driver.ErrBadConn }) // else it would go back to the pool with the lock
	_ = p.conn.Close()
	p.conn = nil
}

// close ends it all. Closing the pool's connection ends its lock too.
func (p *passage) close() error {
	p.end(context.Background(), 0, passageReply)
	ctx, cancel := context.WithTimeout(context.Background(), passageReply)
	defer cancel()
	if p.take(ctx) {
		defer p.give()
		if p.conn != nil {
			p.drop()
		}
	}
	return p.pool.Close()
}

// awaitPassages has an opt-out wait, right before its commit, for what was let through without it. This process's own
// messages need not be waited for: its memory knows. Only when the wait was too long does it go ahead without.
func (c *conn) awaitPassages(ctx context.Context) error {
	if c.db.alone() || len(c.stopping) == 0 {
		return nil
	}
	c.db.passage.end(ctx, 0, passageFor)
	for _, text := range []string{fmt.Sprintf("SET LOCAL lock_timeout = %d", passageWait.Milliseconds()), "SAVEPOINT passage"} {
		if _, err := c.exec(ctx, text); err != nil {
			return fmt.Errorf("wait for what is under way: %w", err)
		}
	}
	_, err := c.exec(ctx, "SELECT pg_advisory_xact_lock($1)", passageKey)
	if err == nil {
		return nil
	}
	if !waitedTooLong(err) {
		return fmt.Errorf("wait for what is under way: %w", err)
	}
	c.overdue = true
	if _, err := c.exec(ctx, "ROLLBACK TO SAVEPOINT passage"); err != nil {
		return fmt.Errorf("wait for what is under way: %w", err)
	}
	return nil
}

// waitedTooLong says whether PostgreSQL ended the wait for a lock because of lock_timeout (SQLSTATE 55P03).
func waitedTooLong(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && said.Code == "55P03"
}

// wentAhead counts opt-outs that were committed without waiting any longer, and tells of them.
func (p *passage) wentAhead(stopped []message.Address) {
	people := slices.Compact(slices.Sorted(slices.Values(stopped)))
	p.overdue.Add(int64(len(people)))
	for _, address := range people {
		if p.tell != nil {
			p.tell(address)
		}
	}
}

// WhenOverdue has tell called with whoever OverdueOptOuts counts, once after each commit; it may be called by many
// goroutines at once. It is set before the DB is used.
func (db *DB) WhenOverdue(tell func(message.Address)) { db.passage.tell = tell }

// OverdueOptOuts is how many opt-outs were committed without waiting any longer for what other processes had let
// through: a process that had hung for a second may have held that up.
func (db *DB) OverdueOptOuts() int64 { return db.passage.overdue.Load() }
