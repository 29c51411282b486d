package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// migrationTable is where goose notes what it applied. It is not copied: the target has its own.
const migrationTable = "goose_db_version"

// kind is what a column holds, the same in both databases.
type kind int

const (
	textCell kind = iota
	wholeCell
	realCell
	truthCell
)

// column is one column of a table.
type column struct {
	name string
	kind kind
}

// tableNames gives all tables of the database, by name.
func (c *conn) tableNames(ctx context.Context) ([]string, error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
	if c.db.dialect.name == "postgres" {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
	}
	var names []string
	err := c.query(ctx, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	}, query)
	return names, err
}

// layout reads the tables that are copied, all that the schema has, with their columns in the order of their names.
func (c *conn) layout(ctx context.Context) (map[string][]column, error) {
	names, err := c.tableNames(ctx)
	if err != nil {
		return nil, err
	}
	tables := make(map[string][]column, len(names))
	for _, name := range names {
		if name == migrationTable {
			continue
		}
		if tables[name], err = c.columns(ctx, name); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
	}
	return tables, nil
}

func (c *conn) columns(ctx context.Context, table string) ([]column, error) {
	rows, err := c.run.QueryContext(ctx, "SELECT * FROM "+quoted(table)+" LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	columns := make([]column, len(types))
	for i, t := range types {
		kind, ok := kinds[t.DatabaseTypeName()]
		if !ok {
			return nil, fmt.Errorf("column %s is of the type %s, which is not copied", t.Name(), t.DatabaseTypeName())
		}
		columns[i] = column{t.Name(), kind}
	}
	slices.SortFunc(columns, func(a, b column) int { return strings.Compare(a.name, b.name) })
	return columns, rows.Err()
}

// kinds are the types that the schema may use, by the names that the two drivers have for them.
var kinds = map[string]kind{
	"TEXT": textCell, "BIGINT": wholeCell, "INT8": wholeCell, "DOUBLE PRECISION": realCell, "FLOAT8": realCell, "BOOLEAN": truthCell, "BOOL": truthCell,
}

// sameTables wants both databases to have the same tables with the same columns.
func sameTables(source, target map[string][]column) error {
	for _, name := range slices.Sorted(maps.Keys(source)) {
		if _, ok := target[name]; !ok {
			return fmt.Errorf("%w: it has a table %s that is not known here", ErrSchema, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(target)) {
		if !slices.Equal(source[name], target[name]) {
			return fmt.Errorf("%w: its table %s has other columns, or is missing", ErrSchema, name)
		}
	}
	return nil
}

// quoted makes a name safe to stand in a query, whatever somebody called their table.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// quotedNames is the list of columns for a query.
func quotedNames(columns []column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = quoted(c.name)
	}
	return strings.Join(names, ", ")
}
