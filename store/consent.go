package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// capWindow is how far back the gate looks at marketing that was sent.
const capWindow = 30 * 24 * time.Hour

// gateFacts loads what the gate must know of some recipients, all but Facts.Duplicate. An address that nobody
// knows has the zero Facts: nothing was agreed to.
func (c *conn) gateFacts(ctx context.Context, addresses []message.Address, now time.Time) (map[message.Address]consent.Facts, error) {
	facts, err := c.consentFacts(ctx, addresses)
	if err != nil {
		return nil, err
	}
	sent, err := c.marketingSent(ctx, addresses, now)
	if err != nil {
		return nil, err
	}
	for address, times := range sent {
		f := facts[address]
		f.Sent = times
		facts[address] = f
	}
	return facts, nil
}

// marketingSentQuery ends before the list of addresses. That sent_ms is not 0 leaves the index outbound_marketing, where the addresses are looked up; written as above 0 it would fit outbound_sent too, and PostgreSQL
// would read all that was sent lately and look for each row among the addresses.
const marketingSentQuery = "SELECT address, sent_ms FROM outbound WHERE class = 'marketing' AND sent_ms + 0 > $1 AND sent_ms <> 0 AND address IN "

// marketingSent loads when marketing was sent in the time that the frequency cap looks at.
func (c *conn) marketingSent(ctx context.Context, addresses []message.Address, now time.Time) (map[message.Address][]time.Time, error) {
	if len(addresses) == 0 {
		return nil, nil
	}
	sent := map[message.Address][]time.Time{}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var at int64
		if err := rows.Scan(&address, &at); err != nil {
			return err
		}
		sent[address] = append(sent[address], fromMillis(at))
		return nil
	}, marketingSentQuery+list(2, listSize(len(addresses))), append([]any{millis(now.Add(-capWindow))}, padded(addresses)...)...)
	if err != nil {
		return nil, fmt.Errorf("load marketing sent: %w", err)
	}
	return sent, nil
}

func (c *conn) gateContacts(ctx context.Context, addresses []message.Address, facts map[message.Address]consent.Facts) error {
	return c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var f consent.Facts
		if err := rows.Scan(&address, &f.Suppressed, &f.Country); err != nil {
			return err
		}
		facts[address] = f
		return nil
	}, "SELECT address, suppressed, country FROM contact WHERE address IN "+list(1, listSize(len(addresses))), padded(addresses)...)
}

// standings loads what the ledger amounts to on SMS; an address without a line has no entry.
func (c *conn) standings(ctx context.Context, addresses []message.Address) (map[message.Address]consent.Standing, error) {
	standings := map[message.Address]consent.Standing{}
	if len(addresses) == 0 {
		return standings, nil
	}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var purpose consent.Purpose
		var state consent.Consent
		var since, used, asked int64
		if err := rows.Scan(&address, &purpose, &state.Status, &since, &used, &asked, &state.Asked); err != nil {
			return err
		}
		state.Since, state.Used, state.AskedAt = fromMillis(since), fromMillis(used), fromMillis(asked)
		if standings[address] == nil {
			standings[address] = consent.Standing{}
		}
		standings[address][purpose] = state
		return nil
	}, `SELECT address, purpose, status, since_ms, used_ms, asked_ms, asked FROM consent_state
		WHERE channel = 'sms' AND address IN `+list(1, listSize(len(addresses))), padded(addresses)...)
	if err != nil {
		return nil, fmt.Errorf("load consent: %w", err)
	}
	return standings, nil
}

// record appends lines to the ledger and brings what they amount to up to date. before is the standing of every
// address concerned, read in this transaction under the contact's lock.
func (c *conn) record(ctx context.Context, records []consent.Record, before map[message.Address]consent.Standing) error {
	if len(records) == 0 {
		return nil
	}
	lines := make([][]any, len(records))
	after := map[message.Address]consent.Standing{}
	revoked := map[string][]message.Address{}
	for i, r := range records {
		standing, ok := after[r.Address]
		if !ok {
			standing = before[r.Address]
		}
		after[r.Address] = standing.With(r)
		if r.Action == consent.Revoked {
			c.stopped(r.Address)
			revoked[string(r.Purpose)] = append(revoked[string(r.Purpose)], r.Address)
		}
		lines[i] = []any{
			newID(), string(r.Address), string(r.Channel), string(r.Purpose), string(r.Action), r.Source, storable(r.Shown), r.Version(),
			r.Actor, r.IP, storable(r.UserAgent), r.Evidence, millis(r.At),
		}
	}
	_, err := c.insert(ctx, "consent", "id, address, channel, purpose, action, source, shown, shown_hash, actor, ip, user_agent, evidence, at_ms", "", lines)
	if err != nil {
		return err
	}
	if err := c.stopSignups(ctx, revoked, records[0].At); err != nil {
		return err
	}
	var states [][]any
	// In the order of addresses and purposes, so that two processes never wait for each other in a circle.
	for _, address := range slices.Sorted(maps.Keys(after)) {
		for _, purpose := range slices.Sorted(maps.Keys(after[address])) {
			if state := after[address][purpose]; state != before[address][purpose] {
				states = append(states, []any{string(address), "sms", string(purpose), string(state.Status), millis(state.Since), millis(state.AskedAt), state.Asked})
			}
		}
	}
	_, err = c.insert(ctx, "consent_state", "address, channel, purpose, status, since_ms, asked_ms, asked", `
		ON CONFLICT (address, channel, purpose) DO UPDATE
		SET status = excluded.status, since_ms = excluded.since_ms, asked_ms = excluded.asked_ms, asked = excluded.asked`, states)
	return err
}
