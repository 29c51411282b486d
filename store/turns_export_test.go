package store

import (
	"context"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// CountForTest runs a query that gives one number.
func (db *DB) CountForTest(ctx context.Context, query string, args ...any) (n int, err error) {
	err = db.reader().row(ctx, query, args...).Scan(&n)
	return n, err
}

// Agree writes a consent to all marketing.
func (db *DB) Agree(ctx context.Context, address message.Address, at time.Time) error {
	return db.tx(ctx, func(c *conn) error {
		if err := c.addContacts(ctx, map[message.Address]time.Time{address: at}); err != nil {
			return err
		}
		return c.record(ctx, []consent.Record{consent.Evidence{Address: address, Source: "import", At: at}.Record(consent.All, consent.Granted)}, nil)
	})
}
