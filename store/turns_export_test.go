package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// CountForTest runs a query that gives one number.
func (db *DB) CountForTest(ctx context.Context, query string, args ...any) (n int, err error) {
	err = db.reader().row(ctx, query, args...).Scan(&n)
	return n, err
}

// Agree writes a consent to all marketing.
func (db *DB) Agree(ctx context.Context, address message.Address, at time.Time) error {
	return db.tx(ctx, func(c *conn) error {
		if err := c.addContacts(ctx, map[message.Address]time.Time{address: at}); err != nil {
			return err
		}
		return c.record(ctx, []consent.Record{consent.Evidence{Address: address, Source: "import", At: at}.Record(consent.All, consent.Granted)}, nil)
	})
}

// ExecForTest runs a statement in a transaction of its own.
func (db *DB) ExecForTest(ctx context.Context, query string, args ...any) error {
	return db.tx(ctx, func(c *conn) error {
		_, err := c.exec(ctx, query, args...)
		return err
	})
}

// PersonalTables names the tables that erasure knows.
func PersonalTables() []string {
	var names []string
	for _, p := range personalData {
		names = append(names, p.table)
	}
	return names
}

// TablesForTest names all tables.
func (db *DB) TablesForTest(ctx context.Context) ([]string, error) {
	tables := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if db.dialect.name == "postgres" {
		tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	}
	var names []string
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	}, tables)
	return names, err
}

// DumpForTest gives all rows of all tables as text, by table.
func (db *DB) DumpForTest(ctx context.Context) (map[string]string, error) {
	names, err := db.TablesForTest(ctx)
	if err != nil {
		return nil, err
	}
	c := db.reader()
	dump := map[string]string{}
	for _, name := range names {
		rows, err := c.rowsOf(ctx, personal{table: name, where: "$1 = $1"}, "x")
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			dump[name] = fmt.Sprint(rows)
		}
	}
	return dump, nil
}
