package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// batchOctets is about how many octets of text are held before a batch is written, however few rows they are.
const batchOctets = 1 << 20

// copying is one copy under way.
type copying struct {
	source, target *conn
	tell           func(CopyProgress)
	at             CopyProgress
	total          int64
}

// run copies all tables, then reads them back.
func (r *copying) run(ctx context.Context, tables map[string][]column) ([]CopiedTable, error) {
	var done []CopiedTable
	r.at = CopyProgress{Total: r.total}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		sum, err := r.table(ctx, name, tables[name])
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
		done = append(done, CopiedTable{Name: name, Sum: sum})
	}
	r.at = CopyProgress{Checking: true, Total: r.total}
	for _, t := range done {
		sum, err := r.sum(ctx, t.Name, tables[t.Name])
		if err != nil {
			return nil, fmt.Errorf("read back table %s: %w", t.Name, err)
		}
		if sum != t.Sum {
			return nil, fmt.Errorf("%w: table %s has %d rows (checksum %s) in the source and %d rows (%s) in the target",
				ErrDiffers, t.Name, t.Sum.Rows, hex.EncodeToString(t.Sum.Sum[:6]), sum.Rows, hex.EncodeToString(sum.Sum[:6]))
		}
	}
	return done, nil
}

func (r *copying) progress(table string, rows int) {
	r.at.Table, r.at.Done = table, r.at.Done+int64(rows)
	if r.tell != nil {
		r.tell(r.at)
	}
}

// table copies one table batch by batch and gives the checksum of what the source had.
func (r *copying) table(ctx context.Context, name string, columns []column) (Checksum, error) {
	var sum Checksum
	var batch [][]any
	octets := 0
	flush := func() error {
		_, err := r.target.insert(ctx, quoted(name), quotedNames(columns), "", batch)
		r.progress(name, len(batch))
		batch, octets = batch[:0], 0
		return err
	}
	toPostgres := r.target.db.dialect.name == "postgres"
	err := r.source.eachRow(ctx, name, columns, func(cells []any) error {
		sum.add(cells)
		size, err := textOctets(columns, cells, toPostgres)
		if err != nil {
			return fmt.Errorf("row %s: %w", describe(columns, cells), err)
		}
		batch, octets = append(batch, slices.Clone(cells)), octets+size
		if len(batch) == rowsPerInsert || octets >= batchOctets {
			return flush()
		}
		return nil
	})
	if err != nil {
		return Checksum{}, err
	}
	return sum, flush()
}

// sum reads a table of the target back.
func (r *copying) sum(ctx context.Context, name string, columns []column) (Checksum, error) {
	var sum Checksum
	err := r.target.eachRow(ctx, name, columns, func(cells []any) error {
		sum.add(cells)
		if sum.Rows%rowsPerInsert == 0 {
			r.progress(name, rowsPerInsert)
		}
		return nil
	})
	r.progress(name, int(sum.Rows%rowsPerInsert))
	return sum, err
}

// eachRow reads a whole table row by row, in any order. A cell is nil, a string, an int64, a float64 or a bool, as its
// column says, from either database. The slice is used again for the next row.
func (c *conn) eachRow(ctx context.Context, table string, columns []column, f func(cells []any) error) error {
	cells, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		targets[i] = &cells[i]
	}
	return c.query(ctx, func(rows *sql.Rows) error {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, column := range columns {
			cell, err := column.kind.cell(cells[i])
			if err != nil {
				return fmt.Errorf("column %s: %w", column.name, err)
			}
			cells[i] = cell
		}
		return f(cells)
	}, "SELECT "+quotedNames(columns)+" FROM "+quoted(table))
}

// cell brings what a driver gives for a column into one form. SQLite lets any column hold anything: what does not
// belong is an error, and not guessed at.
func (k kind) cell(value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	if raw, ok := value.([]byte); ok {
		value = string(raw)
	}
	fits := false
	switch k {
	case textCell:
		_, fits = value.(string)
	case wholeCell:
		_, fits = value.(int64)
	case realCell:
		if whole, ok := value.(int64); ok {
			value = float64(whole)
		}
		_, fits = value.(float64)
	case truthCell:
		_, fits = value.(bool)
	}
	if !fits {
		return nil, fmt.Errorf("a value of the type %T does not belong there", value)
	}
	return value, nil
}

// errNotStorable says what PostgreSQL does not take and SQLite does.
var errNotStorable = errors.New("text that PostgreSQL cannot hold (a zero octet, or not UTF-8)")

// textOctets gives the size of a row's texts.
func textOctets(columns []column, cells []any, toPostgres bool) (int, error) {
	size := 0
	for i, cell := range cells {
		text, ok := cell.(string)
		if !ok {
			continue
		}
		if toPostgres && (!utf8.ValidString(text) || strings.ContainsRune(text, 0)) {
			return 0, fmt.Errorf("column %s: %w", columns[i].name, errNotStorable)
		}
		size += len(text)
	}
	return size, nil
}

// describe names a row by its id where it has one; other columns may hold what belongs in no log.
func describe(columns []column, cells []any) string {
	for i, c := range columns {
		if c.name == "id" {
			return fmt.Sprintf("with id %q", cells[i])
		}
	}
	return "without an id"
}
