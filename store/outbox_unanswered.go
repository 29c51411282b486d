package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/sms"
)

// How a receipt with an id that nobody knows finds the message whose answer was lost (SMPP 3.4 appendix B has its
// fields): within resolvable after it was written; by its submit date, which has the minute alone, when that is
// within sameSubmit; and never where the date is further off than any wrong time zone explains.
const (
	resolvable  = 3 * 24 * time.Hour
	sameSubmit  = 2 * time.Minute
	wrongZone   = 15 * time.Hour
	mostWaiting = 64 // messages to one phone that are looked at; more are a doubt by themselves
)

// resolveUnknown takes receipts with ids that nobody knows for those of messages that were written and never answered,
// where there is no doubt which. It gives the others.
func (m matching) resolveUnknown(ctx context.Context, said []word) ([]word, error) {
	var unmatched []word
	for _, w := range said {
		if !w.state.Final() || len(w.ids) == 0 {
			continue
		}
		meant, err := m.c.meant(ctx, w)
		if err != nil {
			return nil, err
		}
		if meant.id == "" {
			unmatched = append(unmatched, w)
			continue
		}
		if err := m.resolve(ctx, w, meant); err != nil {
			return nil, err
		}
	}
	return unmatched, nil
}

// resolve records that the receipt is about the message, and what it says. A message that waits to be sent once more
// waits no longer.
func (m matching) resolve(ctx context.Context, w word, meant waiting) error {
	if meant.repeats() {
		_, err := m.c.exec(ctx, `UPDATE outbound SET state = 'unknown', reason = $1, owner = '', lease_ms = 0
			WHERE id = $2 AND state = 'queued' AND unanswered > 0`, outbox.NoAnswer, meant.id)
		if err != nil {
			return fmt.Errorf("call off a repetition: %w", err)
		}
	}
	_, err := m.c.insert(ctx, "outbound_part", "smsc, smsc_id, outbound_id, number, at_ms", "ON CONFLICT DO NOTHING",
		[][]any{{w.smsc, w.ids[0], meant.id, 1, millis(w.at)}})
	if err != nil {
		return err
	}
	_, err = m.take(ctx, []word{w})
	return err
}

// waiting is a message to the phone of a receipt that still waits for a word.
type waiting struct {
	id         string
	state      message.State
	sender     message.Address
	unanswered int
	parts      int
	written    time.Time
}

// repeats says whether the message is to be sent once more, because its first answer was lost.
func (a waiting) repeats() bool {
	return a.unanswered > 0 && a.state == message.Queued
}

// meant gives the message that the receipt is about, the zero waiting where there is none or a doubt.
func (c *conn) meant(ctx context.Context, w word) (waiting, error) {
	var all []waiting
	err := c.query(ctx, func(rows *sql.Rows) error {
		var a waiting
		var body string
		var at int64
		err := rows.Scan(&a.id, &a.state, &a.sender, &a.unanswered, &a.parts, &body, &at)
		a.written = fromMillis(at)
		if a.parts == 0 {
			a.parts = sms.Measure(body).Segments
		}
		all = append(all, a)
		return err
	}, `SELECT id, state, sender, unanswered, parts, body, written_ms FROM outbound
		WHERE address IN ($1, $2) AND (state IN ('written', 'sent', 'unknown') OR unanswered > 0) AND written_ms > $3 LIMIT $4`,
		string(w.from), string(w.to), millis(w.at.Add(-resolvable)), mostWaiting)
	if err != nil {
		return waiting{}, fmt.Errorf("look for unanswered message: %w", err)
	}
	if len(all) == mostWaiting {
		return waiting{}, nil
	}
	return w.choose(all), nil
}

// choose picks the one message of those that wait which the receipt can mean. The reference, where the SMSC echoes
// it, decides alone; else the submit date and the sender do; without a date there must be no other.
func (w word) choose(all []waiting) waiting {
	if w.reference != 0 {
		found := only(all, func(a waiting) bool { return outbox.Reference(a.id) == w.reference })
		if found.state == message.Sent && (found.unanswered == 0 || w.state == message.Delivered) || w.ends(found, true) {
			return found
		}
		return waiting{}
	}
	found, dated := only(all, func(a waiting) bool { return w.apart(a) <= sameSubmit }), true
	if found.id == "" {
		found, dated = only(all, func(a waiting) bool { return w.submitted.IsZero() || w.apart(a) <= wrongZone }), false
		if len(all) > 1 {
			return waiting{}
		}
	}
	if found.sender != "" && !w.concerns(found.sender) || !w.ends(found, dated) {
		return waiting{}
	}
	return found
}

// apart is how far the receipt's submit date is from when the message was written.
func (w word) apart(a waiting) time.Duration { return a.written.Sub(w.submitted).Abs() }

// ends says whether the receipt can end a message without an answer. One that is to be sent once more is spared that
// only by the certain word that all of it arrived.
func (w word) ends(a waiting, certain bool) bool {
	return a.state == message.Ambiguous || certain && a.repeats() && a.parts <= 1 && w.state == message.Delivered
}

// only gives the one message that fits, the zero waiting where there is none or another.
func only(all []waiting, fits func(waiting) bool) waiting {
	var found waiting
	for _, a := range all {
		switch {
		case !fits(a):
		case found.id != "":
			return waiting{}
		default:
			found = a
		}
	}
	return found
}

// resolveByKept resolves the messages that lost their answer just now by receipts that came before that.
func (db *DB) resolveByKept(ctx context.Context, now time.Time, words outbox.Words) error {
	return db.tx(ctx, func(c *conn) error {
		if err := c.keepsReceipts(ctx); err != nil {
			return err
		}
		var kept []word
		err := c.query(ctx, func(rows *sql.Rows) error {
			w := word{ids: make([]string, 1)}
			var at, submitted int64
			err := rows.Scan(&w.receipt, &w.smsc, &w.ids[0], &w.state, &w.code, &w.from, &w.to, &at, &w.reference, &submitted)
			w.at, w.submitted = fromMillis(at), fromMillis(submitted)
			kept = append(kept, w)
			return err
		}, `SELECT receipt, smsc, smsc_id, k.state, error_code, k.sender, recipient, received_ms, reference, submit_ms FROM receipt_orphan k
			WHERE rank = 0 AND received_ms > $1 AND EXISTS (SELECT 1 FROM outbound o WHERE o.address IN (k.sender, k.recipient)
				AND o.unanswered > 0 AND o.state IN ('unknown', 'queued') AND o.written_ms <= k.received_ms)`, millis(now.Add(-resolvable)))
		if err != nil {
			return fmt.Errorf("look for kept receipts: %w", err)
		}
		m := matching{c, words}
		unmatched, err := m.resolveUnknown(ctx, kept)
		if err != nil {
			return err
		}
		return c.forgetOrphans(ctx, kept, unmatched)
	})
}
