package store_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

const anna = message.Address("+491711234567")

// hook is a webhook of the generic source about order 4711.
func hook(id, event string, at time.Time) shop.Hook {
	body := fmt.Sprintf(`{"id":%q,"event":%q,"occurred_at":%q,"order":{"number":"4711","phone":"0171 1234567","first_name":"Anna","language":"de",
		"total":"59.90","currency":"EUR","carrier":"dhl","tracking_number":"0034 0434","items":[{"sku":"B1","name":"Klingel","quantity":2}]}}`,
		id, event, at.Format(time.RFC3339))
	return shop.Hook{Source: "shop", ID: id, Event: event, Body: []byte(body), ReceivedAt: at}
}

// workAll works all that waits with a real worker and returns when the queue is empty.
func workAll(t *testing.T, db *store.DB, now time.Time) {
	t.Helper()
	shortener, err := links.New(links.Config{Store: db, Entropy: rand.Reader, BaseURL: "https://r.example"})
	if err != nil {
		t.Fatal(err)
	}
	worker := shop.NewWorker(shop.WorkerConfig{
		Sources: map[string]shop.Adapter{"shop": shop.NewGeneric("shop", "secret", "DE")},
		Store:   db, Links: shortener, Clock: clock.NewMovable(now), Logger: slog.New(slog.DiscardHandler),
	})
	if err := worker.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestWebhookMakesOneOrderAndOneEventAState(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		for i, h := range []shop.Hook{
			hook("1", "order.paid", at), hook("2", "order.shipped", at.Add(time.Hour)), hook("2", "order.shipped", at.Add(time.Hour)),
			hook("3", "order.shipped", at.Add(2*time.Hour)), hook("4", "order.paid", at.Add(3*time.Hour)),
		} {
			fresh, err := db.SaveHook(t.Context(), h)
			if err != nil || fresh != (i != 2) {
				t.Fatalf("hook %d: fresh is %v, %v", i, fresh, err)
			}
		}
		workAll(t, db, at)
		orders, err := db.OrdersOf(t.Context(), anna, 10)
		if err != nil || len(orders) != 1 {
			t.Fatalf("got %d orders, %v, want 1", len(orders), err)
		}
		o := orders[0]
		if o.State != shop.Shipped || !o.ShippedAt.Equal(at.Add(time.Hour)) || o.Items[0].Quantity != 2 {
			t.Errorf("the order is %+v, want it shipped at 10:00 with two of its item", o)
		}
		if o.TrackingURL != "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=0034+0434" || o.TrackingLink == "" {
			t.Errorf("tracking page %q and link %q", o.TrackingURL, o.TrackingLink)
		}
	})
}
