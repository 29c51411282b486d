package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/shop"
)

// SaveHook stores a webhook once; shop.HookStore says more.
func (db *DB) SaveHook(ctx context.Context, h shop.Hook) (fresh bool, err error) {
	err = db.tx(ctx, func(c *conn) error {
		n, err := c.exec(ctx, `INSERT INTO hook (source, id, event, body, state, received_ms) VALUES ($1, $2, $3, $4, 'pending', $5)
			ON CONFLICT DO NOTHING`, h.Source, h.ID, h.Event, storable(string(h.Body)), millis(h.ReceivedAt))
		fresh = n > 0
		if fresh {
			c.wake(Hooks)
		}
		return err
	})
	return fresh, err
}

// WorkHooks works waiting webhooks, all in one transaction; shop.WorkStore says more.
func (db *DB) WorkHooks(ctx context.Context, limit int, now time.Time,
	read func(h shop.Hook) (shop.Update, error), work func(known shop.Order, u shop.Update) (shop.Change, error),
) (taken int, err error) {
	err = db.tx(ctx, func(c *conn) error {
		hooks, err := c.pendingHooks(ctx, limit)
		if err != nil {
			return fmt.Errorf("take webhooks: %w", err)
		}
		taken = len(hooks)
		for _, h := range hooks {
			if err := c.workHook(ctx, h, now, read, work); err != nil {
				return fmt.Errorf("work webhook %s of %s: %w", h.ID, h.Source, err)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return taken, nil
}

func (c *conn) pendingHooks(ctx context.Context, limit int) (hooks []shop.Hook, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var h shop.Hook
		var body string
		if err := rows.Scan(&h.Source, &h.ID, &h.Event, &body); err != nil {
			return err
		}
		h.Body = []byte(body)
		hooks = append(hooks, h)
		return nil
	}, "SELECT source, id, event, body FROM hook WHERE state = 'pending' ORDER BY received_ms LIMIT $1"+c.db.dialect.skipLocked, limit)
	return hooks, err
}

// workHook works one webhook. What read and work refuse is noted on the hook; only the database's own errors are
// returned.
func (c *conn) workHook(ctx context.Context, h shop.Hook, now time.Time,
	read func(h shop.Hook) (shop.Update, error), work func(known shop.Order, u shop.Update) (shop.Change, error),
) error {
	state, reason := "done", ""
	err := c.applyHook(ctx, h, now, read, work)
	if refused, ok := errors.AsType[refusal](err); ok {
		state, reason, err = "failed", refused.Error(), nil
	}
	if err != nil {
		return err
	}
	_, err = c.exec(ctx, "UPDATE hook SET state = $1, error = $2 WHERE source = $3 AND id = $4", state, reason, h.Source, h.ID)
	return err
}

// refusal is an error of the domain's, not of the database.
type refusal struct{ error }

func (c *conn) applyHook(ctx context.Context, h shop.Hook, now time.Time,
	read func(h shop.Hook) (shop.Update, error), work func(known shop.Order, u shop.Update) (shop.Change, error),
) error {
	update, err := read(h)
	if err != nil {
		return refusal{err}
	}
	known, err := c.order(ctx, h.Source, update.Order.Number)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	change, err := work(known, update)
	if err != nil {
		return refusal{err}
	}
	if err := c.saveOrder(ctx, change.Order, now); err != nil {
		return err
	}
	if change.Link != nil {
		if err := c.saveLinks(ctx, []links.Link{*change.Link}); err != nil {
			return err
		}
	}
	return c.tellCustomer(ctx, change, now)
}

// tellCustomer makes the contact known and puts the news into its line of events.
func (c *conn) tellCustomer(ctx context.Context, change shop.Change, now time.Time) error {
	o := change.Order
	if o.Address == "" || !change.Moved {
		return nil
	}
	event := conversations.Event{
		Address: o.Address, Kind: conversations.OrderMoved, At: now, Order: dialogueOrder(o),
		Dedupe: "order:" + o.Source + ":" + o.Number + ":" + string(o.State),
	}
	if _, err := c.addEvents(ctx, []conversations.Event{event}); err != nil {
		return err
	}
	_, err := c.exec(ctx, `UPDATE contact SET
			first_name = CASE WHEN first_name = '' THEN $1 ELSE first_name END,
			language = CASE WHEN language = '' THEN $2 ELSE language END
		WHERE address = $3 AND (first_name = '' OR language = '')`, o.FirstName, string(o.Language), string(o.Address))
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

const orderColumns = `source, number, address, state, state_ms, first_name, language, country, total, currency, carrier, tracking_number,
	tracking_url, tracking_link, expected, items, ordered_ms, shipped_ms, delivered_ms`

// scanOrder reads a row of orderColumns.
func scanOrder(scan func(dest ...any) error) (shop.Order, error) {
	var o shop.Order
	var items string
	var stateAt, ordered, shipped, delivered int64
	err := scan(&o.Source, &o.Number, (*string)(&o.Address), (*string)(&o.State), &stateAt, &o.FirstName, (*string)(&o.Language), &o.Country,
		&o.Total, &o.Currency, &o.Carrier, &o.TrackingNumber, &o.TrackingURL, &o.TrackingLink, &o.Expected, &items, &ordered, &shipped, &delivered)
	if err != nil {
		return shop.Order{}, err
	}
	if err := json.Unmarshal([]byte(items), &o.Items); err != nil {
		return shop.Order{}, fmt.Errorf("read items of order %s: %w", o.Number, err)
	}
	o.StateAt, o.OrderedAt, o.ShippedAt, o.DeliveredAt = fromMillis(stateAt), fromMillis(ordered), fromMillis(shipped), fromMillis(delivered)
	return o, nil
}

// order finds one order; ErrNotFound when there is none.
func (c *conn) order(ctx context.Context, source, number string) (shop.Order, error) {
	o, err := scanOrder(c.row(ctx, "SELECT "+orderColumns+" FROM shop_order WHERE source = $1 AND number = $2", source, number).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return shop.Order{}, ErrNotFound
	}
	return o, err
}

// saveOrder writes an order whole.
func (c *conn) saveOrder(ctx context.Context, o shop.Order, now time.Time) error {
	_, err := c.exec(ctx, "INSERT INTO shop_order ("+orderColumns+`, updated_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ON CONFLICT (source, number) DO UPDATE SET address = $3, state = $4, state_ms = $5, first_name = $6, language = $7, country = $8,
			total = $9, currency = $10, carrier = $11, tracking_number = $12, tracking_url = $13, tracking_link = $14, expected = $15,
			items = $16, ordered_ms = $17, shipped_ms = $18, delivered_ms = $19, updated_ms = $20`,
		o.Source, o.Number, string(o.Address), string(o.State), millis(o.StateAt), storable(o.FirstName), string(o.Language), o.Country,
		o.Total, o.Currency, o.Carrier, o.TrackingNumber, o.TrackingURL, o.TrackingLink, o.Expected, toJSON(o.Items),
		millis(o.OrderedAt), millis(o.ShippedAt), millis(o.DeliveredAt), millis(now))
	if err != nil {
		return fmt.Errorf("save order: %w", err)
	}
	return nil
}

// ImportOrders takes orders over as they stand, and tells no customer.
func (db *DB) ImportOrders(ctx context.Context, orders []shop.Order, now time.Time) error {
	return db.tx(ctx, func(c *conn) error {
		for _, o := range orders {
			if err := c.saveOrder(ctx, o, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// ImportProducts takes articles over as they stand.
func (db *DB) ImportProducts(ctx context.Context, products []shop.Product) error {
	return db.tx(ctx, func(c *conn) error {
		for _, p := range products {
			_, err := c.exec(ctx, `INSERT INTO product (source, sku, name, price, stock) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (source, sku) DO UPDATE SET name = $3, price = $4, stock = $5`, p.Source, p.SKU, p.Name, p.Price, p.Stock)
			if err != nil {
				return fmt.Errorf("import product: %w", err)
			}
		}
		return nil
	})
}

// OrdersOf gives the orders of one phone, newest first.
func (db *DB) OrdersOf(ctx context.Context, address message.Address, limit int) (orders []shop.Order, err error) {
	err = db.reader().query(ctx, func(rows *sql.Rows) error {
		o, err := scanOrder(rows.Scan)
		orders = append(orders, o)
		return err
	}, "SELECT "+orderColumns+" FROM shop_order WHERE address = $1 ORDER BY ordered_ms DESC, number DESC LIMIT $2", string(address), limit)
	if err != nil {
		return nil, fmt.Errorf("find orders: %w", err)
	}
	return orders, nil
}

// Orders gives orders of all phones, those that changed last first.
func (db *DB) Orders(ctx context.Context, limit int) (orders []shop.Order, err error) {
	err = db.reader().query(ctx, func(rows *sql.Rows) error {
		o, err := scanOrder(rows.Scan)
		orders = append(orders, o)
		return err
	}, "SELECT "+orderColumns+" FROM shop_order ORDER BY updated_ms DESC, number DESC LIMIT $1", limit)
	if err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return orders, nil
}
