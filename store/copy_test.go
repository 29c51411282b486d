package store_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// fresh opens a database with nothing in it, not even tables.
func fresh(t *testing.T, address string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return db
}

// pairs runs f for each direction between the two kinds of database. The source is migrated, the target is bare.
func pairs(t *testing.T, f func(t *testing.T, source, target *store.DB)) {
	t.Helper()
	kinds := map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgres": storetest.PostgresURL}
	for from, fromURL := range kinds {
		for to, toURL := range kinds {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				source := fresh(t, fromURL(t))
				if _, err := source.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
				f(t, source, fresh(t, toURL(t)))
			})
		}
	}
}

func filled(t *testing.T, db *store.DB, rows int) []string {
	t.Helper()
	tables, err := db.FillForTest(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func TestCopyBringsEveryRowOfEveryTable(t *testing.T) {
	t.Parallel()
	const rows = 150 // more than two batches
	pairs(t, func(t *testing.T, source, target *store.DB) {
		tables := filled(t, source, rows)
		var seen []store.CopyProgress
		copied, err := source.Copy(t.Context(), target, noon, store.CopyOptions{Progress: func(p store.CopyProgress) { seen = append(seen, p) }})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range copied {
			names = append(names, c.Name)
			if c.Sum.Rows != rows {
				t.Errorf("%s: copied %d rows, want %d", c.Name, c.Sum.Rows, rows)
			}
		}
		if diff := cmp.Diff(tables, names); diff != "" || len(names) < 30 {
			t.Errorf("copied tables (-schema +copied):\n%s", diff)
		}
		total := int64(rows * len(tables))
		if last := seen[len(seen)-1]; !last.Checking || last.Done != total || last.Total != total {
			t.Errorf("the last progress is %+v, want %d rows checked", last, total)
		}
		back := fresh(t, storetest.SQLiteURL(t))
		again, err := target.Copy(t.Context(), back, noon, store.CopyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(copied, again); diff != "" {
			t.Errorf("a copy of the copy differs:\n%s", diff)
		}
	})
}

// TestCopyIsTheSameToAnotherEye compares source and copy by another road than the copy's own check.
func TestCopyIsTheSameToAnotherEye(t *testing.T) {
	t.Parallel()
	source, target := fresh(t, storetest.SQLiteURL(t)), fresh(t, storetest.SQLiteURL(t))
	if _, err := source.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	filled(t, source, 20)
	middle := fresh(t, storetest.PostgresURL(t))
	for _, step := range [][2]*store.DB{{source, middle}, {middle, target}} {
		if _, err := step[0].Copy(t.Context(), step[1], noon, store.CopyOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	want, got := dump(t, source), dump(t, target)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after SQLite to PostgreSQL to SQLite (-source +copy):\n%s", diff)
	}
}

// dump gives the rows of all tables as sorted text.
func dump(t *testing.T, db *store.DB) map[string][]string {
	t.Helper()
	all, err := db.DumpForTest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	delete(all, "goose_db_version") // has the times of the migrations
	delete(all, "sqlite_sequence")  // belongs to it
	sorted := map[string][]string{}
	for table, rows := range all {
		sorted[table] = strings.Split(rows, "map[")
		for i, row := range sorted[table] {
			sorted[table][i] = strings.Trim(row, "[] ")
		}
		slices.Sort(sorted[table])
	}
	return sorted
}

func TestCopyRefusesATargetWithRows(t *testing.T) {
	t.Parallel()
	pairs(t, func(t *testing.T, source, target *store.DB) {
		filled(t, source, 1)
		if _, err := target.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := target.ExecForTest(t.Context(), "INSERT INTO setting (name, value) VALUES ('a', 'b')"); err != nil {
			t.Fatal(err)
		}
		_, err := source.Copy(t.Context(), target, noon, store.CopyOptions{})
		if !errors.Is(err, store.ErrNotEmpty) || !strings.Contains(err.Error(), "setting has rows") {
			t.Errorf("got %v, want ErrNotEmpty that names the table", err)
		}
	})
}

func TestCopyLeavesAForeignDatabaseAlone(t *testing.T) {
	t.Parallel()
	pairs(t, func(t *testing.T, source, target *store.DB) {
		for _, statement := range []string{`CREATE TABLE "Kunden ""A""" (id BIGINT)`, `INSERT INTO "Kunden ""A""" (id) VALUES (1)`} {
			if err := target.ExecForTest(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := source.Copy(t.Context(), target, noon, store.CopyOptions{}); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("got %v, want ErrNotEmpty", err)
		}
		if n, err := target.CountForTest(t.Context(), "SELECT COUNT(*) FROM contact"); err == nil {
			t.Errorf("Kurzwahl's tables were made in it (%d contacts)", n)
		}
	})
}

func TestCopyRefusesAnotherSchema(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ statement, says string }{
		"newer":       {"INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)", "newer"},
		"older":       {"DELETE FROM goose_db_version WHERE version_id > 1", "kurzwahl migrate"},
		"no schema":   {"DROP TABLE goose_db_version", "no database of Kurzwahl"},
		"more tables": {"CREATE TABLE extra (id TEXT)", "table extra"},
		"a column":    {"ALTER TABLE contact ADD COLUMN shoe_size BIGINT", "table contact"},
		"a type":      {"CREATE TABLE extra (id TIMESTAMP)", "TIMESTAMP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, target := storetest.SQLite(t), fresh(t, storetest.SQLiteURL(t))
			filled(t, source, 1)
			if err := source.ExecForTest(t.Context(), c.statement); err != nil {
				t.Fatal(err)
			}
			_, err := source.Copy(t.Context(), target, noon, store.CopyOptions{})
			if err == nil || !strings.Contains(err.Error(), c.says) || name != "a type" && !errors.Is(err, store.ErrSchema) {
				t.Errorf("got %v, want a word about %q", err, c.says)
			}
		})
	}
}

func TestCopyRefusesASourceInUse(t *testing.T) {
	t.Parallel()
	source := storetest.SQLite(t)
	if err := source.ExecForTest(t.Context(), "INSERT INTO lease (name, owner, until_ms) VALUES ('outbox:x', 'x', $1)", noon.Add(time.Second).UnixMilli()); err != nil {
		t.Fatal(err)
	}
	if _, err := source.Copy(t.Context(), fresh(t, storetest.SQLiteURL(t)), noon, store.CopyOptions{}); !errors.Is(err, store.ErrInUse) {
		t.Errorf("got %v, want ErrInUse", err)
	}
	if _, err := source.Copy(t.Context(), fresh(t, storetest.SQLiteURL(t)), noon, store.CopyOptions{Running: true}); err != nil {
		t.Errorf("a copy that was asked for nevertheless: %v", err)
	}
	if _, err := source.Copy(t.Context(), fresh(t, storetest.SQLiteURL(t)), noon.Add(time.Second), store.CopyOptions{}); err != nil {
		t.Errorf("after the lease ended: %v", err)
	}
}

// TestCopyLeavesNothingHalf breaks a copy off in its middle, in every way that a source or a caller can.
func TestCopyLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]string{
		"text in a number":  "UPDATE timer SET due_ms = 'soon' WHERE due_ms = 0",
		"a zero octet":      "UPDATE setting SET value = CAST(x'610062' AS TEXT)",
		"not UTF-8":         "UPDATE setting SET value = CAST(x'ff' AS TEXT)",
		"a blob in a truth": "UPDATE conversation SET locked = 'yes'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, target := storetest.SQLite(t), fresh(t, storetest.PostgresURL(t))
			filled(t, source, 70)
			if err := source.ExecForTest(t.Context(), spoil); err != nil {
				t.Fatal(err)
			}
			_, err := source.Copy(t.Context(), target, noon, store.CopyOptions{})
			wantNothing(t, err, target)
		})
	}
	pairs(t, func(t *testing.T, source, target *store.DB) {
		filled(t, source, 70)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := source.Copy(ctx, target, noon, store.CopyOptions{Progress: func(p store.CopyProgress) {
			if p.Checking && p.Done > p.Total/2 {
				cancel()
			}
		}})
		wantNothing(t, err, target)
		if _, err := source.Copy(t.Context(), target, noon, store.CopyOptions{}); err != nil {
			t.Errorf("the second try: %v", err)
		}
	})
}

func wantNothing(t *testing.T, err error, target *store.DB) {
	t.Helper()
	if !errors.Is(err, store.ErrIncomplete) {
		t.Errorf("got %v, want ErrIncomplete", err)
	}
	if strings.Contains(err.Error(), "Grüße") {
		t.Errorf("the error tells what stands in a row: %v", err)
	}
	for table, rows := range dump(t, target) {
		t.Errorf("the target holds rows of %s: %d", table, len(rows))
	}
}

// TestCopySeesOneMoment writes to the source while it is copied.
func TestCopySeesOneMoment(t *testing.T) {
	t.Parallel()
	pairs(t, func(t *testing.T, source, target *store.DB) {
		filled(t, source, 5)
		written := false
		_, err := source.Copy(t.Context(), target, noon, store.CopyOptions{Progress: func(p store.CopyProgress) {
			if written {
				return
			}
			written = true
			for _, statement := range []string{"INSERT INTO setting (name, value) VALUES ('late', 'x')", "DELETE FROM timer"} {
				if err := source.ExecForTest(t.Context(), statement); err != nil {
					t.Error(err)
				}
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int{"SELECT COUNT(*) FROM setting WHERE name = 'late'": 0, "SELECT COUNT(*) FROM timer": 5} {
			if got, err := target.CountForTest(t.Context(), query); err != nil || got != want {
				t.Errorf("%s: got %d (%v), want %d", query, got, err, want)
			}
		}
	})
}

// TestCopyFindsWhatTheTargetChanged has a trigger in the target spoil a row on its way in.
func TestCopyFindsWhatTheTargetChanged(t *testing.T) {
	t.Parallel()
	source, target := storetest.SQLite(t), storetest.SQLite(t)
	filled(t, source, 3)
	for name, statement := range map[string]string{
		"a cell":       "CREATE TRIGGER spoil AFTER INSERT ON coupon BEGIN UPDATE coupon SET pool = 'other' WHERE rowid = 1; END",
		"a row":        "CREATE TRIGGER spoil AFTER INSERT ON coupon BEGIN DELETE FROM coupon WHERE rowid = 2; END",
		"one too many": "CREATE TRIGGER spoil AFTER INSERT ON coupon WHEN NEW.pool <> 'more' BEGIN INSERT INTO coupon (pool, code) VALUES ('more', NEW.code); END",
	} {
		if err := target.ExecForTest(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		_, err := source.Copy(t.Context(), target, noon, store.CopyOptions{})
		if !errors.Is(err, store.ErrDiffers) || !strings.Contains(err.Error(), "coupon") {
			t.Errorf("%s: got %v, want ErrDiffers about coupon", name, err)
		}
		wantNothing(t, err, target)
		if err := target.ExecForTest(t.Context(), "DROP TRIGGER spoil"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenExistingMakesNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := store.OpenExisting(t.Context(), "sqlite:"+path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that it does not exist", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file was made")
	}
}

func TestChecksumDependsOnRowsAndNotOnTheirOrder(t *testing.T) {
	t.Parallel()
	rows := [][]any{{"a", "b"}, {"ab", ""}, {"", "ab"}, {nil, "ab"}, {int64(1), true}, {1.0, false}, {"a", "b"}, {math.Copysign(0, -1), nil}}
	want := store.ChecksumForTest(rows...)
	for range 50 {
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got := store.ChecksumForTest(rows...); got != want {
			t.Fatalf("another order gave another checksum: %v", rows)
		}
	}
	seen := map[store.Checksum]any{}
	for _, row := range [][]any{{"a", "b"}, {"ab", ""}, {"", "ab"}, {nil, "ab"}, {int64(1)}, {1.0}, {true}, {"1"}, {false}, {nil}, {""}, {"a"}, {}} {
		sum := store.ChecksumForTest(row)
		if other, ok := seen[sum]; ok {
			t.Errorf("%v and %v have one checksum", row, other)
		}
		seen[sum] = row
	}
	if store.ChecksumForTest([]any{0.0}) != store.ChecksumForTest([]any{math.Copysign(0, -1)}) {
		t.Error("the sign of zero counts, which SQLite forgets")
	}
	if store.ChecksumForTest([]any{"a"}, []any{"a"}) == store.ChecksumForTest([]any{"b"}, []any{"b"}) {
		t.Error("equal rows cancel each other out")
	}
}
