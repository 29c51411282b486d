package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// freezeStep is how many recipients one transaction writes down: few enough that a reply never waits for it.
const freezeStep = 2000

// FreezeAudience writes down the next recipients as campaigns.RunnerStore says.
func (db *DB) FreezeAudience(ctx context.Context, cam campaigns.Campaign, a campaigns.Audience, now time.Time) (done bool, err error) {
	err = db.fenced(ctx, campaignsLease, func(c *conn) error {
		done, err = c.freeze(ctx, cam, a, now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("freeze audience: %w", err)
	}
	return done, nil
}

func (c *conn) freeze(ctx context.Context, cam campaigns.Campaign, a campaigns.Audience, now time.Time) (bool, error) {
	if running, err := c.lockRunning(ctx, cam.ID); err != nil || !running {
		return false, err
	}
	var from string
	var frozen int64
	err := c.row(ctx, "SELECT frozen_to, frozen_ms FROM campaign WHERE id = $1", cam.ID).Scan(&from, &frozen)
	if err != nil || frozen > 0 {
		return frozen > 0, err
	}
	condition, args := compileAudience(a, 3)
	var to sql.NullString
	var n int
	err = c.row(ctx, `SELECT max(p.address), count(*) FROM (SELECT c.address FROM contact c WHERE c.address > $1 AND `+condition+`
		ORDER BY c.address LIMIT $2) p`, append([]any{from, freezeStep}, args...)...).Scan(&to, &n)
	if err != nil {
		return false, err
	}
	if n > 0 {
		condition, args := compileAudience(a, 4)
		_, err = c.exec(ctx, `INSERT INTO campaign_recipient (campaign_id, address, state)
			SELECT CAST($1 AS TEXT), c.address, 'waiting' FROM contact c WHERE c.address > $2 AND c.address <= $3 AND `+condition+`
			ON CONFLICT DO NOTHING`, append([]any{cam.ID, from, to.String}, args...)...)
		if err != nil {
			return false, err
		}
	}
	if n == freezeStep {
		_, err = c.exec(ctx, "UPDATE campaign SET frozen_to = $1, recipients = recipients + $2 WHERE id = $3", to.String, n, cam.ID)
		return false, err
	}
	_, err = c.exec(ctx, "UPDATE campaign SET frozen_to = '', frozen_ms = $1, recipients = recipients + $2 WHERE id = $3", millis(now), n, cam.ID)
	return true, err
}

// DueMarketing counts what is due as campaigns.RunnerStore says.
func (db *DB) DueMarketing(ctx context.Context, now time.Time, limit int) (n int, err error) {
	err = db.reader().row(ctx, `SELECT count(*) FROM (SELECT 1 AS one FROM outbound WHERE state = 'queued' AND lane = $1 AND due_ms <= $2 LIMIT $3) q`,
		message.Marketing.Lane(), millis(now), limit).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count due messages: %w", err)
	}
	return n, nil
}

// errWait rolls a feeding back that would store nothing.
var errWait = errors.New("nobody can be texted now")

// FeedCampaign queues the next messages as campaigns.RunnerStore says.
func (db *DB) FeedCampaign(ctx context.Context, cam campaigns.Campaign, after message.Address, limit int, now time.Time, fill func(campaigns.Batch) (campaigns.Filled, error)) (int, error) {
	waits := false
	err := db.reader().row(ctx, "SELECT EXISTS (SELECT 1 FROM campaign_recipient WHERE campaign_id = $1 AND state = 'waiting')", cam.ID).Scan(&waits)
	if err != nil || !waits {
		return 0, err
	}
	n := 0
	err = db.fenced(ctx, campaignsLease, func(c *conn) error {
		n, err = c.feed(ctx, cam, after, limit, now, fill)
		return err
	})
	switch {
	case errors.Is(err, errWait):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("feed campaign: %w", err)
	default:
		return n, nil
	}
}

// lockRunning takes the campaign's row lock and says whether it still runs: it may be paused or cancelled meanwhile.
func (c *conn) lockRunning(ctx context.Context, id string) (bool, error) {
	if _, err := c.exec(ctx, "UPDATE campaign SET version = version WHERE id = $1", id); err != nil {
		return false, err
	}
	current, err := c.campaign(ctx, id)
	return err == nil && current.State == campaigns.Running, err
}

func (c *conn) feed(ctx context.Context, cam campaigns.Campaign, after message.Address, limit int, now time.Time, fill func(campaigns.Batch) (campaigns.Filled, error)) (int, error) {
	running, err := c.lockRunning(ctx, cam.ID)
	if err != nil || !running {
		return 0, err
	}
	var b campaigns.Batch
	b.Readers, err = c.readers(ctx, "SELECT "+readerColumns+` FROM campaign_recipient r JOIN contact c ON c.address = r.address
		WHERE r.campaign_id = $1 AND r.state = 'waiting' AND r.address > $2 ORDER BY r.address LIMIT $3`, cam.ID, string(after), limit)
	if err != nil {
		return 0, err
	}
	if err := c.readerFacts(ctx, b.Readers, now); err != nil {
		return 0, err
	}
	if b.Coupons, err = c.freeCoupons(ctx, cam.Content.CouponPool, len(b.Readers)); err != nil {
		return 0, err
	}
	f, err := fill(b)
	if err != nil {
		return 0, err
	}
	if f.Wait {
		return 0, errWait
	}
	return len(b.Readers), c.saveFilled(ctx, cam, f, now)
}

// freeCoupons gives at most n free codes of a pool and locks them.
func (c *conn) freeCoupons(ctx context.Context, pool string, n int) ([]string, error) {
	if pool == "" || n == 0 {
		return nil, nil
	}
	var codes []string
	err := c.query(ctx, func(rows *sql.Rows) error {
		var code string
		err := rows.Scan(&code)
		codes = append(codes, code)
		return err
	}, "SELECT code FROM coupon WHERE pool = $1 AND assigned_ms = 0 ORDER BY code LIMIT $2"+c.db.dialect.skipLocked, pool, n)
	return codes, err
}

// saveFilled stores the messages of a batch with all that they hold.
func (c *conn) saveFilled(ctx context.Context, cam campaigns.Campaign, f campaigns.Filled, now time.Time) error {
	if err := c.saveLinks(ctx, f.Links); err != nil {
		return err
	}
	var given, taken [][]any
	for _, g := range f.Coupons {
		given = append(given, []any{cam.Content.CouponPool, g.Code, string(g.To), millis(now)})
	}
	_, err := c.update(ctx, "coupon", `address = v.column3, assigned_ms = v.column4`,
		[]string{"TEXT", "TEXT", "TEXT", "BIGINT"}, "coupon.pool = v.column1 AND coupon.code = v.column2", given)
	if err != nil {
		return fmt.Errorf("give coupons: %w", err)
	}
	for i := range f.Messages {
		f.Messages[i].ID = newID()
		taken = append(taken, []any{cam.ID, string(f.Messages[i].To), "queued", "", f.Messages[i].ID})
	}
	for _, l := range f.LeftOut {
		taken = append(taken, []any{cam.ID, string(l.Address), "skipped", storable(l.Reason), ""})
	}
	if _, err := addOutbound(ctx, c, f.Messages, now); err != nil {
		return err
	}
	_, err = c.update(ctx, "campaign_recipient", `state = v.column3, reason = v.column4, outbound_id = v.column5`,
		[]string{"TEXT", "TEXT", "TEXT", "TEXT", "TEXT"}, "campaign_recipient.campaign_id = v.column1 AND campaign_recipient.address = v.column2", taken)
	if err != nil {
		return fmt.Errorf("note fed recipients: %w", err)
	}
	return nil
}
