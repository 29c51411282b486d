package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// CampaignCounts counts what became of a campaign as campaigns.RunnerStore says.
func (db *DB) CampaignCounts(ctx context.Context, id string) (campaigns.Figures, error) {
	c := db.reader()
	f := campaigns.Figures{States: map[message.State]int{}, Reasons: map[string]int{}}
	var err error
	if f.Campaign, err = c.campaign(ctx, id); err != nil {
		return f, fmt.Errorf("count campaign: %w", err)
	}
	err = c.query(ctx, func(rows *sql.Rows) error {
		var state message.State
		var reason string
		var n, segments int
		var last int64
		if err := rows.Scan(&state, &reason, &n, &segments, &last); err != nil {
			return err
		}
		f.States[state] += n
		f.Segments += segments
		if reason != "" {
			f.Reasons[reason] += n
		}
		if at := fromMillis(last); at.After(f.LastSent) {
			f.LastSent = at
		}
		return nil
	}, `SELECT state, CASE WHEN state IN ('queued', 'written', 'sent', 'delivered') THEN '' ELSE reason END AS told,
			count(*), sum(CASE WHEN sent_ms > 0 AND state <> 'unknown' THEN parts ELSE 0 END), max(sent_ms)
		FROM outbound WHERE campaign_id = $1 AND campaign_id <> '' GROUP BY state, told`, id)
	if err != nil {
		return f, fmt.Errorf("count messages of campaign: %w", err)
	}
	return f, c.countRecipients(ctx, &f)
}

// countRecipients adds those without a message.
func (c *conn) countRecipients(ctx context.Context, f *campaigns.Figures) error {
	err := c.query(ctx, func(rows *sql.Rows) error {
		var state, reason string
		var n int
		if err := rows.Scan(&state, &reason, &n); err != nil {
			return err
		}
		if state == "waiting" && f.Campaign.State != campaigns.Cancelled {
			f.Waiting += n
			return nil
		}
		if state == "waiting" {
			reason = campaignCancelled
		}
		f.LeftOut += n
		f.Reasons[reason] += n
		return nil
	}, "SELECT state, reason, count(*) FROM campaign_recipient WHERE campaign_id = $1 AND state <> 'queued' GROUP BY state, reason", f.Campaign.ID)
	if err != nil {
		return fmt.Errorf("count recipients of campaign: %w", err)
	}
	return nil
}

// answeredWithin is how long after its message what a customer does counts as an answer to it.
const answeredWithin = 3 * 24 * time.Hour

// CampaignFigures adds what customers did as campaigns.Desk says.
func (db *DB) CampaignFigures(ctx context.Context, id string, now time.Time) (campaigns.Figures, error) {
	f, err := db.CampaignCounts(ctx, id)
	if err != nil {
		return f, err
	}
	c := db.reader()
	for _, q := range []struct {
		into  *int
		query string
		args  []any
	}{
		{&f.Clicked, "SELECT count(DISTINCT l.address) FROM link l JOIN click k ON k.code = l.code WHERE l.campaign_id = $1 AND l.campaign_id <> ''", []any{id}},
		{&f.Replied, `SELECT count(DISTINCT o.address) FROM outbound o JOIN event e ON e.address = o.address AND e.created_ms >= o.sent_ms AND e.created_ms < o.sent_ms + $2
			WHERE o.campaign_id = $1 AND o.campaign_id <> '' AND o.sent_ms > 0 AND e.kind = 'texted'`, []any{id, answeredWithin.Milliseconds()}},
		{&f.OptedOut, `SELECT count(DISTINCT o.address) FROM outbound o JOIN consent k ON k.address = o.address AND k.at_ms >= o.sent_ms AND k.at_ms < o.sent_ms + $2
			WHERE o.campaign_id = $1 AND o.campaign_id <> '' AND o.sent_ms > 0 AND k.action = 'revoked'`, []any{id, answeredWithin.Milliseconds()}},
	} {
		if err := c.row(ctx, q.query, q.args...).Scan(q.into); err != nil {
			return f, fmt.Errorf("count answers to campaign: %w", err)
		}
	}
	if f.Campaign.State == campaigns.Running {
		f.Next, err = c.nextReader(ctx, id, now)
	}
	return f, err
}

// nextReader gives the facts of somebody who waits for their message: first of those for whom none is made yet.
func (c *conn) nextReader(ctx context.Context, id string, now time.Time) (campaigns.Reader, error) {
	for _, query := range []string{
		"SELECT " + readerColumns + ` FROM campaign_recipient r JOIN contact c ON c.address = r.address
			WHERE r.campaign_id = $1 AND r.state = 'waiting' ORDER BY r.address LIMIT 1`,
		"SELECT " + readerColumns + ` FROM outbound o JOIN contact c ON c.address = o.address
			WHERE o.campaign_id = $1 AND o.campaign_id <> '' AND o.state = 'queued' ORDER BY o.due_ms LIMIT 1`,
	} {
		found, err := c.readers(ctx, query, id)
		if err != nil || len(found) == 0 {
			if err != nil {
				return campaigns.Reader{}, fmt.Errorf("find next recipient: %w", err)
			}
			continue
		}
		err = c.readerFacts(ctx, found, now)
		return found[0], err
	}
	return campaigns.Reader{}, nil
}

// Coupons counts the codes of a pool as campaigns.Desk says.
func (db *DB) Coupons(ctx context.Context, pool string) (free, all int, err error) {
	err = db.reader().row(ctx, "SELECT coalesce(sum(CASE WHEN assigned_ms = 0 THEN 1 ELSE 0 END), 0), count(*) FROM coupon WHERE pool = $1", pool).Scan(&free, &all)
	if err != nil {
		return 0, 0, fmt.Errorf("count coupons: %w", err)
	}
	return free, all, nil
}
