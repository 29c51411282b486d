package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kurzwahl/shop"
)

// source is the name of the sample shop system.
const source = "velonord"

// bikes is what the sample shop sells at now, as it has for a while.
func bikes(now time.Time) []shop.Product {
	all := []shop.Product{
		{Source: source, SKU: "EB-900", Name: "E-Bike Elbe 900", Price: "3299.00", Stock: 4},
		{Source: source, SKU: "GR-520", Name: "Gravelbike Heide 520", Price: "1899.00", Stock: 7},
		{Source: source, SKU: "CT-300", Name: "Citybike Alster 300", Price: "749.00", Stock: 12},
		{Source: source, SKU: "KD-160", Name: "Kinderrad Möwe 16", Price: "299.00", Stock: 0},
		{Source: source, SKU: "HL-210", Name: "Helm Brise", Variant: "M", Price: "79.90", Stock: 31},
		{Source: source, SKU: "HL-211", Name: "Helm Brise", Variant: "L", Price: "79.90", Stock: 0},
		{Source: source, SKU: "LK-075", Name: "Bügelschloss 75", Price: "59.90", Stock: 18},
		{Source: source, SKU: "LT-140", Name: "Lichtset Leuchtturm", Price: "44.50", Stock: 40},
		{Source: source, SKU: "TP-012", Name: "Packtasche Deich", Price: "89.00", Stock: 9},
	}
	for i := range all {
		p := &all[i]
		p.Currency, p.URL, p.PriceAt, p.StockAt = "EUR", "https://velonord.example/p/"+strings.ToLower(p.SKU), now.AddDate(0, -3, 0), now.AddDate(0, 0, -1)
	}
	return all
}

// orders gives sample orders in every state, as they stand at now.
func orders(people []Customer, now time.Time) []shop.Order {
	type sample struct {
		who      int
		state    shop.OrderState
		daysAgo  int
		product  int
		expected int // days from now, 0 for none
	}
	samples := map[int]sample{
		4701: {8, shop.Returned, 12, 4, 0}, 4702: {9, shop.Refunded, 14, 5, 0}, 4703: {3, shop.Delivered, 2, 1, 0},
		4704: {10, shop.Cancelled, 9, 2, 0}, 4705: {11, shop.Delivered, 20, 6, 0}, 4706: {12, shop.PartiallyRefunded, 11, 7, 0},
		4707: {13, shop.ReadyForPickup, 1, 2, 0}, 4708: {1, shop.Delivered, 2, 0, 0}, 4709: {14, shop.OutForDelivery, 0, 4, 0},
		4710: {15, shop.DeliveryFailed, 0, 5, 1}, 4711: {0, shop.Shipped, 1, 0, 2}, 4712: {0, shop.Delivered, 30, 4, 0},
		4713: {5, shop.Delayed, 1, 3, 4}, 4714: {16, shop.PartiallyShipped, 1, 7, 2}, 4715: {2, shop.Paid, 1, 2, 3},
		4716: {17, shop.Processing, 0, 1, 3}, 4717: {18, shop.PaymentReminder, 3, 6, 0}, 4718: {6, shop.Paid, 0, 4, 3},
		4719: {4, shop.Created, 0, 5, 0}, 4720: {7, shop.Paid, 0, 7, 3},
	}
	products := slices.DeleteFunc(bikes(now), func(p shop.Product) bool { return p.SKU == "HL-211" })
	all := make([]shop.Order, 0, len(samples))
	for number, s := range samples {
		p, who := products[s.product], people[s.who]
		o := shop.Order{
			Source: source, Number: fmt.Sprint(number), Address: who.Phone, State: s.state, StateAt: now.AddDate(0, 0, -s.daysAgo),
			FirstName: who.first, Language: who.Language, Country: who.Phone.Country(), Total: p.Price, Currency: "EUR",
			Items: []shop.Item{{SKU: p.SKU, Name: p.Title(), Quantity: 1}}, OrderedAt: now.AddDate(0, 0, -s.daysAgo-3),
		}
		if s.expected > 0 {
			o.Expected = now.AddDate(0, 0, s.expected).Format(time.DateOnly)
		}
		if travelled(s.state) {
			o.Carrier, o.TrackingNumber = "dhl", fmt.Sprintf("0034043416109404%d", number)
			o.TrackingURL = shop.TrackingPage(o.Carrier, o.TrackingNumber)
			o.ShippedAt = o.StateAt.AddDate(0, 0, -1)
		}
		if s.state == shop.Delivered {
			o.DeliveredAt = o.StateAt
		}
		all = append(all, o)
	}
	return all
}

// travelled says whether a parcel is, or was, on its way.
func travelled(s shop.OrderState) bool {
	switch s {
	case shop.Shipped, shop.Delayed, shop.OutForDelivery, shop.DeliveryFailed, shop.Delivered, shop.PartiallyShipped:
		return true
	case shop.Created, shop.PaymentReminder, shop.Paid, shop.Processing, shop.ReadyForPickup, shop.Cancelled, shop.Returned,
		shop.PartiallyRefunded, shop.Refunded:
		return false
	default:
		return false
	}
}
