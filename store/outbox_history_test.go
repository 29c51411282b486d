package store_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// BenchmarkHistory takes messages through claim, acceptance and receipt beside 10,000 and 1,000,000 that were delivered
// before, and beside as many as KURZWAHL_HISTORY says: 10000000 needs 7 GB and some minutes. All three figures are
// microseconds for one message.
func BenchmarkHistory(b *testing.B) {
	sizes := []int{10_000, 1_000_000}
	if more, err := strconv.Atoi(os.Getenv("KURZWAHL_HISTORY")); err == nil {
		sizes = append(sizes, more)
	}
	for _, size := range sizes {
		db := storetest.SQLite(b)
		remember(b, db, size)
		b.Run(strconv.Itoa(size), func(b *testing.B) { benchmarkBeside(b, db) })
	}
}

// remember fills in a history of delivered messages, and shows on a long one how far it is.
func remember(b *testing.B, db *store.DB, size int) {
	b.Helper()
	const step = 100_000
	for from := 0; from < size; from += step {
		err := db.ExecForTest(b.Context(), `INSERT INTO outbound (id, address, sender, smsc, class, lane, body, state, why, dedupe, due_ms, attempts, parts,
				created_ms, written_ms, sent_ms, final_ms, smsc_id)
			WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
			SELECT 'history-of-messages-' || CAST(1000000000000000 + i AS TEXT), '+49' || CAST(10000000000 + i AS TEXT), '72100', 'carrier', 'transactional', $3, $4, 'delivered',
				'history', 'history:' || CAST(i AS TEXT), $5 + i, 1, 1, $5 + i, $5 + i, $5 + i, $5 + i, 'h' || CAST(i AS TEXT) FROM n`,
			from, min(from+step, size), message.Transactional.Lane(), strings.Repeat("x", 160), outboxStart.Add(-300*24*time.Hour).UnixMilli())
		if err != nil {
			b.Fatal(err)
		}
		if size > 1_000_000 {
			_, _ = fmt.Fprintf(os.Stderr, "\rhistory: %d of %d rows ", min(from+step, size), size)
		}
	}
}

// benchmarkBeside measures batches of 256, whose ids and phones stand in no order.
func benchmarkBeside(b *testing.B, db *store.DB) {
	const batch = 256
	l := claimOf(b, message.Transactional, outboxStart)
	var claimed, accepted, delivered time.Duration
	for round := range b.N {
		messages := make([]message.Outbound, batch)
		for i := range messages {
			id := fmt.Sprintf("%x-%d-%d", (i*2654435761)&0xFFFFFFFF, b.N, round*batch+i)
			messages[i] = message.Outbound{ID: id, To: phone(i), Text: strings.Repeat("y", 160), Class: message.Transactional, Dedupe: id}
		}
		queue(b, db, messages...)
		began := time.Now()
		ready := claim(b, db, l)
		claimed += time.Since(began)
		if len(ready) != batch {
			b.Fatalf("claimed %d, want %d", len(ready), batch)
		}
		began = time.Now()
		accept(b, db, ready, func(m outbox.Message) []string { return []string{m.ID} })
		accepted += time.Since(began)
		receipts := make([]message.Receipt, batch)
		for i, m := range ready {
			receipts[i] = receiptOf(m.ID, message.Delivered, m.To)
		}
		began = time.Now()
		receive(b, db, receipts...)
		delivered += time.Since(began)
	}
	for name, took := range map[string]time.Duration{"us/claim": claimed, "us/accept": accepted, "us/receipt": delivered} {
		b.ReportMetric(float64(took.Microseconds())/float64(b.N*batch), name)
	}
}
