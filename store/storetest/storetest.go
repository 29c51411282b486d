// Package storetest gives tests a fresh, migrated database: SQLite always, PostgreSQL where its server is
// installed. The server runs in a temporary folder on a free loopback port, as an unprivileged user, for as long
// as the test binary does.
package storetest

import (
	"context"
	"fmt"
	"path/filepath"
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
		f(t, open(t, SQLiteURL(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, open(t, PostgresURL(t)))
	})
}

// SQLite opens a fresh, migrated SQLite database that is closed with the test.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, SQLiteURL(t))
}

// SQLiteURL gives the address of a SQLite database that does not exist yet.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "kurzwahl.db")
}

var databases atomic.Int64

// PostgresURL gives the address of an empty PostgreSQL database of the test's own, or skips the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server, err := sharedServer()
	if err != nil {
		missing(t, err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := server.create(t.Context(), name); err != nil {
		t.Fatalf("create database: %v", err)
	}
	return server.url(name)
}

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
	if _, err := db.Migrate(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	return db
}
