package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kurzwahl/bot"
)

// DueChannels gives the channels of posts that are due, in no order.
func (db *DB) DueChannels(ctx context.Context, now time.Time) ([]string, error) {
	var channels []string
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var channel string
		if err := rows.Scan(&channel); err != nil {
			return err
		}
		channels = append(channels, channel)
		return nil
	}, `SELECT DISTINCT channel FROM slack_post WHERE state IN ('pending', 'sending', 'uncertain') AND state <> 'sending' AND next_ms <= $1`, millis(now))
	if err != nil {
		return nil, fmt.Errorf("find channels with posts: %w", err)
	}
	return channels, nil
}

const postColumns = "id, channel, card, kind, payload, COALESCE(latest, ''), state, attempts, revision, ts, created_ms"

// TakePost marks the next due post of a channel as under way and gives it as it stood before. A post waits for
// every earlier one of its card that is not done with.
func (db *DB) TakePost(ctx context.Context, channel string, now time.Time) (bot.Post, bool, error) {
	var p bot.Post
	err := db.fenced(ctx, slackLease, func(c *conn) error {
		var err error
		p, err = scanPost(c.row(ctx, `SELECT `+postColumns+` FROM slack_post AS p
			WHERE channel = $1 AND state IN ('pending', 'sending', 'uncertain') AND state <> 'sending' AND next_ms <= $2 AND NOT EXISTS (
				SELECT 1 FROM slack_post AS e WHERE e.channel = p.channel AND e.card = p.card AND e.card <> '' AND e.id < p.id
					AND e.state IN ('pending', 'sending', 'uncertain'))
			ORDER BY id LIMIT 1`+db.dialect.skipLocked, channel, millis(now)))
		if err != nil {
			return err
		}
		_, err = c.exec(ctx, "UPDATE slack_post SET state = 'sending' WHERE id = $1 AND state = $2", p.ID, string(p.State))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Post{}, false, nil
	}
	if err != nil {
		return bot.Post{}, false, fmt.Errorf("take post: %w", err)
	}
	return p, true, nil
}

func scanPost(row *sql.Row) (bot.Post, error) {
	var p bot.Post
	var payload string
	var created int64
	err := row.Scan(&p.ID, &p.Channel, &p.Card, &p.Kind, &payload, &p.Latest, &p.State, &p.Attempts, &p.Revision, &p.TS, &created)
	p.Payload, p.Created = json.RawMessage(payload), fromMillis(created)
	return p, err
}

// SettlePost stores what became of a post that was taken, and where its card stands now. One that was replaced
// meanwhile is pending again, unless its fate is uncertain.
func (db *DB) SettlePost(ctx context.Context, p bot.Post, s bot.Settlement) error {
	blamed := 0
	if s.Blamed {
		blamed = 1
	}
	err := db.fenced(ctx, slackLease, func(c *conn) error {
		if _, err := c.exec(ctx, `UPDATE slack_post SET
				state = CASE WHEN $1 IN ('sent', 'failed') AND revision > $2 THEN 'pending' ELSE $1 END,
				ts = CASE WHEN $3 = '' THEN ts ELSE $3 END, error = $4, next_ms = $5, attempts = attempts + $6
			WHERE id = $7 AND state = 'sending'`,
			string(s.State), p.Revision, s.TS, s.Error, millis(s.Next), blamed, p.ID); err != nil {
			return err
		}
		if s.NoCard != "" {
			if _, err := c.exec(ctx, "DELETE FROM slack_card WHERE card = $1", s.NoCard); err != nil {
				return err
			}
		}
		if s.Card == nil {
			return nil
		}
		_, err := c.exec(ctx, `INSERT INTO slack_card (card, channel, ts, created_ms) VALUES ($1, $2, $3, $4)
			ON CONFLICT (card) DO UPDATE SET channel = excluded.channel, ts = excluded.ts`,
			s.Card.Name, s.Card.Channel, s.Card.TS, millis(p.Created))
		return err
	})
	if err != nil {
		return fmt.Errorf("settle post: %w", err)
	}
	return nil
}

// ReclaimPosts makes posts that a dead process had under way uncertain.
func (db *DB) ReclaimPosts(ctx context.Context, now time.Time) error {
	err := db.fenced(ctx, slackLease, func(c *conn) error {
		_, err := c.exec(ctx, "UPDATE slack_post SET state = 'uncertain', next_ms = $1 WHERE state = 'sending'", millis(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("reclaim posts: %w", err)
	}
	return nil
}

// AddPosts queues posts in the order given and wakes the bot; see addPosts for what a Latest key does.
func (db *DB) AddPosts(ctx context.Context, posts []bot.Post, now time.Time) error {
	rows := make([]post, len(posts))
	for i, p := range posts {
		rows[i] = post{Channel: p.Channel, Card: p.Card, Kind: p.Kind, Payload: p.Payload, Latest: p.Latest}
	}
	if err := db.tx(ctx, func(c *conn) error { return addPosts(ctx, c, rows, now) }); err != nil {
		return fmt.Errorf("add posts: %w", err)
	}
	return nil
}

// Post gives one post by its id.
func (db *DB) Post(ctx context.Context, id string) (bot.Post, bool, error) {
	return db.postWhere(ctx, "id = $1", id)
}

// LatestPost gives the one post with a key, as bot.Store says.
func (db *DB) LatestPost(ctx context.Context, key string) (bot.Post, bool, error) {
	return db.postWhere(ctx, "latest = $1", key)
}

func (db *DB) postWhere(ctx context.Context, where, value string) (bot.Post, bool, error) {
	p, err := scanPost(db.reader().row(ctx, "SELECT "+postColumns+" FROM slack_post WHERE "+where, value))
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Post{}, false, nil
	}
	if err != nil {
		return bot.Post{}, false, fmt.Errorf("read post: %w", err)
	}
	return p, true, nil
}

// DropPost deletes a post, as bot.Store says. One that is on its way to Slack gets there all the same.
func (db *DB) DropPost(ctx context.Context, id string) error {
	err := db.tx(ctx, func(c *conn) error {
		_, err := c.exec(ctx, "DELETE FROM slack_post WHERE id = $1", id)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop post: %w", err)
	}
	return nil
}
