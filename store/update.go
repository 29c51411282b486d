package store

import (
	"context"
	"fmt"
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
	b := make([]byte, 0, len(table)+len(set)+len(where)+rows*len(types)*6+64)
	b = append(b, "UPDATE "+table+" SET "+set+" FROM (VALUES "...)
	for column, kind := range types {
		separator := ","
		if column == 0 {
			separator = "("
		}
		b = append(placeholder(append(b, separator+"CAST("...), column+1), " AS "+kind+")"...)
	}
	b = appendRows(append(b, ')'), 1, rows, len(types))
	return string(append(b, ") AS v WHERE "+where...))
}
