package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestOptOutWaitsForNobodyWhoWaitsForAnotherOptOut(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	db := another(t, url)
	overdue := make(chan message.Address, 9)
	db.WhenOverdue(func(address message.Address) { overdue <- address })
	grant(t, db, phone(1), phone(2))
	queue(t, db, marketing("m", phone(1)))
	hung, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	other, err := hung.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.ExecContext(t.Context(), "SELECT pg_advisory_lock($1)", store.PassageKeyForTest); err != nil {
		t.Fatal(err)
	}
	claimed, done := make(chan error, 1), make(chan struct{})
	go func() {
		_, err := db.ClaimOutbound(t.Context(), claimOf(t, message.Marketing, outboxStart))
		claimed <- err
	}()
	waitsForPassage(t, hung)
	go func() {
		defer close(done)
		consentLine(t, db, consent.Revoked, phone(2))
	}()
	select {
	case <-done:
	case <-time.After(15 * time.Second):
		t.Error("the opt-out waits for as long as the claim does")
	}
	if got := db.OverdueOptOuts(); got != 1 || len(overdue) != 1 || <-overdue != phone(2) {
		t.Errorf("%d opt-outs went ahead, want that of the second phone, which is told of once", got)
	}
	if err := errors.Join(other.Close(), hung.Close()); err != nil { // gives the lock up
		t.Error(err)
	}
	if err := <-claimed; err != nil {
		t.Errorf("claim: %v", err)
	}
	<-done
}

// waitsForPassage returns when somebody waits for an advisory lock.
func waitsForPassage(t *testing.T, db *sql.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for waiting := false; !waiting; {
		err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database AS d ON d.oid = database
			WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted)`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestMessagesPassWhileOptOutsHaveAllConnections(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	if err := db.EnterBusyForTest(ctx); err != nil {
		t.Error(err)
	}
}

func TestOptOutGoesAheadOnlyWhenItWaitedTooLong(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"55P03": true, "57014": false, "40P01": false, "08006": false} {
		if got := store.WaitedTooLongForTest(fmt.Errorf("wait: %w", &pgconn.PgError{Code: code})); got != want {
			t.Errorf("SQLSTATE %s: goes ahead %v, want %v", code, got, want)
		}
	}
	if store.WaitedTooLongForTest(context.DeadlineExceeded) {
		t.Error("an opt-out goes ahead though the database did not answer")
	}
}

func TestAHoldIsOverBeforeAnOptOutGoesAhead(t *testing.T) {
	t.Parallel()
	for late, want := range map[time.Duration]time.Duration{
		0:                       100 * time.Millisecond,
		500 * time.Millisecond:  600 * time.Millisecond,
		950 * time.Millisecond:  time.Second, // an opt-out may wait since the lock was asked for
		1500 * time.Millisecond: time.Second,
	} {
		if got := store.HoldEndsForTest(outboxStart, outboxStart.Add(late)).Sub(outboxStart); got != want {
			t.Errorf("a hold that began %s after it was asked for ends %s after that, want %s", late, got, want)
		}
	}
}
