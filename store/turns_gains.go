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

// writeFurther stores what was said to further questions of surveys; a later reply replaces an earlier one.
func (c *conn) writeFurther(ctx context.Context, done []settled, _ time.Time) error {
	for _, s := range done {
		for _, r := range s.turn.Further {
			_, err := c.exec(ctx, `INSERT INTO survey_reply (id, survey, address, order_number, step, ask, score, words, shown, answered_ms)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
				ON CONFLICT (survey, address, order_number, step) DO UPDATE SET
					score = excluded.score, words = excluded.words, shown = excluded.shown, answered_ms = excluded.answered_ms`,
				newID(), r.Survey, string(r.Address), r.Order, r.Step, string(r.Ask), r.Score, storable(r.Words), storable(r.Shown), millis(r.At))
			if err != nil {
				return fmt.Errorf("store reply to a survey: %w", err)
			}
		}
	}
	return nil
}
