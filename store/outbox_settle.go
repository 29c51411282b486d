package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

// SettleOutbound records what became of messages as outbox.Store says.
func (db *DB) SettleOutbound(ctx context.Context, changes []outbox.Change, words outbox.Words) error {
	err := db.tx(ctx, func(c *conn) error {
		var sent, rest []outbox.Change
		for _, ch := range changes {
			if ch.State == message.Sent {
				sent = append(sent, ch)
			} else {
				rest = append(rest, ch)
			}
		}
		if len(sent) > 0 {
			if err := c.recordsAnswers(ctx); err != nil {
				return err
			}
		}
		if err := c.settleSent(ctx, sent); err != nil {
			return err
		}
		if err := c.settleRest(ctx, rest, words); err != nil {
			return err
		}
		return c.matchOrphans(ctx, sent, words)
	})
	if lost := slices.IndexFunc(changes, unanswered); err == nil && lost >= 0 {
		err = db.resolveByKept(ctx, changes[lost].At, words)
	}
	if err != nil {
		return fmt.Errorf("settle messages: %w", err)
	}
	return nil
}

// unanswered says whether the answer to a message was lost just now.
func unanswered(ch outbox.Change) bool { return ch.Unanswered > ch.Message.Unanswered }

// settleSent records what the SMSC accepted, and under which ids.
func (c *conn) settleSent(ctx context.Context, sent []outbox.Change) error {
	given, long, err := c.giveIDs(ctx, sent)
	if err != nil {
		return err
	}
	rows := make([][]any, len(sent))
	for i, ch := range sent {
		rows[i] = []any{ch.Message.ID, ch.SMSC, ch.Parts, millis(ch.At), given[i]}
	}
	// An answer that comes after another process took the message for lost still says that it was sent.
	_, err = c.update(ctx, "outbound", `state = 'sent', reason = '', owner = '', final_ms = 0, smsc = v.column2, parts = v.column3, sent_ms = v.column4, smsc_id = v.column5`,
		[]string{"TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT"}, "outbound.id = v.column1 AND outbound.state || '' IN ('written', 'unknown')", rows)
	if err != nil {
		return fmt.Errorf("record accepted messages: %w", err)
	}
	if err := c.recordParts(ctx, long); err != nil {
		return err
	}
	return c.useConsent(ctx, sent)
}

// recordParts notes what the SMSC calls the parts that it accepted, for their receipts.
func (c *conn) recordParts(ctx context.Context, changes []outbox.Change) error {
	var parts [][]any
	at := make(map[partID]int)
	for _, ch := range changes {
		for i, id := range ch.PartIDs {
			key := partID{ch.SMSC, normalID(id)}
			if key.id == "" {
				continue
			}
			row := []any{key.smsc, key.id, ch.Message.ID, i + 1, millis(ch.At)}
			if have, twice := at[key]; twice {
				parts[have] = row
				continue
			}
			at[key] = len(parts)
			parts = append(parts, row)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	// An SMSC that uses an id again means the newer message.
	if err := c.retireIDs(ctx, slices.Collect(maps.Keys(at)), nil); err != nil {
		return err
	}
	_, err := c.insert(ctx, "outbound_part", "smsc, smsc_id, outbound_id, number, at_ms", `
		ON CONFLICT (smsc, smsc_id) DO UPDATE SET outbound_id = excluded.outbound_id, number = excluded.number, state = '', at_ms = excluded.at_ms`, parts)
	if err != nil {
		return fmt.Errorf("record parts: %w", err)
	}
	return nil
}

// useConsent notes that consent was used: consent that rests for years lapses.
func (c *conn) useConsent(ctx context.Context, sent []outbox.Change) error {
	used := make(map[string][]string) // by purpose
	var now time.Time
	for _, ch := range sent {
		if ch.Message.Class == message.Marketing {
			used[ch.Message.Purpose] = append(used[ch.Message.Purpose], string(ch.Message.To))
			now = ch.At
		}
	}
	for purpose, addresses := range used {
		err := c.execIn(ctx, `UPDATE consent_state SET used_ms = $1
			WHERE channel = 'sms' AND purpose IN ($2, '*') AND address IN `, []any{millis(now), purpose}, addresses)
		if err != nil {
			return fmt.Errorf("note use of consent: %w", err)
		}
	}
	return nil
}

// settleRest records everything but success.
func (c *conn) settleRest(ctx context.Context, changes []outbox.Change, words outbox.Words) error {
	if len(changes) == 0 {
		return nil
	}
	var rows [][]any
	var ends []ending
	for _, ch := range changes {
		final := int64(0)
		if ch.State.Final() {
			final = millis(ch.At)
			ends = append(ends, ending{ch.Message.Outbound, ch.State, ch.Reason})
		}
		rows = append(rows, []any{ // column1 and so on
			ch.Message.ID, string(ch.State), storable(ch.Reason), millis(ch.Due), ch.Attempts, ch.Unanswered, ch.Parts, int64(ch.Status), final, ch.Message.Owner, ch.Message.Claim,
		})
	}
	// What may have been sent counts for the frequency cap; what was not, does not. Of a message that was
	// claimed anew only the word on the new claim counts; lease_ms holds the number of a claim.
	_, err := c.update(ctx, "outbound", `state = v.column2, reason = CASE WHEN v.column2 = 'queued' AND v.column3 = '' THEN outbound.reason ELSE v.column3 END,
			due_ms = CASE WHEN v.column2 = 'queued' THEN v.column4 ELSE outbound.due_ms END, attempts = v.column5, unanswered = v.column6,
			parts = v.column7, smsc_status = v.column8, final_ms = v.column9, owner = '', lease_ms = 0,
			sent_ms = CASE WHEN v.column2 = 'unknown' THEN outbound.sent_ms ELSE 0 END`,
		[]string{"TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "BIGINT"},
		"outbound.id = v.column1 AND outbound.owner = v.column10 AND outbound.lease_ms = v.column11 AND outbound.state || '' = 'written'", rows)
	if err != nil {
		return fmt.Errorf("record refused messages: %w", err)
	}
	c.wake(Outbox)
	if err := c.recordParts(ctx, changes); err != nil {
		return err
	}
	if err := c.suspect(ctx, changes); err != nil {
		return err
	}
	if err := c.untellRefused(ctx, changes); err != nil {
		return err
	}
	return c.tellStaff(ctx, ends, words, changes[len(changes)-1].At)
}

// A number that the network refuses is suspect; refused a second time within suspectFor it is wrong, and nothing
// is sent to it any more until somebody writes from it.
const (
	suspectFor    = 30 * 24 * time.Hour
	invalidNumber = "invalid number"
)

func (c *conn) suspect(ctx context.Context, changes []outbox.Change) error {
	for _, ch := range changes {
		if !ch.Suspect {
			continue
		}
		n, err := c.exec(ctx, `UPDATE contact SET suppressed = $1, updated_ms = $2 WHERE address = $3 AND suppressed = '' AND EXISTS (
			SELECT 1 FROM outbound WHERE address = $3 AND state = 'failed' AND reason = $4 AND final_ms > $5 AND id <> $6)`,
			invalidNumber, millis(ch.At), string(ch.Message.To), storable(ch.Reason), millis(ch.At.Add(-suspectFor)), ch.Message.ID)
		if err != nil {
			return fmt.Errorf("suppress refused number: %w", err)
		}
		if n > 0 {
			c.stopped(ch.Message.To)
		}
	}
	return nil
}
