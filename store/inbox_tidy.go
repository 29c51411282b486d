package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/inbox"
	"kurzwahl/message"
)

// GiveUpParts hands on what came of long texts that did not become whole, as inbox.Store says.
func (db *DB) GiveUpParts(ctx context.Context, before, forget time.Time) (int, error) {
	if err := db.forgetSeen(ctx, forget); err != nil {
		return 0, err
	}
	if err := db.forgetSessions(ctx, forget); err != nil {
		return 0, err
	}
	senders, err := db.lateSenders(ctx, before)
	if err != nil || len(senders) == 0 {
		return 0, err
	}
	n := 0
	err = db.tx(ctx, func(c *conn) error {
		n, err = c.giveUpParts(ctx, senders, before)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("give up parts: %w", err)
	}
	return n, nil
}

// seenPerDelete is how many fingerprints one transaction deletes at most, so that no text waits long for it.
const seenPerDelete = 2000

// forgetSeen deletes old fingerprints page by page, without a write where there are none. Their ids grow with time, so the
// old ones are in front.
func (db *DB) forgetSeen(ctx context.Context, forget time.Time) error {
	old := false
	row := db.reader().row(ctx, `SELECT EXISTS (SELECT 1 FROM inbound_seen WHERE id = (SELECT MIN(id) FROM inbound_seen) AND seen_ms < $1)`, millis(forget))
	if err := row.Scan(&old); err != nil || !old {
		return err
	}
	for {
		var n int64
		err := db.tx(ctx, func(c *conn) (err error) {
			n, err = c.exec(ctx, `DELETE FROM inbound_seen WHERE seen_ms < $1 AND id IN (
				SELECT id FROM inbound_seen ORDER BY id LIMIT $2)`, millis(forget), seenPerDelete)
			return err
		})
		if err != nil {
			return fmt.Errorf("forget fingerprints: %w", err)
		}
		if n < seenPerDelete {
			return nil
		}
	}
}

// forgetSessions deletes what was noted of sessions long ago, without a write where there is none.
func (db *DB) forgetSessions(ctx context.Context, forget time.Time) error {
	old := false
	row := db.reader().row(ctx, "SELECT EXISTS (SELECT 1 FROM inbound_session WHERE noted_ms < $1)", millis(forget))
	if err := row.Scan(&old); err != nil || !old {
		return err
	}
	err := db.tx(ctx, func(c *conn) error {
		_, err := c.exec(ctx, "DELETE FROM inbound_session WHERE noted_ms < $1", millis(forget))
		return err
	})
	if err != nil {
		return fmt.Errorf("forget sessions: %w", err)
	}
	return nil
}

// lateSenders gives those of whom a part is older than before, in order.
func (db *DB) lateSenders(ctx context.Context, before time.Time) ([]message.Address, error) {
	var senders []message.Address
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var a message.Address
		err := rows.Scan(&a)
		senders = append(senders, a)
		return err
	}, "SELECT DISTINCT sender FROM inbound_part WHERE received_ms < $1 ORDER BY sender LIMIT $2", millis(before), rowsPerInsert)
	if err != nil {
		return nil, fmt.Errorf("find late parts: %w", err)
	}
	return senders, nil
}

func (c *conn) giveUpParts(ctx context.Context, senders []message.Address, before time.Time) (int, error) {
	born := make(map[message.Address]time.Time, len(senders))
	for _, s := range senders {
		born[s] = before
	}
	t := taking{c: c}
	if err := t.lock(ctx, born); err != nil {
		return 0, err
	}
	groups := make(map[inbox.Key]*inbox.Group)
	err := c.query(ctx, func(rows *sql.Rows) error {
		k, number, body, at, err := scanPartRow(rows)
		if err != nil {
			return err
		}
		if groups[k] == nil {
			groups[k] = &inbox.Group{}
		}
		groups[k].Add(number, body, at)
		return nil
	}, partColumns+" WHERE sender IN "+list(1, len(senders))+" ORDER BY received_ms", anys(senders)...)
	if err != nil {
		return 0, fmt.Errorf("read late parts: %w", err)
	}
	maps.DeleteFunc(groups, func(_ inbox.Key, g *inbox.Group) bool { return !g.Since.Before(before) })
	return len(groups), c.handOn(ctx, groups)
}

// handOn makes events of groups, the oldest first.
func (c *conn) handOn(ctx context.Context, groups map[inbox.Key]*inbox.Group) error {
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b inbox.Key) int {
		return cmp.Or(groups[a].Since.Compare(groups[b].Since), cmp.Compare(storedReference(a), storedReference(b)))
	})
	events := make([]conversations.Event, 0, len(keys))
	for _, k := range keys {
		text, whole := groups[k].Join(k.Total)
		in := message.Inbound{SMSC: k.SMSC, From: k.From, To: k.To, ReceivedAt: groups[k].Since}
		events = append(events, event(in, conversations.Texted, text, !whole))
		if err := c.dropGroup(ctx, k); err != nil {
			return err
		}
	}
	_, err := c.addEvents(ctx, events)
	return err
}
