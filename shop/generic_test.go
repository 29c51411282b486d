package shop_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kurzwahl/shop"
)

// body is a webhook with one field of its order set.
func body(t *testing.T, field, value string) []byte {
	t.Helper()
	order := map[string]any{"number": "4711", "phone": "0171 1234567", "items": []map[string]any{{"sku": "B1", "name": "Klingel", "quantity": 2}}}
	if item, ok := strings.CutPrefix(field, "items."); ok {
		order["items"] = []map[string]any{{item: value}}
	} else {
		order[field] = value
	}
	b, err := json.Marshal(map[string]any{"id": "1", "event": "order.shipped", "occurred_at": "2026-11-21T10:00:00Z", "order": order})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGenericReadGivesOnlyWhatCanBeStored(t *testing.T) {
	t.Parallel()
	generic := shop.NewGeneric("shop", "secret", "DE")
	fields := []string{
		"phone", "country", "first_name", "language", "total", "currency", "carrier", "tracking_number", "tracking_url", "expected", "items.sku", "items.name",
	}
	for _, field := range fields {
		for _, value := range []string{"dhl\x00", "a\u0085b\x1b[2J", strings.Repeat("ä", 5000)} {
			update, err := generic.Read(body(t, field, value))
			if err != nil {
				t.Errorf("%s: %v, want the order without what is odd in it", field, err)
				continue
			}
			// With %v: %q would hide what is searched for.
			if all := fmt.Sprintf("%v", update.Order); strings.ContainsFunc(all, unicode.IsControl) || utf8.RuneCountInString(all) > 1000 {
				t.Errorf("%s: %.80q was read as %.300q", field, value, all)
			}
		}
	}
}

func TestGenericReadKeepsTheMeaningOfOddFields(t *testing.T) {
	t.Parallel()
	generic := shop.NewGeneric("shop", "secret", "DE")
	read := func(field, value string) shop.Order {
		update, err := generic.Read(body(t, field, value))
		if err != nil {
			t.Fatal(err)
		}
		return update.Order
	}
	if got := read("first_name", " Anna\nMaria\x00 ").FirstName; got != "Anna Maria" {
		t.Errorf("first name: got %q", got)
	}
	if got := read("country", "at\x00").Country; got != "AT" {
		t.Errorf("country: got %q", got)
	}
	if got := read("country", "Germany").Country; got != "DE" {
		t.Errorf("a country that is no code: got %q, want the source's own", got)
	}
	if got := read("tracking_url", "https://track.example/"+strings.Repeat("1", 2048)).TrackingURL; got != "" {
		t.Errorf("an address that is too long: got %.40q…, want none rather than half of it", got)
	}
}

func TestGenericReadRefusesOddNamesOfOrders(t *testing.T) {
	t.Parallel()
	generic := shop.NewGeneric("shop", "secret", "DE")
	for _, number := range []string{"47\x0011", "47\n11", strings.Repeat("1", 65)} {
		if update, err := generic.Read(body(t, "number", number)); err == nil {
			t.Errorf("%q was read as order %q, want it refused", number, update.Order.Number)
		}
	}
	odd := strings.Replace(string(body(t, "number", "4711")), `"id":"1"`, `"id":"1\u0000"`, 1)
	if update, err := generic.Read([]byte(odd)); err == nil {
		t.Errorf("the id was read as %q, want it refused", update.ID)
	}
}
