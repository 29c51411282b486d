package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// ForgetAnswers deletes old edits of answers with their examples, as scheduler.Tidying says. Of each topic the edit stays that
// was in force when the time to forget ended, so that whatever is younger can be taken back.
func (db *DB) ForgetAnswers(ctx context.Context, before time.Time, limit int) (int, error) {
	forgotten := 0
	err := db.tx(ctx, func(c *conn) error {
		// Nobody takes an edit back meanwhile.
		if _, err := c.exec(ctx, "UPDATE setting SET value = value WHERE name = $1", faqSetting); err != nil {
			return err
		}
		old, err := c.oldAnswers(ctx, before, limit)
		if forgotten = len(old); err != nil {
			return err
		}
		for _, text := range []string{"DELETE FROM faq_example WHERE edit IN ", "DELETE FROM faq_edit WHERE id IN "} {
			if err := c.execIn(ctx, text, nil, old); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("forget answers: %w", err)
	}
	return forgotten, nil
}

// oldAnswers gives edits from before that were taken back, or replaced, before then.
func (c *conn) oldAnswers(ctx context.Context, before time.Time, limit int) (ids []string, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM faq_edit AS e WHERE edited_ms < $1 AND (undone OR EXISTS (
		SELECT 1 FROM faq_edit AS l WHERE l.topic = e.topic AND l.number > e.number AND NOT l.undone AND l.edited_ms < $1)) LIMIT $2`, millis(before), limit)
	return ids, err
}
