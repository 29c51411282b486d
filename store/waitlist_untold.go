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
	"kurzwahl/message"
	"kurzwahl/outbox"
)

const (
	// untoldFor is after what time a sign-up is looked at again whose alert never left.
	untoldFor = time.Hour
	// mostRefused is how often the SMSC may refuse alerts of a sign-up: what it refuses five times it refuses for ever.
	mostRefused = 5
)

// untold is a sign-up whose alert never left.
type untold struct {
	conversations.Untold

	refused int // 1 where the SMSC did not want it
}

// isAlert says whether a message may tell of a sign-up.
func isAlert(m message.Outbound) bool {
	return m.Purpose == string(consent.Waitlist) || m.Purpose == string(consent.PriceAlarm)
}

// untellSkipped has the sign-ups wait again whose alerts the gate skipped at the last moment.
func (g *gating) untellSkipped(ctx context.Context) error {
	alerts := map[string]untold{}
	for _, r := range g.skipped {
		if isAlert(r.message.Outbound) {
			alerts[r.message.ID] = untold{Untold: conversations.Untold{Reason: r.decision.Reason, Lasting: r.decision.Lasting}}
		}
	}
	return g.c.untellMessages(ctx, alerts, g.claim.Now)
}

// untellRefused has the sign-ups wait again whose alerts the SMSC refused.
func (c *conn) untellRefused(ctx context.Context, changes []outbox.Change) error {
	alerts := map[string]untold{}
	var now time.Time
	for _, ch := range changes {
		if ch.State == message.Failed && ch.Unanswered == 0 && len(ch.PartIDs) == 0 && isAlert(ch.Message.Outbound) {
			alerts[ch.Message.ID], now = untold{Untold: conversations.Untold{Reason: ch.Reason}, refused: 1}, ch.At
		}
	}
	return c.untellMessages(ctx, alerts, now)
}

// untellMessages takes alerts for not sent, which are given by the ids of their messages; but not those that stand
// otherwise by now. Their keys are free again: as long as a key is taken, no second alert of a sign-up gets into the queue.
func (c *conn) untellMessages(ctx context.Context, messages map[string]untold, now time.Time) error {
	if len(messages) == 0 {
		return nil
	}
	var alerts []untold
	var freed []string
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(messages)), rowsPerInsert) {
		err := c.query(ctx, func(rows *sql.Rows) error {
			var id, key string
			err := rows.Scan(&id, &key)
			u := messages[id]
			if u.Signup = conversations.AlertSignup(key); u.Signup != "" {
				alerts, freed = append(alerts, u), append(freed, id)
			}
			return err
		}, `SELECT id, dedupe FROM outbound WHERE dedupe IS NOT NULL AND state || '' IN ('skipped', 'failed') AND sent_ms = 0 AND id IN `+list(1, listSize(len(chunk))), padded(chunk)...)
		if err != nil {
			return fmt.Errorf("look for alerts that never left: %w", err)
		}
	}
	if err := c.execIn(ctx, "UPDATE outbound SET dedupe = NULL WHERE id IN ", nil, freed); err != nil {
		return fmt.Errorf("free the keys of alerts: %w", err)
	}
	return c.untell(ctx, alerts, now)
}

// writeUntold has the sign-ups wait again that turns did not tell.
func (c *conn) writeUntold(ctx context.Context, done []settled, now time.Time) error {
	var alerts []untold
	for _, s := range done {
		if s.turn.Untold.Signup != "" {
			alerts = append(alerts, untold{Untold: s.turn.Untold})
		}
	}
	return c.untell(ctx, alerts, now)
}

// untell makes sign-ups what they were before an alert that never left. Who may never be told loses the place, and so does
// who signed up for the same anew.
func (c *conn) untell(ctx context.Context, alerts []untold, now time.Time) error {
	if len(alerts) == 0 {
		return nil
	}
	if err := c.holdUntold(ctx, alerts); err != nil {
		return err
	}
	for _, u := range alerts {
		if err := c.untellOne(ctx, u, now); err != nil {
			return err
		}
	}
	c.wake(Alerts)
	return nil
}

// untellOne is untell for one sign-up. Its line is looked at again, where nobody waited any more.
func (c *conn) untellOne(ctx context.Context, u untold, now time.Time) error {
	state, ended := "waiting", time.Time{}
	if u.Lasting {
		state, ended = "stopped", now
	}
	again := millis(now.Add(untoldFor))
	var source, sku string
	err := c.row(ctx, `UPDATE signup SET state = $1, reason = $2, ended_ms = $3, told_ms = was_told_ms,
			baseline = CASE WHEN was_baseline > 0 THEN was_baseline ELSE baseline END,
			look_ms = CASE WHEN purpose = 'price_alarm' THEN CAST($4 AS BIGINT) ELSE 0 END, returned = returned + $7
		WHERE id = $5 AND told_ms > was_told_ms AND (state = 'told' OR state = 'waiting') AND returned + $7 < $6 AND NOT EXISTS (
			SELECT 1 FROM signup AS o WHERE o.address = signup.address AND o.purpose = signup.purpose AND o.source = signup.source AND o.sku = signup.sku
				AND o.state = 'waiting' AND o.id <> signup.id)
		RETURNING source, sku`, state, storable(u.Reason), millis(ended), again, u.Signup, mostRefused, u.refused).Scan(&source, &sku)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("have sign-up wait again: %w", err)
	}
	_, err = c.exec(ctx, "UPDATE product SET wave_ms = $1 WHERE source = $2 AND sku = $3 AND wave_ms = 0 AND stock > 0", again, source, sku)
	if err != nil {
		return fmt.Errorf("have line looked at again: %w", err)
	}
	return nil
}

// holdUntold keeps other processes away from the contacts, as whoever changes sign-ups does.
func (c *conn) holdUntold(ctx context.Context, alerts []untold) error {
	if c.db.dialect.waitLocked == "" {
		return nil
	}
	ids := make([]string, len(alerts))
	for i, u := range alerts {
		ids[i] = u.Signup
	}
	for chunk := range slices.Chunk(ids, rowsPerInsert) {
		var people []message.Address
		err := c.query(ctx, func(rows *sql.Rows) error {
			var address message.Address
			err := rows.Scan(&address)
			people = append(people, address)
			return err
		}, "SELECT DISTINCT address FROM signup WHERE id IN "+list(1, listSize(len(chunk))), padded(chunk)...)
		if err != nil {
			return fmt.Errorf("look for people who were not told: %w", err)
		}
		if _, err := c.holdContacts(ctx, people); err != nil {
			return err
		}
	}
	return nil
}
