package store

import (
	"context"
	"fmt"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

const sampleSent = "campaign.sample" // its line in the audit trail

// SendSample queues a sample as campaigns.Desk says. It is of class service, so that quiet hours do not hold it, and names
// its purpose, so that the gate minds an opt-out up to the last moment.
func (db *DB) SendSample(ctx context.Context, s campaigns.Sample, allow func(campaigns.SampleFacts) error) error {
	var refused error
	err := db.tx(ctx, func(c *conn) error {
		facts, err := c.sampleFacts(ctx, s)
		if err != nil {
			return err
		}
		if refused = allow(facts); refused != nil {
			return refused
		}
		m := message.Outbound{To: s.To, Text: s.Text, Class: message.Service, Purpose: string(s.Purpose), Why: "sample of campaign " + s.Campaign}
		if _, err := addOutbound(ctx, c, []message.Outbound{m}, s.At); err != nil {
			return err
		}
		_, err = c.insert(ctx, "audit", "id, actor, action, object, detail, at_ms", "", [][]any{
			{newID(), string(s.By), sampleSent, "campaign:" + s.Campaign, s.To.Masked(), millis(s.At)},
		})
		return err
	})
	switch {
	case refused != nil:
		return refused
	case err != nil:
		return fmt.Errorf("send sample: %w", err)
	default:
		return nil
	}
}

// sampleFacts gives what decides whether a sample may go.
func (c *conn) sampleFacts(ctx context.Context, s campaigns.Sample) (campaigns.SampleFacts, error) {
	var f campaigns.SampleFacts
	err := c.row(ctx, `SELECT (SELECT count(*) FROM audit WHERE actor = $1 AND action = $2 AND at_ms > $3),
		EXISTS (SELECT 1 FROM contact WHERE address = $4)`,
		string(s.By), sampleSent, millis(s.At.Add(-time.Hour)), string(s.To)).Scan(&f.Asked, &f.Contact)
	if err != nil {
		return f, err
	}
	gate, err := c.gateFacts(ctx, []message.Address{s.To}, s.At)
	f.Gate = gate[s.To]
	return f, err
}
