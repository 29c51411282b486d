package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"kurzwahl/message"
)

// sentPart is a part that an SMSC accepted.
type sentPart struct {
	whole    bool // it is all of its message, and has no row of its own
	smsc, id string
	outbound string
	state    message.DeliveryState
	of       sentMessage
	changed  time.Time // when a receipt said something new of it; zero when none did
}

type sentParts map[partID]*sentPart

// add notes the part. An SMSC that uses an id again means the newer message.
func (p sentParts) add(part *sentPart) {
	key := partID{part.smsc, part.id}
	if have, ok := p[key]; !ok || part.of.sent >= have.of.sent {
		p[key] = part
	}
}

// find gives the part with the first of the ids, which is the most likely one.
func (p sentParts) find(smsc string, ids []string) (*sentPart, bool) {
	if len(ids) == 0 {
		return nil, false
	}
	part, ok := p[partID{smsc, ids[0]}]
	return part, ok
}

// about gives the part with the first of the receipt's ids whose message went to the phone that it names. Ids that
// had to be converted may be those of others.
func (p sentParts) about(w word) (*sentPart, bool) {
	for _, id := range w.ids {
		if part, ok := p[partID{w.smsc, id}]; ok && w.concerns(part.of.message.To) {
			return part, true
		}
	}
	return nil, false
}

// parts loads those that the receipts may be about, by the ids that pick gives, with their messages.
func (m matching) parts(ctx context.Context, said []word, pick func(word) []string) (sentParts, error) {
	found := make(sentParts, len(said))
	wanted := make(map[string][]string)
	for _, w := range said {
		wanted[w.smsc] = append(wanted[w.smsc], pick(w)...)
	}
	for smsc, all := range wanted {
		for chunk := range slices.Chunk(all, listLimit) {
			err := m.c.query(ctx, func(rows *sql.Rows) error {
				p := &sentPart{smsc: smsc}
				of := &p.of.message
				err := rows.Scan(&p.id, &p.whole, &p.outbound, &p.state, &of.To, &of.Cause, &of.Slack.Channel, &of.Slack.TS, &p.of.state, &p.of.parts, &p.of.sent)
				of.ID = p.outbound
				found.add(p)
				return err
			}, partsQuery(len(chunk)), append([]any{smsc}, padded(chunk)...)...)
			if err != nil {
				return nil, fmt.Errorf("match receipts: %w", err)
			}
		}
	}
	return found, nil
}

// partsQuery asks for up to n ids of one SMSC, of parts and of messages that are one.
func partsQuery(n int) string {
	ids := list(2, listSize(n))
	return `SELECT p.smsc_id, FALSE, p.outbound_id, p.state, o.address, o.cause, o.slack_channel, o.slack_ts, o.state, o.parts, o.sent_ms
		FROM outbound_part AS p JOIN outbound AS o ON o.id = p.outbound_id WHERE p.smsc = $1 AND p.smsc_id IN ` + ids + `
		UNION ALL SELECT smsc_id, TRUE, id, '', address, cause, slack_channel, slack_ts, state, parts, sent_ms
		FROM outbound WHERE smsc = $1 AND smsc_id <> '' AND smsc_id IN ` + ids
}

// sentMessage is what a receipt must know of its message.
type sentMessage struct {
	message message.Outbound
	state   message.State
	parts   int
	sent    int64 // unix milliseconds
}

// last is the receipt that may end a message.
type last struct {
	word    word
	message sentMessage
}

// states gives the states of all parts of the messages. Only those of several parts are read again.
func (m matching) states(ctx context.Context, touched []last) (map[string][]message.DeliveryState, error) {
	states := make(map[string][]message.DeliveryState, len(touched))
	var long []string
	for _, t := range touched {
		id := t.message.message.ID
		if t.message.parts > 1 {
			long = append(long, id)
			continue
		}
		states[id] = []message.DeliveryState{t.word.state}
	}
	for chunk := range slices.Chunk(long, listLimit) {
		err := m.c.query(ctx, func(rows *sql.Rows) error {
			var id string
			var state message.DeliveryState
			err := rows.Scan(&id, &state)
			states[id] = append(states[id], state)
			return err
		}, "SELECT outbound_id, state FROM outbound_part WHERE outbound_id IN "+list(1, listSize(len(chunk))), padded(chunk)...)
		if err != nil {
			return nil, fmt.Errorf("load parts of messages: %w", err)
		}
	}
	return states, nil
}
