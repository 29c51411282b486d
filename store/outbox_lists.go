package store

import (
	"context"
	"slices"

	"kurzwahl/message"
)

// whereStill is the condition of an update of messages by id that are still in the given state. The state stands in an
// expression: as a bare column it makes both databases read all that is in it, by the index of the queue or without one.
// COALESCE, since PostgreSQL takes that for true of every other row: of a comparison it expects one row, and would go
// through all the values for each row that it gets.
func whereStill(state message.State) string {
	return "outbound.id = v.column1 AND COALESCE(outbound.state = '" + string(state) + "', FALSE)"
}

// execIn runs a statement whose last placeholder is a list of values, in pieces where there are many. The text must
// end before the list; args are the values of the placeholders before it.
func (c *conn) execIn(ctx context.Context, text string, args []any, values []string) error {
	for chunk := range slices.Chunk(values, listLimit) {
		if _, err := c.exec(ctx, text+list(len(args)+1, listSize(len(chunk))), append(slices.Clone(args), padded(chunk)...)...); err != nil {
			return err
		}
	}
	return nil
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
func padded[T ~string](values []T) []any {
	args := make([]any, listSize(len(values)))
	for i := range args {
		args[i] = string(values[min(i, len(values)-1)])
	}
	return args
}
