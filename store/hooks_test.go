package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kurzwahl/links"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

var hookTime = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// paidOrShipped reads a webhook whose id is the number of its order and what happened to it. One word of the order is
// told by each of the two.
func paidOrShipped(h shop.Hook) (shop.Update, error) {
	var number, event string
	if _, err := fmt.Sscan(string(h.Body), &number, &event); err != nil {
		return shop.Update{}, fmt.Errorf("read: %w", err)
	}
	o := shop.Order{Source: h.Source, Number: number, Address: anna, State: shop.OrderState(event), StateAt: hookTime}
	if o.State == shop.Paid {
		o.Total = "59.90"
	} else {
		o.Carrier = "dhl"
	}
	return shop.Update{ID: h.ID, Event: h.Event, Order: o}, nil
}

func advance(known shop.Order, u shop.Update) (shop.Change, error) {
	order, moved := shop.Advance(known, u.Order)
	return shop.Change{Order: order, Moved: moved}, nil
}

func saveHooks(t *testing.T, db *store.DB, bodies ...string) {
	t.Helper()
	for _, body := range bodies {
		if _, err := db.SaveHook(t.Context(), shop.Hook{Source: "shop", ID: body, Event: "x", Body: []byte(body), ReceivedAt: hookTime}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOneBadWebhookStopsNoOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.SaveLinks(t.Context(), []links.Link{{Code: "taken", Target: "https://a.example"}}); err != nil {
			t.Fatal(err)
		}
		saveHooks(t, db, "1 paid", "bad paid", "2 paid", "3 nonsense")
		work := func(known shop.Order, u shop.Update) (shop.Change, error) {
			change, err := advance(known, u)
			if u.Order.Number == "bad" {
				change.Link = &links.Link{Code: "taken", Target: "https://b.example"}
			}
			if u.Order.Number == "3" {
				err = errors.New("no such thing\x00")
			}
			return change, err
		}
		for round := range 5 {
			if _, err := db.WorkHooks(t.Context(), 10, hookTime, shop.HookWork{Read: paidOrShipped, Order: work}); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			for state, want := range map[string]int{"done": 2, "failed": 1 + round/4, "pending": 1 - round/4} {
				if n := count(t, db, "SELECT COUNT(*) FROM hook WHERE state = $1", state); n != want {
					t.Errorf("round %d: %d webhooks are %s, want %d", round, n, state, want)
				}
			}
		}
		if n := count(t, db, "SELECT COUNT(*) FROM hook WHERE id = 'bad paid' AND state = 'failed' AND error <> ''"); n != 1 {
			t.Error("the bad webhook is not marked with its error")
		}
		if n := count(t, db, "SELECT COUNT(*) FROM shop_order"); n != 2 {
			t.Errorf("%d orders are known, want those of the two good webhooks", n)
		}
	})
}

func TestProcessesThatWorkOneOrderLoseNothingOfIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const orders = 30
		for i := range orders {
			saveHooks(t, db, fmt.Sprintf("%d paid", i), fmt.Sprintf("%d shipped", i))
		}
		var workers sync.WaitGroup
		for range 4 {
			workers.Go(func() {
				for range orders {
					if _, err := db.WorkHooks(t.Context(), 1, hookTime, shop.HookWork{Read: paidOrShipped, Order: advance}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		workers.Wait()
		if n := count(t, db, "SELECT COUNT(*) FROM shop_order WHERE total = '59.90' AND carrier = 'dhl' AND state = 'shipped'"); n != orders {
			t.Errorf("of %d orders %d are whole", orders, n)
		}
	})
}

func TestWebhooksOfOneMomentAreWorkedInTheOrderTheyCame(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var came, worked []string
		for i := range 20 {
			came = append(came, fmt.Sprintf("%d paid", 99-i*3%20))
		}
		saveHooks(t, db, came...)
		read := func(h shop.Hook) (shop.Update, error) {
			worked = append(worked, h.ID)
			return paidOrShipped(h)
		}
		for range came {
			if _, err := db.WorkHooks(t.Context(), 1, hookTime, shop.HookWork{Read: read, Order: advance}); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(worked, came) {
			t.Errorf("worked %v, want %v", worked, came)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM hook WHERE order_number <> '' AND address = $1", string(anna)); n != len(came) {
			t.Errorf("of %d webhooks it is known whose they are, want all %d", n, len(came))
		}
	})
}
