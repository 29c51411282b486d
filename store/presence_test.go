package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/scheduler"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// another opens a database again, as another process does.
func another(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // some are closed before
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func hold(t *testing.T, db *store.DB, owner string, want bool) {
	t.Helper()
	held, err := db.HoldLease(t.Context(), "slack", owner, outboxStart, outboxStart.Add(time.Minute))
	if err != nil || held != want {
		t.Errorf("%s holds the lease: %v (%v), want %v", owner, held, err, want)
	}
}

func TestALeaseIsFreeAsSoonAsItsProcessHasDied(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgres": storetest.PostgresURL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := address(t)
			dies := another(t, url)
			hold(t, dies, "dies", true)
			if err := dies.Close(); err != nil {
				t.Fatal(err)
			}
			lives := another(t, url)
			hold(t, lives, "me", true)
			hold(t, lives, "other", false)
		})
	}
}

func TestALivingProcessKeepsItsLeaseAndItsMessages(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	one, two := another(t, url), another(t, url)
	recover := func(db *store.DB, owner string, want int) {
		t.Helper()
		n, err := db.RecoverOutbound(t.Context(), owner, outboxStart, outboxStart.Add(time.Minute), outbox.Words{})
		if err != nil || n != want {
			t.Errorf("%s took over %d messages (%v), want %d", owner, n, err, want)
		}
	}
	queue(t, one, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
	hold(t, one, "one", true)
	recover(one, "me", 0)
	claim(t, one, claimOf(t, message.Service, outboxStart))
	hold(t, two, "two", false)
	recover(two, "other", 0)
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	hold(t, two, "two", true)
	recover(two, "other", 1)
}

func TestWhoWasCutOffFromPostgresTakesNothingOverAtOnce(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	cut, dies := another(t, url), another(t, url)
	now := outboxStart
	recover := func(db *store.DB, owner string, want int) {
		t.Helper()
		n, err := db.RecoverOutbound(t.Context(), owner, now, now.Add(time.Minute), outbox.Words{})
		if err != nil || n != want {
			t.Errorf("%s took over %d messages (%v), want %d", owner, n, err, want)
		}
	}
	recover(cut, "other", 0)
	recover(dies, "me", 0)
	queue(t, dies, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
	claim(t, dies, claimOf(t, message.Service, now))
	if err := dies.Close(); err != nil {
		t.Fatal(err)
	}
	cut.BreakPresenceForTest(t.Context())
	recover(cut, "other", 0)
	recover(cut, "other", 1)
}

func TestWhoLostALeaseWritesNothingMore(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	hangs, lives := another(t, url), another(t, url)
	run := scheduler.Run{Schedule: "survey", Due: outboxStart, State: scheduler.Running, At: outboxStart}
	lease := func(db *store.DB, owner string, after time.Duration, want bool) {
		t.Helper()
		now := outboxStart.Add(after)
		held, err := db.HoldLease(t.Context(), "scheduler", owner, now, now.Add(15*time.Second))
		if err != nil || held != want {
			t.Errorf("%s holds the lease: %v (%v), want %v", owner, held, err, want)
		}
	}
	lease(hangs, "a", 0, true)
	if _, err := hangs.RecordRun(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	lease(lives, "b", 14*time.Second, false)
	lease(lives, "b", 16*time.Second, true)
	run.State = scheduler.Done
	if err := hangs.FinishRun(t.Context(), run); !errors.Is(err, store.ErrLeaseLost) {
		t.Errorf("who lost the lease finished a run: %v", err)
	}
	if err := lives.FinishRun(t.Context(), run); err != nil {
		t.Error(err)
	}
	if _, _, err := hangs.TakePost(t.Context(), "inbox", outboxStart); err != nil {
		t.Errorf("a lease that nobody took: %v", err)
	}
}

func TestNobodyGetsALeaseWhileItsHolderWrites(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	one, two := another(t, url), another(t, url)
	hold(t, one, "one", true)
	writing, done := make(chan struct{}), make(chan struct{})
	written := make(chan error, 1)
	go func() {
		written <- one.FencedForTest(context.WithoutCancel(t.Context()), "slack", func() {
			close(writing)
			<-done
		})
	}()
	<-writing
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	late := outboxStart.Add(time.Hour)
	if held, err := two.HoldLease(short, "slack", "two", late, late.Add(time.Minute)); err == nil || held {
		t.Errorf("the lease was taken (%v) in the middle of a transaction that it fences", held)
	}
	close(done)
	if err := <-written; err != nil {
		t.Error(err)
	}
	if held, err := two.HoldLease(t.Context(), "slack", "two", late, late.Add(time.Minute)); err != nil || !held {
		t.Errorf("the lease is not free after it: %v, %v", held, err)
	}
}

func TestConnectionsToPostgresDoNotOutlastAProcessThatHangs(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	for setting, want := range map[string]int{"idle_in_transaction_session_timeout": 20_000, "tcp_keepalives_idle": 15} {
		if got := count(t, db, "SELECT CAST(setting AS BIGINT) FROM pg_settings WHERE name = '"+setting+"'"); got != want {
			t.Errorf("%s is %d, want %d", setting, got, want)
		}
	}
}

func TestWithoutAPoolerNoSessionIsShared(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if shares, err := db.SharesSessions(t.Context()); err != nil || shares {
			t.Errorf("sessions are shared: %v, %v", shares, err)
		}
	})
}
