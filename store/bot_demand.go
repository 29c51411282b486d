package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/bot"
	"kurzwahl/shop"
)

// A week in milliseconds, and the first Monday of unix time.
const (
	weekMillis  = 7 * 24 * 60 * 60 * 1000
	firstMonday = 4 * 24 * 60 * 60 * 1000
)

// demandQuery counts sign-ups by product and week. $1 shifts weeks into the desk's zone, and who was told before $2 and
// has not bought will not.
var demandQuery = fmt.Sprintf(`SELECT p.name, p.variant, p.stock, s.purpose, s.source, s.sku, (s.created_ms + $1 - %d) / %d AS week, COUNT(*),
		SUM(CASE WHEN s.state = 'waiting' THEN 1 ELSE 0 END),
		SUM(CASE WHEN s.told_ms > 0 THEN 1 ELSE 0 END),
		SUM(CASE WHEN s.state = 'bought' AND s.told_ms > 0 THEN 1 ELSE 0 END),
		SUM(CASE WHEN s.state IN ('stopped', 'expired') OR s.state = 'told' AND s.told_ms < $2 THEN 1 ELSE 0 END),
		SUM(CASE WHEN s.state = 'bought' AND s.told_ms = 0 THEN 1 ELSE 0 END)
	FROM signup AS s JOIN product AS p ON p.source = s.source AND p.sku = s.sku
	GROUP BY p.name, p.variant, p.stock, s.purpose, s.source, s.sku, week ORDER BY s.source, s.sku, s.purpose, week DESC`, firstMonday, weekMillis)

// Demand gives who waits for what, in the weeks of the zone of now.
func (db *DB) Demand(ctx context.Context, now time.Time) ([]bot.Demand, error) {
	type key struct{ source, sku, purpose string }
	var all []bot.Demand
	last := key{}
	_, offset := now.Zone()
	shift := int64(offset) * 1000
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var p shop.Product
		var k key
		var w bot.DemandWeek
		var week int64
		err := rows.Scan(&p.Name, &p.Variant, &p.Stock, &k.purpose, &k.source, &k.sku, &week, &w.SignedUp, &w.Waiting, &w.Told, &w.Bought, &w.Lost, &w.Found)
		if err != nil {
			return err
		}
		if k != last {
			all, last = append(all, bot.Demand{Product: p.Title(), Price: k.purpose == "price_alarm", Stock: p.Stock}), k
		}
		w.Monday = fromMillis(week*weekMillis + firstMonday - shift).In(now.Location())
		d := &all[len(all)-1]
		d.Weeks = append(d.Weeks, w)
		return nil
	}, demandQuery, shift, millis(now.Add(-buysWithin)))
	if err != nil {
		return nil, fmt.Errorf("count sign-ups: %w", err)
	}
	return all, nil
}
