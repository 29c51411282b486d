package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/bot"
)

// digestQuery counts what came in from $1 to before $2, in milliseconds, and what waits now. Its conditions repeat those of
// partial indexes.
const digestQuery = `SELECT
	(SELECT COUNT(*) FROM event WHERE kind = 'texted' AND created_ms >= $1 AND created_ms < $2),
	(SELECT COUNT(DISTINCT address) FROM event WHERE kind = 'texted' AND created_ms >= $1 AND created_ms < $2),
	(SELECT COUNT(*) FROM outbound WHERE sent_ms > 0 AND sent_ms >= $1 AND sent_ms < $2 AND class = 'service' AND slack_ts = ''),
	(SELECT COUNT(DISTINCT address) FROM consent WHERE action = 'revoked' AND at_ms >= $1 AND at_ms < $2),
	(SELECT COUNT(*) FROM conversation WHERE opened_ms >= $1 AND opened_ms < $2),
	(SELECT COUNT(*) FROM conversation WHERE status <> 'closed' AND status = 'open'),
	(SELECT COUNT(*) FROM conversation WHERE status <> 'closed' AND status = 'open' AND opened_ms < $1)`

// Digest gives the figures of a night, as bot.Digests says.
func (db *DB) Digest(ctx context.Context, night bot.Night) (bot.Digest, error) {
	return db.reader().digest(ctx, night)
}

func (c *conn) digest(ctx context.Context, night bot.Night) (bot.Digest, error) {
	var d bot.Digest
	since, until := millis(night.Since), millis(night.Until)
	err := c.row(ctx, digestQuery, since, until).Scan(&d.Texts, &d.People, &d.Answered, &d.OptedOut, &d.Asked, &d.Waiting, &d.Older)
	if err != nil {
		return bot.Digest{}, fmt.Errorf("count what came in: %w", err)
	}
	err = c.query(ctx, func(rows *sql.Rows) error {
		var r bot.Ratings
		err := rows.Scan(&r.Survey, &r.Count, &r.Mean)
		d.Ratings = append(d.Ratings, r)
		return err
	}, `SELECT survey, COUNT(*), AVG(score * 1.0) FROM survey_answer WHERE answered_ms >= $1 AND answered_ms < $2
		GROUP BY survey ORDER BY survey`, since, until)
	if err != nil {
		return bot.Digest{}, fmt.Errorf("count ratings: %w", err)
	}
	return d, nil
}

// PostDigest queues the digest of a night once, as scheduler.Digests says.
func (db *DB) PostDigest(ctx context.Context, since, until, now time.Time) (posted bool, err error) {
	night := bot.Night{Since: since, Until: until}
	err = db.fenced(ctx, schedulerLease, func(c *conn) error {
		digest, err := c.digest(ctx, night)
		posted = err == nil && !digest.Empty()
		if !posted {
			return err
		}
		row := []any{newID(), inboxChannel, string(bot.DigestPost), toJSON(night), fmt.Sprintf("digest:%d", millis(until)), "pending", millis(now), millis(now)}
		_, err = c.insert(ctx, "slack_post", "id, channel, kind, payload, latest, state, next_ms, created_ms", "ON CONFLICT (latest) DO NOTHING", [][]any{row})
		c.wake(Posts)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("post digest: %w", err)
	}
	return posted, nil
}
