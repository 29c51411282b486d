package store_test

import (
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestAnswerAfterATakeoverStillFindsTheReceipt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1))
		queue(t, db, marketing("m", phone(1)))
		written := claim(t, db, claimOf(t, message.Marketing, outboxStart))
		later := outboxStart.Add(time.Minute)
		if n, err := db.RecoverOutbound(t.Context(), "other", later, later.Add(time.Minute), outbox.Words{}); err != nil || n != 1 {
			t.Fatalf("took over %d: %v", n, err)
		}
		accept(t, db, written, func(outbox.Message) []string { return []string{"1"} })
		wantRow(t, db, "m", message.Sent, "")
		receive(t, db, receiptOf("1", message.Delivered, phone(1)))
		wantRow(t, db, "m", message.State("delivered"), "")
	})
}
