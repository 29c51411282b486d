package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// errDryRun takes back a transaction that was only tried.
var errDryRun = errors.New("dry run")

// ImportContacts takes in a batch of contacts, or only says what would become of it.
func (db *DB) ImportContacts(ctx context.Context, batch []consent.ImportedContact, now time.Time, dry bool) (consent.ImportResult, error) {
	var result consent.ImportResult
	err := db.tx(ctx, func(c *conn) error {
		result = consent.ImportResult{}
		if err := c.importContacts(ctx, batch, now, &result); err != nil {
			return err
		}
		if dry {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return consent.ImportResult{}, fmt.Errorf("import contacts: %w", err)
	}
	return result, nil
}

func (c *conn) importContacts(ctx context.Context, batch []consent.ImportedContact, now time.Time, result *consent.ImportResult) error {
	batch, addresses, err := c.withoutErased(ctx, batch, result)
	if err != nil {
		return err
	}
	known, err := c.holdContacts(ctx, addresses)
	if err != nil {
		return err
	}
	born := make(map[message.Address]time.Time, len(batch))
	for _, address := range addresses {
		born[address] = now
	}
	if err := c.addContacts(ctx, born); err != nil {
		return err
	}
	standings, err := c.standings(ctx, addresses)
	if err != nil {
		return err
	}
	stops, err := c.stopsOf(ctx, addresses)
	if err != nil {
		return err
	}
	var people, tags [][]any
	var records []consent.Record
	for _, contact := range batch {
		if known[contact.Address] {
			result.Known++
		} else {
			result.New++
		}
		people = append(people, []any{string(contact.Address), storable(contact.FirstName), storable(contact.LastName), string(contact.Language), millis(now)})
		for _, tag := range contact.Tags {
			tags = append(tags, []any{string(contact.Address), storable(tag)})
		}
		records = append(records, newConsents(contact, standings[contact.Address], stops[contact.Address], result)...)
	}
	if err := c.saveImported(ctx, people, tags); err != nil {
		return err
	}
	return c.record(ctx, records, standings)
}

// withoutErased refuses the lines of people who had their data erased: not even their numbers are stored again.
func (c *conn) withoutErased(ctx context.Context, batch []consent.ImportedContact, result *consent.ImportResult) (kept []consent.ImportedContact, addresses []message.Address, err error) {
	for _, contact := range batch {
		addresses = append(addresses, contact.Address)
	}
	erased, err := c.suppressErased(ctx, addresses)
	if err != nil {
		return nil, nil, err
	}
	addresses = addresses[:0]
	for _, contact := range batch {
		if erased[contact.Address] != "" {
			result.Refused = append(result.Refused, consent.RefusedLine{Line: contact.Line, Reason: "this person had their data erased"})
			continue
		}
		kept, addresses = append(kept, contact), append(addresses, contact.Address)
	}
	return kept, addresses, nil
}

// newConsents gives the consents of a contact that say something new. An opt-out that is younger wins.
func newConsents(contact consent.ImportedContact, standing consent.Standing, stops consent.Stops, result *consent.ImportResult) []consent.Record {
	var fresh []consent.Record
	for _, r := range contact.Consents {
		switch {
		case stops.Overrule(r.Purpose, r.At, standing):
			result.Notes = append(result.Notes, consent.RefusedLine{Line: contact.Line, Reason: "no consent: the person opted out later"})
		case standing.Allows(r.Purpose):
		default:
			fresh = append(fresh, r)
		}
	}
	if len(fresh) > 0 {
		result.Consented++
	}
	return fresh
}

// stopsOf reads from the ledger when each purpose was last revoked.
func (c *conn) stopsOf(ctx context.Context, addresses []message.Address) (map[message.Address]consent.Stops, error) {
	all := map[message.Address]consent.Stops{}
	if len(addresses) == 0 {
		return all, nil
	}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var purpose consent.Purpose
		var at int64
		if err := rows.Scan(&address, &purpose, &at); err != nil {
			return err
		}
		if all[address] == nil {
			all[address] = consent.Stops{}
		}
		all[address][purpose] = fromMillis(at)
		return nil
	}, "SELECT address, purpose, MAX(at_ms) FROM consent WHERE action = 'revoked' AND channel = 'sms' AND address IN "+list(1, len(addresses))+
		" GROUP BY address, purpose", anys(addresses)...)
	if err != nil {
		return nil, fmt.Errorf("load opt-outs: %w", err)
	}
	return all, nil
}

// saveImported writes what a file says of people; an empty cell changes nothing.
func (c *conn) saveImported(ctx context.Context, people, tags [][]any) error {
	_, err := c.update(ctx, "contact", `
		first_name = CASE WHEN v.column2 = '' THEN contact.first_name ELSE v.column2 END,
		last_name = CASE WHEN v.column3 = '' THEN contact.last_name ELSE v.column3 END,
		language = CASE WHEN v.column4 = '' THEN contact.language ELSE v.column4 END, updated_ms = v.column5`,
		[]string{"TEXT", "TEXT", "TEXT", "TEXT", "BIGINT"}, "contact.address = v.column1", people)
	if err != nil {
		return err
	}
	_, err = c.insert(ctx, "contact_tag", "address, tag", "ON CONFLICT (address, tag) DO NOTHING", tags)
	return err
}

// holdContacts gives those of the contacts that are known. On PostgreSQL it waits for whoever is at work on one of
// them, and keeps others away until the transaction ends.
func (c *conn) holdContacts(ctx context.Context, addresses []message.Address) (map[message.Address]bool, error) {
	known := map[message.Address]bool{}
	if len(addresses) == 0 {
		return known, nil
	}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		err := rows.Scan(&address)
		known[address] = true
		return err
	}, "SELECT address FROM contact WHERE address IN "+list(1, len(addresses))+" ORDER BY address"+c.db.dialect.waitLocked, anys(addresses)...)
	if err != nil {
		return nil, fmt.Errorf("look up contacts: %w", err)
	}
	return known, nil
}

// ConsentProof gives every line of the ledger about a phone, oldest first, and what it amounts to now.
func (db *DB) ConsentProof(ctx context.Context, address message.Address) ([]consent.Record, consent.Standing, error) {
	var ledger []consent.Record
	c := db.reader()
	err := c.query(ctx, func(rows *sql.Rows) error {
		r := consent.Record{Address: address}
		var at int64
		if err := rows.Scan(&r.Channel, &r.Purpose, &r.Action, &r.Source, &r.Shown, &r.Actor, &r.IP, &r.UserAgent, &r.Evidence, &at); err != nil {
			return err
		}
		r.At = fromMillis(at)
		ledger = append(ledger, r)
		return nil
	}, "SELECT channel, purpose, action, source, shown, actor, ip, user_agent, evidence, at_ms FROM consent WHERE address = $1 ORDER BY id", string(address))
	if err != nil {
		return nil, nil, fmt.Errorf("read consent ledger: %w", err)
	}
	standings, err := c.standings(ctx, []message.Address{address})
	if err != nil {
		return nil, nil, err
	}
	return ledger, standings[address], nil
}
