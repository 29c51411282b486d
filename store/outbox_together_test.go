package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// twoProcesses opens one PostgreSQL as two processes do.
func twoProcesses(t *testing.T) (one, two *store.DB) {
	t.Helper()
	url := storetest.PostgresURL(t)
	return another(t, url), another(t, url)
}

func TestTwoProcessesKeepTheFrequencyCap(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	const phones, each = 60, 4
	var all []message.Outbound
	for n := range phones {
		grant(t, one, phone(n))
	}
	for n := range phones * each { // neighbours in the queue go to the same few phones
		all = append(all, marketing(fmt.Sprintf("m%04d", n), phone(n/(8*each)*8+n%8)))
	}
	queue(t, one, all...)
	var claiming sync.WaitGroup
	var mu sync.Mutex
	claimed := map[message.Address]int{}
	for i, db := range []*store.DB{one, two} {
		claiming.Go(func() {
			for number := int64(1); ; number++ {
				c := claimOf(t, message.Marketing, outboxStart)
				c.Owner, c.Number, c.Limit = fmt.Sprint("process ", i), number, 8
				got, err := db.ClaimOutbound(t.Context(), c)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, m := range got.Messages {
					claimed[m.To]++
				}
				mu.Unlock()
				if states, err := db.OutboundStates(t.Context()); err != nil || states[message.Queued] == 0 {
					return
				}
			}
		})
	}
	claiming.Wait()
	for n := range phones {
		if got := claimed[phone(n)]; got != 1 {
			t.Errorf("%d messages to phone %d passed a cap of one a day, want 1", got, n)
		}
	}
}

func TestStopInOneProcessHoldsInTheOther(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	const phones = 12
	for n := range phones {
		grant(t, one, phone(n))
		queue(t, one, marketing(fmt.Sprint("m", n), phone(n)))
	}
	claimed := claim(t, one, claimOf(t, message.Marketing, outboxStart))
	if len(claimed) != phones {
		t.Fatalf("claimed %d messages, want %d", len(claimed), phones)
	}
	for n, m := range claimed { // the first ones at once, the last ones when they have waited long
		if surelyStopped(one, m) {
			t.Errorf("message %d is stopped before anybody opted out", n)
		}
		if n%2 == 0 {
			consentLine(t, two, consent.Revoked, m.To)
		}
		if got, want := surelyStopped(one, m), n%2 == 0; got != want {
			t.Errorf("after the opt-out in the other process message %d is stopped: %v, want %v", n, got, want)
		}
	}
}

// surelyStopped asks again where a busy machine may not have answered in time, which counts as stopped.
func surelyStopped(db *store.DB, m outbox.Message) bool {
	for range 5 {
		if wanted(db, m) {
			return false
		}
	}
	return true
}

// wanted asks the memory, and where that cannot say the database.
func wanted(db *store.DB, m outbox.Message) bool {
	wish := db.Wanted(m.To, m.Mark)
	if wish == message.Unsure {
		mark, ok := db.Renew(context.Background(), m.To, m.Mark)
		return ok || db.Wanted(m.To, mark) == message.Wanted // a refusal is no new mark
	}
	return wish == message.Wanted
}

// strict is a link that notes when a message is wanted though its recipient had opted out before.
type strict struct {
	*radio
	stopped *sync.Map // addresses whose opt-out is committed
	late    chan message.Address
}

func (s strict) Submit(ctx context.Context, sub message.Submission, done func(message.Outcome)) error {
	wanted := sub.Wanted
	sub.Wanted = func() message.Wish {
		_, before := s.stopped.Load(sub.To)
		wish := wanted()
		if wish == message.Wanted && before {
			s.late <- sub.To
		}
		return wish
	}
	return s.radio.Submit(ctx, sub, done)
}

func TestTwoOutboxesNeverSendAfterStop(t *testing.T) {
	t.Parallel()
	one, two := twoProcesses(t)
	const phones = 100
	stopped, late := &sync.Map{}, make(chan message.Address, 2*phones)
	for n := range phones {
		grant(t, one, phone(n))
		queue(t, one, marketing(fmt.Sprint("m", n), phone(n)), marketing(fmt.Sprint("n", n), phone(n)))
	}
	links := []*radio{{sent: map[string]int{}}, {sent: map[string]int{}}}
	for i, db := range []*store.DB{one, two} {
		dispatch(t, db, strict{links[i], stopped, late}, clock.NewMovable(outboxStart))
	}
	for n := range phones {
		consentLine(t, []*store.DB{one, two}[n%2], consent.Revoked, phone(phones-1-n))
		stopped.Store(phone(phones-1-n), true)
	}
	eventuallyAll(t, one, "all sent or skipped", func(states map[message.State]int) bool {
		return states[message.Sent]+states[message.Skipped] == 2*phones
	})
	close(late)
	for to := range late {
		t.Errorf("%s was texted after the opt-out", to.Masked())
	}
}
