package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/mattn/go-sqlite3"
)

// ErrNotFound is returned, wrapped, where one named row was asked for and there is none.
var ErrNotFound = errors.New("not found")

// DB is an open database. It may be used by many goroutines at once.
type DB struct {
	dialect  dialect
	process  string // an id of this DB's own
	opened   time.Time
	sends    atomic.Bool // this process has claimed messages
	write    *sql.DB
	read     *sql.DB
	queries  sync.Map // query as written -> as the database wants it
	bells    bells
	commits  counter
	sharing  sharing // of SQLite's one writing connection
	stops    stops
	presence presence // of the process, for others
	passage  passage  // of messages, past opt-outs in others
}

// Open opens the database that address names, "sqlite:PATH" or "postgres://…", and checks that it answers. It
// does not touch the schema; Migrate does. The caller closes the DB.
func Open(ctx context.Context, address string) (*DB, error) {
	db, err := connect(address)
	if err != nil {
		return nil, err
	}
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
	}
	return db, nil
}

func connect(address string) (*DB, error) {
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		return connectSQLite(strings.TrimPrefix(address, "sqlite:"))
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		pool, err := openPostgres(address)
		if err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
		pool.SetMaxOpenConns(16)
		pool.SetMaxIdleConns(16)
		aside, err := openPostgres(address)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open database: %w", err), pool.Close())
		}
		return &DB{dialect: postgres(), process: uuid.NewString(), opened: time.Now(), write: pool, read: pool, passage: newPassage(aside)}, nil
	default:
		return nil, errors.New(`open database: the address must begin with "sqlite:" or "postgres://"`)
	}
}

// connectSQLite puts the pragmas into the DSN, or has them run, so that every pooled connection has them.
func connectSQLite(path string) (*DB, error) {
	if path == "" {
		return nil, errors.New(`open database: "sqlite:" needs a path behind it`)
	}
	pragmas := url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_auto_vacuum": {"incremental"}, "_busy_timeout": {busyTimeout}, "_foreign_keys": {"on"}, "_cache_size": {"-16000"},
		"_mutex":           {"no"},  // database/sql lets one goroutine at a time use a connection; SQLite's own lock would be asked at every value
		"_stmt_cache_size": {"400"}, // statements over many rows are long: reading them again costs as much as running them
	}
	if err := createPrivate(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	file := (&url.URL{Scheme: "file", Opaque: strings.ReplaceAll(url.PathEscape(path), "%2F", "/")}).String()
	write := sql.OpenDB(sqliteFile{file + "?_txlock=immediate&" + pragmas.Encode()})
	write.SetMaxOpenConns(1)
	read := sql.OpenDB(sqliteFile{file + "?" + pragmas.Encode()})
	readers := max(4, runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &DB{dialect: sqlite(), process: uuid.NewString(), opened: time.Now(), write: write, read: read, sharing: sharing{turn: make(chan struct{}, 1)}}, nil
}

// busyTimeout is how many milliseconds a statement waits for another process.
const busyTimeout = "10000"

// sqlitePragmas are those that a DSN cannot hold. What a savepoint may have to take back stays in memory; and since pages
// are written again and again while their messages are under way, the log may grow to 16 MB before it is copied.
const sqlitePragmas = "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000"

// sqliteFile opens connections to the database of a DSN.
type sqliteFile struct{ dsn string }

// Driver gives the driver; database/sql asks for it.
func (f sqliteFile) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		_, err := conn.Exec(sqlitePragmas, nil)
		return err
	}}
}

// Connect opens one.
func (f sqliteFile) Connect(context.Context) (driver.Conn, error) { return f.Driver().Open(f.dsn) }

// createPrivate makes a new database file that only its owner reads; SQLite gives the files beside it the same mode. An
// existing one is left as it is, and not even opened: closing it would take the locks of other connections.
func createPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) //nolint:gosec // the path is the operator's own
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.write.PingContext(ctx) }

// Close closes all connections; waiting queries fail.
func (db *DB) Close() error {
	if db.read == db.write {
		return errors.Join(db.passage.close(), db.disappear(), db.write.Close())
	}
	return errors.Join(db.read.Close(), db.write.Close())
}

// sql gives the query as this database wants it.
func (db *DB) sql(query string) string {
	if known, ok := db.queries.Load(query); ok {
		return known.(string)
	}
	bound := db.dialect.rebind(query)
	db.queries.Store(query, bound)
	return bound
}

// millis is how a time stands in the database; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis is the inverse of millis; times come back in UTC.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
