package shop

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// productEvents are the events that tell of a product; each may tell all.
var productEvents = map[string]bool{"product.updated": true, "product.stock": true, "product.price": true}

type genericProduct struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Variant  string `json:"variant"`
	Price    money  `json:"price"`
	Currency string `json:"currency"`
	Stock    *int   `json:"stock"`
	URL      string `json:"url"`
}

// money is a price that shops write as a text or as a number.
type money string

// UnmarshalJSON takes "59.90" and 59.9.
func (m *money) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	if text == "null" {
		text = ""
	}
	*m = money(strings.TrimSpace(text))
	return nil
}

// product checks what a webhook says of a product. The error is a sentence for whoever sent it.
func (g *Generic) product(b genericBody) (ProductNews, error) {
	p := b.Product
	sku, price, currency := strings.TrimSpace(p.SKU), string(p.Price), strings.ToUpper(strings.TrimSpace(p.Currency))
	switch {
	case sku == "":
		return ProductNews{}, errors.New("product.sku is missing")
	case !plain(sku, maxNumber):
		return ProductNews{}, fmt.Errorf("product.sku has control characters, or more than %d characters", maxNumber)
	case price == "" && p.Stock == nil && strings.TrimSpace(p.Name) == "":
		return ProductNews{}, errors.New("product has neither name, price nor stock: there is nothing to take over")
	case currency != "" && (len(currency) != 3 || strings.ContainsFunc(currency, func(r rune) bool { return r < 'A' || r > 'Z' })):
		return ProductNews{}, errors.New("product.currency is no ISO 4217 code: write it as EUR")
	}
	if price != "" {
		if _, ok := Cents(price); !ok {
			return ProductNews{}, errors.New("product.price is no price: write it as 59.90")
		}
		if currency == "" {
			return ProductNews{}, errors.New("product.currency is missing: a price needs one, such as EUR")
		}
	}
	return ProductNews{
		Source: g.source, SKU: sku, Name: clean(p.Name, maxName), Variant: clean(p.Variant, maxWord), URL: cleanURL(p.URL),
		Price: price, Currency: currency, Stock: p.Stock, At: b.OccurredAt,
	}, nil
}
