package shop_test

import (
	"strings"
	"testing"

	"kurzwahl/shop"
)

func TestGenericReadsProducts(t *testing.T) {
	t.Parallel()
	generic := shop.NewGeneric("shop", "secret", "DE")
	read := func(product string) (shop.Update, error) {
		return generic.Read([]byte(`{"id":"p1","event":"product.updated","occurred_at":"2026-11-21T10:00:00Z","product":` + product + `}`))
	}
	update, err := read(`{"sku":" HL-210 ","name":"Helm\nBrise","variant":"M","price":59.9,"currency":"eur","stock":3,"url":"https://shop.example/p/1","colour":"red"}`)
	if err != nil {
		t.Fatal(err)
	}
	p := update.Product
	if p.SKU != "HL-210" || p.Name != "Helm Brise" || p.Variant != "M" || p.Price != "59.9" || p.Currency != "EUR" || *p.Stock != 3 || p.URL == "" || p.Source != "shop" || p.At.IsZero() {
		t.Errorf("got %+v", p)
	}
	if update, err := read(`{"sku":"1","stock":0}`); err != nil || update.Product.Stock == nil || *update.Product.Stock != 0 || update.Product.Price != "" {
		t.Errorf("stock alone: got %+v, %v", update.Product, err)
	}
	for body, want := range map[string]string{
		`{"sku":""}`:                                "product.sku is missing",
		`{"sku":"1"}`:                               "neither name, price nor stock",
		`{"sku":"1\u0000","stock":1}`:               "control characters",
		`{"sku":"1","price":"59,90"}`:               "product.price is no price",
		`{"sku":"1","price":"-1"}`:                  "product.price is no price",
		`{"sku":"1","price":"1"}`:                   "product.currency is missing",
		`{"sku":"1","price":"1","currency":"Euro"}`: "no ISO 4217",
		`{"sku":"1","stock":"many"}`:                "cannot be read",
	} {
		if update, err := read(body); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v, want %q", body, update.Product, err, want)
		}
	}
	if _, err := generic.Read([]byte(`{"id":"1","event":"product.stock","product":{"sku":"1","stock":1}}`)); err == nil || !strings.Contains(err.Error(), "occurred_at") {
		t.Errorf("without a time: got %v", err)
	}
}
