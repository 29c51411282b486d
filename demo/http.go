package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"kurzwahl/shop"
)

// handler answers the page's questions about the demo itself: what there is to try, the clock, the sample shop.
func (d *Demo) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /state", d.answer(d.state))
	mux.HandleFunc("POST /clock", d.answer(d.advance))
	mux.HandleFunc("POST /ship", d.answer(d.ship))
	mux.HandleFunc("POST /product", d.answer(d.product))
	mux.HandleFunc("POST /draw", d.answer(d.draw))
	return mux
}

// errAsked is an error in what was asked; its text is for the person who asked.
var errAsked = errors.New("cannot do that")

// answer writes what ask gives as JSON.
func (d *Demo) answer(ask func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		body, err := ask(r)
		status := http.StatusOK
		switch {
		case errors.Is(err, errAsked):
			status, body = http.StatusBadRequest, map[string]string{"error": err.Error()}
		case err != nil:
			d.logger.ErrorContext(r.Context(), "answer the page", slog.Any("error", err))
			status, body = http.StatusInternalServerError, map[string]string{"error": "something went wrong; the log says what"}
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(body); err != nil {
			return // the page is gone
		}
	}
}

// orderLine is an order as the page lists it.
type orderLine struct {
	Number   string `json:"number"`
	Phone    string `json:"phone"`
	Customer string `json:"customer"`
	State    string `json:"state"`
	Items    string `json:"items"`
	Total    string `json:"total"`
}

func (d *Demo) state(r *http.Request) (any, error) {
	orders, err := d.service.Store().Orders(r.Context(), 100)
	if err != nil {
		return nil, err
	}
	products, err := d.productLines(r.Context())
	if err != nil {
		return nil, err
	}
	lines := make([]orderLine, 0, len(orders))
	for _, o := range orders {
		line := orderLine{Number: o.Number, Phone: string(o.Address), Customer: o.FirstName, State: string(o.State), Total: o.Total + " " + o.Currency}
		if len(o.Items) > 0 {
			line.Items = o.Items[0].Name
		}
		lines = append(lines, line)
	}
	return map[string]any{
		"shop":     map[string]string{"name": shopName, "number": shopNumber, "tagline": "Fahrräder und alles, was dazugehört"},
		"now":      d.clock.Now().In(d.zone).Format(time.RFC3339),
		"timezone": d.zone.String(), "customers": d.people, "try": tries(d.people), "orders": lines, "products": products,
	}, nil
}

// furthest is how far one click may move the clock.
const furthest = 31 * 24 * time.Hour

func (d *Demo) advance(r *http.Request) (any, error) {
	var asked struct {
		Advance string `json:"advance"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, fmt.Errorf(`%w: send {"advance": "2h"}`, errAsked)
	}
	by, err := time.ParseDuration(asked.Advance)
	if asked.Advance == "morning" {
		now := d.clock.Now()
		by, err = nextMorning(now, d.zone, d.closed).Sub(now), nil
	}
	if err != nil || by <= 0 || by > furthest {
		return nil, fmt.Errorf(`%w: advance is a duration such as "2h", at most 31 days, or "morning"`, errAsked)
	}
	d.clock.Advance(by)
	return map[string]string{"now": d.clock.Now().In(d.zone).Format(time.RFC3339)}, nil
}

// ship has the sample shop report an order as shipped, by the same signed webhook as any shop.
func (d *Demo) ship(r *http.Request) (any, error) {
	var asked struct {
		Order string `json:"order"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf(`%w: send {"order": "4715"}, or {}`, errAsked)
	}
	order, err := d.unshipped(r.Context(), asked.Order)
	if err != nil {
		return nil, err
	}
	if err := d.sendWebhook(r.Context(), shipped(order, d.clock.Now())); err != nil {
		return nil, err
	}
	return map[string]string{"order": order.Number, "phone": string(order.Address)}, nil
}

// unshipped finds the order of that number, or the first one that can be shipped.
func (d *Demo) unshipped(ctx context.Context, number string) (shop.Order, error) {
	orders, err := d.service.Store().Orders(ctx, 100)
	if err != nil {
		return shop.Order{}, err
	}
	for _, o := range orders {
		ready := o.State == shop.Paid || o.State == shop.Processing || o.State == shop.Created
		if number == o.Number && !ready {
			return shop.Order{}, fmt.Errorf("%w: order %s is %s already", errAsked, number, o.State)
		}
		if ready && (number == "" || number == o.Number) {
			return o, nil
		}
	}
	return shop.Order{}, fmt.Errorf("%w: there is no such order left to ship", errAsked)
}

// shipped is what the shop system says when an order leaves at now.
func shipped(o shop.Order, now time.Time) any {
	return map[string]any{
		"id": "ship-" + o.Number, "event": "order.shipped", "occurred_at": now.UTC().Format(time.RFC3339),
		"order": map[string]any{
			"number": o.Number, "phone": string(o.Address), "country": o.Country, "first_name": o.FirstName, "language": o.Language,
			"total": o.Total, "currency": o.Currency, "carrier": "dhl", "tracking_number": "00340434161094" + o.Number, "items": o.Items,
		},
	}
}

// sendWebhook sends what the shop system says, signed as any shop's.
func (d *Demo) sendWebhook(ctx context.Context, content any) error {
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base+"/hooks/"+source, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set(shop.SignatureHeader, shop.Sign(d.secret, body))
	response, err := d.client.Do(request)
	if err != nil {
		return fmt.Errorf("send webhook: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusAccepted {
		return fmt.Errorf("send webhook: the answer is %s", response.Status)
	}
	return nil
}
