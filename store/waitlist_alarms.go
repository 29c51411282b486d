package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/shop"
)

// peopleAtOnce is how many people's price alarms one transaction looks at.
const peopleAtOnce = 32

// RunAlarms looks at price alarms, as shop.AlertStore says.
func (db *DB) RunAlarms(ctx context.Context, run shop.AlertRun) (ran bool, err error) {
	people, err := db.reader().alarmed(ctx, run.Now)
	if err != nil || len(people) == 0 {
		return false, err
	}
	err = db.tx(ctx, func(c *conn) (err error) {
		if err := c.alertsAlone(ctx); err != nil {
			return err
		}
		if _, err := c.holdContacts(ctx, people); err != nil {
			return err
		}
		due, err := c.dueAlarms(ctx, people, run.Now)
		if ran = len(due) > 0; err != nil || !ran {
			return err
		}
		if err := c.lookAtAlarms(ctx, run, people); err != nil {
			return err
		}
		return c.look(ctx, due)
	})
	if err != nil {
		return false, fmt.Errorf("look at price alarms: %w", err)
	}
	return ran, nil
}

// dueAlarms gives the price alarms of the people that are still to be looked at: another process may have done so. Those
// that nothing comes of, such as one of a product that nobody knows any more, then wait for another price: they would be due
// for ever.
func (c *conn) dueAlarms(ctx context.Context, people []message.Address, now time.Time) (due []look, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var l look
		err := rows.Scan(&l.signup, &l.was)
		due = append(due, l)
		return err
	}, "SELECT id, look_ms FROM signup WHERE state = 'waiting' AND look_ms > 0 AND look_ms <= $1 AND address IN "+list(2, len(people)),
		append([]any{millis(now)}, anys(people)...)...)
	return due, err
}

// look is when a price alarm is to be looked at again: milliseconds, 0 for when its product has another price.
type look struct {
	signup    string
	was, next int64
}

// look stores when to look again. Where a price came in meanwhile, it has said so itself.
func (c *conn) look(ctx context.Context, looks []look) error {
	rows := make([][]any, len(looks))
	for i, l := range looks {
		rows[i] = []any{l.signup, l.was, l.next}
	}
	_, err := c.update(ctx, "signup", "look_ms = v.column3", []string{"TEXT", "BIGINT", "BIGINT"},
		"signup.id = v.column1 AND signup.look_ms = v.column2 AND signup.state = 'waiting'", rows)
	return err
}

// alarmed gives people with price alarms that are to be looked at, sorted.
func (c *conn) alarmed(ctx context.Context, now time.Time) (people []message.Address, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		err := rows.Scan(&address)
		people = append(people, address)
		return err
	}, "SELECT address FROM signup WHERE state = 'waiting' AND look_ms > 0 AND look_ms <= $1 ORDER BY look_ms LIMIT $2", millis(now), peopleAtOnce)
	slices.Sort(people)
	return slices.Compact(people), err
}

// watched is a price alarm with its product.
type watched struct {
	shop.Alarm

	product shop.Product
	look    int64
}

func (c *conn) lookAtAlarms(ctx context.Context, run shop.AlertRun, people []message.Address) error {
	alarms, err := c.alarms(ctx, people)
	if err != nil {
		return err
	}
	listeners, err := c.listeners(ctx, run, slices.Clone(people))
	if err != nil {
		return err
	}
	for _, address := range people {
		mine := make([]shop.Alarm, len(alarms[address]))
		for i, w := range alarms[address] {
			mine[i] = w.Alarm
		}
		r := listeners[address]
		may := run.Gate(alertFor(address, consent.PriceAlarm), r.facts, run.Now)
		told := run.Rules.Tell(mine, shop.Listener{ToldAt: r.priced, May: may, Busy: r.busy(run.Now)}, run.Now)
		if err := c.endSignups(ctx, told.Stopped, "stopped", may.Reason, run.Now); err != nil {
			return err
		}
		if err := c.settleAlarms(ctx, run, address, alarms[address], told); err != nil {
			return err
		}
	}
	return nil
}

// alarms loads all price alarms of people, with the prices that their products have now.
func (c *conn) alarms(ctx context.Context, people []message.Address) (map[message.Address][]watched, error) {
	all := map[message.Address][]watched{}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var w watched
		var told, until int64
		p, err := scanProduct(func(dest ...any) error {
			return rows.Scan(append([]any{&address, &w.ID, &w.Baseline, &w.Target, &w.Currency, &told, &until, &w.look}, dest...)...)
		})
		w.product, w.ToldAt, w.Until = p, fromMillis(told), fromMillis(until)
		w.Price, _ = shop.Cents(p.Price)
		w.PriceIn, w.PricedSince = p.Currency, p.PriceAt
		all[address] = append(all[address], w)
		return err
	}, `SELECT s.address, s.id, s.baseline, s.target, s.currency, s.told_ms, s.until_ms, s.look_ms, p.source, p.sku, p.name, p.variant, p.url, p.price, p.currency, p.stock,
			p.stock_ms, p.price_ms, p.waved_ms, p.wave_ms
		FROM signup AS s JOIN product AS p ON p.source = s.source AND p.sku = s.sku
		WHERE s.state = 'waiting' AND s.purpose = 'price_alarm' AND s.address IN `+list(1, len(people))+" ORDER BY s.created_ms, s.id", anys(people)...)
	return all, err
}

// settleAlarms stores what became of one person's price alarms.
func (c *conn) settleAlarms(ctx context.Context, run shop.AlertRun, address message.Address, alarms []watched, told shop.Told) error {
	if err := c.endSignups(ctx, told.Expired, "expired", "", run.Now); err != nil {
		return err
	}
	looks := make([]look, len(alarms))
	for i, w := range alarms {
		looks[i] = look{signup: w.ID, was: w.look, next: millis(told.Look[w.ID])}
	}
	if err := c.look(ctx, looks); err != nil {
		return err
	}
	i := slices.IndexFunc(alarms, func(w watched) bool { return w.ID == told.Take })
	if i < 0 {
		return nil
	}
	return c.tellPrice(ctx, run, address, alarms[i])
}

// tellPrice tells one person of one price. An alarm with a price that was wished for is done with then; any other goes on
// from the price that was told.
func (c *conn) tellPrice(ctx context.Context, run shop.AlertRun, address message.Address, w watched) error {
	lowest, err := c.lowestPrice(ctx, w.product)
	if err != nil {
		return err
	}
	if lowest == 0 {
		lowest = w.Baseline
	}
	state, ended := "waiting", time.Time{}
	if w.Target > 0 {
		state, ended = "told", run.Now
	}
	n, err := c.exec(ctx, `UPDATE signup SET state = $1, was_told_ms = told_ms, told_ms = $2, was_baseline = baseline, baseline = $3, ended_ms = $4
		WHERE id = $5 AND state = 'waiting'`,
		state, millis(run.Now), w.Price, millis(ended), w.ID)
	if err != nil || n == 0 {
		return err
	}
	e := conversations.Event{
		Address: address, Kind: conversations.PriceDropped, At: run.Now, Dedupe: fmt.Sprintf("price_dropped:%s:%d", w.ID, millis(run.Now)),
		Alert: conversations.Alert{Signup: w.ID, Product: dialogueProduct(w.product), Purpose: consent.PriceAlarm, Lowest: lowest},
	}
	link, url := run.Page(w.product, address)
	if e.Alert.Link = url; link != nil {
		if err := c.saveLinks(ctx, []links.Link{*link}); err != nil {
			return err
		}
	}
	_, err = c.addEvents(ctx, []conversations.Event{e})
	return err
}

// lowestPrice gives the lowest price of the 30 days before the one that a product has now; 0 where none is known.
func (c *conn) lowestPrice(ctx context.Context, p shop.Product) (int64, error) {
	from := int64(0)
	err := c.row(ctx, "SELECT at_ms FROM product_price WHERE source = $1 AND sku = $2 AND at_ms <= $3 ORDER BY at_ms DESC LIMIT 1",
		p.Source, p.SKU, millis(p.PriceAt.Add(-shop.LowestFor))).Scan(&from)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read price history: %w", err)
	}
	var history []shop.PricePoint
	err = c.query(ctx, func(rows *sql.Rows) error {
		var at int64
		var point shop.PricePoint
		err := rows.Scan(&at, &point.Cents)
		point.At = fromMillis(at)
		history = append(history, point)
		return err
	}, "SELECT at_ms, price FROM product_price WHERE source = $1 AND sku = $2 AND currency = $3 AND at_ms >= $4 ORDER BY at_ms", p.Source, p.SKU, p.Currency, from)
	if err != nil {
		return 0, fmt.Errorf("read price history: %w", err)
	}
	lowest, _ := shop.Lowest(history, p.PriceAt)
	return lowest, nil
}
