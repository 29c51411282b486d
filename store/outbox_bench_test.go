package store_test

import (
	"fmt"
	"testing"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store/storetest"
)

// BenchmarkOutbound takes messages through written, sent and delivered, as the pipeline does, with no link.
func BenchmarkOutbound(b *testing.B) {
	for _, class := range []message.Class{message.Transactional, message.Marketing} {
		b.Run(string(class), func(b *testing.B) { benchmarkOutbound(b, class) })
	}
}

func benchmarkOutbound(b *testing.B, class message.Class) {
	db := storetest.SQLite(b)
	for first := 0; first < b.N; first += 500 {
		var batch []message.Outbound
		var to []message.Address
		for n := first; n < min(first+500, b.N); n++ {
			m := message.Outbound{To: phone(n), Text: "Ihr Paket ist unterwegs.", Class: class, Purpose: "offers", Dedupe: fmt.Sprint("k", n)}
			batch, to = append(batch, m), append(to, m.To)
		}
		if class == message.Marketing {
			grant(b, db, to...)
		}
		queue(b, db, batch...)
	}
	l := claimOf(b, class, outboxStart)
	commits := db.Commits()
	b.ResetTimer()
	for done := 0; done < b.N; {
		ready := claim(b, db, l)
		if len(ready) == 0 {
			b.Fatalf("nothing is due after %d of %d", done, b.N)
		}
		accept(b, db, ready, func(m outbox.Message) []string { return []string{m.ID} })
		var receipts []message.Receipt
		for _, m := range ready {
			receipts = append(receipts, receiptOf(m.ID, message.Delivered, m.To))
		}
		receive(b, db, receipts...)
		done += len(ready)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(db.Commits()-commits), "commits")
}
