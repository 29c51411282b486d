package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kurzwahl/message"
	"kurzwahl/shop"
)

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

// order finds one order; the zero Order when it was never heard of.
func (c *conn) order(ctx context.Context, source, number string) (shop.Order, error) {
	o, err := scanOrder(c.row(ctx, "SELECT "+orderColumns+" FROM shop_order WHERE source = $1 AND number = $2 AND state <> ''", source, number).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return shop.Order{}, nil
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
		o.Source, storable(o.Number), string(o.Address), string(o.State), millis(o.StateAt), storable(o.FirstName), string(o.Language),
		storable(o.Country), storable(o.Total), storable(o.Currency), storable(o.Carrier), storable(o.TrackingNumber), storable(o.TrackingURL),
		storable(o.TrackingLink), storable(o.Expected), toJSON(o.Items),
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
