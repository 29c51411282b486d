package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date and gives the versions it applied, lowest first; none when it was up to
// date. Several processes may call it at once: on PostgreSQL a session lock lets one after the other in.
func (db *DB) Migrate(ctx context.Context) ([]int64, error) {
	provider, err := db.provider()
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	applied := make([]int64, 0, len(results))
	for _, r := range results {
		applied = append(applied, r.Source.Version)
	}
	return applied, nil
}

func (db *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	guard := goose.WithGoMigrations(guardLedger(db.dialect.name))
	if db.dialect.name != "postgres" {
		return goose.NewProvider(goose.DialectSQLite3, db.write, files, guard)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db.write, files, guard, goose.WithSessionLocker(locker))
}
