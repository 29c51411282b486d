package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/lessons"
	"kurzwahl/message"
)

// heardQuery reads customers' texts and how they were read.
const heardQuery = "SELECT id, address, payload, asked, asked_survey, intent, language, confidence, created_ms FROM event WHERE kind = 'texted' AND "

// recentTexts is how many texts of a contact are looked through for the one that stands in a thread.
const recentTexts = 100

func (c *conn) heard(ctx context.Context, query string, args ...any) ([]lessons.Heard, error) {
	var all []lessons.Heard
	err := c.query(ctx, func(rows *sql.Rows) error {
		var h lessons.Heard
		var payload string
		var at int64
		if err := rows.Scan(&h.Event, &h.Address, &payload, &h.Asked.Context, &h.Asked.Survey, &h.Intent, &h.Language, &h.Confidence, &at); err != nil {
			return err
		}
		var e conversations.Event
		if err := json.Unmarshal([]byte(payload), &e); err != nil {
			return fmt.Errorf("read event %s: %w", h.Event, err)
		}
		h.Text, h.At = e.Text, fromMillis(at)
		all = append(all, h)
		return nil
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	return all, nil
}

// SaidAt gives the customer's text that stands at a place of a conversation's thread; for the zero place the text that
// began it. found is false when that is gone, or something else stands there.
func (db *DB) SaidAt(ctx context.Context, conversation string, at message.SlackRef) (h lessons.Heard, found bool, err error) {
	c := db.reader()
	said, err := c.saidIn(ctx, conversation, at)
	if err != nil || len(said) == 0 {
		return lessons.Heard{}, false, err
	}
	said[0].Conversation = conversation
	return said[0], true, nil
}

func (c *conn) saidIn(ctx context.Context, conversation string, at message.SlackRef) ([]lessons.Heard, error) {
	if at.IsZero() {
		return c.heard(ctx, heardQuery+"id = $1", conversation)
	}
	var payload string
	var shown int64
	err := c.row(ctx, "SELECT payload, created_ms FROM slack_post WHERE card = $1 AND kind = $2 AND ts = $3",
		"conversation:"+conversation, string(conversations.CustomerSaid), at.TS).Scan(&payload, &shown)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what stands in the thread: %w", err)
	}
	var n conversations.Notice
	if err := json.Unmarshal([]byte(payload), &n); err != nil {
		return nil, fmt.Errorf("read what stands in the thread: %w", err)
	}
	recent, err := c.heard(ctx, heardQuery+`address = (SELECT address FROM conversation WHERE id = $1) AND created_ms <= $2
		ORDER BY created_ms DESC, id DESC LIMIT $3`, conversation, shown, recentTexts)
	for i := range recent {
		if recent[i].Text == n.Text {
			return recent[i : i+1], err
		}
	}
	return nil, err
}

// heardAtOnce is how many texts TextsHeard reads with one query.
const heardAtOnce = 500

// TextsHeard calls each for customers' texts that were read from since on and before until (zero times set no bound),
// the newest first, at most limit (0 sets none), until each returns an error, which it returns.
func (db *DB) TextsHeard(ctx context.Context, since, until time.Time, limit int, each func(lessons.Heard) error) error {
	last, left := "zzzz", limit // sorts after every id
	bound := millis(until)
	if until.IsZero() {
		bound = 1 << 62
	}
	for {
		n := heardAtOnce
		if limit > 0 {
			n = min(n, left)
		}
		page, err := db.reader().heard(ctx, heardQuery+`intent <> '' AND id < $1 AND created_ms >= $2 AND created_ms < $3 ORDER BY id DESC LIMIT $4`,
			last, millis(since), bound, n)
		if err != nil {
			return err
		}
		for _, h := range page {
			if err := each(h); err != nil {
				return err
			}
			last = h.Event
		}
		if left -= len(page); len(page) < n || limit > 0 && left <= 0 {
			return nil
		}
	}
}
