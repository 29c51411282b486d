package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// attemptsInAll is after how many attempts an event is given up although not even the turn that shows it to people
// could be committed.
const attemptsInAll = 5

// Turns handles the oldest pending event of up to limit contacts in one transaction. When that fails as a whole,
// each is tried in a transaction of its own, and the attempt is counted against those that fail.
func (db *DB) Turns(ctx context.Context, now time.Time, limit int, d conversations.Decider) (int, error) {
	waiting, err := db.reader().waiting(ctx, limit)
	if err != nil {
		return 0, fmt.Errorf("look for events: %w", err)
	}
	if len(waiting) == 0 {
		return 0, nil
	}
	handled, _, err := db.turnsOf(ctx, now, waiting, d)
	if err == nil {
		return handled, nil
	}
	if ctx.Err() != nil {
		return 0, err
	}
	return db.turnsAlone(ctx, now, waiting, d)
}

// turnsAlone handles one contact at a time.
func (db *DB) turnsAlone(ctx context.Context, now time.Time, waiting []head, d conversations.Decider) (int, error) {
	total := 0
	for i := range waiting {
		handled, events, err := db.turnsOf(ctx, now, waiting[i:i+1], d)
		switch {
		case err == nil:
			total += handled
		case ctx.Err() != nil:
			return total, err
		default:
			if failed := db.countAttempts(ctx, now, events, err); failed != nil {
				return total, errors.Join(err, failed)
			}
			total += len(events)
		}
	}
	return total, nil
}

// head is the oldest pending event of a contact.
type head struct {
	event   string
	address message.Address
}

// turnOctets is how much the events of one batch may hold, if it has more than one: the longest texts are long.
const turnOctets = 2 << 20

// waiting gives the oldest pending event of those contacts whose events are the oldest. It looks at the oldest events
// first, which is cheap however many wait; only where few contacts have most of those does it look at all, so that one who
// sends thousands of texts holds up no other.
func (c *conn) waiting(ctx context.Context, limit int) ([]head, error) {
	window := 4 * limit
	var heads []head
	seen, events, octets := make(map[message.Address]bool, limit), 0, 0
	scan := func(rows *sql.Rows) error {
		var h head
		var size int
		if err := rows.Scan(&h.event, &h.address, &size); err != nil {
			return err
		}
		events++
		if !seen[h.address] && len(heads) < limit && (octets+size <= turnOctets || len(heads) == 0) {
			seen[h.address] = true
			octets += size
			heads = append(heads, h)
		}
		return nil
	}
	err := c.query(ctx, scan, "SELECT id, address, OCTET_LENGTH(payload) FROM event WHERE state = 'pending' ORDER BY id LIMIT $1", window)
	if err != nil || events < window || len(heads) > limit/2 || octets > turnOctets/2 {
		return heads, err
	}
	err = c.query(ctx, scan, `SELECT e.id, e.address, OCTET_LENGTH(e.payload)
		FROM (SELECT MIN(id) AS id FROM event WHERE state = 'pending' GROUP BY address ORDER BY MIN(id) LIMIT $1) AS h
		JOIN event AS e ON e.id = h.id ORDER BY e.id`, limit)
	return heads, err
}

// turnsOf handles the oldest event of each contact and gives the ids of those it took on.
func (db *DB) turnsOf(ctx context.Context, now time.Time, waiting []head, d conversations.Decider) (handled int, events []string, err error) {
	err = db.tx(ctx, func(c *conn) error {
		handled, events = 0, nil
		mine, err := c.lockContacts(ctx, waiting)
		if err != nil || len(mine) == 0 {
			return err
		}
		batch, err := c.heads(ctx, mine)
		if err != nil || len(batch) == 0 {
			return err
		}
		for i := range batch {
			events = append(events, batch[i].Event.ID)
		}
		if err := c.loadFacts(ctx, batch, now, d); err != nil {
			return err
		}
		outcomes := d.Decide(batch)
		if err := c.seekProducts(ctx, batch, outcomes, d); err != nil {
			return err
		}
		if err := c.numberCases(ctx, batch, outcomes, d); err != nil {
			return err
		}
		handled = len(batch)
		return c.writeTurns(ctx, batch, outcomes, d, now)
	})
	if err != nil {
		return 0, events, err
	}
	return handled, events, nil
}

// lockContacts gives those of the events whose contact's turn is ours. SQLite has one writer at a time; on PostgreSQL
// another process may have some of them.
func (c *conn) lockContacts(ctx context.Context, waiting []head) ([]string, error) {
	events := make([]string, 0, len(waiting))
	if c.db.alone() {
		for _, h := range waiting {
			events = append(events, h.event)
		}
		return events, nil
	}
	of := make(map[message.Address]string, len(waiting))
	addresses := make([]message.Address, 0, len(waiting))
	for _, h := range waiting {
		of[h.address] = h.event
		addresses = append(addresses, h.address)
	}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		err := rows.Scan(&address)
		events = append(events, of[address])
		return err
	}, "SELECT address FROM contact WHERE address IN "+list(1, listSize(len(addresses)))+" ORDER BY address"+c.db.dialect.skipLocked, padded(addresses)...)
	if err != nil {
		return nil, fmt.Errorf("lock contacts: %w", err)
	}
	return events, nil
}

// countAttempts notes that events could not be handled, and gives up those that were tried too often.
func (db *DB) countAttempts(ctx context.Context, now time.Time, events []string, reason error) error {
	if len(events) == 0 {
		return reason
	}
	return db.tx(ctx, func(c *conn) error {
		rows := make([][]any, len(events))
		for i, id := range events {
			rows[i] = []any{id, storable(reason.Error()), attemptsInAll, millis(now)}
		}
		_, err := c.update(ctx, "event", `attempts = attempts + 1, error = v.column2,
			done_ms = CASE WHEN attempts + 1 >= v.column3 THEN v.column4 ELSE 0 END,
			state = CASE WHEN attempts + 1 >= v.column3 THEN 'failed' ELSE 'pending' END`,
			[]string{"TEXT", "TEXT", "BIGINT", "BIGINT"}, "event.id = v.column1 AND COALESCE(event.state = 'pending', FALSE)", rows)
		return err
	})
}
