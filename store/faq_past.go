package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/faq"
)

// pastQuery reads conversations with the first SMS that people wrote in them and did not take back, which is one that
// carries a Slack message.
// Those whose texts are emptied by now are left out.
const pastQuery = `SELECT v.id, v.quote, m.body, t.first_name, t.last_name, t.language, m.created_ms
	FROM conversation AS v JOIN contact AS t ON t.address = v.address JOIN outbound AS m ON m.id = (
		SELECT MIN(r.id) FROM outbound AS r WHERE r.address = v.address AND r.created_ms >= v.opened_ms AND r.slack_ts <> '' AND r.state <> 'cancelled')
	WHERE v.replies > 0 AND v.quote <> '' AND m.body <> '' AND `

func (c *conn) past(ctx context.Context, query string, args ...any) ([]faq.Past, error) {
	var all []faq.Past
	err := c.query(ctx, func(rows *sql.Rows) error {
		var p faq.Past
		var first, last string
		var at int64
		err := rows.Scan(&p.Conversation, &p.Question, &p.Reply, &first, &last, &p.Language, &at)
		p.Names, p.At = []string{first, last}, fromMillis(at)
		all = append(all, p)
		return err
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read what was answered by hand: %w", err)
	}
	return all, nil
}

// AnsweredByHand gives questions that people answered since a time, the latest first, at most limit: those that were no
// case, and of which the bot made nothing more than a general question. Conversation is left out.
func (db *DB) AnsweredByHand(ctx context.Context, conversation string, since time.Time, limit int) ([]faq.Past, error) {
	return db.reader().past(ctx, pastQuery+`v.opened_ms >= $1 AND v.case_id = '' AND v.intent IN ('faq', 'unknown', 'human') AND v.id <> $2
		ORDER BY v.opened_ms DESC, v.id DESC LIMIT $3`, millis(since), conversation, limit)
}

// AnsweredIn gives the question of one conversation with its answer; found is false while nobody has answered it.
func (db *DB) AnsweredIn(ctx context.Context, conversation string) (p faq.Past, found bool, err error) {
	all, err := db.reader().past(ctx, pastQuery+"v.id = $1", conversation)
	if err != nil || len(all) == 0 {
		return faq.Past{}, false, err
	}
	return all[0], true, nil
}
