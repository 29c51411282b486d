package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kurzwahl/bot"
	"kurzwahl/message"
)

// AddArrival stores what Slack sent, once, and says whether it is new. handled stores it as done with.
func (db *DB) AddArrival(ctx context.Context, a bot.Arrival, handled bool, now time.Time) (bool, error) {
	state := "pending"
	if handled {
		state = "done"
	}
	added := 0
	err := db.tx(ctx, func(c *conn) error {
		var err error
		added, err = c.insert(ctx, "slack_event", "id, dedupe, lane, kind, payload, state, created_ms", "ON CONFLICT DO NOTHING", [][]any{
			{newID(), a.Dedupe, a.Lane, a.Kind, storable(string(a.Payload)), state, millis(now)},
		})
		c.wake(SlackEvents)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("store what Slack sent: %w", err)
	}
	return added > 0, nil
}

// PendingArrivals gives the oldest arrivals that wait, in the order in which they came.
func (db *DB) PendingArrivals(ctx context.Context, limit int) ([]bot.Arrival, error) {
	var waiting []bot.Arrival
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var a bot.Arrival
		var payload string
		if err := rows.Scan(&a.ID, &a.Dedupe, &a.Lane, &a.Kind, &payload, &a.Attempts); err != nil {
			return err
		}
		a.Payload = json.RawMessage(payload)
		waiting = append(waiting, a)
		return nil
	}, "SELECT id, dedupe, lane, kind, payload, attempts FROM slack_event WHERE state = 'pending' ORDER BY id LIMIT $1", limit)
	if err != nil {
		return nil, fmt.Errorf("read what Slack sent: %w", err)
	}
	return waiting, nil
}

// SettleArrival notes that an arrival is done with. A problem keeps it for another try while again is true, and
// else marks it as failed.
func (db *DB) SettleArrival(ctx context.Context, id, problem string, again bool) error {
	state := "done"
	switch {
	case problem != "" && again:
		state = "pending"
	case problem != "":
		state = "failed"
	}
	err := db.tx(ctx, func(c *conn) error {
		_, err := c.exec(ctx, "UPDATE slack_event SET state = $1, error = $2, attempts = attempts + 1 WHERE id = $3 AND state = 'pending'",
			state, problem, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("settle what Slack sent: %w", err)
	}
	return nil
}

// Card gives where the named card stands.
func (db *DB) Card(ctx context.Context, name string) (bot.Card, bool, error) {
	return scanCard(db.reader().row(ctx, "SELECT card, channel, ts FROM slack_card WHERE card = $1", name))
}

// CardAt gives the card that stands at a place.
func (db *DB) CardAt(ctx context.Context, at message.SlackRef) (bot.Card, bool, error) {
	return scanCard(db.reader().row(ctx, "SELECT card, channel, ts FROM slack_card WHERE channel = $1 AND ts = $2", at.Channel, at.TS))
}

// CardUnderWay says whether a card may stand in Slack already whose place is not known yet.
func (db *DB) CardUnderWay(ctx context.Context) (bool, error) {
	var underWay bool
	err := db.reader().row(ctx, `SELECT EXISTS (SELECT 1 FROM slack_post AS p WHERE p.state IN ('pending', 'sending', 'uncertain') AND p.state <> 'pending'
		AND p.kind = 'card' AND NOT EXISTS (SELECT 1 FROM slack_card AS k WHERE k.card = p.card))`).Scan(&underWay)
	if err != nil {
		return false, fmt.Errorf("look for cards under way: %w", err)
	}
	return underWay, nil
}

func scanCard(row *sql.Row) (bot.Card, bool, error) {
	var c bot.Card
	err := row.Scan(&c.Name, &c.Channel, &c.TS)
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Card{}, false, nil
	}
	if err != nil {
		return bot.Card{}, false, fmt.Errorf("read where a card stands: %w", err)
	}
	return c, true, nil
}
