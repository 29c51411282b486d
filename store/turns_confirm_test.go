package store_test

import (
	"testing"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestAnOptOutIsConfirmedWithinFiveMinutesOfItsArrivalOrNotAtAll(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		_, err := db.AddEvents(t.Context(), []conversations.Event{
			{Address: lena, Kind: conversations.Texted, At: noon, Text: "STOP"}, {Address: jan, Kind: conversations.Texted, At: noon, Text: "STOP UMFRAGEN"},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(3 * time.Minute) // the turns come late, and the link is slow
		w.drain(w)
		service := claimOf(t, message.Service, noon.Add(5*time.Minute-time.Millisecond))
		service.Limit, service.Look = 1, 1
		if got := claim(t, db, service); len(got) != 1 {
			t.Fatalf("claimed %v in the last moment, want one confirmation", got)
		}
		service.Now, service.Number = noon.Add(5*time.Minute), 2
		if got := claim(t, db, service); len(got) != 0 {
			t.Fatalf("claimed %v after five minutes", got)
		}
		w.wants(1, "SELECT COUNT(*) FROM outbound WHERE state = 'skipped' AND reason = 'deadline passed'")
		w.texts(lena, "HILFE")
		w.drain(w)
		service.Now, service.Number = noon.Add(time.Hour), 3
		if got := claim(t, db, service); len(got) != 1 {
			t.Errorf("claimed %v after a question, want its answer: only confirmations are given up", got)
		}
	})
}
