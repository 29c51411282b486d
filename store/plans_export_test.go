package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// PlanForTest gives how the database would run a query that it must not scan whole tables for.
func (db *DB) PlanForTest(ctx context.Context, query string, args ...any) (plan string, err error) {
	err = db.tx(ctx, func(c *conn) error {
		explain := "EXPLAIN QUERY PLAN "
		if db.dialect.name == "postgres" {
			explain = "EXPLAIN "
			// It would scan tables as small as a test's.
			if _, err := c.exec(ctx, "SET LOCAL enable_seqscan = off"); err != nil {
				return err
			}
		}
		return c.query(ctx, func(rows *sql.Rows) error {
			var id, parent, unused int
			var line string
			if db.dialect.name == "postgres" {
				err := rows.Scan(&line)
				plan += line + "\n"
				return err
			}
			err := rows.Scan(&id, &parent, &unused, &line)
			plan += line + "\n"
			return err
		}, explain+query, args...)
	})
	return plan, err
}

// DigestQueryForTest is the query of the morning digest.
const DigestQueryForTest = digestQuery

// CountsQueryForTest is the query of the status.
const CountsQueryForTest = countsQuery

// ErasureForTest gives the reads that find what is known of a person, by table.
func ErasureForTest() map[string]string {
	reads := map[string]string{}
	for _, p := range personalData {
		reads[p.table] = fmt.Sprintf("SELECT * FROM %s WHERE %s", p.table, p.where)
	}
	return reads
}

// Scans says whether a plan reads a table from end to end.
func Scans(plan, table string) bool {
	for line := range strings.Lines(plan) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "Seq Scan on "+table+" ") || line == "SCAN "+table || strings.HasPrefix(line, "SCAN "+table+" ") && !strings.Contains(line, "INDEX") {
			return true
		}
	}
	return false
}

// CapQueryForTest asks for the marketing sent to two people.
const CapQueryForTest = marketingSentQuery + "($2, $3)"

// UpdateForTest is the text of an update of messages that are still queued, two at once.
func (db *DB) UpdateForTest() string {
	c := &conn{db: db}
	return c.updateText("outbound", "reason = v.column2", []string{"TEXT", "TEXT"}, whereStill("queued"), 2)
}

// AmongRowsForTest is amongRows.
var AmongRowsForTest = amongRows

// OutcomeQueryForTest is the query of what became of a campaign's recipients.
const OutcomeQueryForTest = outcomeQuery
