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
		l := leaseOf(t, message.Service, outboxStart)
		for _, m := range write(t, db, l, lease(t, db, l)) {
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
		grant(t, db, phone(1))
		queue(t, db, marketing("offer", phone(1)))
		slow := leaseOf(t, message.Marketing, outboxStart)
		slow.Owner = "slow"
		leased := lease(t, db, slow)
		if _, err := db.RecoverOutbound(t.Context(), "me", outboxStart, outboxStart.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		mine := leaseOf(t, message.Marketing, outboxStart)
		write(t, db, mine, lease(t, db, mine))
		late := outbox.Change{Message: leased[0], State: message.Queued, Due: outboxStart, At: outboxStart}
		if err := db.SettleOutbound(t.Context(), []outbox.Change{late}, outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		wantRow(t, db, "offer", message.Written, "")
	})
}
