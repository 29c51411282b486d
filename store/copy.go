package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// Errors that Copy returns, wrapped.
var (
	// ErrNotEmpty: the target has rows already.
	ErrNotEmpty = errors.New("the target is not empty")
	// ErrSchema: the source has another schema than this program, newer or older, or none.
	ErrSchema = errors.New("the source's schema does not fit this program")
	// ErrInUse: a service works on the source.
	ErrInUse = errors.New("a service is running on the source")
	// ErrIncomplete: the target has its tables, but the rows could not be copied; it has none of them.
	ErrIncomplete = errors.New("the target is incomplete and must not be used: it has the tables but none of the rows; the copy can be tried again")
	// ErrDiffers, with ErrIncomplete: what was read back from the target is not what the source holds.
	ErrDiffers = errors.New("the target does not hold what the source does")
)

// CopyProgress is how far a copy is.
type CopyProgress struct {
	Checking bool // the rows are there and are read back
	Table    string
	Done     int64 // rows of all tables
	Total    int64
}

// CopiedTable is what was copied of one table.
type CopiedTable struct {
	Name string
	Sum  Checksum // of the source; the target's is the same
}

// CopyOptions says how to copy. The zero value is good.
type CopyOptions struct {
	Running  bool               // copy although a service works on the source: a backup on which none must be started
	Progress func(CopyProgress) // is told of every batch; nil tells nobody
}

// OpenExisting opens a database as Open does, and does not make it where there is none.
func OpenExisting(ctx context.Context, address string) (*DB, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok && path != "" {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
	}
	return Open(ctx, address)
}

// Copy copies every row of every table from db, as it is at one moment, into an empty target, whatever kinds of
// database the two are. It brings the target's schema up to date first. All rows are written in one transaction, and
// committed only after they were read back from the target and found to be the same. So after ErrIncomplete the
// target holds no row, or, where the connection broke within the commit itself, all of them. Nobody else can write to
// the target meanwhile. Memory does not grow with the number of rows. Now is compared with the leases of services.
func (db *DB) Copy(ctx context.Context, target *DB, now time.Time, o CopyOptions) ([]CopiedTable, error) {
	snapshot, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("copy: begin to read the source: %w", err)
	}
	defer snapshot.Rollback()
	source := &conn{db: db, run: snapshot}
	if err := source.fitToCopy(ctx, now, o.Running); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	if err := target.reader().wantEmpty(ctx); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	if _, err := target.Migrate(ctx); err != nil {
		return nil, fmt.Errorf("copy: target: %w", err)
	}
	var done []CopiedTable
	err = target.own(ctx, &conn{db: target}, func(c *conn) error {
		done, err = copyAll(ctx, source, c, o.Progress)
		return err
	})
	if errors.Is(err, ErrNotEmpty) || errors.Is(err, ErrSchema) {
		return nil, fmt.Errorf("copy: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("copy: %w\n%w", err, ErrIncomplete)
	}
	return done, nil
}

// copyAll copies and checks within the target's transaction.
func copyAll(ctx context.Context, source, target *conn, progress func(CopyProgress)) ([]CopiedTable, error) {
	tables, err := source.layout(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the source's tables: %w", err)
	}
	own, err := target.layout(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the target's tables: %w", err)
	}
	if err := sameTables(tables, own); err != nil {
		return nil, err
	}
	if err := target.holdTables(ctx, own); err != nil {
		return nil, fmt.Errorf("keep others from the target: %w", err)
	}
	if err := target.wantEmpty(ctx); err != nil {
		return nil, err
	}
	r := &copying{source: source, target: target, tell: progress}
	if r.total, err = source.rowsIn(ctx, tables); err != nil {
		return nil, fmt.Errorf("count the source's rows: %w", err)
	}
	return r.run(ctx, own)
}

// fitToCopy looks at the source before anything is written.
func (c *conn) fitToCopy(ctx context.Context, now time.Time, running bool) error {
	have, err := c.schemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the source's schema: %w", err)
	}
	want, err := c.db.newestVersion()
	if err != nil {
		return err
	}
	switch {
	case have == 0:
		return fmt.Errorf("%w: it has none, so it is no database of Kurzwahl", ErrSchema)
	case have > want:
		return fmt.Errorf("%w: it is newer (version %d) than this program knows (%d): copy with the newer program", ErrSchema, have, want)
	case have < want:
		return fmt.Errorf("%w: it is older (version %d) than this program wants (%d): kurzwahl migrate brings it up to date", ErrSchema, have, want)
	case running:
		return nil
	}
	var held int64
	if err := c.row(ctx, "SELECT COALESCE(MAX(until_ms), 0) FROM lease WHERE until_ms > $1", millis(now)).Scan(&held); err != nil {
		return fmt.Errorf("read the source's leases: %w", err)
	}
	if held > 0 {
		return fmt.Errorf("%w, or ended without saying so and counts as running until %s: stop it, or customers may be texted twice",
			ErrInUse, fromMillis(held).Format(time.RFC3339))
	}
	return nil
}

// schemaVersion gives the last migration that was applied, 0 where none ever was.
func (c *conn) schemaVersion(ctx context.Context) (int64, error) {
	names, err := c.tableNames(ctx)
	if err != nil || !slices.Contains(names, migrationTable) {
		return 0, err
	}
	var version int64
	err = c.row(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+migrationTable+" WHERE is_applied").Scan(&version)
	return version, err
}

// newestVersion gives the last migration that this program has.
func (db *DB) newestVersion() (int64, error) {
	provider, err := db.provider()
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	newest := int64(0)
	for _, s := range provider.ListSources() {
		newest = max(newest, s.Version)
	}
	return newest, nil
}

// wantEmpty returns ErrNotEmpty with the names of tables that hold rows, which may be anybody's tables.
func (c *conn) wantEmpty(ctx context.Context) error {
	names, err := c.tableNames(ctx)
	if err != nil {
		return fmt.Errorf("read the target's tables: %w", err)
	}
	var filled []string
	for _, name := range names {
		var some bool
		if name == migrationTable {
			continue
		}
		if err := c.row(ctx, "SELECT EXISTS (SELECT 1 FROM "+quoted(name)+")").Scan(&some); err != nil {
			return fmt.Errorf("look into the target's table %s: %w", name, err)
		}
		if some {
			filled = append(filled, name)
		}
	}
	if len(filled) > 0 {
		return fmt.Errorf("%w: %s has rows; name a new database", ErrNotEmpty, strings.Join(filled, ", "))
	}
	return nil
}

// holdTables keeps other processes from writing until the transaction ends. On SQLite the transaction alone does.
func (c *conn) holdTables(ctx context.Context, tables map[string][]column) error {
	if c.db.dialect.name != "postgres" {
		return nil
	}
	names := slices.Sorted(maps.Keys(tables))
	for i := range names {
		names[i] = quoted(names[i])
	}
	_, err := c.exec(ctx, "LOCK TABLE "+strings.Join(names, ", ")+" IN EXCLUSIVE MODE")
	return err
}

func (c *conn) rowsIn(ctx context.Context, tables map[string][]column) (int64, error) {
	var total int64
	for name := range tables {
		var n int64
		if err := c.row(ctx, "SELECT COUNT(*) FROM "+quoted(name)).Scan(&n); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		total += n
	}
	return total, nil
}
