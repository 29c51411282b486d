package store

import (
	"context"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// rowsPerInsert is how many rows one INSERT carries at most: enough to share its cost, few enough that the
// texts of all its lengths can be kept, and that no database runs out of placeholders.
const rowsPerInsert = 64

// insert adds rows to a table, many with one statement, and gives how many were added or changed. Each row has
// a value for each column; tail is what follows the values, such as ON CONFLICT.
func (c *conn) insert(ctx context.Context, table, columns, tail string, rows [][]any) (int, error) {
	added := 0
	for len(rows) > 0 {
		chunk := rows[:powerOfTwo(len(rows))]
		rows = rows[len(chunk):]
		n, err := c.exec(ctx, insertText(table, columns, tail, len(chunk), len(chunk[0])), flat(chunk)...)
		if err != nil {
			return added, fmt.Errorf("insert into %s: %w", table, err)
		}
		added += int(n)
	}
	return added, nil
}

// powerOfTwo is how many of n rows, at least one, the next statement carries: a power of two, so that few texts of a
// statement exist and each is prepared from memory.
func powerOfTwo(n int) int { return min(rowsPerInsert, 1<<(bits.Len(uint(n))-1)) }

func insertText(table, columns, tail string, rows, width int) string {
	var b strings.Builder
	b.Grow(len(table) + len(columns) + len(tail) + rows*width*6 + 32)
	b.WriteString("INSERT INTO " + table + " (" + columns + ") VALUES ")
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		for column := range width {
			b.WriteString(cellSeparator(column))
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(row*width + column + 1))
		}
		b.WriteByte(')')
	}
	b.WriteByte(' ')
	b.WriteString(tail)
	return b.String()
}

// cellSeparator is what stands before a row's value.
func cellSeparator(column int) string {
	if column == 0 {
		return "("
	}
	return ", "
}
