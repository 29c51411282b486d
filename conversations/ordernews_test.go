package conversations

import (
	"math/rand/v2"
	"testing"
	"time"

	"kurzwahl/message"
)

// newsroom keeps what is said of one order.
type newsroom struct {
	waiting map[string]told
	gone    map[string]bool
	last    told
}

// told is one text about an order.
type told struct {
	state string
	since time.Time // when the state began
	due   time.Time
}

// send lets out what is due, and checks that it comes in order, apart and once.
func (n *newsroom) send(t *testing.T, now time.Time) {
	t.Helper()
	for dedupe, news := range n.waiting {
		if news.due.After(now) {
			continue
		}
		switch {
		case news.since.Before(n.last.since):
			t.Errorf("%s of %s was told after %s of %s", news.state, news.since, n.last.state, n.last.since)
		case news.due.Sub(n.last.due) < 2*time.Minute:
			t.Errorf("%s was told %s after %s", news.state, news.due.Sub(n.last.due), n.last.state)
		case n.gone[dedupe]:
			t.Errorf("%s was told twice", news.state)
		}
		n.last, n.gone[dedupe] = news, true
		delete(n.waiting, dedupe)
	}
}

// TestOrderNewsComesInOrderApartAndOnce plays random changes of an order: late, twice, and in quick succession.
func TestOrderNewsComesInOrderApartAndOnce(t *testing.T) {
	t.Parallel()
	states := []string{"created", "paid", "processing", "shipped", "delayed", "out_for_delivery", "delivered", "cancelled", "refunded"}
	desk := newWorld(t, config(t, message.German, false)).desk
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 6))
		w := worldOf(desk)
		n := newsroom{waiting: map[string]told{}, gone: map[string]bool{}}
		var before []Order
		for range 40 {
			w.now = w.now.Add([]time.Duration{time.Second, time.Minute, 3 * time.Minute, time.Hour}[random.IntN(4)])
			n.send(t, w.now)
			o := Order{Source: "shop", Number: "4711", State: states[random.IntN(len(states))], StateAt: w.now}
			if len(before) > 0 && random.IntN(4) == 0 {
				o = before[random.IntN(len(before))]
			}
			before = append(before, o)
			turn := w.happens(Event{Kind: OrderMoved, Order: o})
			for _, withdrawn := range turn.Withdrawn {
				delete(n.waiting, withdrawn.Message)
			}
			for _, r := range turn.Replies {
				if !n.gone[r.Dedupe] { // the outbox takes a key once
					n.waiting[r.Dedupe] = told{state: o.State, since: o.StateAt, due: r.Due}
				}
			}
			if len(n.waiting) > 1 {
				t.Errorf("%d texts about one order wait", len(n.waiting))
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestOrderNewsThatCameTooLateForTheOneBeforeIsToldApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, config(t, message.German, false))
	first := w.happens(Event{Kind: OrderMoved, Order: w.order("4711", "paid")})
	w.now = w.now.Add(2 * time.Minute)
	second := w.happens(Event{Kind: OrderMoved, Order: w.order("4711", "shipped")})
	if len(first.Replies) != 1 || len(second.Replies) != 1 || len(second.Withdrawn) != 0 {
		t.Errorf("got %+v and then %+v, want two texts", first.Replies, second)
	}
}
