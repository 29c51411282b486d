package store

import (
	"context"
	"errors"
	"fmt"
)

// overwriting has SQLite write zeros over what is deleted until the function that it gives is called. PostgreSQL does so
// by itself when it vacuums.
func (c *conn) overwriting(ctx context.Context) (end func()) {
	if c.db.dialect.name == "postgres" {
		return func() {}
	}
	set := func(value string) {
		var was int // a pragma that fails leaves the bytes to be written over one day, as any other deletion does
		_ = c.row(ctx, "PRAGMA secure_delete = "+value).Scan(&was)
	}
	set("ON")
	return func() { set("OFF") }
}

// emptyLog copies SQLite's log into the database and cuts it off: it holds the pages as they were before. A reader that
// takes longer than logPatience keeps the log for now, as writing waits meanwhile; the next erasure empties it.
func (db *DB) emptyLog(ctx context.Context) (err error) {
	if db.dialect.name == "postgres" {
		return nil
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("empty the log of an erased contact: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	for _, pragma := range []string{"PRAGMA busy_timeout = " + logPatience, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout = " + busyTimeout} {
		if _, failed := conn.ExecContext(ctx, pragma); failed != nil {
			err = errors.Join(err, fmt.Errorf("empty the log of an erased contact: %w", failed))
		}
	}
	return err
}

// logPatience is how many milliseconds the log waits for its readers.
const logPatience = "1000"
