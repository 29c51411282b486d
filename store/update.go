package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// update changes many rows of a table with one statement each time. In set and where the table has its own name,
// and v.column1, v.column2 and so on are the values of a row, whose SQL types are given once for all rows. It gives
// how many rows were changed.
func (c *conn) update(ctx context.Context, table, set string, types []string, where string, rows [][]any) (int, error) {
	changed := 0
	for len(rows) > 0 {
		chunk := rows[:powerOfTwo(len(rows))]
		rows = rows[len(chunk):]
		n, err := c.exec(ctx, updateText(table, set, types, where, len(chunk)), flat(chunk)...)
		if err != nil {
			return changed, fmt.Errorf("update %s: %w", table, err)
		}
		changed += int(n)
	}
	return changed, nil
}

// flat puts the values of all rows one behind the other.
func flat(rows [][]any) []any {
	args := make([]any, 0, len(rows)*len(rows[0]))
	for _, row := range rows {
		args = append(args, row...)
	}
	return args
}

// updateText casts the first row only: it tells PostgreSQL the types of all.
func updateText(table, set string, types []string, where string, rows int) string {
	var b strings.Builder
	b.WriteString("UPDATE " + table + " SET " + set + " FROM (VALUES ")
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		for column, kind := range types {
			b.WriteString(cellSeparator(column))
			placeholder := "$" + strconv.Itoa(row*len(types)+column+1)
			if row == 0 {
				placeholder = "CAST(" + placeholder + " AS " + kind + ")"
			}
			b.WriteString(placeholder)
		}
		b.WriteByte(')')
	}
	b.WriteString(") AS v WHERE " + where)
	return b.String()
}
