package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

// keepOrphans keeps final receipts that match nothing yet; others say nothing that would be missed.
func (c *conn) keepOrphans(ctx context.Context, unmatched []word) error {
	var rows [][]any
	for _, w := range unmatched {
		if !w.state.Final() {
			continue
		}
		receipt := newID()
		for rank, id := range w.ids {
			rows = append(rows, []any{
				receipt, w.smsc, id, rank, string(w.state), w.code, storable(string(w.from)), storable(string(w.to)), millis(w.at),
			})
		}
	}
	_, err := c.insert(ctx, "receipt_orphan", "receipt, smsc, smsc_id, rank, state, error_code, sender, recipient, received_ms", "", rows)
	return err
}

// matchOrphans settles the receipts that came before the answers of these messages.
func (c *conn) matchOrphans(ctx context.Context, sent []outbox.Change, words outbox.Words) error {
	some := false
	if err := c.row(ctx, "SELECT EXISTS (SELECT 1 FROM receipt_orphan)").Scan(&some); err != nil || !some {
		return err
	}
	kept, err := c.orphansOf(ctx, sent)
	if err != nil || len(kept) == 0 {
		return err
	}
	unmatched, err := matching{c, words}.take(ctx, kept)
	if err != nil {
		return err
	}
	return c.forgetOrphans(ctx, kept, unmatched)
}

// orphansOf gives the kept receipts that may be about these messages.
func (c *conn) orphansOf(ctx context.Context, sent []outbox.Change) ([]word, error) {
	ids := make(map[string][]string)
	for _, ch := range sent {
		for _, id := range ch.PartIDs {
			ids[ch.SMSC] = append(ids[ch.SMSC], normalID(id))
		}
	}
	var kept []word
	for smsc, all := range ids {
		for chunk := range slices.Chunk(all, listLimit) {
			err := c.query(ctx, func(rows *sql.Rows) error {
				w := word{smsc: smsc, ids: make([]string, 1)}
				var rank, at int64
				err := rows.Scan(&w.receipt, &w.ids[0], &rank, &w.state, &w.code, &w.from, &w.to, &at)
				w.at, w.doubtful = fromMillis(at), rank > 0
				kept = append(kept, w)
				return err
			}, `SELECT receipt, smsc_id, rank, state, error_code, sender, recipient, received_ms FROM receipt_orphan
				WHERE smsc = $1 AND smsc_id IN `+list(2, listSize(len(chunk)))+` ORDER BY received_ms, rank`, append([]any{smsc}, padded(chunk)...)...)
			if err != nil {
				return nil, fmt.Errorf("match kept receipts: %w", err)
			}
		}
	}
	return kept, nil
}

// resolvable is how long after it was written an unanswered message may be resolved by a receipt.
const resolvable = 3 * 24 * time.Hour

// resolveUnknown takes a receipt with an id that nobody knows for that of a message which was written and never
// answered, where that is the only message to the phone that still waits for a word. It gives the others.
func (m matching) resolveUnknown(ctx context.Context, said []word) ([]word, error) {
	var unmatched []word
	for _, w := range said {
		if !w.state.Final() || len(w.ids) == 0 {
			continue
		}
		id, err := m.c.onlyUnknown(ctx, w)
		if err != nil {
			return nil, err
		}
		if id == "" {
			unmatched = append(unmatched, w)
			continue
		}
		_, err = m.c.insert(ctx, "outbound_part", "smsc, smsc_id, outbound_id, number, at_ms", "ON CONFLICT DO NOTHING",
			[][]any{{w.smsc, w.ids[0], id, 1, millis(w.at)}})
		if err != nil {
			return nil, err
		}
		if _, err := m.take(ctx, []word{w}); err != nil {
			return nil, err
		}
	}
	return unmatched, nil
}

// resolveByKept resolves the messages that became unknown just now by receipts that came before that.
func (db *DB) resolveByKept(ctx context.Context, now time.Time, words outbox.Words) error {
	return db.tx(ctx, func(c *conn) error {
		if err := c.keepsReceipts(ctx); err != nil {
			return err
		}
		var kept []word
		err := c.query(ctx, func(rows *sql.Rows) error {
			w := word{ids: make([]string, 1)}
			var at int64
			err := rows.Scan(&w.receipt, &w.smsc, &w.ids[0], &w.state, &w.code, &w.from, &w.to, &at)
			w.at = fromMillis(at)
			kept = append(kept, w)
			return err
		}, `SELECT receipt, smsc, smsc_id, k.state, error_code, k.sender, recipient, received_ms FROM receipt_orphan k
			WHERE rank = 0 AND EXISTS (SELECT 1 FROM outbound o WHERE o.address IN (k.sender, k.recipient)
				AND o.state = 'unknown' AND o.final_ms = $1 AND o.written_ms <= k.received_ms)`, millis(now))
		if err != nil {
			return fmt.Errorf("look for kept receipts: %w", err)
		}
		return matching{c, words}.resolveKept(ctx, kept)
	})
}

// resolveKept resolves unknown messages by kept receipts, and forgets those that did.
func (m matching) resolveKept(ctx context.Context, kept []word) error {
	unmatched, err := m.resolveUnknown(ctx, kept)
	if err != nil {
		return err
	}
	return m.c.forgetOrphans(ctx, kept, unmatched)
}

// forgetOrphans deletes the kept receipts but those that still match nothing.
func (c *conn) forgetOrphans(ctx context.Context, kept, unmatched []word) error {
	still := make(map[string]bool, len(unmatched))
	for _, w := range unmatched {
		still[w.receipt] = true
	}
	var done []string
	for _, w := range kept {
		if !still[w.receipt] {
			done = append(done, w.receipt)
		}
	}
	_, err := c.execIn(ctx, "DELETE FROM receipt_orphan WHERE receipt IN ", nil, done)
	return err
}

// onlyUnknown gives the id of the one message that the receipt can mean, "" where there is none or a doubt.
func (c *conn) onlyUnknown(ctx context.Context, w word) (string, error) {
	var found []string
	unknown := true
	err := c.query(ctx, func(rows *sql.Rows) error {
		var id string
		var state message.State
		err := rows.Scan(&id, &state)
		found = append(found, id)
		unknown = unknown && state == message.Ambiguous
		return err
	}, `SELECT id, state FROM outbound WHERE address IN ($1, $2) AND (state IN ('written', 'sent', 'unknown') OR unanswered > 0) AND written_ms > $3 LIMIT 2`,
		string(w.from), string(w.to), millis(w.at.Add(-resolvable)))
	if err != nil {
		return "", fmt.Errorf("look for unanswered message: %w", err)
	}
	if len(found) != 1 || !unknown {
		return "", nil
	}
	return found[0], nil
}
