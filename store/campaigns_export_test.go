package store

import (
	"context"

	"kurzwahl/message"
)

// TagContact tags a contact for tests.
func (db *DB) TagContact(ctx context.Context, a message.Address, tags ...string) error {
	return db.tx(ctx, func(c *conn) error {
		var rows [][]any
		for _, tag := range tags {
			rows = append(rows, []any{string(a), tag})
		}
		_, err := c.insert(ctx, "contact_tag", "address, tag", "", rows)
		return err
	})
}

// BuyForTest gives a contact an order with the given items.
func (db *DB) BuyForTest(ctx context.Context, a message.Address, items string) error {
	return db.tx(ctx, func(c *conn) error {
		_, err := c.insert(ctx, "shop_order", "source, number, address, state, state_ms, items, updated_ms", "", [][]any{
			{"test", string(a), string(a), "delivered", 1, items, 1},
		})
		return err
	})
}

// PostRevisions counts how often posts were replaced by newer ones, for tests.
func (db *DB) PostRevisions(ctx context.Context) (n int, err error) {
	err = db.reader().row(ctx, "SELECT coalesce(sum(revision), 0) FROM slack_post").Scan(&n)
	return n, err
}
