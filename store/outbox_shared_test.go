package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestAnswersAndReceiptsThatComeTogetherMeet(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const n = 40
		for i := range n {
			queue(t, db, message.Outbound{ID: fmt.Sprintf("m%d", i), To: phone(i), Text: "x", Class: message.Service})
		}
		l := claimOf(t, message.Service, outboxStart)
		for _, m := range claim(t, db, l) {
			var both sync.WaitGroup
			both.Go(func() {
				accept(t, db, []outbox.Message{m}, func(m outbox.Message) []string { return []string{"id" + m.ID} })
			})
			both.Go(func() { receive(t, db, receiptOf("id"+m.ID, message.Delivered, m.To)) })
			both.Wait()
		}
		for i := range n {
			wantRow(t, db, fmt.Sprintf("m%d", i), message.Arrived, "")
		}
		if kept, err := db.Orphans(t.Context()); err != nil || kept != 0 {
			t.Errorf("%d receipts are still kept (%v), want none", kept, err)
		}
	})
}

func TestAWorkerThatWasTakenForDeadRequeuesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "order", To: phone(1), Text: "x", Class: message.Transactional})
		slow := claimOf(t, message.Transactional, outboxStart)
		slow.Owner = "slow"
		held := claim(t, db, slow)
		if _, err := db.RecoverOutbound(t.Context(), "me", outboxStart, outboxStart.Add(time.Minute), outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		mine := claimOf(t, message.Transactional, outboxStart)
		claim(t, db, mine)
		late := outbox.Change{Message: held[0], State: message.Queued, Due: outboxStart, At: outboxStart}
		if err := db.SettleOutbound(t.Context(), []outbox.Change{late}, outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		wantRow(t, db, "order", message.Written, "")
	})
}

func TestAClaimWhoseAnswerWasLostIsClaimedAnew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
		l := claimOf(t, message.Service, outboxStart)
		first := claim(t, db, l) // it was committed, but the connection broke before that was known
		if got := claim(t, db, l); len(got) != 0 {
			t.Errorf("%d messages were claimed twice", len(got))
		}
		l.Number, l.Failed = 2, 1
		again := claim(t, db, l)
		if len(again) != 1 || again[0].Attempts != 0 {
			t.Fatalf("claimed %v, want the one message, of which nothing was written", again)
		}
		late := outbox.Change{Message: first[0], State: message.Queued, Due: outboxStart, At: outboxStart}
		if err := db.SettleOutbound(t.Context(), []outbox.Change{late}, outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		wantRow(t, db, "a", message.Written, "")
	})
}

func TestAReceiptBeforeTheTakeoverResolvesWhatBecameUnknown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1), phone(2))
		queue(t, db, marketing("taken", phone(1)), marketing("lost", phone(2)))
		l := claimOf(t, message.Marketing, outboxStart)
		l.Owner = "dead"
		claim(t, db, l)
		r := receiptOf("never-seen", message.Delivered, phone(1))
		r.ReceivedAt = outboxStart.Add(time.Second)
		receive(t, db, r)
		later := outboxStart.Add(time.Minute)
		if _, err := db.RecoverOutbound(t.Context(), "me", later, later.Add(time.Minute), outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		wantRow(t, db, "taken", message.Arrived, "")
		wantRow(t, db, "lost", message.Ambiguous, "never answered")
		if kept, err := db.Orphans(t.Context()); err != nil || kept != 0 {
			t.Errorf("%d receipts are still kept (%v), want none", kept, err)
		}
	})
}

func TestAReceiptThatMayBeOfARepeatedMessageResolvesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1))
		queue(t, db, marketing("offer", phone(1)), message.Outbound{ID: "order", To: phone(1), Text: "x", Class: message.Transactional})
		for _, class := range []message.Class{message.Marketing, message.Transactional} {
			l := claimOf(t, class, outboxStart)
			l.Owner = "dead"
			claim(t, db, l)
		}
		if _, err := db.RecoverOutbound(t.Context(), "me", outboxStart, outboxStart.Add(time.Minute), outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		receive(t, db, receiptOf("never-seen", message.Delivered, phone(1)))
		wantRow(t, db, "offer", message.Ambiguous, "never answered")
	})
}

func TestAnOwnerThatWasAwayGivesTheOthersTimeToComeBack(t *testing.T) {
	t.Parallel()
	db := storetestPostgres(t)
	queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
	recover := func(owner string, after time.Duration, want int) {
		t.Helper()
		now := outboxStart.Add(after)
		if n, err := db.RecoverOutbound(t.Context(), owner, now, now.Add(10*time.Second), outbox.Words{}); err != nil || n != want {
			t.Errorf("%s took over %d messages after %v (%v), want %d", owner, n, after, err, want)
		}
	}
	recover("me", 0, 0)
	recover("other", 0, 0)
	claim(t, db, claimOf(t, message.Service, outboxStart))
	recover("other", 20*time.Second, 0) // the database was away, and is back
	recover("me", 22*time.Second, 0)
	recover("other", 23*time.Second, 0)
	recover("other", 32*time.Second, 0)
	recover("other", 40*time.Second, 1)
}
