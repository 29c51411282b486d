package shop

import (
	"strings"
	"time"
)

// Product is one article of a shop in one variant, as the shop last told of it. Source and SKU name it.
type Product struct {
	Source   string
	SKU      string
	Name     string
	Variant  string // size, colour; "" where there is only one
	URL      string // its page in the shop, "" when it was not told
	Price    string // decimal text, "59.90"; "" when it was not told
	Currency string // ISO 4217
	Stock    int    // units that can be bought; 0 before anything was told

	StockAt time.Time // when the shop said so; zero when it never did
	PriceAt time.Time // since when the price is so; zero when it was never told
	WavedAt time.Time // when people were last told that it is back
	WaveAt  time.Time // when the next of those who wait are to be told; zero when nobody is
}

// Title is what people call the product: its name and its variant.
func (p Product) Title() string {
	if p.Variant == "" || strings.HasSuffix(strings.ToLower(p.Name), " "+strings.ToLower(p.Variant)) {
		return p.Name
	}
	return p.Name + " " + p.Variant
}

// ProductNews is what a webhook says of a product. What it leaves out stays as it was.
type ProductNews struct {
	Source   string
	SKU      string
	Name     string
	Variant  string
	URL      string
	Price    string // decimal text; "" says nothing
	Currency string
	Stock    *int // units; nil says nothing, less than none counts as none
	At       time.Time
}

// ProductChange is what news of a product come to.
type ProductChange struct {
	Product Product   // as it is known from now on
	Renamed bool      // it is found by other words than before
	Priced  bool      // its price is another one since Product.PriceAt
	LookAt  time.Time // of Priced: when the price has stood long enough for price alarms
}

// AdvanceProduct brings what is known of a product up to date. News of stock or price that are older than what is
// known change neither. When units are there again after none were, those who wait are told at once, but not again
// within the cool-down: stock that flaps texts nobody twice. The zero Product is one never heard of.
func (r AlertRules) AdvanceProduct(known Product, news ProductNews, now time.Time) ProductChange {
	next := known
	next.Source, next.SKU = news.Source, news.SKU
	next.Name = either(news.Name, either(known.Name, news.SKU))
	next.Variant = either(news.Variant, known.Variant)
	next.URL = either(news.URL, known.URL)
	at := news.At
	if at.After(now) {
		at = now
	}
	change := ProductChange{Renamed: next.Title() != known.Title()}
	if news.Stock != nil && !at.Before(known.StockAt) {
		next = r.stocked(next, max(0, *news.Stock), at, now)
	}
	if news.Price != "" && !at.Before(known.PriceAt) {
		next.Price, next.Currency = news.Price, either(news.Currency, known.Currency)
		if next.Price != known.Price || next.Currency != known.Currency {
			next.PriceAt, change.Priced, change.LookAt = at, true, at.Add(r.Debounce)
		}
	}
	change.Product = next
	return change
}

// stocked takes a new number of units.
func (r AlertRules) stocked(p Product, units int, at, now time.Time) Product {
	back := units > 0 && p.Stock == 0
	p.Stock, p.StockAt = units, at
	switch {
	case units == 0:
		p.WaveAt = time.Time{}
	case back && !p.WavedAt.IsZero():
		p.WaveAt = latest(now, p.WavedAt.Add(r.CoolDown))
	case p.WaveAt.IsZero() && p.WavedAt.IsZero():
		p.WaveAt = now
	case p.WaveAt.IsZero():
		p.WaveAt = latest(now, p.WavedAt.Add(r.Every))
	}
	return p
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
