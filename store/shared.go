package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
)

// sharing lets callers of tx that come at the same time share one transaction of SQLite, and so its commit, which costs
// more than what most of them write. They take turns: each works in a savepoint of its own, and one that fails takes
// back only its own work. Whoever finds nobody waiting commits for all, so that a lone caller never waits.
type sharing struct {
	turn    chan struct{} // holds a token while somebody works on the connection
	waiting atomic.Int32  // callers that wait for their turn
	open    *shared       // what the last caller left for the next to join; only who has the turn looks at it
}

// shared is one transaction on its way to its commit. Who has the turn may change it.
type shared struct {
	tx     *sql.Tx
	parts  int           // callers whose work is in it
	broken error         // why all of it is lost
	err    error         // what became of it; read after done is closed
	done   chan struct{} // closed when it was committed or rolled back
}

// mostParts is how many callers share one commit at most.
const mostParts = 32

// share runs f as tx does, in a transaction with whoever comes at the same time. It returns when that is committed.
// Once it has its turn the end of ctx no longer interrupts f: SQLite would take back the work of all.
func (db *DB) share(ctx context.Context, c *conn, f func(c *conn) error) error {
	s := &db.sharing
	s.waiting.Add(1)
	s.turn <- struct{}{}
	s.waiting.Add(-1)
	t, err := s.join(ctx, db)
	if err != nil {
		return err
	}
	c.run, c.shared = t.tx, true
	finished := false
	defer func() {
		if !finished { // f panicked
			t.takeBack(ctx)
			s.leave(db, t)
		}
	}()
	err = t.work(ctx, c, f)
	finished = true
	s.leave(db, t)
	if err != nil {
		return err
	}
	<-t.done
	return t.err
}

// join gives the open transaction, or begins one. Without one the turn is given back.
func (s *sharing) join(ctx context.Context, db *DB) (*shared, error) {
	if s.open == nil {
		tx, err := db.write.BeginTx(context.WithoutCancel(ctx), nil)
		if err != nil {
			<-s.turn
			return nil, fmt.Errorf("begin transaction: %w", err)
		}
		s.open = &shared{tx: tx, done: make(chan struct{})}
	}
	return s.open, nil
}

// leave gives the turn to who waits, and commits before that where nobody does.
func (s *sharing) leave(db *DB, t *shared) {
	if t.broken == nil && s.waiting.Load() > 0 && t.parts < mostParts {
		<-s.turn
		return
	}
	t.end()
	if t.err == nil && t.parts > 0 {
		db.commits.Add(1)
	}
	s.open = nil
	close(t.done)
	<-s.turn
}

// work runs f in a savepoint.
func (t *shared) work(ctx context.Context, c *conn, f func(c *conn) error) error {
	if err := ctx.Err(); err != nil {
		return err //nolint:wrapcheck // the caller's own
	}
	if err := t.exec(ctx, "SAVEPOINT part"); err != nil {
		t.broken = err
		return err
	}
	if err := f(c); err != nil {
		t.takeBack(ctx)
		return err
	}
	if err := t.exec(ctx, "RELEASE part"); err != nil {
		t.broken = err
		return err
	}
	t.parts++
	return nil
}

// errBroken is what the others get when SQLite had to take back everything, as on a full disk.
var errBroken = errors.New("the shared transaction is lost")

// takeBack takes back the work of one. Where SQLite has rolled back everything already, there is no savepoint left.
func (t *shared) takeBack(ctx context.Context) {
	err := t.exec(ctx, "ROLLBACK TO part")
	if err == nil {
		err = t.exec(ctx, "RELEASE part")
	}
	if err != nil {
		t.broken = fmt.Errorf("%w: %w", errBroken, err)
	}
}

func (t *shared) exec(ctx context.Context, text string) error {
	_, err := t.tx.ExecContext(context.WithoutCancel(ctx), text)
	return err
}

// end commits, or rolls back what is broken.
func (t *shared) end() {
	if t.broken != nil {
		t.err = t.broken
		_ = t.tx.Rollback() // there may be nothing left to roll back
		return
	}
	if err := t.tx.Commit(); err != nil {
		t.err = fmt.Errorf("commit: %w", err)
	}
}
