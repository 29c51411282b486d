package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kurzwahl/message"
	"kurzwahl/store"
)

// ErrInUse is returned, wrapped, for a database that has messages in it: what is measured is written to it, and what is
// queued in it would be sent.
var ErrInUse = errors.New("the database is in use: measuring needs an empty one")

// database is an empty database to measure on.
type database struct {
	*store.DB
	kind   string // for Result.Store
	folder string // to be removed; "" where there is none
}

// openDatabase opens the database at the URL, or a new SQLite database in a temporary folder where that is "".
func openDatabase(ctx context.Context, url string) (*database, error) {
	d := &database{kind: "sqlite"}
	if url == "" {
		folder, err := os.MkdirTemp("", "kurzwahl-bench-")
		if err != nil {
			return nil, fmt.Errorf("make a folder for the database: %w", err)
		}
		d.folder, url = folder, "sqlite:"+filepath.Join(folder, "bench.db")
	} else if strings.HasPrefix(url, "postgres") {
		d.kind = "postgres"
	}
	db, err := store.Open(ctx, url)
	if err != nil {
		return nil, errors.Join(err, d.remove())
	}
	d.DB = db
	if err := d.prepare(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *database) prepare(ctx context.Context) error {
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	states, err := d.OutboundByState(ctx)
	if err != nil {
		return err
	}
	for _, n := range states {
		if n > 0 {
			return fmt.Errorf("open database to measure on: %w", ErrInUse)
		}
	}
	return nil
}

// finalStates counts the outbound rows by state; one that is not final is an error of the run.
func (d *database) finalStates(ctx context.Context) (map[message.State]int, error) {
	states, err := d.OutboundByState(ctx)
	if err != nil {
		return nil, err
	}
	for state, n := range states {
		if !state.Final() {
			return states, fmt.Errorf("measure: %d messages are still %s at the end", n, state)
		}
	}
	return states, nil
}

// Close closes the database, and removes the temporary one.
func (d *database) Close() error { return errors.Join(d.DB.Close(), d.remove()) }

func (d *database) remove() error {
	if d.folder == "" {
		return nil
	}
	if err := os.RemoveAll(d.folder); err != nil {
		return fmt.Errorf("remove the folder of the database: %w", err)
	}
	return nil
}
