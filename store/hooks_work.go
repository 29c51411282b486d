package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"kurzwahl/conversations"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/shop"
)

// workedHook is a webhook on its way through a transaction.
type workedHook struct {
	hook    shop.Hook
	update  shop.Update
	refused error // what Read or Order had against it
}

// workHooks works webhooks. What Read and Order refuse is noted on the webhook; only the database's own errors are
// returned.
func (c *conn) workHooks(ctx context.Context, w hookWork, hooks []shop.Hook) error {
	batch := make([]workedHook, len(hooks))
	for i, h := range hooks {
		batch[i].hook = h
		batch[i].update, batch[i].refused = w.Read(h)
	}
	if err := c.holdOrders(ctx, w, batch); err != nil {
		return err
	}
	if err := c.holdProducts(ctx, batch); err != nil {
		return err
	}
	var moved []shop.Order
	var bought []purchase
	for i := range batch {
		order, known, err := c.workOrder(ctx, w, &batch[i])
		if err != nil {
			return fmt.Errorf("work webhook %s of %s: %w", batch[i].hook.ID, batch[i].hook.Source, err)
		}
		moved, bought = append(moved, order...), append(bought, known...)
	}
	if err := c.holdBuyers(ctx, moved, bought); err != nil {
		return err
	}
	if err := c.tellCustomers(ctx, w, moved); err != nil {
		return err
	}
	if err := c.noteBought(ctx, bought, w.now); err != nil {
		return err
	}
	for i := range batch { // after the contacts are held: prices change sign-ups, and all others hold contacts before those
		if err := c.workProduct(ctx, w, &batch[i]); err != nil {
			return fmt.Errorf("work webhook %s of %s: %w", batch[i].hook.ID, batch[i].hook.Source, err)
		}
	}
	return c.settleHooks(ctx, batch)
}

// orderKey names an order.
type orderKey struct{ source, number string }

// holdOrders keeps other processes away from the orders until the transaction ends, those too that nobody has heard of
// yet. They are taken in one order by all, so that two processes never wait for each other in a circle. SQLite has one
// writer at a time.
func (c *conn) holdOrders(ctx context.Context, w hookWork, batch []workedHook) error {
	if c.db.dialect.waitLocked == "" {
		return nil
	}
	named := map[orderKey]bool{}
	for _, h := range batch {
		if h.refused == nil && h.update.Order.Number != "" {
			named[orderKey{h.hook.Source, h.update.Order.Number}] = true
		}
	}
	keys := slices.SortedFunc(maps.Keys(named), func(a, b orderKey) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.number, b.number))
	})
	for _, k := range keys {
		_, err := c.exec(ctx, "INSERT INTO shop_order (source, number, state, state_ms, updated_ms) VALUES ($1, $2, '', 0, $3) ON CONFLICT DO NOTHING",
			k.source, k.number, millis(w.now))
		if err != nil {
			return fmt.Errorf("make order known: %w", err)
		}
		var held string
		err = c.row(ctx, "SELECT number FROM shop_order WHERE source = $1 AND number = $2"+c.db.dialect.waitLocked, k.source, k.number).Scan(&held)
		if err != nil {
			return fmt.Errorf("hold order: %w", err)
		}
	}
	return nil
}

// workOrder works a webhook that tells of an order, and gives that when it moved on, and what it says was bought.
func (c *conn) workOrder(ctx context.Context, w hookWork, h *workedHook) (moved []shop.Order, bought []purchase, err error) {
	if h.refused != nil || h.update.Order.Number == "" {
		return nil, nil, nil
	}
	known, err := c.order(ctx, h.hook.Source, h.update.Order.Number)
	if err != nil {
		return nil, nil, err
	}
	change, err := w.Order(known, h.update)
	if err != nil {
		h.refused = err
		return nil, nil, c.dropUnknown(ctx, h)
	}
	if err := c.saveOrder(ctx, change.Order, w.now); err != nil {
		return nil, nil, err
	}
	if change.Link != nil {
		if err := c.saveLinks(ctx, []links.Link{*change.Link}); err != nil {
			return nil, nil, err
		}
	}
	if change.Moved && change.Order.Address != "" {
		moved = append(moved, change.Order)
	}
	return moved, purchasesOf(known, change.Order), nil
}

// dropUnknown deletes the row that holdOrders made for an order of which nothing came to be known.
func (c *conn) dropUnknown(ctx context.Context, h *workedHook) error {
	_, err := c.exec(ctx, "DELETE FROM shop_order WHERE source = $1 AND number = $2 AND state = ''", h.hook.Source, h.update.Order.Number)
	return err
}

// tellCustomers makes the contacts known and puts the news into their lines of events.
func (c *conn) tellCustomers(ctx context.Context, w hookWork, moved []shop.Order) error {
	if len(moved) == 0 {
		return nil
	}
	events := make([]conversations.Event, len(moved))
	people := map[message.Address]shop.Order{}
	for i, o := range moved {
		events[i] = conversations.Event{
			Address: o.Address, Kind: conversations.OrderMoved, At: w.now, Order: dialogueOrder(o),
			Dedupe: "order:" + o.Source + ":" + o.Number + ":" + string(o.State),
		}
		known := people[o.Address]
		people[o.Address] = shop.Order{FirstName: cmp.Or(known.FirstName, o.FirstName), Language: cmp.Or(known.Language, o.Language)}
	}
	if _, err := c.addEvents(ctx, events); err != nil {
		return err
	}
	addresses := slices.Sorted(maps.Keys(people))
	if _, err := c.holdContacts(ctx, addresses); err != nil {
		return err
	}
	rows := make([][]any, len(addresses))
	for i, address := range addresses {
		rows[i] = []any{string(address), storable(people[address].FirstName), string(people[address].Language)}
	}
	_, err := c.update(ctx, "contact", `
		first_name = CASE WHEN contact.first_name = '' THEN v.column2 ELSE contact.first_name END,
		language = CASE WHEN contact.language = '' THEN v.column3 ELSE contact.language END`,
		[]string{"TEXT", "TEXT", "TEXT"}, "contact.address = v.column1 AND (contact.first_name = '' OR contact.language = '')", rows)
	return err
}

// settleHooks notes what became of webhooks, and whose they are: erasure looks for that.
func (c *conn) settleHooks(ctx context.Context, batch []workedHook) error {
	rows := make([][]any, len(batch))
	for i, h := range batch {
		state, reason := "done", ""
		number, address := h.update.Order.Number, h.update.Order.Address
		if h.refused != nil {
			state, reason = "failed", storable(h.refused.Error())
		}
		if number == "" {
			number, address = h.hook.Order, h.hook.Address
		}
		rows[i] = []any{h.hook.Source, h.hook.ID, state, reason, storable(number), string(address)}
	}
	_, err := c.update(ctx, "hook", "state = v.column3, error = v.column4, order_number = v.column5, address = v.column6",
		[]string{"TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT"}, "hook.source = v.column1 AND hook.id = v.column2", rows)
	return err
}

// dialogueOrder is what a dialogue may tell of an order.
func dialogueOrder(o shop.Order) conversations.Order {
	return conversations.Order{
		Source: o.Source, Number: o.Number, State: string(o.State), StateAt: o.StateAt, FirstName: o.FirstName, Carrier: o.Carrier,
		TrackingNumber: o.TrackingNumber, TrackingLink: o.TrackingLink, Expected: o.Expected, Total: o.Total, Currency: o.Currency,
		OrderedAt: o.OrderedAt, DeliveredAt: o.DeliveredAt,
	}
}
