package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/conversations"
	"kurzwahl/message"
)

var (
	_ campaigns.RunnerStore = (*DB)(nil)
	_ campaigns.Desk        = (*DB)(nil)
)

// AddCampaign stores a new campaign as campaigns.Store says.
func (db *DB) AddCampaign(ctx context.Context, cam campaigns.Campaign, m campaigns.Mark) (string, error) {
	cam.ID = newID()
	err := db.tx(ctx, func(c *conn) error {
		_, err := c.insert(ctx, "campaign", "id, name, state, content, hash, author, editor, created_ms, updated_ms", "", [][]any{{
			cam.ID, storable(cam.Name), string(cam.State), toJSON(cam.Content), cam.Hash, string(cam.Author), string(cam.Editor),
			millis(cam.CreatedAt), millis(cam.UpdatedAt),
		}})
		if err != nil {
			return err
		}
		return c.markCampaign(ctx, cam.ID, m, cam.CreatedAt)
	})
	if err != nil {
		return "", fmt.Errorf("add campaign: %w", err)
	}
	return cam.ID, nil
}

// markCampaign writes the audit trail and has the card drawn anew.
func (c *conn) markCampaign(ctx context.Context, id string, m campaigns.Mark, now time.Time) error {
	_, err := c.insert(ctx, "audit", "id, actor, action, object, detail, at_ms", "", [][]any{
		{newID(), string(m.Actor), m.Action, "campaign:" + id, storable(m.Detail), millis(now)},
	})
	if err != nil {
		return err
	}
	c.wake(Campaigns)
	return c.showCampaign(ctx, id, now)
}

func (c *conn) showCampaign(ctx context.Context, id string, now time.Time) error {
	return addPosts(ctx, c, []post{{
		Channel: campaignChannel, Card: "campaign:" + id, Kind: conversations.CardChanged, Latest: "campaign:" + id + ":card",
		Payload: conversations.Notice{Kind: conversations.CardChanged},
	}}, now)
}

// ShowProgress has the campaign's card brought up to date.
func (db *DB) ShowProgress(ctx context.Context, id string, now time.Time) error {
	err := db.tx(ctx, func(c *conn) error { return c.showCampaign(ctx, id, now) })
	if err != nil {
		return fmt.Errorf("show progress of campaign: %w", err)
	}
	return nil
}

// LastMark gives what was last done to a campaign, as bot.Trail says.
func (db *DB) LastMark(ctx context.Context, campaign string) (m campaigns.Mark, at time.Time, found bool, err error) {
	var ms int64
	err = db.reader().row(ctx, "SELECT actor, action, detail, at_ms FROM audit WHERE object = $1 AND action <> $2 AND action <> $3 ORDER BY at_ms DESC, id DESC LIMIT 1",
		"campaign:"+campaign, sampleSent, exported).Scan(&m.Actor, &m.Action, &m.Detail, &ms)
	if errors.Is(err, sql.ErrNoRows) {
		return m, at, false, nil
	}
	if err != nil {
		return m, at, false, fmt.Errorf("read last mark of campaign: %w", err)
	}
	return m, fromMillis(ms), true, nil
}

// ChangeCampaign changes one campaign as campaigns.Store says.
func (db *DB) ChangeCampaign(ctx context.Context, id string, change func(*campaigns.Campaign) (campaigns.Mark, error)) (campaigns.Campaign, error) {
	var cam campaigns.Campaign
	var refused error
	err := db.tx(ctx, func(c *conn) error {
		if _, err := c.exec(ctx, "UPDATE campaign SET version = version WHERE id = $1", id); err != nil { // the row's lock
			return err
		}
		var err error
		if cam, err = c.campaign(ctx, id); err != nil {
			return err
		}
		before := cam.State
		m, err := change(&cam)
		if err != nil {
			refused = err
			return err
		}
		cam.Version++
		if err := c.saveCampaign(ctx, cam); err != nil {
			return err
		}
		if err := c.followCampaign(ctx, cam, before); err != nil {
			return err
		}
		return c.markCampaign(ctx, id, m, cam.UpdatedAt)
	})
	switch {
	case refused != nil:
		return cam, refused
	case err != nil:
		return campaigns.Campaign{}, fmt.Errorf("change campaign: %w", err)
	default:
		return cam, nil
	}
}

func (c *conn) saveCampaign(ctx context.Context, cam campaigns.Campaign) error {
	_, err := c.exec(ctx, `UPDATE campaign SET name = $1, state = $2, content = $3, hash = $4, editor = $5, approver = $6, approved_hash = $7,
		reason = $8, version = $9, updated_ms = $10, started_ms = $11, done_ms = $12 WHERE id = $13`,
		storable(cam.Name), string(cam.State), toJSON(cam.Content), cam.Hash, string(cam.Editor), string(cam.Approver), cam.ApprovedHash,
		storable(cam.Reason), cam.Version, millis(cam.UpdatedAt), millis(cam.StartedAt), millis(cam.DoneAt), cam.ID)
	return err
}

// followCampaign does to the messages that wait what was done to the campaign. Those of a paused one need nothing:
// the gate holds them. The campaign's column is written as an expression so that the queue's small index is used and
// not the campaign's, which grows with all that was sent.
func (c *conn) followCampaign(ctx context.Context, cam campaigns.Campaign, before campaigns.State) error {
	const waits = " WHERE state = 'queued' AND lane = $1 AND campaign_id || '' = $2"
	lane, now := message.Marketing.Lane(), millis(cam.UpdatedAt)
	switch {
	case cam.State == campaigns.Running && before == campaigns.Paused:
		c.wake(Outbox)
		_, err := c.exec(ctx, "UPDATE outbound SET due_ms = $3, reason = ''"+waits+" AND reason = $4", lane, cam.ID, now, campaignPaused)
		return err
	case cam.State == campaigns.Cancelled:
		_, err := c.exec(ctx, "UPDATE outbound SET state = 'cancelled', final_ms = $3, reason = $4"+waits, lane, cam.ID, now, campaignCancelled)
		return err // recipients that wait are counted as withdrawn; writing a million of them would hold up everybody
	default:
		return nil
	}
}

const campaignColumns = `id, name, state, content, hash, author, editor, approver, approved_hash, reason, recipients, version,
	created_ms, updated_ms, started_ms, frozen_ms, done_ms`

func scanCampaign(scan func(...any) error) (campaigns.Campaign, error) {
	var cam campaigns.Campaign
	var content string
	var created, updated, started, frozen, done int64
	err := scan(&cam.ID, &cam.Name, &cam.State, &content, &cam.Hash, &cam.Author, &cam.Editor, &cam.Approver, &cam.ApprovedHash, &cam.Reason,
		&cam.Recipients, &cam.Version, &created, &updated, &started, &frozen, &done)
	if err != nil {
		return campaigns.Campaign{}, err
	}
	cam.CreatedAt, cam.UpdatedAt, cam.StartedAt = fromMillis(created), fromMillis(updated), fromMillis(started)
	cam.FrozenAt, cam.DoneAt = fromMillis(frozen), fromMillis(done)
	if err := json.Unmarshal([]byte(content), &cam.Content); err != nil {
		return campaigns.Campaign{}, fmt.Errorf("read content of campaign: %w", err)
	}
	return cam, nil
}

// campaign gives one, or campaigns.ErrUnknown.
func (c *conn) campaign(ctx context.Context, id string) (campaigns.Campaign, error) {
	cam, err := scanCampaign(c.row(ctx, "SELECT "+campaignColumns+" FROM campaign WHERE id = $1", id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return campaigns.Campaign{}, campaigns.ErrUnknown
	}
	return cam, err
}

// Campaign gives one campaign as campaigns.Store says.
func (db *DB) Campaign(ctx context.Context, id string) (campaigns.Campaign, error) {
	cam, err := db.reader().campaign(ctx, id)
	if err != nil {
		return campaigns.Campaign{}, fmt.Errorf("read campaign: %w", err)
	}
	return cam, nil
}

// Campaigns lists campaigns as campaigns.Store says.
func (db *DB) Campaigns(ctx context.Context, limit int, states ...campaigns.State) ([]campaigns.Campaign, error) {
	where, args := "", []any{limit}
	if len(states) > 0 {
		where = " WHERE state IN " + list(2, len(states))
		args = append(args, anys(states)...)
	}
	var all []campaigns.Campaign
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		cam, err := scanCampaign(rows.Scan)
		all = append(all, cam)
		return err
	}, "SELECT "+campaignColumns+" FROM campaign"+where+" ORDER BY updated_ms DESC, id DESC LIMIT $1", args...)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return all, nil
}
