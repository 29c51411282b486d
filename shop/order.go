package shop

import (
	"time"

	"kurzwahl/message"
)

// OrderState is where an order stands, in the words that all shop systems are translated to.
type OrderState string

// The states of an order.
const (
	Created           OrderState = "created"
	PaymentReminder   OrderState = "payment_reminder"
	Paid              OrderState = "paid"
	Processing        OrderState = "processing"
	PartiallyShipped  OrderState = "partially_shipped"
	Shipped           OrderState = "shipped"
	Delayed           OrderState = "delayed"
	OutForDelivery    OrderState = "out_for_delivery"
	DeliveryFailed    OrderState = "delivery_failed"
	ReadyForPickup    OrderState = "ready_for_pickup"
	Delivered         OrderState = "delivered"
	Cancelled         OrderState = "cancelled"
	Returned          OrderState = "returned"
	PartiallyRefunded OrderState = "partially_refunded"
	Refunded          OrderState = "refunded"
)

// ranks says how far along an order is: a state of a lower rank than the known one is old news. States of one
// rank may follow each other in either order.
var ranks = map[OrderState]int{
	Created: 0, PaymentReminder: 1, Paid: 2, Processing: 3, PartiallyShipped: 4, Shipped: 5, Delayed: 5,
	OutForDelivery: 6, DeliveryFailed: 6, ReadyForPickup: 6, Delivered: 7, Cancelled: 8, Returned: 8,
	PartiallyRefunded: 9, Refunded: 9,
}

// Known says whether s is one of the states.
func (s OrderState) Known() bool {
	_, ok := ranks[s]
	return ok
}

// Order is an order as the shop last told of it.
type Order struct {
	Source         string // the configured name of the shop system
	Number         string // as customers know it
	Address        message.Address
	State          OrderState
	StateAt        time.Time // when the shop says the state began
	FirstName      string
	Language       message.Language
	Country        string // ISO 3166
	Total          string // decimal text, "59.90"
	Currency       string // ISO 4217
	Carrier        string
	TrackingNumber string
	TrackingURL    string // the shop's own, or the carrier's page
	TrackingLink   string // the short link to it
	Expected       string // day of delivery, YYYY-MM-DD
	Items          []Item
	OrderedAt      time.Time
	ShippedAt      time.Time
	DeliveredAt    time.Time
}

// Item is one line of an order.
type Item struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Quantity int    `json:"quantity"`
}

// Advance brings what is known of an order up to date with what a webhook says, and tells whether the order
// moved on: whether its state is new and not older than the known one. A webhook that is late still fills in
// what was missing. The zero Order is one never heard of.
func Advance(known, told Order) (now Order, moved bool) {
	if known.Number == "" {
		return stamped(told), true
	}
	now = merge(known, told)
	if told.State == known.State || ranks[told.State] < ranks[known.State] {
		return now, false
	}
	now.State, now.StateAt = told.State, told.StateAt
	return stamped(now), true
}

// merge takes from told whatever it says and keeps the rest; state and times are left alone.
func merge(known, told Order) Order {
	known.Address = either(told.Address, known.Address)
	known.FirstName = either(told.FirstName, known.FirstName)
	known.Language = either(told.Language, known.Language)
	known.Country = either(told.Country, known.Country)
	known.Total = either(told.Total, known.Total)
	known.Currency = either(told.Currency, known.Currency)
	known.Carrier = either(told.Carrier, known.Carrier)
	known.TrackingNumber = either(told.TrackingNumber, known.TrackingNumber)
	known.Expected = either(told.Expected, known.Expected)
	if told.TrackingURL != "" && told.TrackingURL != known.TrackingURL {
		known.TrackingURL, known.TrackingLink = told.TrackingURL, ""
	}
	if len(told.Items) > 0 {
		known.Items = told.Items
	}
	return known
}

func either[T ~string](first, second T) T {
	if first != "" {
		return first
	}
	return second
}

// stamped notes the times that later questions are asked by.
func stamped(o Order) Order {
	switch o.State {
	case Shipped:
		o.ShippedAt = o.StateAt
	case Delivered:
		o.DeliveredAt = o.StateAt
	case Created:
		o.OrderedAt = o.StateAt
	case PaymentReminder, Paid, Processing, PartiallyShipped, Delayed, OutForDelivery, DeliveryFailed, ReadyForPickup,
		Cancelled, Returned, PartiallyRefunded, Refunded:
	}
	return o
}
