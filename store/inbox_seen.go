package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"kurzwahl/inbox"
	"kurzwahl/message"
)

// load reads what the batch must know of earlier deliveries: the same words, and the parts that wait.
func (t *taking) load(ctx context.Context, items []inbox.Item) error {
	senders := make(map[string]message.Address, len(items))
	prints := make([]string, len(items))
	for i, item := range items {
		prints[i] = item.Fingerprint
		senders[item.Fingerprint] = item.Inbound.From
	}
	slices.Sort(prints)
	prints = slices.Compact(prints)
	t.seen = make(map[string][]inbox.Seen, len(prints))
	for chunk := range slices.Chunk(prints, rowsPerInsert) {
		err := t.c.query(ctx, t.scanSeen, `
			SELECT s.id, s.fingerprint, s.session, s.seen_ms, COALESCE(l.proven_ms, 0), COALESCE(l.ended_ms, 0)
			FROM inbound_seen s LEFT JOIN inbound_session l ON l.session = s.session
			WHERE s.fingerprint IN `+list(1, listSize(len(chunk))), padded(chunk)...)
		if err != nil {
			return fmt.Errorf("look up redeliveries: %w", err)
		}
	}
	if err := t.loadLiving(ctx); err != nil {
		return err
	}
	if err := t.loadReplied(ctx, senders); err != nil {
		return err
	}
	return t.loadGroups(ctx, items)
}

func (t *taking) scanSeen(rows *sql.Rows) error {
	var s inbox.Seen
	var print string
	var at, proven, ended int64
	if err := rows.Scan(&s.ID, &print, &s.Session, &at, &proven, &ended); err != nil {
		return err
	}
	s.At, s.Proven, s.Ended = fromMillis(at), at <= proven, fromMillis(ended)
	t.seen[print] = append(t.seen[print], s)
	return nil
}

// loadLiving finds out which of the sessions belong to processes that live.
func (t *taking) loadLiving(ctx context.Context) error {
	living := make(map[string]bool)
	for _, known := range t.seen {
		for i := range known {
			process, session := whose(known[i].Session)
			lives, asked := living[process]
			if !asked {
				var err error
				if lives, err = t.c.lives(ctx, process); err != nil {
					return err
				}
				living[process] = lives
			}
			known[i].Session, known[i].Living = session, lives
		}
	}
	return nil
}

// loadReplied finds out to which texts an answer was handed to a link. Only where nothing else is known of the session
// does that matter.
func (t *taking) loadReplied(ctx context.Context, senders map[string]message.Address) error {
	of := make(map[string]*inbox.Seen)
	var asked []string
	for print, known := range t.seen {
		for i := range known {
			if s := &known[i]; !s.Proven && s.Ended.IsZero() {
				of[s.ID] = s
				asked = append(asked, s.ID, string(senders[print]))
			}
		}
	}
	for chunk := range slices.Chunk(asked, 2*rowsPerInsert) {
		args := padded(chunk)
		err := t.c.query(ctx, func(rows *sql.Rows) error {
			var event string
			if err := rows.Scan(&event); err != nil {
				return err
			}
			if s := of[event]; s != nil {
				s.Replied = true
			}
			return nil
		}, "SELECT cause FROM outbound WHERE written_ms > 0 AND address IN "+list(1, len(args))+" AND cause IN "+list(1, len(args)), args...)
		if err != nil {
			return fmt.Errorf("look for answers: %w", err)
		}
	}
	return nil
}

// session is how a session of this process stands in the database.
func (db *DB) session(id string) string {
	if id == "" {
		return ""
	}
	return db.ours(id)
}

// redelivered gives what the item is beside the earlier deliveries of its words. The one that it repeats then counts as
// one of the new session: it stands for one redelivery at a time, and no answer to it proves anything of the new session.
func (t *taking) redelivered(item inbox.Item, again func(inbox.Item, inbox.Seen) inbox.Verdict) inbox.Verdict {
	known := t.seen[item.Fingerprint]
	for i, old := range known {
		switch {
		case old.ID == item.ID: // taken already, a moment ago: only the answer to the commit was lost
			return inbox.Again
		case slices.Contains(item.Tried, old.ID): // likewise, but since then the SMSC has delivered it again
			t.move(&known[i], item)
			return inbox.Again
		}
	}
	unsure := inbox.Fresh
	for i, old := range known {
		switch again(item, old) {
		case inbox.Again:
			t.move(&known[i], item)
			return inbox.Again
		case inbox.Unsure:
			unsure = inbox.Unsure
		case inbox.Fresh:
		}
	}
	return unsure
}

// move has a redelivery take the place of what it repeats.
func (t *taking) move(old *inbox.Seen, item inbox.Item) {
	t.moved = append(t.moved, moved{from: old.ID, to: item.ID, session: item.Session, at: item.At})
	*old = inbox.Seen{ID: item.ID, Session: item.Session, At: item.At, Living: true}
	t.taken.Again++
}

// forgetProven drops what can never be delivered again, so that who sends the same words all day has few rows of them.
func (t *taking) forgetProven(fingerprint string) {
	for _, old := range t.seen[fingerprint] {
		if old.Proven {
			t.outdated = append(t.outdated, old.ID)
		}
	}
	t.seen[fingerprint] = slices.DeleteFunc(t.seen[fingerprint], func(old inbox.Seen) bool { return old.Proven })
}

// moved is a fingerprint that a redelivery takes over.
type moved struct {
	from, to string
	session  string
	at       time.Time
}

// saveSeen writes what was taken in, and what was delivered again.
func (t *taking) saveSeen(ctx context.Context) error {
	for ids := range slices.Chunk(t.outdated, rowsPerInsert) {
		if _, err := t.c.exec(ctx, "DELETE FROM inbound_seen WHERE id IN "+list(1, listSize(len(ids))), padded(ids)...); err != nil {
			return fmt.Errorf("forget proven texts: %w", err)
		}
	}
	if _, err := t.c.insert(ctx, "inbound_seen", "id, fingerprint, session, seen_ms", "", t.newSeen); err != nil {
		return err
	}
	for _, m := range t.moved {
		_, err := t.c.exec(ctx, "UPDATE inbound_seen SET id = $1, session = $2, seen_ms = $3 WHERE id = $4",
			m.to, t.c.db.session(m.session), millis(m.at), m.from)
		if err != nil {
			return fmt.Errorf("remember redelivery: %w", err)
		}
	}
	return nil
}

// NoteSessions stores what is known of sessions of this process, as inbox.Store says.
func (db *DB) NoteSessions(ctx context.Context, notes []inbox.SessionNote, now time.Time) error {
	rows := make([][]any, len(notes))
	for i, n := range notes {
		rows[i] = []any{db.session(n.ID), millis(n.Proven), millis(n.Ended), millis(now)}
	}
	err := db.tx(ctx, func(c *conn) error {
		_, err := c.insert(ctx, "inbound_session", "session, proven_ms, ended_ms, noted_ms",
			"ON CONFLICT (session) DO UPDATE SET proven_ms = excluded.proven_ms, ended_ms = excluded.ended_ms, noted_ms = excluded.noted_ms", rows)
		return err
	})
	if err != nil {
		return fmt.Errorf("note sessions: %w", err)
	}
	return nil
}
