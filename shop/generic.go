package shop

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"kurzwahl/message"
)

// Generic reads the webhook that any shop can send: signed JSON with an event's name and an order or a product.
type Generic struct {
	source  string
	secret  string
	country string
}

// NewGeneric gives the adapter of one source. Country is that of phone numbers without a country code in orders
// that name none.
func NewGeneric(source, secret, country string) *Generic {
	return &Generic{source: source, secret: secret, country: country}
}

// genericBody is the webhook's form; fields that are not named here are ignored.
type genericBody struct {
	ID         string         `json:"id"`
	Event      string         `json:"event"`
	OccurredAt time.Time      `json:"occurred_at"`
	Order      genericOrder   `json:"order"`
	Product    genericProduct `json:"product"`
}

type genericOrder struct {
	Number         string `json:"number"`
	Phone          string `json:"phone"`
	Country        string `json:"country"`
	FirstName      string `json:"first_name"`
	Language       string `json:"language"`
	Total          string `json:"total"`
	Currency       string `json:"currency"`
	Carrier        string `json:"carrier"`
	TrackingNumber string `json:"tracking_number"`
	TrackingURL    string `json:"tracking_url"`
	Expected       string `json:"expected"`
	Items          []Item `json:"items"`
}

// Verify returns ErrSignature unless the header fits the body.
func (g *Generic) Verify(header func(name string) string, body []byte) error {
	return verify(g.secret, header(SignatureHeader), body)
}

// Read gives what the body says. The error is a sentence for whoever sent it.
func (g *Generic) Read(body []byte) (Update, error) {
	if !utf8.Valid(body) {
		return Update{}, fmt.Errorf("the body is not UTF-8")
	}
	var b genericBody
	if err := json.Unmarshal(body, &b); err != nil {
		return Update{}, fmt.Errorf("the body cannot be read: %w", err)
	}
	state, ok := strings.CutPrefix(b.Event, "order.")
	switch {
	case b.ID == "":
		return Update{}, fmt.Errorf("id is missing: it tells a repeated webhook from a new one")
	case !plain(b.ID, maxID):
		return Update{}, fmt.Errorf("id has control characters, or more than %d characters", maxID)
	case productEvents[b.Event]:
		return g.readProduct(b)
	case !ok || !OrderState(state).Known():
		return Update{}, fmt.Errorf("event %q is not known", b.Event)
	case strings.TrimSpace(b.Order.Number) == "":
		return Update{}, fmt.Errorf("order.number is missing")
	case !plain(strings.TrimSpace(b.Order.Number), maxNumber):
		return Update{}, fmt.Errorf("order.number has control characters, or more than %d characters", maxNumber)
	case b.OccurredAt.IsZero():
		return Update{}, errNoTime
	}
	update := Update{ID: b.ID, Event: b.Event, Order: g.order(b.Order)}
	update.Order.State, update.Order.StateAt = OrderState(state), b.OccurredAt
	return update, nil
}

// errNoTime is for whoever sent a webhook that does not say when it happened.
var errNoTime = errors.New("occurred_at is missing: write it as 2026-11-21T10:00:00Z")

func (g *Generic) readProduct(b genericBody) (Update, error) {
	if b.OccurredAt.IsZero() {
		return Update{}, errNoTime
	}
	news, err := g.product(b)
	if err != nil {
		return Update{}, err
	}
	return Update{ID: b.ID, Event: b.Event, Product: news}, nil
}

// order takes the fields over, cleaned of what no database stores and no phone shows. A number that cannot receive SMS
// leaves Address empty: the order is kept, and nobody is texted.
func (g *Generic) order(o genericOrder) Order {
	carrier, number := clean(o.Carrier, maxWord), clean(o.TrackingNumber, maxName)
	order := Order{
		Source: g.source, Number: strings.TrimSpace(o.Number), FirstName: clean(o.FirstName, maxName), Country: g.country, Total: clean(o.Total, maxWord),
		Currency: clean(o.Currency, maxWord), Carrier: carrier, TrackingNumber: number, Expected: clean(o.Expected, maxWord), Items: cleanItems(o.Items),
		TrackingURL: either(cleanURL(o.TrackingURL), TrackingPage(carrier, number)),
	}
	if country := strings.ToUpper(clean(o.Country, maxWord)); len(country) == 2 {
		order.Country = country
	}
	if address, err := message.ParsePhone(o.Phone, order.Country); err == nil {
		order.Address = address
	}
	switch language := message.Language(strings.ToLower(o.Language)); language {
	case message.German, message.English, message.Polish:
		order.Language = language
	}
	return order
}
