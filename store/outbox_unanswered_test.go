package store_test

import (
	"cmp"
	"fmt"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// lost has a message to the phone written, and its answer lost; state is what that makes of it.
func lost(t *testing.T, db *store.DB, id string, to message.Address, at time.Time, state message.State) {
	t.Helper()
	queue(t, db, message.Outbound{ID: id, To: to, From: "72100", Text: "x", Class: message.Transactional})
	settleLost(t, db, writeAt(t, db, at), at, state)
}

func writeAt(t *testing.T, db *store.DB, at time.Time) []outbox.Message {
	t.Helper()
	l := claimOf(t, message.Transactional, at)
	return claim(t, db, l)
}

func settleLost(t *testing.T, db *store.DB, written []outbox.Message, at time.Time, state message.State) {
	t.Helper()
	changes := make([]outbox.Change, len(written))
	for i, m := range written {
		changes[i] = outbox.Change{
			Message: m, State: state, Due: at.Add(time.Hour), Attempts: 1, Unanswered: m.Unanswered + 1, SMSC: "carrier", Parts: 1, At: at,
		}
	}
	if err := db.SettleOutbound(t.Context(), changes, outbox.Words{}); err != nil {
		t.Fatal(err)
	}
}

func TestALateReceiptFindsTheMessageWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	const minute = time.Minute
	reference := func(id string) func(*message.Receipt) {
		return func(r *message.Receipt) { r.Reference = outbox.Reference(id) }
	}
	submitted := func(after time.Duration) func(*message.Receipt) {
		return func(r *message.Receipt) { r.SentAt = outboxStart.Add(after).Truncate(minute) }
	}
	for name, tc := range map[string]struct {
		says          func(*message.Receipt)
		state         message.DeliveryState
		first, second message.State // of a message that is unknown, and of one written 10 minutes later
		is            message.State // the second, before; unknown where it is ""
	}{
		"by its reference":           {says: reference("first"), first: message.Arrived, second: message.Ambiguous},
		"by its reference, failed":   {says: reference("second"), state: message.Undeliverable, first: message.Ambiguous, second: message.Failed},
		"not by another's reference": {says: reference("third"), first: message.Ambiguous, second: message.Ambiguous},
		"by its submit date":         {says: submitted(10 * minute), first: message.Ambiguous, second: message.Arrived},
		"not by a date between":      {says: submitted(5 * minute), first: message.Ambiguous, second: message.Ambiguous},
		"not in doubt":               {says: func(*message.Receipt) {}, first: message.Ambiguous, second: message.Ambiguous},
		"nor with another sender": {says: func(r *message.Receipt) {
			submitted(0)(r)
			r.To = "72200"
		}, first: message.Ambiguous, second: message.Ambiguous},
		"a repetition is called off":  {says: reference("second"), is: message.Queued, first: message.Ambiguous, second: message.Arrived},
		"also by the date":            {says: submitted(10 * minute), is: message.Queued, first: message.Ambiguous, second: message.Arrived},
		"but not by a failure":        {says: reference("second"), state: message.Expired, is: message.Queued, first: message.Ambiguous, second: message.Queued},
		"nor without a certain sign":  {says: func(*message.Receipt) {}, is: message.Queued, first: message.Ambiguous, second: message.Queued},
		"an id that was never given":  {says: reference("second"), is: message.Sent, first: message.Ambiguous, second: message.Arrived},
		"but not without a reference": {says: submitted(10 * minute), is: message.Sent, first: message.Ambiguous, second: message.Sent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				later := outboxStart.Add(10 * minute)
				lost(t, db, "first", phone(1), outboxStart, message.Ambiguous)
				if tc.is == message.Sent {
					queue(t, db, message.Outbound{ID: "second", To: phone(1), Text: "x", Class: message.Transactional})
					accept(t, db, writeAt(t, db, later), func(outbox.Message) []string { return []string{"known"} })
				} else {
					lost(t, db, "second", phone(1), later, cmp.Or(tc.is, message.Ambiguous))
				}
				r := receiptOf("never-seen", message.Delivered, phone(1))
				if tc.state != "" {
					r.State = tc.state
				}
				r.ReceivedAt = later.Add(minute)
				tc.says(&r)
				receive(t, db, r, r)
				wantRow(t, db, "first", tc.first, "")
				wantRow(t, db, "second", tc.second, "")
				if tc.second.Final() {
					if again := writeAt(t, db, later.Add(2*time.Hour)); len(again) != 0 {
						t.Errorf("%d messages are sent again", len(again))
					}
				}
			})
		})
	}
}

func TestTheOnlyMessageIsMeantUnlessTheDateSaysOtherwise(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, tc := range []struct {
			ago  time.Duration // of the submit date, seen from when the message was written
			want message.State
		}{{0, message.Arrived}, {2 * time.Hour, message.Arrived}, {20 * time.Hour, message.Ambiguous}} {
			id := fmt.Sprint("m", i)
			lost(t, db, id, phone(i), outboxStart, message.Ambiguous)
			r := receiptOf("never-seen-"+id, message.Delivered, phone(i))
			r.SentAt = outboxStart.Add(-tc.ago)
			receive(t, db, r)
			wantRow(t, db, id, tc.want, "")
		}
	})
}

func TestAReceiptThatOvertookTheLossOfTheAnswerCounts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db,
			message.Outbound{ID: "repeat", To: phone(1), Text: "x", Class: message.Transactional},
			message.Outbound{ID: "leave", To: phone(2), Text: "x", Class: message.Transactional})
		written := writeAt(t, db, outboxStart)
		at := outboxStart.Add(time.Second)
		for i, id := range []string{"repeat", "leave"} {
			r := receiptOf("never-seen-"+id, message.Delivered, phone(i+1))
			r.Reference, r.ReceivedAt = outbox.Reference(id), at
			receive(t, db, r)
		}
		for _, m := range written {
			wantRow(t, db, m.ID, message.Written, "")
			settleLost(t, db, []outbox.Message{m}, at.Add(time.Minute), map[string]message.State{
				"repeat": message.Queued, "leave": message.Ambiguous,
			}[m.ID])
			wantRow(t, db, m.ID, message.Arrived, "")
		}
		if kept, err := db.Orphans(t.Context()); err != nil || kept != 0 {
			t.Errorf("%d receipts are still kept (%v), want none", kept, err)
		}
	})
}

func TestPartsResolveALongMessageTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "long", To: phone(1), Text: "x", Class: message.Transactional})
		written := writeAt(t, db, outboxStart)
		change := outbox.Change{Message: written[0], State: message.Ambiguous, Unanswered: 1, Parts: 2, At: outboxStart}
		if err := db.SettleOutbound(t.Context(), []outbox.Change{change}, outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		for i, want := range []message.State{message.Ambiguous, message.Arrived} {
			r := receiptOf(fmt.Sprint("part", i), message.Delivered, phone(1))
			r.Reference = outbox.Reference("long")
			receive(t, db, r)
			wantRow(t, db, "long", want, "")
		}
	})
}

func TestWhatIsSentCarriesTheReferenceOfItsReceipt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
		sent := make(chan uint16, 1)
		link := &radio{sent: map[string]int{}, answer: func(s message.Submission, _ int) message.Disposition {
			sent <- s.Reference
			return message.Accepted
		}}
		dispatch(t, db, link, clock.NewMovable(outboxStart))
		if got, want := <-sent, outbox.Reference("a"); got != want || got == 0 {
			t.Errorf("sent with the reference %d, want %d", got, want)
		}
	})
}
