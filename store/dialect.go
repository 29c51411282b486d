package store

import "regexp"

// dialect is all in which the two databases differ for the SQL in this package.
type dialect struct {
	name       string // as goose calls it
	skipLocked string // appended to the subquery of a claim
	waitLocked string // appended to a SELECT of rows that must stay as they are until the transaction ends
	rebind     func(query string) string
}

var numbered = regexp.MustCompile(`\$(\d+)`)

// sqlite: the driver binds "$n" by first appearance and not by its number, so placeholders become "?n".
func sqlite() dialect {
	return dialect{name: "sqlite3", rebind: func(q string) string { return numbered.ReplaceAllString(q, "?$1") }}
}

func postgres() dialect {
	return dialect{name: "postgres", skipLocked: " FOR UPDATE SKIP LOCKED", waitLocked: " FOR UPDATE", rebind: func(q string) string { return q }}
}
