package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kurzwahl/faq"
	"kurzwahl/message"
)

// faqSetting holds the version of what people changed about answers; whoever changes any of it changes this row first,
// so that on PostgreSQL one waits for the other.
const faqSetting = "faq_version"

// FAQVersion names what people changed so far, as faq.Store says.
func (db *DB) FAQVersion(ctx context.Context) (string, error) { return db.reader().faqVersion(ctx) }

func (c *conn) faqVersion(ctx context.Context) (string, error) {
	var version string
	err := c.row(ctx, "SELECT value FROM setting WHERE name = $1", faqSetting).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read version of answers: %w", err)
	}
	return version, nil
}

// changeFAQ makes a new version, and wakes the keeper.
func (c *conn) changeFAQ(ctx context.Context) error {
	_, err := c.exec(ctx, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", faqSetting, newID())
	c.wake(Answers)
	return err
}

// FAQEdits gives the edits in force, by topic. The version is read before the rest, so that what changes in between is
// read again.
func (db *DB) FAQEdits(ctx context.Context) (edits []faq.Edit, version string, err error) {
	c := db.reader()
	if version, err = c.faqVersion(ctx); err != nil {
		return nil, "", err
	}
	err = c.query(ctx, func(rows *sql.Rows) error {
		e, err := scanFAQ(rows)
		edits = append(edits, e)
		return err
	}, `SELECT id, topic, name, answers, removed, actor, edited_ms FROM faq_edit AS e
		WHERE number = (SELECT MAX(l.number) FROM faq_edit AS l WHERE l.topic = e.topic AND NOT l.undone) ORDER BY topic`)
	if err == nil {
		err = c.faqExamples(ctx, edits)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read answers: %w", err)
	}
	return edits, version, nil
}

func scanFAQ(rows *sql.Rows) (e faq.Edit, err error) {
	var answers string
	var at int64
	if err := rows.Scan(&e.ID, &e.Entry.Topic, &e.Entry.Name, &answers, &e.Removed, &e.By, &at); err != nil {
		return e, err
	}
	e.At = fromMillis(at)
	return e, json.Unmarshal([]byte(answers), &e.Entry.Answers)
}

// faqExamples adds the example questions of edits.
func (c *conn) faqExamples(ctx context.Context, edits []faq.Edit) error {
	place := make(map[string]*faq.Entry, len(edits))
	ids := make([]string, len(edits))
	for i := range edits {
		ids[i] = edits[i].ID
		place[ids[i]] = &edits[i].Entry
	}
	for chunk := range slices.Chunk(ids, listLimit) {
		err := c.query(ctx, func(rows *sql.Rows) error {
			var edit string
			var example faq.Example
			err := rows.Scan(&edit, &example.Text, &example.Event, &example.Address)
			if e := place[edit]; err == nil {
				e.Examples = append(e.Examples, example)
			}
			return err
		}, "SELECT edit, body, event, address FROM faq_example WHERE edit IN "+list(1, listSize(len(chunk)))+" ORDER BY edit, position", padded(chunk)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// EditFAQ keeps an edit and writes it to the audit trail, as faq.Store says.
func (db *DB) EditFAQ(ctx context.Context, e faq.Edit) (id string, err error) {
	err = db.tx(ctx, func(c *conn) error {
		id, err = c.editFAQ(ctx, e)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keep answer: %w", err)
	}
	return id, nil
}

func (c *conn) editFAQ(ctx context.Context, e faq.Edit) (string, error) {
	if err := c.holdAsked(ctx, e.Entry.Examples); err != nil {
		return "", err
	}
	if err := c.changeFAQ(ctx); err != nil {
		return "", err
	}
	var known string
	err := c.row(ctx, "SELECT id FROM faq_edit WHERE dedupe = $1", e.Dedupe).Scan(&known)
	if !errors.Is(err, sql.ErrNoRows) {
		return known, err
	}
	last, err := c.lastFAQ(ctx, e.Entry.Topic)
	if err != nil {
		return "", err
	}
	if last != e.Base {
		return "", faq.ErrChanged
	}
	id, action := newID(), "faq_edit"
	if e.Removed {
		action = "faq_remove"
	}
	// The version's row is ours until the commit, so the number is above all others'.
	_, err = c.exec(ctx, `INSERT INTO faq_edit (id, dedupe, topic, name, answers, removed, actor, edited_ms, number)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT COALESCE(MAX(number), 0) + 1 FROM faq_edit))`,
		id, nullable(e.Dedupe), string(e.Entry.Topic), storable(e.Entry.Name), storable(toJSON(e.Entry.Answers)), e.Removed, e.By, millis(e.At))
	if err != nil {
		return "", err
	}
	if err := c.addFAQExamples(ctx, id, e.Entry.Examples); err != nil {
		return "", err
	}
	return id, c.auditFAQ(ctx, e.By, action, e.Entry.Topic, id, e.At)
}

// lastFAQ gives the id of the edit of a topic that is in force, "" for none.
func (c *conn) lastFAQ(ctx context.Context, t faq.Topic) (id string, err error) {
	err = c.row(ctx, "SELECT id FROM faq_edit WHERE topic = $1 AND NOT undone ORDER BY number DESC LIMIT 1", string(t)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// holdAsked locks the customers from whose texts examples were taken, as an erasure does.
func (c *conn) holdAsked(ctx context.Context, examples []faq.Example) error {
	var addresses []message.Address
	for _, e := range examples {
		if e.Address != "" {
			addresses = append(addresses, e.Address)
		}
	}
	if len(addresses) == 0 {
		return nil
	}
	_, err := c.holdContacts(ctx, addresses)
	return err
}

// addFAQExamples stores example questions. One whose customer's text is gone, as after an erasure, is left out.
func (c *conn) addFAQExamples(ctx context.Context, edit string, examples []faq.Example) error {
	var rows [][]any
	for i, e := range examples {
		if e.Event != "" {
			var there bool
			err := c.row(ctx, "SELECT EXISTS (SELECT 1 FROM event WHERE id = $1 AND address = $2)", e.Event, string(e.Address)).Scan(&there)
			if err != nil {
				return err
			}
			if !there {
				continue
			}
		}
		rows = append(rows, []any{edit, i, storable(e.Text), e.Event, string(e.Address)})
	}
	_, err := c.insert(ctx, "faq_example", "edit, position, body, event, address", "", rows)
	return err
}

func (c *conn) auditFAQ(ctx context.Context, actor, action string, t faq.Topic, id string, now time.Time) error {
	_, err := c.exec(ctx, "INSERT INTO audit (id, actor, action, object, detail, at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
		newID(), actor, action, "faq:"+string(t), id, millis(now))
	return err
}

// UndoFAQ takes an edit back, as faq.Store says.
func (db *DB) UndoFAQ(ctx context.Context, id, actor string, now time.Time) (undone bool, err error) {
	err = db.tx(ctx, func(c *conn) error {
		undone = false // an earlier run may have come far
		if err := c.changeFAQ(ctx); err != nil {
			return err
		}
		var topic faq.Topic
		err := c.row(ctx, "SELECT topic FROM faq_edit WHERE id = $1", id).Scan(&topic)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		last, err := c.lastFAQ(ctx, topic)
		if err != nil || last != id {
			return err
		}
		undone = true
		if _, err := c.exec(ctx, "UPDATE faq_edit SET undone = TRUE WHERE id = $1", id); err != nil {
			return err
		}
		return c.auditFAQ(ctx, actor, "faq_undo", topic, id, now)
	})
	if err != nil {
		return false, fmt.Errorf("take answer back: %w", err)
	}
	return undone, nil
}

// eraseFAQ has the keepers forget the example questions of a person.
func (c *conn) eraseFAQ(ctx context.Context, address message.Address) error {
	var known bool
	err := c.row(ctx, "SELECT EXISTS (SELECT 1 FROM faq_example WHERE address = $1)", string(address)).Scan(&known)
	if err != nil || !known {
		return err
	}
	return c.changeFAQ(ctx)
}
