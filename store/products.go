package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/shop"
)

const productColumns = "source, sku, name, variant, url, price, currency, stock, stock_ms, price_ms, waved_ms, wave_ms"

// scanProduct reads a row of productColumns.
func scanProduct(scan func(dest ...any) error) (shop.Product, error) {
	var p shop.Product
	var stockAt, priceAt, wavedAt, waveAt int64
	err := scan(&p.Source, &p.SKU, &p.Name, &p.Variant, &p.URL, &p.Price, &p.Currency, &p.Stock, &stockAt, &priceAt, &wavedAt, &waveAt)
	p.StockAt, p.PriceAt, p.WavedAt, p.WaveAt = fromMillis(stockAt), fromMillis(priceAt), fromMillis(wavedAt), fromMillis(waveAt)
	return p, err
}

// product finds one product; the zero Product when it was never heard of.
func (c *conn) product(ctx context.Context, source, sku string) (shop.Product, error) {
	p, err := scanProduct(c.row(ctx, "SELECT "+productColumns+" FROM product WHERE source = $1 AND sku = $2 AND name <> ''", source, sku).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return shop.Product{}, nil
	}
	return p, err
}

// saveProduct stores what news of a product came to: the product, its price from now on, the words by which it is
// found, and when price alarms are to be looked at.
func (c *conn) saveProduct(ctx context.Context, change shop.ProductChange) error {
	p := change.Product
	_, err := c.exec(ctx, "INSERT INTO product ("+productColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (source, sku) DO UPDATE SET name = $3, variant = $4, url = $5, price = $6, currency = $7, stock = $8,
			stock_ms = $9, price_ms = $10, waved_ms = $11, wave_ms = $12`,
		p.Source, storable(p.SKU), storable(p.Name), storable(p.Variant), storable(p.URL), p.Price, p.Currency, p.Stock,
		millis(p.StockAt), millis(p.PriceAt), millis(p.WavedAt), millis(p.WaveAt))
	if err != nil {
		return fmt.Errorf("save product: %w", err)
	}
	if !p.WaveAt.IsZero() {
		c.wake(Alerts)
	}
	if change.Renamed {
		if err := c.saveGrams(ctx, p); err != nil {
			return err
		}
	}
	if change.Priced {
		return c.savePrice(ctx, p, change.LookAt)
	}
	return nil
}

// saveGrams stores the words by which a product is found.
func (c *conn) saveGrams(ctx context.Context, p shop.Product) error {
	if _, err := c.exec(ctx, "DELETE FROM product_gram WHERE source = $1 AND sku = $2", p.Source, p.SKU); err != nil {
		return fmt.Errorf("forget words of product: %w", err)
	}
	var rows [][]any
	for _, gram := range shop.Grams(p.Title() + " " + p.SKU) {
		rows = append(rows, []any{storable(gram), p.Source, p.SKU})
	}
	_, err := c.insert(ctx, "product_gram", "gram, source, sku", "ON CONFLICT DO NOTHING", rows)
	return err
}

// savePrice adds a price to the history, and has the price alarms looked at when it has stood for a while.
func (c *conn) savePrice(ctx context.Context, p shop.Product, look time.Time) error {
	cents, ok := shop.Cents(p.Price)
	if !ok {
		return nil
	}
	_, err := c.exec(ctx, `INSERT INTO product_price (source, sku, at_ms, price, currency) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (source, sku, at_ms) DO UPDATE SET price = $4, currency = $5`, p.Source, p.SKU, millis(p.PriceAt), cents, p.Currency)
	if err != nil {
		return fmt.Errorf("save price: %w", err)
	}
	n, err := c.exec(ctx, `UPDATE signup SET look_ms = $1 WHERE source = $2 AND sku = $3 AND purpose = 'price_alarm' AND state = 'waiting'`,
		millis(look), p.Source, p.SKU)
	if err != nil {
		return fmt.Errorf("wake price alarms: %w", err)
	}
	if n > 0 {
		c.wake(Alerts)
	}
	return nil
}

// ImportProducts takes products over as they stand.
func (db *DB) ImportProducts(ctx context.Context, products []shop.Product) error {
	return db.tx(ctx, func(c *conn) error {
		for _, p := range products {
			if err := c.saveProduct(ctx, shop.ProductChange{Product: p, Renamed: true, Priced: !p.PriceAt.IsZero(), LookAt: p.PriceAt}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Products gives the products of all shops, by name.
func (db *DB) Products(ctx context.Context, limit int) (all []shop.Product, err error) {
	err = db.reader().query(ctx, func(rows *sql.Rows) error {
		p, err := scanProduct(rows.Scan)
		all = append(all, p)
		return err
	}, "SELECT "+productColumns+" FROM product WHERE name <> '' ORDER BY name, variant, source, sku LIMIT $1", limit)
	if err != nil {
		return nil, fmt.Errorf("list products: %w", err)
	}
	return all, nil
}

// findProducts gives the products that a text may mean.
func (c *conn) findProducts(ctx context.Context, text string) ([]shop.Product, error) {
	grams := anys(shop.Grams(text))
	if len(grams) == 0 {
		return nil, nil
	}
	var candidates []shop.Product
	err := c.query(ctx, func(rows *sql.Rows) error {
		p, err := scanProduct(rows.Scan)
		candidates = append(candidates, p)
		return err
	}, "SELECT "+productColumns+` FROM product WHERE name <> '' AND (source, sku) IN (
			SELECT source, sku FROM product_gram WHERE gram IN `+list(2, len(grams))+`
			GROUP BY source, sku ORDER BY COUNT(*) DESC, source, sku LIMIT $1)`, append([]any{shop.Candidates}, grams...)...)
	if err != nil {
		return nil, fmt.Errorf("find products: %w", err)
	}
	return shop.Find(text, candidates), nil
}
