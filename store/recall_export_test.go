package store

import (
	"context"
	"time"

	"kurzwahl/message"
)

// SuppressForTest is the first half of an erasure, after which another process may be killed.
func (db *DB) SuppressForTest(ctx context.Context, address message.Address, now time.Time) error {
	_, err := db.suppress(ctx, address, now)
	return err
}
