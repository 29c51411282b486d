package store

import (
	"context"
	"database/sql"
	"fmt"

	"kurzwahl/message"
)

// OutboundByState counts all outbound rows by their state; a state without a row has no entry. It reads the whole
// table.
func (db *DB) OutboundByState(ctx context.Context) (map[message.State]int, error) {
	states := make(map[message.State]int)
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var state message.State
		var n int
		err := rows.Scan(&state, &n)
		states[state] = n
		return err
	}, "SELECT state, COUNT(*) FROM outbound GROUP BY state")
	if err != nil {
		return nil, fmt.Errorf("count messages: %w", err)
	}
	return states, nil
}
