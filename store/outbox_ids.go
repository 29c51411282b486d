package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"kurzwahl/outbox"
)

// What an SMSC calls a message that went as one part stands with the message, so that nearly every receipt finds it by
// one index. Parts of long messages have rows of their own. An SMSC that uses an id again means the newer message.

// partID is what an SMSC calls a part.
type partID struct{ smsc, id string }

// normalID is an SMSC's id without what answers and receipts disagree on: case, leading zeros, blanks.
func normalID(id string) string {
	id = strings.ToLower(strings.TrimSpace(storable(id)))
	if short := strings.TrimLeft(id, "0"); short != "" {
		return short
	}
	return id
}

// giveIDs says which id each message shall have, "" for those of several parts and those without one, and takes the
// ids from older messages. long are the changes whose parts must be recorded one by one.
func (c *conn) giveIDs(ctx context.Context, sent []outbox.Change) (given []string, long []outbox.Change, err error) {
	given = make([]string, len(sent))
	at := make(map[partID]int, len(sent))
	ours := make(map[string]bool, len(sent))
	for i, ch := range sent {
		if ch.Parts > 1 || len(ch.PartIDs) != 1 {
			long = append(long, ch)
			continue
		}
		key := partID{ch.SMSC, normalID(ch.PartIDs[0])}
		if key.id == "" {
			continue
		}
		if older, twice := at[key]; twice {
			given[older] = ""
		}
		at[key], given[i], ours[ch.Message.ID] = i, key.id, true
	}
	used := make([]partID, 0, len(at))
	for i, id := range given {
		if id != "" {
			used = append(used, partID{sent[i].SMSC, id})
		}
	}
	return given, long, c.retireIDs(ctx, used, ours)
}

// retireIDs takes the ids away from the messages that have them, but ours: those get them, or got them in a commit of
// which nobody was told.
func (c *conn) retireIDs(ctx context.Context, used []partID, ours map[string]bool) error {
	bySMSC := make(map[string][]string, 1)
	for _, u := range used {
		bySMSC[u.smsc] = append(bySMSC[u.smsc], u.id)
	}
	var older []string
	for smsc, all := range bySMSC {
		for chunk := range slices.Chunk(all, listLimit) {
			err := c.query(ctx, func(rows *sql.Rows) error {
				var id string
				err := rows.Scan(&id)
				if !ours[id] {
					older = append(older, id)
				}
				return err
			}, "SELECT id FROM outbound WHERE smsc = $1 AND smsc_id <> '' AND smsc_id IN "+list(2, listSize(len(chunk))), append([]any{smsc}, padded(chunk)...)...)
			if err != nil {
				return fmt.Errorf("look for older messages of the same ids: %w", err)
			}
		}
	}
	if err := c.execIn(ctx, "UPDATE outbound SET smsc_id = '' WHERE id IN ", nil, older); err != nil {
		return fmt.Errorf("retire ids of older messages: %w", err)
	}
	return nil
}
