package store

import (
	"context"
	"errors"
	"time"
)

// PassageKeyForTest is the lock that opt-outs take alone.
const PassageKeyForTest = passageKey

// EnterBusyForTest begins a hold while opt-outs have all connections of the pool.
func (db *DB) EnterBusyForTest(ctx context.Context) (err error) {
	db.write.SetMaxOpenConns(1)
	defer db.write.SetMaxOpenConns(16)
	busy, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	_, err = db.passage.enter(ctx)
	return errors.Join(err, busy.Close())
}

// HoldEndsForTest says until when a hold lasts.
func HoldEndsForTest(asked, begun time.Time) time.Time { return holdEnds(asked, begun) }

// WaitedTooLongForTest says whether an opt-out goes ahead after the error.
func WaitedTooLongForTest(err error) bool { return waitedTooLong(err) }
