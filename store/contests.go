package store

import (
	"context"
	"database/sql"
	"fmt"

	"kurzwahl/contests"
)

// ContestEntries gives all entries of a contest in the order of their numbers, so that a list of them is the same
// whenever it is made.
func (db *DB) ContestEntries(ctx context.Context, contest string) ([]contests.Entry, error) {
	var entries []contests.Entry
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		e := contests.Entry{Contest: contest}
		var at int64
		if err := rows.Scan(&e.Address, &e.Answer, &e.Event, &at); err != nil {
			return err
		}
		e.At = fromMillis(at)
		entries = append(entries, e)
		return nil
	}, "SELECT address, answer, event_id, entered_ms FROM contest_entry WHERE contest = $1 ORDER BY address", contest)
	if err != nil {
		return nil, fmt.Errorf("read contest entries: %w", err)
	}
	return entries, nil
}
