package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/links"
	"kurzwahl/message"
)

// SaveLinks stores all links or none; links.ErrCodeTaken when one of the codes is in use.
func (db *DB) SaveLinks(ctx context.Context, all []links.Link) error {
	return db.tx(ctx, func(c *conn) error { return c.saveLinks(ctx, all) })
}

func (c *conn) saveLinks(ctx context.Context, all []links.Link) error {
	rows := make([][]any, len(all))
	for i, l := range all {
		rows[i] = []any{string(l.Code), l.Target, string(l.To), l.Campaign, l.Cause, millis(l.CreatedAt), millis(l.ExpiresAt)}
	}
	added, err := c.insert(ctx, "link", "code, target, address, campaign_id, cause, created_ms, expires_ms", "ON CONFLICT DO NOTHING", rows)
	if err != nil {
		return fmt.Errorf("save links: %w", err)
	}
	if added < len(all) {
		return links.ErrCodeTaken
	}
	return nil
}

// Link finds a link by its code; links.ErrUnknownCode when there is none.
func (db *DB) Link(ctx context.Context, code links.Code) (links.Link, error) {
	l := links.Link{Code: code}
	var to string
	var created, expires int64
	err := db.reader().row(ctx, "SELECT target, address, campaign_id, cause, created_ms, expires_ms FROM link WHERE code = $1", string(code)).
		Scan(&l.Target, &to, &l.Campaign, &l.Cause, &created, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return links.Link{}, links.ErrUnknownCode
	}
	if err != nil {
		return links.Link{}, fmt.Errorf("find link: %w", err)
	}
	l.To, l.CreatedAt, l.ExpiresAt = message.Address(to), fromMillis(created), fromMillis(expires)
	return l, nil
}

// SaveClick counts a click.
func (db *DB) SaveClick(ctx context.Context, click links.Click) error {
	return db.tx(ctx, func(c *conn) error {
		_, err := c.exec(ctx, "INSERT INTO click (id, code, user_agent, at_ms) VALUES ($1, $2, $3, $4)", newID(), string(click.Code), click.UserAgent, millis(click.At))
		return err
	})
}

// ClicksOf gives how often the links were clicked that follow from one cause, and when last.
func (db *DB) ClicksOf(ctx context.Context, cause string) (clicks int, last time.Time, err error) {
	var ms sql.NullInt64
	err = db.reader().row(ctx, "SELECT COUNT(*), MAX(k.at_ms) FROM click k JOIN link l ON l.code = k.code WHERE l.cause = $1 AND l.cause <> ''", cause).Scan(&clicks, &ms)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("count clicks: %w", err)
	}
	return clicks, fromMillis(ms.Int64), nil
}
