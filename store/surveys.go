package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kurzwahl/shop"
	"kurzwahl/surveys"
)

// SurveyResults makes the results of a survey from what was answered since a moment; the zero time is ever. Weeks
// begin in the zone.
func (db *DB) SurveyResults(ctx context.Context, survey surveys.Survey, since time.Time, zone *time.Location) (surveys.Results, error) {
	collector := surveys.NewCollector(survey, zone)
	c, from := db.reader(), sinceMillis(since)
	if err := c.collectAnswers(ctx, collector, survey.Name, from); err != nil {
		return surveys.Results{}, fmt.Errorf("read answers: %w", err)
	}
	publishable := 0
	err := c.query(ctx, func(rows *sql.Rows) error {
		var step, ask string
		var score, answers int
		if err := rows.Scan(&step, &ask, &score, &answers); err != nil {
			return err
		}
		switch {
		case surveys.Ask(ask) == surveys.AskScore:
			collector.AddStep(step, score, answers)
		case surveys.Ask(ask) == surveys.AskPublish && score == 1:
			publishable += answers
		}
		return nil
	}, "SELECT step, ask, score, COUNT(*) FROM survey_reply WHERE survey = $1 AND answered_ms >= $2 GROUP BY step, ask, score", survey.Name, from)
	if err != nil {
		return surveys.Results{}, fmt.Errorf("count replies: %w", err)
	}
	// Only whom the question was sent to counts as invited, whatever the scheduler wanted. Not a range of keys: how
	// those sort depends on the database's language.
	invited := 0
	prefix := "survey:" + survey.Name + ":"
	err = c.row(ctx, `SELECT COUNT(*) FROM outbound WHERE address IN (SELECT address FROM survey_invitation WHERE survey = $1)
		AND substr(dedupe, 1, $2) = $3 AND created_ms >= $4 AND state NOT IN ('queued', 'skipped', 'cancelled')`,
		survey.Name, utf8.RuneCountInString(prefix), prefix, from).Scan(&invited)
	if err != nil {
		return surveys.Results{}, fmt.Errorf("count invitations: %w", err)
	}
	return collector.Results(invited, publishable), nil
}

// sinceMillis is a moment for a condition, 0 for ever.
func sinceMillis(since time.Time) int64 {
	if since.IsZero() {
		return 0
	}
	return millis(since)
}

// collectAnswers reads the answers one by one, with what was ordered. Two shops may have given one customer the same
// number: the rows of one answer stand together.
func (c *conn) collectAnswers(ctx context.Context, collector *surveys.Collector, survey string, from int64) error {
	var last string
	var answer surveys.Collected
	flush := func() {
		if last != "" {
			collector.Add(answer)
		}
	}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var id, items string
		var next surveys.Collected
		var at int64
		if err := rows.Scan(&id, &next.Score, &at, &next.Commented, &next.Coupon, &items); err != nil {
			return err
		}
		if id != last {
			flush()
			next.At = fromMillis(at)
			last, answer = id, next
		}
		answer.Products = withProducts(answer.Products, items)
		return nil
	}, `SELECT a.id, a.score, a.answered_ms, a.comment <> '', a.coupon <> '', COALESCE(o.items, '')
		FROM survey_answer AS a LEFT JOIN shop_order AS o ON o.address = a.address AND o.number = a.order_number AND a.order_number <> ''
		WHERE a.survey = $1 AND a.answered_ms >= $2 ORDER BY a.id`, survey, from)
	if err == nil {
		flush()
	}
	return err
}

// withProducts adds the names of an order's items, each once. Items that cannot be read are none.
func withProducts(names []string, items string) []string {
	var all []shop.Item
	if items == "" || json.Unmarshal([]byte(items), &all) != nil {
		return names
	}
	for _, item := range all {
		name := strings.TrimSpace(item.Name)
		if name == "" {
			name = item.SKU
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Quotes gives words that customers agreed to have published, the latest first, and when they agreed; at most limit.
func (db *DB) Quotes(ctx context.Context, survey string, limit int) ([]surveys.Quote, error) {
	var all []surveys.Quote
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var q surveys.Quote
		var at int64
		err := rows.Scan(&q.ID, &q.Words, &q.Score, &at)
		q.At = fromMillis(at)
		all = append(all, q)
		return err
	}, `SELECT r.id, r.words, a.score, r.answered_ms FROM survey_reply AS r
		JOIN survey_answer AS a ON a.survey = r.survey AND a.address = r.address AND a.order_number = r.order_number
		WHERE r.survey = $1 AND r.ask = $2 AND r.score = 1 ORDER BY r.answered_ms DESC, r.id LIMIT $3`, survey, string(surveys.AskPublish), limit)
	if err != nil {
		return nil, fmt.Errorf("read quotes: %w", err)
	}
	return all, nil
}

// WithdrawQuote takes back that words may be published, and notes who did so. It says whether they could be until now.
func (db *DB) WithdrawQuote(ctx context.Context, id, actor string, now time.Time) (bool, error) {
	withdrawn := int64(0)
	err := db.tx(ctx, func(c *conn) (err error) {
		withdrawn, err = c.exec(ctx, "UPDATE survey_reply SET score = 0 WHERE id = $1 AND ask = $2 AND score = 1", id, string(surveys.AskPublish))
		if err != nil || withdrawn == 0 {
			return err
		}
		_, err = c.exec(ctx, "INSERT INTO audit (id, actor, action, object, detail, at_ms) VALUES ($1, $2, 'withdraw quote', $3, '', $4)", newID(), actor, "quote:"+id, millis(now))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("withdraw quote: %w", err)
	}
	return withdrawn > 0, nil
}
