package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// updateFrom changes many rows with one statement, each with values of its own. columns are the names of the values with
// their types ("id TEXT, at BIGINT"); update is an UPDATE that reads them from v.
func (c *conn) updateFrom(ctx context.Context, columns, update string, rows [][]any) error {
	for chunk := range slices.Chunk(rows, rowsPerInsert) {
		args := make([]any, 0, len(chunk)*len(chunk[0]))
		for _, row := range chunk {
			args = append(args, row...)
		}
		if _, err := c.exec(ctx, valuesText(columns, len(chunk))+update, args...); err != nil {
			return err
		}
	}
	return nil
}

// valuesText gives "WITH v (id, at) AS (VALUES (CAST($1 AS TEXT), CAST($2 AS BIGINT)), ($3, $4)) ". The casts tell
// PostgreSQL the types; it takes those of the first row for the others.
func valuesText(columns string, rows int) string {
	var names, types []string
	for column := range strings.SplitSeq(columns, ", ") {
		name, kind, _ := strings.Cut(column, " ")
		names, types = append(names, name), append(types, kind)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "WITH v (%s) AS (VALUES ", strings.Join(names, ", "))
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		for i := range names {
			n := strconv.Itoa(row*len(names) + i + 1)
			switch {
			case row == 0 && i == 0:
				b.WriteString("(CAST($" + n + " AS " + types[i] + ")")
			case row == 0:
				b.WriteString(", CAST($" + n + " AS " + types[i] + ")")
			case i == 0:
				b.WriteString("($" + n)
			default:
				b.WriteString(", $" + n)
			}
		}
		b.WriteByte(')')
	}
	b.WriteString(") ")
	return b.String()
}

// execIn runs a statement whose last placeholder is a list of values, in pieces where there are many. The text must
// end before the list; args are the values of the placeholders before it.
func (c *conn) execIn(ctx context.Context, text string, args []any, values []string) (int, error) {
	changed := 0
	for chunk := range slices.Chunk(values, listLimit) {
		n, err := c.exec(ctx, text+list(len(args)+1, listSize(len(chunk))), append(slices.Clone(args), padded(chunk)...)...)
		if err != nil {
			return changed, err
		}
		changed += int(n)
	}
	return changed, nil
}

// listLimit is how long one list of an IN may be.
const listLimit = 512

// listSize rounds up to a power of two, so that few texts of a statement exist and each is prepared from memory.
func listSize(n int) int {
	size := 1
	for size < n {
		size *= 2
	}
	return size
}

// padded gives the values as arguments, the last one repeated up to listSize; in an IN that changes nothing.
func padded(values []string) []any {
	args := make([]any, listSize(len(values)))
	for i := range args {
		args[i] = values[min(i, len(values)-1)]
	}
	return args
}
