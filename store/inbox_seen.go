package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"kurzwahl/inbox"
)

// load reads what the batch must know of earlier deliveries: the same words, and the parts that wait.
func (t *taking) load(ctx context.Context, items []inbox.Item) error {
	prints := make([]string, len(items))
	for i, item := range items {
		prints[i] = item.Fingerprint
	}
	slices.Sort(prints)
	prints = slices.Compact(prints)
	t.seen = make(map[string][]inbox.Seen, len(prints))
	for chunk := range slices.Chunk(prints, rowsPerInsert) {
		err := t.c.query(ctx, t.scanSeen, `
			SELECT s.id, s.fingerprint, s.session, s.seen_ms, (SELECT max(l.seen_ms) FROM inbound_seen l WHERE l.session = s.session)
			FROM inbound_seen s WHERE s.fingerprint IN `+list(1, listSize(len(chunk))), padded(chunk)...)
		if err != nil {
			return fmt.Errorf("look up redeliveries: %w", err)
		}
	}
	if err := t.loadElsewhere(ctx); err != nil {
		return err
	}
	return t.loadGroups(ctx, items)
}

// loadElsewhere finds out which of the sessions belong to other processes that live.
func (t *taking) loadElsewhere(ctx context.Context) error {
	living := make(map[string]bool)
	for _, known := range t.seen {
		for i := range known {
			process, session := whose(known[i].Session)
			elsewhere, asked := living[process]
			if !asked && process != t.c.db.process {
				var err error
				if elsewhere, err = t.c.lives(ctx, process); err != nil {
					return err
				}
				living[process] = elsewhere
			}
			known[i].Session, known[i].Elsewhere = session, elsewhere
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

func (t *taking) scanSeen(rows *sql.Rows) error {
	var s inbox.Seen
	var print string
	var at, later int64
	if err := rows.Scan(&s.ID, &print, &s.Session, &at, &later); err != nil {
		return err
	}
	s.At, s.LaterAt = fromMillis(at), fromMillis(later)
	t.seen[print] = append(t.seen[print], s)
	return nil
}

// redelivered says whether item was taken in before. The earlier delivery then counts as one of the new session:
// it stands for one redelivery at a time.
func (t *taking) redelivered(item inbox.Item, again func(inbox.Item, inbox.Seen) bool) bool {
	known := t.seen[item.Fingerprint]
	for i, old := range known {
		if !again(item, old) {
			continue
		}
		old.Session, old.At, old.LaterAt = item.Session, item.At, item.At
		known[i] = old
		t.moved = append(t.moved, old)
		t.taken.Again++
		return true
	}
	return false
}
