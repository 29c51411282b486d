package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"kurzwahl/message"
)

type counter = atomic.Int64

// Commits gives how many write transactions this process has committed.
func (db *DB) Commits() int64 { return db.commits.Load() }

// runner is what queries run on: a transaction, or the readers' pool.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// conn runs queries in the dialect of its database.
type conn struct {
	db     *DB
	run    runner
	shared bool         // others' work is in the transaction too
	ring   [topics]bool // bells to ring after the commit

	stopping []message.Address // whose opt-out this transaction records
	overdue  bool              // and waited too long for what other processes let through
}

// reader gives a conn on which single reads run.
func (db *DB) reader() *conn { return &conn{db: db, run: db.read} }

// tx runs f in one write transaction: committed when f returns nil, else rolled back. After the commit the
// bells of what was written are rung. A panic in f rolls back and goes on. On SQLite, which has one writer at a time,
// those that come together share a commit. PostgreSQL may take one of two transactions back that wait for each other in a
// circle: f is then run anew, so whatever it leaves outside must be set, and never added to, by each run.
func (db *DB) tx(ctx context.Context, f func(c *conn) error) error {
	for run := 1; ; run++ {
		err := db.once(ctx, f)
		if err == nil || run == mostRuns || ctx.Err() != nil || !takenBack(err) {
			return err
		}
	}
}

// mostRuns is how often a transaction is begun that PostgreSQL takes back again and again.
const mostRuns = 5

// once runs f as tx does, one time.
func (db *DB) once(ctx context.Context, f func(c *conn) error) error {
	c := &conn{db: db}
	defer func() { db.stops.end(c.stopping) }()
	commit := db.own
	if db.read != db.write {
		commit = db.share
	}
	if err := commit(ctx, c, f); err != nil {
		return err
	}
	for topic, ring := range c.ring {
		if ring {
			db.bells.ring(Topic(topic))
		}
	}
	if c.overdue {
		db.passage.wentAhead(c.stopping)
	}
	return nil
}

// takenBack says whether PostgreSQL took a transaction back for the sake of another one: a deadlock (SQLSTATE 40P01) or a
// serialization failure (40001). The same again may well be committed.
func takenBack(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && (said.Code == "40P01" || said.Code == "40001")
}

// own runs f as tx does, in a transaction of its own.
func (db *DB) own(ctx context.Context, c *conn, f func(c *conn) error) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer tx.Rollback()
	c.run = tx
	if err := f(c); err != nil {
		return err
	}
	if err := c.awaitPassages(ctx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	db.commits.Add(1)
	return nil
}

// within is how long a query may run: in a shared transaction to its end, because an interrupt would take back what
// others wrote.
func (c *conn) within(ctx context.Context) context.Context {
	if c.shared {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// wake has the bell of a topic rung after the commit.
func (c *conn) wake(t Topic) { c.ring[t] = true }

// exec runs a statement and gives how many rows it changed.
func (c *conn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := c.run.ExecContext(c.within(ctx), c.db.sql(query), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query runs a query and calls scan for each row.
func (c *conn) query(ctx context.Context, scan func(rows *sql.Rows) error, query string, args ...any) error {
	rows, err := c.run.QueryContext(c.within(ctx), c.db.sql(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// row runs a query for one row; Scan on the result returns sql.ErrNoRows where there is none.
func (c *conn) row(ctx context.Context, query string, args ...any) *sql.Row {
	return c.run.QueryRowContext(c.within(ctx), c.db.sql(query), args...)
}

// list gives "($first,$first+1,…)" for n values: the right side of an IN.
func list(first, n int) string {
	b := make([]byte, 0, 2+6*n)
	b = append(b, '(')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = placeholder(b, first+i)
	}
	return string(append(b, ')'))
}

// placeholder appends "$n".
func placeholder(b []byte, n int) []byte { return strconv.AppendInt(append(b, '$'), int64(n), 10) }

// anys makes arguments of a slice of strings.
func anys[T ~string](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	return args
}

// nullable stores an empty string as NULL, for columns that are UNIQUE where set.
func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// newID makes an id that sorts by the time it was made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// toJSON is for values of our own types, which always marshal; that one does not is a bug.
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: marshal %T: %v", v, err))
	}
	return string(b)
}
