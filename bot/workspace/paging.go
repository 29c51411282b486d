package workspace

import (
	"encoding/base64"
	"strconv"
)

// paged gives the page of all that the call asks for by limit and cursor, at most most entries, and the cursor of
// the page that follows, empty at the end.
func paged[T any](all []T, c *call, most int) (page []T, next string, err error) {
	from := 0
	if c.has("cursor") && c.text("cursor") != "" {
		if from, err = readCursor(c.text("cursor")); err != nil || from > len(all) {
			return nil, "", refuse("invalid_cursor")
		}
	}
	limit := c.number("limit", 100)
	if limit <= 0 || limit > most {
		limit = most
	}
	to := min(from+limit, len(all))
	if to < len(all) {
		next = base64.StdEncoding.EncodeToString([]byte("next:" + strconv.Itoa(to)))
	}
	return all[from:to], next, nil
}

// readCursor gives the position that a cursor stands for.
func readCursor(cursor string) (int, error) {
	data, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil || len(data) < 5 || string(data[:5]) != "next:" {
		return 0, refuse("invalid_cursor")
	}
	n, err := strconv.ParseUint(string(data[5:]), 10, 31)
	if err != nil {
		return 0, refuse("invalid_cursor")
	}
	return int(n), nil
}
