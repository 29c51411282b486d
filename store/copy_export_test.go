package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// FillForTest puts rows into every table that the schema has, with every kind of value that its columns can hold, and
// gives the tables' names.
func (db *DB) FillForTest(ctx context.Context, rows int) ([]string, error) {
	var names []string
	err := db.tx(ctx, func(c *conn) error {
		tables, err := c.layout(ctx)
		if err != nil {
			return err
		}
		names = slices.Sorted(maps.Keys(tables))
		for _, name := range names {
			var all [][]any
			for i := range rows {
				all = append(all, cellsForTest(name, tables[name], i))
			}
			if _, err := c.insert(ctx, name, quotedNames(tables[name]), "", all); err != nil {
				return err
			}
		}
		return nil
	})
	return names, err
}

// cellsForTest makes row i of a table; texts differ, so that no two rows collide in a key.
func cellsForTest(table string, columns []column, i int) []any {
	texts := []string{"", "Grüße, 'Ähre' \"50 %\"\n", "żółw 🐢 €", "\\x00 $1 ?1 {}", "line\r\nbreak\ttab"}
	wholes := []int64{0, -1, 1<<63 - 1, -1 << 63, 1_700_000_000_000}
	reals := []float64{0, 0.1, -1e300, 5e-324, 1.0 / 3, 7}
	cells := make([]any, len(columns))
	for j, c := range columns {
		switch c.kind {
		case textCell:
			cells[j] = fmt.Sprintf("%s%s-%s-%d", texts[(i+j)%len(texts)], table, c.name, i)
		case wholeCell:
			cells[j] = wholes[(i+j)%len(wholes)]
		case realCell:
			cells[j] = reals[(i+j)%len(reals)]
		case truthCell:
			cells[j] = i%2 == 0
		}
		if nullableForTest[table+"."+c.name] && i%3 == 0 {
			cells[j] = nil
		}
		if table == "lease" && c.kind == wholeCell {
			cells[j] = int64(i)
		}
	}
	return cells
}

// nullableForTest are columns that may be NULL.
var nullableForTest = map[string]bool{"event.dedupe": true, "outbound.dedupe": true, "slack_post.latest": true}

// ChecksumForTest gives the checksum of rows in the order in which they are given.
func ChecksumForTest(rows ...[]any) Checksum {
	var s Checksum
	for _, row := range rows {
		s.add(row)
	}
	return s
}
