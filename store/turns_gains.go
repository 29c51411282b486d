package store

import (
	"context"
	"fmt"
	"time"
)

// writeAnswers stores ratings. A later answer replaces the score; the comment and the coupon of an earlier one stay
// where the later one has none.
func (c *conn) writeAnswers(ctx context.Context, done []settled, _ time.Time) error {
	for _, s := range done {
		for _, a := range s.turn.Answers {
			_, err := c.exec(ctx, `INSERT INTO survey_answer (id, survey, address, order_number, score, comment, coupon, asked_ms, answered_ms)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
				ON CONFLICT (survey, address, order_number) DO UPDATE SET
					score = excluded.score,
					comment = CASE WHEN excluded.comment = '' THEN survey_answer.comment ELSE excluded.comment END,
					coupon = CASE WHEN excluded.coupon = '' THEN survey_answer.coupon ELSE excluded.coupon END,
					answered_ms = excluded.answered_ms`,
				newID(), a.Survey, string(a.Address), a.Order, a.Score, storable(a.Comment), a.Coupon, millis(a.AskedAt), millis(a.At))
			if err != nil {
				return fmt.Errorf("store answer: %w", err)
			}
		}
	}
	return nil
}

// writeEntries stores contest entries; a phone's second one is left out.
func (c *conn) writeEntries(ctx context.Context, done []settled, _ time.Time) error {
	var rows [][]any
	for _, s := range done {
		for _, e := range s.turn.Entries {
			rows = append(rows, []any{e.Contest, string(e.Address), e.Answer, e.Event, millis(e.At)})
		}
	}
	_, err := c.insert(ctx, "contest_entry", "contest, address, answer, event_id, entered_ms", "ON CONFLICT (contest, address) DO NOTHING", rows)
	return err
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
