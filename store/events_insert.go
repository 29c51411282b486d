package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// AddEvents takes in what happened to contacts, in the order given, and wakes the turn worker. A contact that is
// not known yet is made. It gives how many events were added: one whose Dedupe is known already is left out. An
// empty ID is filled by the store; a caller that sets it must use ids that sort by time.
func (db *DB) AddEvents(ctx context.Context, events []conversations.Event) (added int, err error) {
	if len(events) == 0 {
		return 0, nil
	}
	err = db.tx(ctx, func(c *conn) error {
		added, err = c.addEvents(ctx, events)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("add events: %w", err)
	}
	return added, nil
}

// addEvents is AddEvents within a transaction.
func (c *conn) addEvents(ctx context.Context, events []conversations.Event) (int, error) {
	if len(events) == 0 {
		return 0, nil
	}
	born := make(map[message.Address]time.Time, len(events))
	rows := make([][]any, len(events))
	for i, e := range events {
		born[e.Address] = e.At
		e.Text, e.Reason = storable(e.Text), storable(e.Reason)
		if e.ID == "" {
			e.ID = newID()
		}
		rows[i] = []any{e.ID, string(e.Address), string(e.Kind), toJSON(e), nullable(e.Dedupe), "pending", millis(e.At)}
	}
	if err := c.addContacts(ctx, born); err != nil {
		return 0, err
	}
	added, err := c.insert(ctx, "event", "id, address, kind, payload, dedupe, state, created_ms", "ON CONFLICT DO NOTHING", rows)
	if err != nil {
		return 0, err
	}
	c.wake(Events)
	return added, nil
}

// addContacts makes the contacts that are not known yet. They are made in the order of their addresses, so that
// two processes that make the same ones never wait for each other in a circle.
func (c *conn) addContacts(ctx context.Context, born map[message.Address]time.Time) error {
	missing := maps.Clone(born)
	for addresses := range slices.Chunk(slices.Collect(maps.Keys(born)), rowsPerInsert) {
		err := c.query(ctx, func(rows *sql.Rows) error {
			var known message.Address
			if err := rows.Scan(&known); err != nil {
				return err
			}
			delete(missing, known)
			return nil
		}, "SELECT address FROM contact WHERE address IN "+list(1, listSize(len(addresses))), padded(addresses)...)
		if err != nil {
			return fmt.Errorf("look up contacts: %w", err)
		}
	}
	for addresses := range slices.Chunk(slices.Sorted(maps.Keys(missing)), rowsPerInsert) {
		erased, err := c.suppressErased(ctx, addresses)
		if err != nil {
			return err
		}
		rows := make([][]any, len(addresses))
		for i, address := range addresses {
			at := millis(missing[address])
			rows[i] = []any{string(address), address.Country(), erased[address], at, at}
		}
		_, err = c.insert(ctx, "contact", "address, country, suppressed, created_ms, updated_ms", "ON CONFLICT (address) DO NOTHING", rows)
		if err != nil {
			return err
		}
	}
	return nil
}

// storable makes a text fit for both databases: PostgreSQL stores neither a NUL nor invalid UTF-8.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "\ufffd")
}
