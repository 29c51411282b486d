package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Row is an outbound row as tests look at it.
type Row struct {
	State    message.State
	Reason   string
	Attempts int
	Due      time.Time
}

// OutboundRow gives one row for tests.
func (db *DB) OutboundRow(ctx context.Context, id string) (Row, error) {
	var r Row
	var due int64
	err := db.reader().row(ctx, "SELECT state, reason, attempts, due_ms FROM outbound WHERE id = $1", id).Scan(&r.State, &r.Reason, &r.Attempts, &due)
	r.Due = fromMillis(due)
	return r, err
}

// OutboundStates counts rows by state for tests.
func (db *DB) OutboundStates(ctx context.Context) (map[message.State]int, error) {
	states := map[message.State]int{}
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var s message.State
		var n int
		err := rows.Scan(&s, &n)
		states[s] = n
		return err
	}, "SELECT state, count(*) FROM outbound GROUP BY state")
	return states, err
}

// RecordConsent writes lines of the ledger for tests.
func (db *DB) RecordConsent(ctx context.Context, records ...consent.Record) error {
	return db.tx(ctx, func(c *conn) error {
		born := map[message.Address]time.Time{}
		var addresses []message.Address
		for _, r := range records {
			born[r.Address] = r.At
			addresses = append(addresses, r.Address)
		}
		if err := c.addContacts(ctx, born); err != nil {
			return err
		}
		before, err := c.standings(ctx, addresses[:min(len(addresses), 500)])
		if err != nil {
			return err
		}
		return c.record(ctx, records, before)
	})
}

// Orphans counts kept receipts for tests.
func (db *DB) Orphans(ctx context.Context) (n int, err error) {
	err = db.reader().row(ctx, "SELECT count(*) FROM receipt_orphan").Scan(&n)
	return n, err
}

// PostKinds gives kind and payload of all posts for tests.
func (db *DB) PostKinds(ctx context.Context) ([]string, error) {
	var posts []string
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var kind, payload string
		err := rows.Scan(&kind, &payload)
		posts = append(posts, kind+" "+payload)
		return err
	}, "SELECT kind, payload FROM slack_post ORDER BY id")
	return posts, err
}

// Statements gives all statements that were run so far, for tests.
func (db *DB) Statements() []string {
	var all []string
	db.queries.Range(func(query, _ any) bool {
		all = append(all, query.(string))
		return true
	})
	return all
}

// Plan gives the query plan of a statement on SQLite for tests; without args its placeholders
// stay empty.
func (db *DB) Plan(ctx context.Context, query string, args ...any) ([]string, error) {
	if len(args) == 0 {
		args = make([]any, strings.Count(query, "$"))
	}
	var steps []string
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var a, b, c int
		var step string
		err := rows.Scan(&a, &b, &c, &step)
		steps = append(steps, step)
		return err
	}, "EXPLAIN QUERY PLAN "+query, args...)
	return steps, err
}
