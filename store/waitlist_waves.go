package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/shop"
)

// mostOfLine is how many of a waiting list are looked at for one wave.
const mostOfLine = 4 * shop.MostAtOnce

// RunWave tells the next of a waiting list, as shop.AlertStore says.
func (db *DB) RunWave(ctx context.Context, run shop.AlertRun) (ran bool, err error) {
	due := false
	err = db.reader().row(ctx, "SELECT EXISTS (SELECT 1 FROM product WHERE wave_ms > 0 AND wave_ms <= $1)", millis(run.Now)).Scan(&due)
	if err != nil || !due {
		return false, err
	}
	err = db.tx(ctx, func(c *conn) error {
		ran = false
		if err := c.alertsAlone(ctx); err != nil {
			return err
		}
		p, err := scanProduct(c.row(ctx, "SELECT "+productColumns+` FROM product WHERE wave_ms > 0 AND wave_ms <= $1
			ORDER BY wave_ms, source, sku LIMIT 1`+c.db.dialect.waitLocked, millis(run.Now)).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		ran = true
		return c.wave(ctx, run, p)
	})
	if err != nil {
		return false, fmt.Errorf("tell a waiting list: %w", err)
	}
	return ran, nil
}

func (c *conn) wave(ctx context.Context, run shop.AlertRun, p shop.Product) error {
	line, err := c.line(ctx, run, p)
	if err != nil {
		return err
	}
	wave := run.Rules.Wave(p, line, run.Now)
	if err := c.endSignups(ctx, wave.Expired, "expired", "", run.Now); err != nil {
		return err
	}
	if err := c.stopWaiting(ctx, wave.Stopped, run.Now); err != nil {
		return err
	}
	told, err := c.tellLine(ctx, run, p, wave.Take)
	if err != nil {
		return err
	}
	if told > 0 {
		p.WavedAt = run.Now
	}
	_, err = c.exec(ctx, "UPDATE product SET wave_ms = $1, waved_ms = $2 WHERE source = $3 AND sku = $4", millis(wave.Next), millis(p.WavedAt), p.Source, p.SKU)
	return err
}

// line gives who waits for a product, the first first, with what the gate says of each.
func (c *conn) line(ctx context.Context, run shop.AlertRun, p shop.Product) ([]shop.Waiting, error) {
	var line []shop.Waiting
	var people []message.Address
	err := c.query(ctx, func(rows *sql.Rows) error {
		var w shop.Waiting
		var until int64
		err := rows.Scan(&w.ID, &w.Address, &until)
		w.Until = fromMillis(until)
		line, people = append(line, w), append(people, w.Address)
		return err
	}, `SELECT id, address, until_ms FROM signup WHERE source = $1 AND sku = $2 AND purpose = 'waitlist' AND state = 'waiting'
		ORDER BY created_ms, id LIMIT $3`, p.Source, p.SKU, mostOfLine)
	if err != nil {
		return nil, err
	}
	listeners, err := c.listeners(ctx, run, people)
	for i := range line {
		r := listeners[line[i].Address]
		line[i].May, line[i].Busy = run.Gate(alertFor(line[i].Address, consent.Waitlist), r.facts, run.Now), r.busy(run.Now)
	}
	return line, err
}

// alertFor is what the gate is asked about: the text itself is written later.
func alertFor(to message.Address, purpose consent.Purpose) message.Outbound {
	return message.Outbound{To: to, Class: message.Marketing, Purpose: string(purpose)}
}

// alertListener is somebody who may be told.
type alertListener struct {
	facts  consent.Facts
	told   time.Time // of any product, or price
	priced time.Time // of a price
	queued bool      // marketing waits to be sent to them
}

// busy says whether marketing is on its way that the gate does not count yet: the alert would be lost to the cap.
func (l alertListener) busy(now time.Time) bool {
	return l.queued || l.told.After(now.Add(-shop.BusyFor))
}

// listeners loads what is known of people who may be told.
func (c *conn) listeners(ctx context.Context, run shop.AlertRun, people []message.Address) (map[message.Address]alertListener, error) {
	all := make(map[message.Address]alertListener, len(people))
	slices.Sort(people)
	for chunk := range slices.Chunk(slices.Compact(people), rowsPerInsert) {
		facts, err := c.gateFacts(ctx, chunk, run.Now)
		if err != nil {
			return nil, err
		}
		for _, address := range chunk {
			all[address] = alertListener{facts: facts[address]}
		}
		if err := c.onTheirWay(ctx, chunk, all); err != nil {
			return nil, fmt.Errorf("load alerts: %w", err)
		}
	}
	return all, nil
}

// onTheirWay notes when people were told of products, and to whom marketing waits to be sent.
func (c *conn) onTheirWay(ctx context.Context, people []message.Address, all map[message.Address]alertListener) error {
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var told, priced int64
		err := rows.Scan(&address, &told, &priced)
		l := all[address]
		l.told, l.priced = fromMillis(told), fromMillis(priced)
		all[address] = l
		return err
	}, `SELECT address, MAX(told_ms), MAX(CASE WHEN purpose = 'price_alarm' THEN told_ms ELSE 0 END) FROM signup
		WHERE told_ms > 0 AND address IN `+list(1, len(people))+" GROUP BY address", anys(people)...)
	if err != nil {
		return err
	}
	return c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		err := rows.Scan(&address)
		l := all[address]
		l.queued = true
		all[address] = l
		return err
	}, "SELECT address FROM outbound WHERE state || '' = 'queued' AND class = 'marketing' AND address IN "+list(1, len(people)), anys(people)...)
}

// tellLine tells people that a product is back: those who have opted out meanwhile are left out. It gives how many.
func (c *conn) tellLine(ctx context.Context, run shop.AlertRun, p shop.Product, take []string) (int, error) {
	var events []conversations.Event
	var pages []links.Link
	for chunk := range slices.Chunk(take, rowsPerInsert) {
		err := c.query(ctx, func(rows *sql.Rows) error {
			e := conversations.Event{Kind: conversations.StockBack, At: run.Now}
			err := rows.Scan(&e.Alert.Signup, &e.Address)
			e.Alert.Product, e.Alert.Purpose, e.Dedupe = dialogueProduct(p), consent.Waitlist, fmt.Sprintf("stock_back:%s:%d", e.Alert.Signup, millis(run.Now))
			link, url := run.Page(p, e.Address)
			if e.Alert.Link = url; link != nil {
				pages = append(pages, *link)
			}
			events = append(events, e)
			return err
		}, `UPDATE signup SET state = 'told', told_ms = $1, ended_ms = $1 WHERE state = 'waiting' AND id IN `+list(2, len(chunk))+" RETURNING id, address",
			append([]any{millis(run.Now)}, anys(chunk)...)...)
		if err != nil {
			return 0, fmt.Errorf("take from the line: %w", err)
		}
	}
	if len(pages) > 0 {
		if err := c.saveLinks(ctx, pages); err != nil {
			return 0, err
		}
	}
	slices.SortFunc(events, func(a, b conversations.Event) int {
		return slices.Index(take, a.Alert.Signup) - slices.Index(take, b.Alert.Signup)
	})
	return c.addEvents(ctx, events)
}

// stopWaiting ends the sign-ups of people who may never be told, each for its reason.
func (c *conn) stopWaiting(ctx context.Context, stopped map[string]string, now time.Time) error {
	because := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(stopped)) {
		because[stopped[id]] = append(because[stopped[id]], id)
	}
	for _, reason := range slices.Sorted(maps.Keys(because)) {
		if err := c.endSignups(ctx, because[reason], "stopped", reason, now); err != nil {
			return err
		}
	}
	return nil
}

// endSignups ends sign-ups that are still open.
func (c *conn) endSignups(ctx context.Context, ids []string, state, reason string, now time.Time) error {
	for chunk := range slices.Chunk(ids, rowsPerInsert) {
		_, err := c.exec(ctx, "UPDATE signup SET state = $1, reason = $2, ended_ms = $3 WHERE state = 'waiting' AND id IN "+list(4, len(chunk)),
			append([]any{state, storable(reason), millis(now)}, anys(chunk)...)...)
		if err != nil {
			return fmt.Errorf("end sign-ups: %w", err)
		}
	}
	return nil
}

// alertsAlone waits until no other process decides on alerts, and keeps others from it until the transaction ends: who
// was told of one product a moment ago is not told of another one. SQLite has one writer at a time.
func (c *conn) alertsAlone(ctx context.Context) error {
	if c.db.dialect.skipLocked == "" {
		return nil
	}
	if _, err := c.exec(ctx, "SELECT pg_advisory_xact_lock($1)", alerting); err != nil {
		return fmt.Errorf("decide on alerts alone: %w", err)
	}
	return nil
}

// NextAlert gives when somebody is to be told next, as shop.AlertStore says.
func (db *DB) NextAlert(ctx context.Context) (time.Time, error) {
	var wave, look sql.NullInt64
	err := db.reader().row(ctx, `SELECT (SELECT MIN(wave_ms) FROM product WHERE wave_ms > 0),
		(SELECT MIN(look_ms) FROM signup WHERE state = 'waiting' AND look_ms > 0)`).Scan(&wave, &look)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for alerts: %w", err)
	}
	switch {
	case !wave.Valid || look.Valid && look.Int64 < wave.Int64:
		return fromMillis(look.Int64), nil
	default:
		return fromMillis(wave.Int64), nil
	}
}
