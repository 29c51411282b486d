package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/scheduler"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// night is a store that says when runs are recorded and finished.
type night struct {
	*store.DB
	recorded, finished chan scheduler.Run
}

func (n night) RecordRun(ctx context.Context, r scheduler.Run) (bool, error) {
	fresh, err := n.DB.RecordRun(ctx, r)
	if fresh {
		n.recorded <- r
	}
	return fresh, err
}

func (n night) FinishRun(ctx context.Context, r scheduler.Run) error {
	err := n.DB.FinishRun(ctx, r)
	n.finished <- r
	return err
}

// tidy lets the night after now pass and gives what housekeeping says of it.
func tidy(t *testing.T, db *store.DB, now time.Time, keepTexts int) string {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	n := night{DB: db, recorded: make(chan scheduler.Run, 10), finished: make(chan scheduler.Run, 10)}
	moved := clock.NewMovable(now)
	s, err := scheduler.New(scheduler.Config{
		Schedules: []scheduler.Schedule{{Name: fmt.Sprint("tidy ", now), Cron: "17 3 * * *", Job: scheduler.TidyJob{KeepTexts: keepTexts}}},
		Zone:      berlin, Store: n, Clock: moved, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	<-n.recorded // since when the schedule is known
	moved.Advance(24 * time.Hour)
	detail := (<-n.finished).Detail
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	return detail
}

// insertOld writes rows of all tables with texts that are so many days older than outboxStart.
func insertOld(t *testing.T, db *store.DB, id string, days int) {
	t.Helper()
	at := outboxStart.AddDate(0, 0, -days).UnixMilli()
	for _, statement := range []string{
		`INSERT INTO event (id, address, kind, payload, state, created_ms) VALUES ($1, '+491711234567', 'texted', '{"text":"secret"}', 'done', $2)`,
		`INSERT INTO event (id, address, kind, payload, state, created_ms) VALUES ($1 || 'p', '+491711234567', 'texted', '{"text":"pending"}', 'pending', $2)`,
		`INSERT INTO outbound (id, address, class, lane, body, state, due_ms, created_ms) VALUES ($1, '+491711234567', 'service', 0, 'secret', 'delivered', 0, $2)`,
		`INSERT INTO outbound (id, address, class, lane, body, state, due_ms, created_ms) VALUES ($1 || 'p', '+491711234567', 'service', 0, 'pending', 'queued', 0, $2)`,
		`INSERT INTO conversation (id, address, status, reason, quote, opened_ms) VALUES ($1, '+491711234567', 'closed', 'x', 'secret', $2)`,
		`INSERT INTO conversation (id, address, status, reason, quote, opened_ms) VALUES ($1 || 'p', '+491711234567', 'open', 'x', 'pending', $2)`,
		`INSERT INTO hook (source, id, event, body, state, received_ms) VALUES ('shop', $1, 'order.shipped', 'secret', 'done', $2)`,
		`INSERT INTO hook (source, id, event, body, state, received_ms) VALUES ('shop', $1 || 'p', 'order.shipped', 'pending', 'pending', $2)`,
		`INSERT INTO quarantine (id, smsc, sender, reason, raw, received_ms) VALUES ($1, 'main', '+491711234567', 'x', 'secret', $2)`,
	} {
		if err := db.ExecForTest(t.Context(), statement, id, at); err != nil {
			t.Fatal(err)
		}
	}
}

func count(t *testing.T, db *store.DB, query string, args ...any) int {
	t.Helper()
	n, err := db.CountForTest(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// textColumns are where texts stand.
func textColumns() map[string]string {
	return map[string]string{"event": "payload", "outbound": "body", "conversation": "quote", "hook": "body", "quarantine": "raw"}
}

func TestOldTextsAreEmptiedAndTheirRowsStay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for id, days := range map[string]int{"a": 60, "b": 31, "c": 29, "d": 0} {
			insertOld(t, db, id, days)
		}
		if got, want := tidy(t, db, outboxStart, 30), "10 texts emptied, 0 webhooks forgotten"; got != want {
			t.Errorf("housekeeping says %q, want %q", got, want)
		}
		for table, column := range textColumns() {
			secret := count(t, db, "SELECT COUNT(*) FROM "+table+" WHERE "+column+" LIKE '%secret%'")
			pending := count(t, db, "SELECT COUNT(*) FROM "+table+" WHERE "+column+" LIKE '%pending%'")
			rows := count(t, db, "SELECT COUNT(*) FROM "+table)
			if table == "quarantine" {
				pending, rows = pending+4, rows+4 // nothing of it waits
			}
			if secret != 2 || pending != 4 || rows != 8 {
				t.Errorf("%s has %d texts of those done with, %d of those not, %d rows; want 2, 4, 8", table, secret, pending, rows)
			}
		}
		wantRow(t, db, "a", message.Arrived, "")
		if got, want := tidy(t, db, outboxStart.AddDate(0, 0, 2), 30), "5 texts emptied, 0 webhooks forgotten"; got != want {
			t.Errorf("two days later housekeeping says %q, want %q", got, want)
		}
	})
}

func TestTextsAreKeptForEver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		insertOld(t, db, "a", 5000)
		if got, want := tidy(t, db, outboxStart, 0), "0 texts emptied, 1 webhooks forgotten"; got != want {
			t.Errorf("housekeeping says %q, want %q", got, want)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM hook WHERE state = 'pending'"); n != 1 {
			t.Errorf("%d webhooks wait, want the one that was never worked", n)
		}
	})
}

func TestManyOldTextsAreEmptiedInBatches(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const n = 1201
		for i := range n {
			queue(t, db, message.Outbound{ID: fmt.Sprintf("m%06d", i), To: phone(i), Text: "x", Class: message.Service})
		}
		if err := db.ExecForTest(t.Context(), "UPDATE outbound SET state = 'sent'"); err != nil {
			t.Fatal(err)
		}
		if got, want := tidy(t, db, outboxStart.AddDate(2, 0, 0), 365), "1201 texts emptied, 0 webhooks forgotten"; got != want {
			t.Errorf("housekeeping says %q, want %q", got, want)
		}
	})
}

func TestSQLiteGivesBackFreeSpace(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	body := strings.Repeat("x", 16<<10)
	for i := range 200 {
		err := db.ExecForTest(t.Context(), `INSERT INTO hook (source, id, event, body, state, received_ms) VALUES ('shop', $1, 'x', $2, 'done', 1)`, fmt.Sprint(i), body)
		if err != nil {
			t.Fatal(err)
		}
	}
	before := count(t, db, "PRAGMA page_count")
	tidy(t, db, outboxStart, 365)
	after, free := count(t, db, "PRAGMA page_count"), count(t, db, "PRAGMA freelist_count")
	if after > before/2 || free > after/5+1 {
		t.Errorf("the file has %d pages (%d free) of %d before", after, free, before)
	}
}
