package shop_test

import (
	"testing"
	"time"

	"kurzwahl/shop"
)

func TestAdvanceNeverGoesBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		known, told shop.OrderState
		moved       bool
	}{
		{shop.Created, shop.Paid, true},
		{shop.Shipped, shop.Shipped, false},
		{shop.Shipped, shop.Paid, false},
		{shop.Shipped, shop.Delayed, true},
		{shop.Delayed, shop.Shipped, true},
		{shop.Delivered, shop.Shipped, false},
		{shop.Delivered, shop.Returned, true},
		{shop.Returned, shop.Refunded, true},
	} {
		known := shop.Order{Number: "1", State: tt.known}
		got, moved := shop.Advance(known, shop.Order{Number: "1", State: tt.told})
		want := tt.known
		if tt.moved {
			want = tt.told
		}
		if moved != tt.moved || got.State != want {
			t.Errorf("%s then %s gave %s, moved %v, want %s, %v", tt.known, tt.told, got.State, moved, want, tt.moved)
		}
	}
}

func TestAdvanceFillsInWhatALateWebhookTells(t *testing.T) {
	t.Parallel()
	known := shop.Order{Number: "1", State: shop.Shipped, StateAt: time.Unix(100, 0), FirstName: "Anna", TrackingURL: "https://a", TrackingLink: "https://r/1"}
	got, moved := shop.Advance(known, shop.Order{Number: "1", State: shop.Paid, StateAt: time.Unix(50, 0), Total: "59.90", TrackingURL: "https://b"})
	if moved || got.State != shop.Shipped || got.Total != "59.90" || got.FirstName != "Anna" || !got.StateAt.Equal(time.Unix(100, 0)) {
		t.Errorf("got %+v, moved %v", got, moved)
	}
	if got.TrackingURL != "https://b" || got.TrackingLink != "" {
		t.Errorf("the old short link stands beside a new page: %+v", got)
	}
}

func TestTrackingPageEscapesTheNumber(t *testing.T) {
	t.Parallel()
	if got, want := shop.TrackingPage("GLS", "12/3&x=1"), "https://gls-group.com/DE/de/paketverfolgung?match=12%2F3%26x%3D1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := shop.TrackingPage("pigeon", "1"); got != "" {
		t.Errorf("an unknown carrier gave %s", got)
	}
}

func FuzzGenericRead(f *testing.F) {
	f.Add([]byte(`{"id":"1","event":"order.shipped","occurred_at":"2026-11-21T10:00:00Z","order":{"number":"4711","phone":"0171 1234567"}}`))
	f.Add([]byte(`{"id":1}`))
	generic := shop.NewGeneric("shop", "secret", "DE")
	f.Fuzz(func(t *testing.T, body []byte) {
		update, err := generic.Read(body)
		if err == nil && (update.ID == "" || update.Order.Number == "" || !update.Order.State.Known()) {
			t.Errorf("%q was read as %+v", body, update)
		}
	})
}
