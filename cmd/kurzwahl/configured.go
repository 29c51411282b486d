package main

import (
	"errors"
	"fmt"
	"os"

	"kurzwahl/config"
	"kurzwahl/store"
)

// configured is the flag of commands that need the config.
type configured struct {
	Config string `required:"" type:"existingfile" help:"The config file."`
}

func (c configured) load() (*config.Config, error) { return config.Load(c.Config, os.Getenv) }

// database opens the configured database with an up-to-date schema.
func (c configured) database(w *world) (*store.DB, *config.Config, error) {
	cfg, err := c.load()
	if err != nil {
		return nil, nil, err
	}
	db, err := store.Open(w.ctx, cfg.Store.URL)
	if err != nil {
		return nil, nil, err
	}
	if _, err := db.Migrate(w.ctx); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, cfg, nil
}

// databaseAnd opens the configured database, and a file whose lines go into it.
func (c configured) databaseAnd(w *world, name string) (*store.DB, *config.Config, *os.File, error) {
	file, err := os.Open(name) //nolint:gosec // it is the operator's own
	if err != nil {
		return nil, nil, nil, fmt.Errorf("read the file: %w", err)
	}
	db, cfg, err := c.database(w)
	if err != nil {
		return nil, nil, nil, errors.Join(err, file.Close())
	}
	return db, cfg, file, nil
}

type migrateCmd struct{ configured }

func (c migrateCmd) Run(w *world) (err error) {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	db, err := store.Open(w.ctx, cfg.Store.URL)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	applied, err := db.Migrate(w.ctx)
	if err != nil {
		return err
	}
	if len(applied) == 0 {
		_, err = fmt.Fprintln(w.out, "The schema is up to date.")
		return err
	}
	_, err = fmt.Fprintf(w.out, "Applied %d migration(s), the last is %d.\n", len(applied), applied[len(applied)-1])
	return err
}
