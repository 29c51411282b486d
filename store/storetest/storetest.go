// Package storetest gives tests a fresh, migrated database: SQLite always, PostgreSQL where its server is
// installed. The server runs in a temporary folder on a free loopback port, as an unprivileged user, for as long
// as the test binary does. A test binary migrates once; each database is a copy of that.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kurzwahl/store"
)

// Each runs f once on a fresh SQLite database and once on a fresh PostgreSQL database, as parallel subtests. Without a
// PostgreSQL server that half is skipped with a line that says how to get one, or fails where
// KURZWAHL_REQUIRE_POSTGRES=1.
func Each(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, open(t, MigratedPostgresURL(t)))
	})
}

// SQLite opens a fresh, migrated SQLite database that is closed with the test.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, MigratedSQLiteURL(t))
}

// SQLiteURL gives the address of a SQLite database that does not exist yet.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "kurzwahl.db")
}

// MigratedSQLiteURL gives the address of a migrated SQLite database of the test's own.
func MigratedSQLiteURL(t testing.TB) string {
	t.Helper()
	file, err := migratedSQLite()
	if err != nil {
		t.Fatal(err)
	}
	url := SQLiteURL(t)
	if err := os.WriteFile(strings.TrimPrefix(url, "sqlite:"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return url
}

// migratedSQLite is the file of a migrated SQLite database.
var migratedSQLite = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "kurzwahl-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "kurzwahl.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

var databases atomic.Int64

// PostgresURL gives the address of an empty PostgreSQL database of the test's own, or skips the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return postgresURL(t, "template1")
}

// MigratedPostgresURL gives the address of a migrated PostgreSQL database of the test's own, or skips the test.
func MigratedPostgresURL(t testing.TB) string {
	t.Helper()
	server, err := sharedServer()
	if err != nil {
		missing(t, err)
	}
	if err := server.migrated(); err != nil {
		t.Fatal(err)
	}
	return postgresURL(t, migratedName)
}

// postgresURL gives the address of a copy of the database called template, or skips the test.
func postgresURL(t testing.TB, template string) string {
	t.Helper()
	server, err := sharedServer()
	if err != nil {
		missing(t, err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := server.create(t.Context(), name, template); err != nil {
		t.Fatalf("create database: %v", err)
	}
	return server.url(name)
}

// migrate makes the database at url one for open, and leaves it closed.
func migrate(url string) error {
	ctx := context.Background() // of no test: what it makes is for all of them
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	_, err = db.Migrate(ctx)
	return errors.Join(err, db.Close())
}

// open opens a migrated database that is closed with the test.
func open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return db
}
