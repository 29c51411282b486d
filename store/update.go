package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// update changes many rows of a table with one statement each time. In set and where the table has its own name,
// and v.column1, v.column2 and so on are the values of a row, whose SQL types are given once for all rows. where begins
// with the columns of a key, as in "coupon.pool = v.column1 AND coupon.code = v.column2". It gives how many rows were
// changed.
func (c *conn) update(ctx context.Context, table, set string, types []string, where string, rows [][]any) (int, error) {
	changed := 0
	for len(rows) > 0 {
		chunk := rows[:powerOfTwo(len(rows))]
		rows = rows[len(chunk):]
		n, err := c.exec(ctx, c.updateText(table, set, types, where, len(chunk)), flat(chunk)...)
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

// updateText is an update of as many rows. PostgreSQL is also told that the key is one of the rows': else it may take the
// table for small, walk through all of it, and look for each row among the few. That the rows are MATERIALIZED keeps it
// from computing all of them anew for each row of the table. SQLite takes the rows first anyway.
func (c *conn) updateText(table, set string, types []string, where string, rows int) string {
	values := valuesText(types, rows)
	if c.db.alone() {
		return "UPDATE " + table + " SET " + set + " FROM (" + values + ") AS v WHERE " + where
	}
	return "WITH v AS MATERIALIZED (" + values + ") UPDATE " + table + " SET " + set + " FROM v WHERE " + where + amongRows(where, len(types), rows)
}

// valuesText casts the first row only: it tells PostgreSQL the types of all.
func valuesText(types []string, rows int) string {
	b := make([]byte, 0, rows*len(types)*6+64)
	b = append(b, "VALUES "...)
	for column, kind := range types {
		separator := ","
		if column == 0 {
			separator = "("
		}
		b = placeholder(append(b, separator+"CAST("...), column+1)
		b = append(b, " AS "+kind+")"...)
	}
	return string(appendRows(append(b, ')'), 1, rows, len(types)))
}

// amongRows says of each key column, with which where begins, that it is one of the values that the rows have for it.
func amongRows(where string, width, rows int) string {
	var b []byte
	for term := range strings.SplitSeq(where, " AND ") {
		key, value, _ := strings.Cut(term, " = v.column")
		value, _, _ = strings.Cut(value, " ||")
		column, err := strconv.Atoi(value)
		if err != nil {
			break
		}
		b = append(b, " AND "+key+" IN ("...)
		for row := range rows {
			if row > 0 {
				b = append(b, ',')
			}
			b = placeholder(b, row*width+column)
		}
		b = append(b, ')')
	}
	return string(b)
}
