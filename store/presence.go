package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"time"
)

// presence shows the other processes on one PostgreSQL that this one lives: it holds a lock on a connection of its own,
// and PostgreSQL gives the lock up with the connection as soon as the process dies. SQLite has one process: there all
// others are dead. A process that hangs, or whose machine is gone, keeps its lock for a while; so what matters, leases
// above all, ends by time as well, and a transaction that stands still ends too (see settings).
type presence struct {
	mu   sync.Mutex
	conn *sql.Conn // that holds the lock; nil where nothing does
}

// appear shows that this process lives. It must be called before anything is stored that is worth something only as
// long as it does.
func (db *DB) appear(ctx context.Context) error {
	if db.alone() {
		return nil
	}
	p := &db.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		return nil
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("show that the process lives: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", lockOf(db.process)); err != nil {
		return errors.Join(fmt.Errorf("show that the process lives: %w", err), conn.Close())
	}
	p.conn = conn
	return nil
}

// reappear is appear, and says whether the connection had broken meanwhile: others may have taken this process for
// dead, and may have been cut off themselves.
func (db *DB) reappear(ctx context.Context) (broken bool, err error) {
	if p := &db.presence; !db.alone() {
		p.mu.Lock()
		if p.conn != nil && p.conn.PingContext(ctx) != nil {
			_ = p.conn.Close() // it is broken
			p.conn, broken = nil, true
		}
		p.mu.Unlock()
	}
	return broken, db.appear(ctx)
}

// disappearWithin is how long giving the lock up may take. PostgreSQL does it by itself when the connection is gone.
const disappearWithin = 3 * time.Second

// disappear lets others take over at once.
func (db *DB) disappear() error {
	p := &db.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), disappearWithin)
	defer cancel()
	// Closing alone would put the connection back into the pool, with the lock.
	_, err := p.conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", lockOf(db.process))
	conn := p.conn
	p.conn = nil
	return errors.Join(err, conn.Close())
}

// alone says whether no other process can use this database.
func (db *DB) alone() bool { return db.dialect.skipLocked == "" }

// lives says whether the process is this one or lives elsewhere.
func (c *conn) lives(ctx context.Context, process string) (bool, error) {
	if process == c.db.process || c.db.alone() || process == "" {
		return process == c.db.process, nil
	}
	free := false
	if err := c.row(ctx, "SELECT pg_try_advisory_xact_lock_shared($1)", lockOf(process)).Scan(&free); err != nil {
		return false, fmt.Errorf("look whether a process lives: %w", err)
	}
	return !free, nil
}

// ours marks a name as one of this process.
func (db *DB) ours(name string) string { return db.process + "/" + name }

// whose takes apart what ours made; the process is "" for a name that nobody marked.
func whose(marked string) (process, name string) {
	if process, name, ok := strings.Cut(marked, "/"); ok {
		return process, name
	}
	return "", marked
}

// lockOf is the key of a process's lock.
func lockOf(process string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(process)) // a hash takes everything
	return int64(h.Sum64())         //nolint:gosec // any number will do
}
