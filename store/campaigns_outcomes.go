package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// exported is the line of the audit trail of somebody who took out what became of each recipient.
const exported = "campaign.export"

// outcomePage is how many recipients are read at once.
const outcomePage = 500

// outcomeQuery reads recipients after an address. That the columns of a link are compared as they are keeps each look on the
// index of its address: a campaign has as many links as recipients.
const outcomeQuery = `SELECT r.address, CASE WHEN r.state = 'waiting' AND EXISTS (SELECT 1 FROM campaign AS g WHERE g.id = r.campaign_id AND g.state = 'cancelled')
			THEN 'cancelled' ELSE r.state END, r.reason, COALESCE(o.state, ''), COALESCE(o.reason, ''), COALESCE(o.parts, 0), COALESCE(o.sent_ms, 0), COALESCE(o.final_ms, 0),
		EXISTS (SELECT 1 FROM link AS l JOIN click AS k ON k.code = l.code WHERE l.address = r.address AND l.address <> '' AND l.campaign_id || '' = r.campaign_id),
		o.sent_ms > 0 AND EXISTS (SELECT 1 FROM event AS e WHERE e.address = r.address AND e.created_ms >= o.sent_ms AND e.created_ms < o.sent_ms + $4 AND e.kind = 'texted'),
		o.sent_ms > 0 AND EXISTS (SELECT 1 FROM consent AS c WHERE c.address = r.address AND c.at_ms >= o.sent_ms AND c.at_ms < o.sent_ms + $4 AND c.action = 'revoked')
	FROM campaign_recipient AS r LEFT JOIN outbound AS o ON o.id = r.outbound_id
	WHERE r.campaign_id = $1 AND r.address > $2 ORDER BY r.address LIMIT $3`

// CampaignOutcomes calls visit for every recipient of a campaign, in the order of their addresses, after it has noted in
// the audit trail who asks. It holds no lock. An error of visit ends it and is returned.
func (db *DB) CampaignOutcomes(ctx context.Context, campaign, actor string, now time.Time, visit func(campaigns.Outcome) error) error {
	err := db.tx(ctx, func(c *conn) error {
		_, err := c.insert(ctx, "audit", "id, actor, action, object, detail, at_ms", "", [][]any{{newID(), actor, exported, "campaign:" + campaign, "", millis(now)}})
		return err
	})
	if err != nil {
		return fmt.Errorf("note export of campaign: %w", err)
	}
	for last := message.Address(""); ; {
		page, err := db.reader().outcomes(ctx, campaign, last)
		if err != nil {
			return fmt.Errorf("read outcomes of campaign: %w", err)
		}
		for _, o := range page {
			if err := visit(o); err != nil {
				return err
			}
			last = o.Address
		}
		if len(page) < outcomePage {
			return nil
		}
	}
}

func (c *conn) outcomes(ctx context.Context, campaign string, after message.Address) ([]campaigns.Outcome, error) {
	page := make([]campaigns.Outcome, 0, outcomePage)
	err := c.query(ctx, func(rows *sql.Rows) error {
		var o campaigns.Outcome
		var recipient, left string
		var sent, final int64
		var replied, out sql.NullBool
		err := rows.Scan(&o.Address, &recipient, &left, &o.State, &o.Reason, &o.Segments, &sent, &final, &o.Clicked, &replied, &out)
		o.Replied, o.OptedOut = replied.Bool, out.Bool
		page = append(page, settledOutcome(o, recipient, left, sent, final))
		return err
	}, outcomeQuery, campaign, string(after), outcomePage, answeredWithin.Milliseconds())
	return page, err
}

// settledOutcome fills in what follows from the recipient's own row, and leaves out what a message's state makes untrue:
// marketing has a time of sending from its claim on.
func settledOutcome(o campaigns.Outcome, recipient, left string, sent, final int64) campaigns.Outcome {
	switch {
	case o.State != "":
	case recipient == "waiting":
		o.State = message.Queued
	case recipient == "cancelled":
		o.State, o.Reason = message.Cancelled, campaignCancelled
	default:
		o.State, o.Reason = message.Skipped, left
	}
	switch o.State {
	case message.Sent, message.Arrived, message.Failed, message.Lapsed, message.Ambiguous:
		o.SentAt = fromMillis(sent)
	case message.Queued, message.Written, message.Skipped, message.Cancelled:
		o.Segments, o.Replied, o.OptedOut = 0, false, false
	}
	if o.State == message.Queued || o.State == message.Written || o.State == message.Arrived {
		o.Reason = ""
	}
	o.EndedAt = fromMillis(final)
	return o
}
