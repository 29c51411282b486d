package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"kurzwahl/conversations"
)

// InboundEvents gives, for tests, kind and text of all events, those of cut texts marked, in their order.
func (db *DB) InboundEvents(ctx context.Context) ([]string, error) {
	var texts []string
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var kind, payload string
		if err := rows.Scan(&kind, &payload); err != nil {
			return err
		}
		var e conversations.Event
		if err := json.Unmarshal([]byte(payload), &e); err != nil {
			return err
		}
		text := kind + " " + e.Text
		if e.Incomplete {
			text += " incomplete"
		}
		texts = append(texts, text)
		return nil
	}, "SELECT kind, payload FROM event ORDER BY id")
	return texts, err
}

// FirstEventForTest gives the id of the oldest event.
func (db *DB) FirstEventForTest(ctx context.Context) (id string, err error) {
	err = db.reader().row(ctx, "SELECT MIN(id) FROM event").Scan(&id)
	return id, err
}
