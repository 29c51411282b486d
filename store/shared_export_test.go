package store

import "context"

// TxForTest runs f in a write transaction; exec runs a statement in it.
func (db *DB) TxForTest(ctx context.Context, f func(exec func(query string, args ...any) error) error) error {
	return db.tx(ctx, func(c *conn) error {
		return f(func(query string, args ...any) error {
			_, err := c.exec(ctx, query, args...)
			return err
		})
	})
}

// WaitingForTest is how many callers wait for their turn to write.
func (db *DB) WaitingForTest() int { return int(db.sharing.waiting.Load()) }
