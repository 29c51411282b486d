package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/shop"
)

// seekProducts reads what turns want to know of products and sign-ups, and has them decided again with it. Few turns
// do, so that all others are spared the queries.
func (c *conn) seekProducts(ctx context.Context, batch []conversations.Pending, outcomes []conversations.Outcome, d conversations.Decider) error {
	var again []conversations.Pending
	var places []int
	found := map[conversations.Seek][]conversations.Product{} // many ask for the same when a product is the talk of the town
	for i := range outcomes {
		seek := outcomes[i].Turn.Seeks
		if outcomes[i].Err != nil || seek == (conversations.Seek{}) {
			continue
		}
		products, known := found[seek]
		if !known {
			var err error
			if products, err = c.soughtProducts(ctx, seek); err != nil {
				return fmt.Errorf("look up products: %w", err)
			}
			found[seek] = products
		}
		signups, err := c.openSignups(ctx, batch[i].Event.Address)
		if err != nil {
			return fmt.Errorf("load sign-ups: %w", err)
		}
		facts := &batch[i].Facts
		facts.Sought, facts.Products, facts.Signups = seek, products, signups
		again, places = append(again, batch[i]), append(places, i)
	}
	if len(again) == 0 {
		return nil
	}
	for i, outcome := range d.Decide(again) {
		outcomes[places[i]] = outcome
	}
	return nil
}

// soughtProducts gives the products that a turn asks for.
func (c *conn) soughtProducts(ctx context.Context, seek conversations.Seek) (all []conversations.Product, err error) {
	var found []shop.Product
	switch {
	case seek.Words != "":
		found, err = c.findProducts(ctx, seek.Words)
	case seek.SKU != "":
		var one shop.Product
		if one, err = c.product(ctx, seek.Source, seek.SKU); one.SKU != "" {
			found = append(found, one)
		}
	}
	for _, product := range found {
		all = append(all, dialogueProduct(product))
	}
	return all, err
}

// dialogueProduct is what a dialogue may tell of a product.
func dialogueProduct(p shop.Product) conversations.Product {
	cents, _ := shop.Cents(p.Price)
	return conversations.Product{Source: p.Source, SKU: p.SKU, Title: p.Title(), Cents: cents, Currency: p.Currency, InStock: p.Stock > 0}
}

// maxSignups is how many sign-ups of a contact a dialogue knows.
const maxSignups = 50

// openSignups gives what somebody has signed up for, newest first.
func (c *conn) openSignups(ctx context.Context, address message.Address) (all []conversations.Signup, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		s := conversations.Signup{Address: address}
		var at, until int64
		p, err := scanProduct(func(dest ...any) error {
			return rows.Scan(append([]any{&s.ID, &s.Purpose, &s.Baseline, &s.Target, &at, &until}, dest...)...)
		})
		s.Product, s.At, s.Until = dialogueProduct(p), fromMillis(at), fromMillis(until)
		all = append(all, s)
		return err
	}, `SELECT s.id, s.purpose, s.baseline, s.target, s.created_ms, s.until_ms, p.source, p.sku, p.name, p.variant, p.url, p.price, p.currency, p.stock,
			p.stock_ms, p.price_ms, p.waved_ms, p.wave_ms
		FROM signup AS s JOIN product AS p ON p.source = s.source AND p.sku = s.sku
		WHERE s.address = $1 AND s.state = 'waiting' ORDER BY s.created_ms DESC, s.id DESC LIMIT $2`, string(address), maxSignups)
	return all, err
}

// writeSignups stores new sign-ups. One that is open already keeps its place, and gets the new price to compare with.
func (c *conn) writeSignups(ctx context.Context, done []settled, _ time.Time) error {
	var rows [][]any
	for _, s := range done {
		for _, v := range s.turn.Signups {
			rows = append(rows, []any{
				v.ID, string(v.Purpose), string(v.Address), v.Product.Source, v.Product.SKU, "waiting", v.Baseline, v.Target, v.Product.Currency,
				millis(v.At), millis(v.Until),
			})
		}
	}
	_, err := c.insert(ctx, "signup", "id, purpose, address, source, sku, state, baseline, target, currency, created_ms, until_ms",
		`ON CONFLICT (address, purpose, source, sku) WHERE state = 'waiting' DO UPDATE
		SET baseline = excluded.baseline, target = excluded.target, currency = excluded.currency, until_ms = excluded.until_ms, look_ms = 0,
			was_told_ms = signup.told_ms, was_baseline = excluded.baseline`, rows)
	return err
}
