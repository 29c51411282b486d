package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"kurzwahl/message"
	"kurzwahl/shop"
)

// holdProducts keeps other processes away from the products of webhooks until the transaction ends, as holdOrders does
// from orders.
func (c *conn) holdProducts(ctx context.Context, batch []workedHook) error {
	if c.db.dialect.waitLocked == "" {
		return nil
	}
	named := map[orderKey]bool{}
	for _, h := range batch {
		if h.refused == nil && h.update.Product.SKU != "" {
			named[orderKey{h.hook.Source, h.update.Product.SKU}] = true
		}
	}
	keys := slices.SortedFunc(maps.Keys(named), func(a, b orderKey) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.number, b.number))
	})
	for _, k := range keys {
		if _, err := c.exec(ctx, "INSERT INTO product (source, sku, name) VALUES ($1, $2, '') ON CONFLICT DO NOTHING", k.source, k.number); err != nil {
			return fmt.Errorf("make product known: %w", err)
		}
		var held string
		err := c.row(ctx, "SELECT sku FROM product WHERE source = $1 AND sku = $2"+c.db.dialect.waitLocked, k.source, k.number).Scan(&held)
		if err != nil {
			return fmt.Errorf("hold product: %w", err)
		}
	}
	return nil
}

// workProduct works a webhook that tells of no order, but of a product.
func (c *conn) workProduct(ctx context.Context, w hookWork, h *workedHook) error {
	if h.refused != nil || h.update.Order.Number != "" {
		return nil
	}
	known, err := c.product(ctx, h.hook.Source, h.update.Product.SKU)
	if err != nil {
		return fmt.Errorf("read product: %w", err)
	}
	return c.saveProduct(ctx, w.Product(known, h.update))
}

// buysWithin is how long after an alert an order counts as bought because of it.
const buysWithin = 14 * 24 * time.Hour

// purchase is what somebody ordered, and when.
type purchase struct {
	address message.Address
	source  string
	skus    []string
	at      time.Time
}

// purchasesOf gives what an order says was bought; nothing where it does not say when, or where it is none any more.
func purchasesOf(known, order shop.Order) []purchase {
	at := order.OrderedAt
	if at.IsZero() && known.Number == "" {
		at = order.StateAt
	}
	undone := slices.Contains([]shop.OrderState{shop.Cancelled, shop.Returned, shop.Refunded}, order.State)
	if at.IsZero() || order.Address == "" || undone {
		return nil
	}
	p := purchase{address: order.Address, source: order.Source, at: at}
	for _, item := range order.Items {
		if item.SKU != "" {
			p.skus = append(p.skus, item.SKU)
		}
	}
	if len(p.skus) == 0 {
		return nil
	}
	return []purchase{p}
}

// holdBuyers keeps other processes away from the contacts whose sign-ups may end, those whom orders are news to among
// them: all at once, so that two processes never wait for each other in a circle.
func (c *conn) holdBuyers(ctx context.Context, moved []shop.Order, bought []purchase) error {
	if len(bought) == 0 || c.db.dialect.waitLocked == "" {
		return nil
	}
	var people []message.Address
	for _, o := range moved {
		people = append(people, o.Address)
	}
	for _, p := range bought {
		people = append(people, p.address)
	}
	slices.Sort(people)
	_, err := c.holdContacts(ctx, slices.Compact(people))
	return err
}

// noteBought ends the sign-ups of whoever ordered what they waited for, or were told of. An order that is older than a
// sign-up does not count: they want another one.
func (c *conn) noteBought(ctx context.Context, bought []purchase, now time.Time) error {
	for _, p := range bought {
		_, err := c.exec(ctx, `UPDATE signup SET state = 'bought', ended_ms = $1
			WHERE address = $2 AND source = $3 AND created_ms <= $4 AND (state = 'waiting' OR state = 'told' AND told_ms <= $4 AND told_ms >= $5)
				AND sku IN `+list(6, len(p.skus)),
			append([]any{millis(now), string(p.address), p.source, millis(p.at), millis(p.at.Add(-buysWithin))}, anys(p.skus)...)...)
		if err != nil {
			return fmt.Errorf("note what was bought: %w", err)
		}
	}
	return nil
}

// stopSignups ends the sign-ups that rested on a consent that was revoked.
func (c *conn) stopSignups(ctx context.Context, revoked map[string][]message.Address, now time.Time) error {
	for _, purpose := range slices.Sorted(maps.Keys(revoked)) {
		where, args := "", []any{millis(now)}
		if purpose != everyPurpose {
			where, args = " AND purpose = $2", append(args, purpose)
		}
		for chunk := range slices.Chunk(revoked[purpose], rowsPerInsert) {
			_, err := c.exec(ctx, "UPDATE signup SET state = 'stopped', ended_ms = $1 WHERE state = 'waiting'"+where+" AND address IN "+list(len(args)+1, len(chunk)),
				slices.Concat(args, anys(chunk))...)
			if err != nil {
				return fmt.Errorf("stop sign-ups: %w", err)
			}
		}
	}
	return nil
}

// everyPurpose stands for all purposes of marketing in the ledger.
const everyPurpose = "*"
