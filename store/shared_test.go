package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

type exec = func(query string, args ...any) error

// put writes a setting; the settings table has no other users in these tests.
func put(name string) func(exec) error {
	return func(run exec) error { return run("INSERT INTO setting (name, value) VALUES ($1, '')", name) }
}

func settings(t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := db.CountForTest(t.Context(), "SELECT COUNT(*) FROM setting")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// together runs the functions as transactions that are sure to share one: the first holds the connection until all
// others wait for it. It gives their errors; that of one that panicked is what it panicked with.
func together(t *testing.T, db *store.DB, all ...func(exec) error) []error {
	t.Helper()
	errs := make([]error, len(all))
	var done sync.WaitGroup
	entered := make(chan struct{})
	call := func(i int, f func(exec) error) {
		done.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					errs[i] = r.(error)
				}
			}()
			errs[i] = db.TxForTest(context.Background(), f)
		})
	}
	call(0, func(run exec) error {
		close(entered)
		for db.WaitingForTest() < len(all)-1 {
			runtime.Gosched()
		}
		return all[0](run)
	})
	<-entered
	for i, f := range all[1:] {
		call(i+1, f)
	}
	done.Wait()
	return errs
}

func TestTransactionsThatComeTogetherShareACommit(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	before := db.Commits()
	const callers = 20
	var all []func(exec) error
	for i := range callers {
		all = append(all, put(fmt.Sprint("s", i)))
	}
	for i, err := range together(t, db, all...) {
		if err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	if got := settings(t, db); got != callers {
		t.Errorf("%d rows are stored, want %d", got, callers)
	}
	if got := db.Commits() - before; got != 1 {
		t.Errorf("%d commits, want 1", got)
	}
}

func TestOneThatFailsTakesBackItsOwnWorkOnly(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	errOwn := errors.New("changed my mind")
	errs := together(
		t, db, put("first"),
		func(run exec) error { return errors.Join(put("refused")(run), errOwn) },
		func(run exec) error { return errors.Join(put("doubled")(run), put("doubled")(run)) },
		func(run exec) error {
			if err := put("panicked")(run); err != nil {
				return err
			}
			panic(errOwn)
		},
		put("last"),
	)
	for i, failed := range []bool{false, true, true, true, false} {
		if (errs[i] != nil) != failed {
			t.Errorf("caller %d got %v, want failed %v", i, errs[i], failed)
		}
	}
	if got := settings(t, db); got != 2 {
		t.Errorf("%d rows are stored, want those of the first and the last", got)
	}
	if err := db.TxForTest(t.Context(), put("later")); err != nil {
		t.Errorf("writing later: %v", err)
	}
}

func TestWhenSQLiteTakesBackEverythingAllHearOfIt(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	// SQLite rolls back by itself on a full disk or a read error; a plain ROLLBACK leaves the same behind.
	fail := func(run exec) error { return errors.Join(run("ROLLBACK"), errors.New("disk full")) }
	for i, err := range together(t, db, put("first"), fail) {
		if err == nil {
			t.Errorf("caller %d got no error", i)
		}
	}
	if got := settings(t, db); got != 0 {
		t.Errorf("%d rows are stored, want none", got)
	}
	if err := db.TxForTest(t.Context(), put("later")); err != nil {
		t.Errorf("writing later: %v", err)
	}
	if got := settings(t, db); got != 1 {
		t.Errorf("%d rows are stored later, want 1", got)
	}
}

func TestAnEndedContextWritesNothing(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.TxForTest(ctx, put("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	// Nor does an end in the midst of it spoil what others write.
	ctx, cancel = context.WithCancel(t.Context())
	err := db.TxForTest(ctx, func(run exec) error {
		cancel()
		return put("y")(run)
	})
	if err != nil || settings(t, db) != 1 {
		t.Errorf("got %v and %d rows, want the work of one that had begun", err, settings(t, db))
	}
}

func TestManyWritersNeverLoseOneAnother(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	const writers, each = 16, 50
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := range each {
				name := fmt.Sprintf("%d/%d", w, i)
				err := db.TxForTest(t.Context(), func(run exec) error {
					if err := put(name)(run); err != nil {
						return err
					}
					if i%7 == 3 {
						return errors.New("no")
					}
					return nil
				})
				if (err != nil) != (i%7 == 3) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
	wait.Wait()
	failed := 0
	for i := range each {
		if i%7 == 3 {
			failed++
		}
	}
	if got, want := settings(t, db), writers*(each-failed); got != want {
		t.Errorf("%d rows are stored, want %d", got, want)
	}
}
