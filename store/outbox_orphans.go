package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

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
				receipt, w.smsc, id, rank, string(w.state), w.code, storable(string(w.from)), storable(string(w.to)), millis(w.at), int64(w.reference), millis(w.submitted),
			})
		}
	}
	_, err := c.insert(ctx, "receipt_orphan", "receipt, smsc, smsc_id, rank, state, error_code, sender, recipient, received_ms, reference, submit_ms", "", rows)
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
	return c.execIn(ctx, "DELETE FROM receipt_orphan WHERE receipt IN ", nil, done)
}
