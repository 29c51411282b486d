package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/surveys"
)

// AddCoupons fills a pool and gives how many codes are new to it. Empty codes are left out.
func (db *DB) AddCoupons(ctx context.Context, pool string, codes []string) (added int, err error) {
	rows := make([][]any, 0, len(codes))
	for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
		if code = strings.TrimSpace(code); code != "" {
			rows = append(rows, []any{pool, code})
		}
	}
	err = db.tx(ctx, func(c *conn) error {
		if _, err := c.exec(ctx, "INSERT INTO coupon_pool (pool) VALUES ($1) ON CONFLICT (pool) DO NOTHING", pool); err != nil {
			return err
		}
		if added, err = c.insert(ctx, "coupon", "pool, code", "ON CONFLICT (pool, code) DO NOTHING", rows); err != nil || added == 0 {
			return err
		}
		_, err = c.exec(ctx, "UPDATE coupon_pool SET warned = '' WHERE pool = $1", pool)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("add coupons: %w", err)
	}
	return added, nil
}

// CouponStocks gives the stock of every pool, by name.
func (db *DB) CouponStocks(ctx context.Context) ([]surveys.Stock, error) {
	var all []surveys.Stock
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var s surveys.Stock
		err := rows.Scan(&s.Pool, &s.Codes, &s.Free)
		all = append(all, s)
		return err
	}, `SELECT p.pool, COUNT(k.code), COUNT(CASE WHEN k.assigned_ms = 0 THEN 1 END)
		FROM coupon_pool AS p LEFT JOIN coupon AS k ON k.pool = p.pool GROUP BY p.pool ORDER BY p.pool`)
	if err != nil {
		return nil, fmt.Errorf("count coupons: %w", err)
	}
	return all, nil
}

// loadCoupons sets a free coupon aside for each turn that may give one away, answers before questions. The pools' rows
// are locked, in the order of their names: no other process hands out the same codes, or finds a pool empty because
// we hold the last ones.
func (c *conn) loadCoupons(ctx context.Context, batch []conversations.Pending, d conversations.Decider) error {
	waiting := map[string][]*conversations.Pending{}
	for _, answers := range []bool{true, false} {
		for i := range batch {
			if (batch[i].Event.Kind == conversations.Texted) != answers {
				continue
			}
			if pool := d.Pool(batch[i].State, batch[i].Event); pool != "" {
				batch[i].Pool, batch[i].Facts.CouponPool = pool, pool
				waiting[pool] = append(waiting[pool], &batch[i])
			}
		}
	}
	for _, pool := range slices.Sorted(maps.Keys(waiting)) {
		if err := c.setAside(ctx, pool, waiting[pool]); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) setAside(ctx context.Context, pool string, waiting []*conversations.Pending) error {
	err := c.query(ctx, func(*sql.Rows) error { return nil }, "SELECT pool FROM coupon_pool WHERE pool = $1"+c.db.dialect.waitLocked, pool)
	if err != nil {
		return err
	}
	next := 0
	return c.query(ctx, func(rows *sql.Rows) error {
		next++
		return rows.Scan(&waiting[next-1].Facts.Coupon)
	}, "SELECT code FROM coupon WHERE pool = $1 AND assigned_ms = 0 ORDER BY code LIMIT $2", pool, len(waiting))
}

// writeCoupons gives the coupons to those who got them.
func (c *conn) writeCoupons(ctx context.Context, done []settled, now time.Time) error {
	var rows [][]any
	for _, s := range done {
		if s.turn.CouponUsed {
			rows = append(rows, []any{s.pending.Pool, s.pending.Facts.Coupon, string(s.pending.Event.Address), millis(now)})
		}
	}
	changed, err := c.update(ctx, "coupon", "address = v.column3, assigned_ms = v.column4", []string{"TEXT", "TEXT", "TEXT", "BIGINT"},
		"coupon.pool = v.column1 AND coupon.code = v.column2 AND coupon.assigned_ms = 0", rows)
	if err == nil && changed != len(rows) {
		return fmt.Errorf("assign coupons: %d of %d were still free", changed, len(rows))
	}
	return err
}

// tellStocks tells people, once for each level, of pools that run low. It looks only at pools that turns took from, or
// found empty.
func (c *conn) tellStocks(ctx context.Context, done []settled, d conversations.Decider, now time.Time) error {
	pools := map[string]bool{}
	for _, s := range done {
		if s.turn.CouponUsed || s.pending.Pool != "" && s.pending.Facts.Coupon == "" {
			pools[s.pending.Pool] = true
		}
	}
	for _, pool := range slices.Sorted(maps.Keys(pools)) {
		free := 0
		err := c.row(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM coupon WHERE pool = $1 AND assigned_ms = 0 LIMIT $2) AS few", pool, conversations.LowStock+1).Scan(&free)
		if err != nil {
			return fmt.Errorf("count coupons: %w", err)
		}
		level, notice := d.Stock(pool, free)
		if level == "" {
			continue
		}
		fresh, err := c.exec(ctx, `INSERT INTO coupon_pool (pool, warned) VALUES ($1, $2)
			ON CONFLICT (pool) DO UPDATE SET warned = excluded.warned WHERE coupon_pool.warned NOT IN (excluded.warned, 'empty')`, pool, level)
		if err != nil {
			return fmt.Errorf("note stock of coupons: %w", err)
		}
		if fresh > 0 {
			if err := addPosts(ctx, c, []post{noticePost(notice)}, now); err != nil {
				return err
			}
		}
	}
	return nil
}
