package store

import (
	"context"
	"fmt"
	"math/bits"
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
	b := make([]byte, 0, len(table)+len(columns)+len(tail)+rows*width*6+32)
	b = append(b, "INSERT INTO "+table+" ("+columns+") VALUES "...)
	b = appendRows(b, 0, rows, width)
	return string(append(append(b, ' '), tail...))
}

// appendRows appends the placeholders of rows from the given one on, as in "($1,$2),($3,$4)".
func appendRows(b []byte, from, to, width int) []byte {
	for row := from; row < to; row++ {
		if row > 0 {
			b = append(b, ',')
		}
		for column := range width {
			separator := byte(',')
			if column == 0 {
				separator = '('
			}
			b = placeholder(append(b, separator), row*width+column+1)
		}
		b = append(b, ')')
	}
	return b
}
