package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"kurzwahl/message"
)

// sentPart is a part that an SMSC accepted.
type sentPart struct {
	smsc, id string
	outbound string
	state    message.DeliveryState
}

type sentParts map[partID]*sentPart

// find gives the part of the first of the ids that is known.
func (p sentParts) find(smsc string, ids []string) (*sentPart, bool) {
	for _, id := range ids {
		if part, ok := p[partID{smsc, id}]; ok {
			return part, true
		}
	}
	return nil, false
}

// parts loads those that the receipts may be about, by the ids that pick gives.
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
				err := rows.Scan(&p.id, &p.outbound, &p.state)
				found[partID{smsc, p.id}] = p
				return err
			}, "SELECT smsc_id, outbound_id, state FROM outbound_part WHERE smsc = $1 AND smsc_id IN "+list(2, listSize(len(chunk))),
				append([]any{smsc}, padded(chunk)...)...)
			if err != nil {
				return nil, fmt.Errorf("match receipts: %w", err)
			}
		}
	}
	return found, nil
}

// sentMessage is what a receipt must know of its message.
type sentMessage struct {
	message message.Outbound
	state   message.State
	parts   int
}

// messages loads those of the hits.
func (m matching) messages(ctx context.Context, hits []hit) (map[string]sentMessage, error) {
	wanted := make([]string, len(hits))
	for i, h := range hits {
		wanted[i] = h.part.outbound
	}
	found := make(map[string]sentMessage, len(hits))
	for chunk := range slices.Chunk(wanted, listLimit) {
		err := m.c.query(ctx, func(rows *sql.Rows) error {
			var s sentMessage
			err := rows.Scan(&s.message.ID, &s.message.To, &s.message.Cause, &s.message.Slack.Channel, &s.message.Slack.TS, &s.state, &s.parts)
			found[s.message.ID] = s
			return err
		}, "SELECT id, address, cause, slack_channel, slack_ts, state, parts FROM outbound WHERE id IN "+list(1, listSize(len(chunk))), padded(chunk)...)
		if err != nil {
			return nil, fmt.Errorf("load messages of receipts: %w", err)
		}
	}
	return found, nil
}

// states gives the states of all parts of the messages that were touched. Only those of several parts are read again.
func (m matching) states(ctx context.Context, messages map[string]sentMessage, touched map[string]word) (map[string][]message.DeliveryState, error) {
	states := make(map[string][]message.DeliveryState, len(touched))
	var long []string
	for id, w := range touched {
		if messages[id].parts > 1 {
			long = append(long, id)
			continue
		}
		states[id] = []message.DeliveryState{w.state}
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
