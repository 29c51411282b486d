package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"kurzwahl/shop"
)

// productLine is a product as the page lists it.
type productLine struct {
	SKU   string `json:"sku"`
	Title string `json:"title"`
	Price string `json:"price"`
	Stock int    `json:"stock"`
}

func (d *Demo) productLines(ctx context.Context) ([]productLine, error) {
	products, err := d.service.Store().Products(ctx, 100)
	if err != nil {
		return nil, err
	}
	lines := make([]productLine, len(products))
	for i, p := range products {
		lines[i] = productLine{SKU: p.SKU, Title: p.Title(), Price: p.Price + " " + p.Currency, Stock: p.Stock}
	}
	return lines, nil
}

// product has the sample shop report stock or price of a product, by the same signed webhook as any shop.
func (d *Demo) product(r *http.Request) (any, error) {
	var asked struct {
		SKU   string `json:"sku"`
		Stock *int   `json:"stock,omitempty"`
		Price string `json:"price,omitempty"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, fmt.Errorf(`%w: send {"sku": "KD-160", "stock": 1}, or a "price"`, errAsked)
	}
	products, err := d.service.Store().Products(r.Context(), 100)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(products, func(p shop.Product) bool { return p.SKU == asked.SKU })
	if i < 0 {
		return nil, fmt.Errorf("%w: the shop has no product %q", errAsked, asked.SKU)
	}
	if _, ok := shop.Cents(asked.Price); !ok && (asked.Price != "" || asked.Stock == nil) {
		return nil, fmt.Errorf(`%w: name a stock such as 1, or a price such as "59.90"`, errAsked)
	}
	now := d.clock.Now().UTC()
	err = d.sendWebhook(r.Context(), map[string]any{
		"id": fmt.Sprintf("product-%s-%d", asked.SKU, now.UnixNano()), "event": "product.updated", "occurred_at": now.Format(time.RFC3339Nano),
		"product": map[string]any{"sku": asked.SKU, "stock": asked.Stock, "price": asked.Price, "currency": products[i].Currency},
	})
	if err != nil {
		return nil, err
	}
	return map[string]string{"product": products[i].Title()}, nil
}
