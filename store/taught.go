package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/lessons"
	"kurzwahl/message"
)

// taughtSetting holds the version of what was taught; whoever changes any of it changes this row first, so that on
// PostgreSQL one waits for the other.
const taughtSetting = "taught_version"

// TaughtVersion names what was taught so far, as lessons.Store says.
func (db *DB) TaughtVersion(ctx context.Context) (string, error) {
	return db.reader().taughtVersion(ctx)
}

func (c *conn) taughtVersion(ctx context.Context) (string, error) {
	var version string
	err := c.row(ctx, "SELECT value FROM setting WHERE name = $1", taughtSetting).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read version of lessons: %w", err)
	}
	return version, nil
}

// changeTaught makes a new version, and wakes the teacher.
func (c *conn) changeTaught(ctx context.Context) error {
	_, err := c.exec(ctx, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", taughtSetting, newID())
	c.wake(Lessons)
	return err
}

// Taught gives all that was taught, the oldest first. The version is read before the rest, so that what changes in
// between is read again.
func (db *DB) Taught(ctx context.Context) (lessons.Taught, error) {
	c := db.reader()
	version, err := c.taughtVersion(ctx)
	if err != nil {
		return lessons.Taught{}, err
	}
	taught, err := c.taught(ctx)
	if err != nil {
		return lessons.Taught{}, err
	}
	taught.Version = version
	var model string
	err = c.row(ctx, "SELECT model FROM taught_model WHERE name = 'current'").Scan(&model)
	if errors.Is(err, sql.ErrNoRows) {
		return taught, nil
	}
	if err == nil {
		taught.Model, err = base64.StdEncoding.DecodeString(model)
	}
	if err != nil {
		return lessons.Taught{}, fmt.Errorf("read learned model: %w", err)
	}
	return taught, nil
}

func (c *conn) taught(ctx context.Context) (lessons.Taught, error) {
	var taught lessons.Taught
	err := c.query(ctx, func(rows *sql.Rows) error {
		var l lessons.Lesson
		var at int64
		err := rows.Scan(&l.ID, &l.Event, &l.Address, &l.Conversation, &l.Example.Context, &l.Example.Language, &l.Example.Intent, &l.Example.Topic,
			&l.Example.Text, &l.By, &l.Place.Channel, &l.Place.TS, &l.Standing, &l.Undone, &at)
		l.At = fromMillis(at)
		taught.Lessons = append(taught.Lessons, l)
		return err
	}, `SELECT id, event, address, conversation, context, language, intent, topic, body, actor, slack_channel, slack_ts, standing, undone, taught_ms
		FROM taught ORDER BY id`)
	if err != nil {
		return lessons.Taught{}, fmt.Errorf("read lessons: %w", err)
	}
	return taught, nil
}

// Teach keeps a lesson, whose id it gives, and writes it to the audit trail. One whose Dedupe is known is left out, and
// gives the id it had. It returns ErrNotFound, wrapped, when the text is gone, as after an erasure.
func (db *DB) Teach(ctx context.Context, l lessons.Lesson) (id string, err error) {
	l.Example.Text = storable(l.Example.Text)
	err = db.tx(ctx, func(c *conn) error {
		id, err = c.teach(ctx, l)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("teach: %w", err)
	}
	return id, nil
}

func (c *conn) teach(ctx context.Context, l lessons.Lesson) (string, error) {
	if _, err := c.holdContacts(ctx, []message.Address{l.Address}); err != nil {
		return "", err
	}
	if err := c.changeTaught(ctx); err != nil {
		return "", err
	}
	var known string
	err := c.row(ctx, "SELECT id FROM taught WHERE dedupe = $1", l.Dedupe).Scan(&known)
	if !errors.Is(err, sql.ErrNoRows) {
		return known, err
	}
	var there bool
	if err := c.row(ctx, "SELECT EXISTS (SELECT 1 FROM event WHERE id = $1 AND address = $2)", l.Event, string(l.Address)).Scan(&there); err != nil || !there {
		return "", errors.Join(err, ErrNotFound)
	}
	before, err := c.taught(ctx)
	if err != nil {
		return "", err
	}
	l.ID, l.Standing, l.Undone = newID(), lessons.Waiting, false
	changed, err := before.Add(l)
	if err != nil {
		return "", err
	}
	if err := c.changeLessons(ctx, changed[:len(changed)-1]); err != nil {
		return "", err
	}
	e := l.Example
	_, err = c.insert(ctx, "taught", `id, dedupe, event, address, conversation, context, language, intent, topic, body, actor, slack_channel, slack_ts,
		standing, taught_ms`, "", [][]any{{
		l.ID, nullable(l.Dedupe), l.Event, string(l.Address), l.Conversation, string(e.Context), string(e.Language), string(e.Intent), e.Topic, e.Text,
		l.By, l.Place.Channel, l.Place.TS, string(l.Standing), millis(l.At),
	}})
	if err != nil {
		return "", err
	}
	return l.ID, c.auditLesson(ctx, l.By, "taught", l.ID, string(e.Intent)+" "+e.Topic, l.At)
}

// changeLessons stores which lessons are in force. When one goes from which the model has learned, so does the model.
func (c *conn) changeLessons(ctx context.Context, changed []lessons.Lesson) error {
	learned := false
	for _, l := range changed {
		learned = learned || l.Undone && l.Standing == lessons.Learned
		if _, err := c.exec(ctx, "UPDATE taught SET undone = $1 WHERE id = $2", l.Undone, l.ID); err != nil {
			return err
		}
	}
	if learned {
		return c.forgetModel(ctx)
	}
	return nil
}

// forgetModel has the built-in model read until the lessons are learned anew.
func (c *conn) forgetModel(ctx context.Context) error {
	if _, err := c.exec(ctx, "UPDATE taught SET standing = 'waiting' WHERE standing = 'learned'"); err != nil {
		return err
	}
	_, err := c.exec(ctx, "DELETE FROM taught_model")
	return err
}

func (c *conn) auditLesson(ctx context.Context, actor, action, id, detail string, now time.Time) error {
	_, err := c.exec(ctx, "INSERT INTO audit (id, actor, action, object, detail, at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
		newID(), actor, action, "lesson:"+id, detail, millis(now))
	return err
}

// Unteach takes a lesson back and says whether it was in force; what it had replaced is in force again.
func (db *DB) Unteach(ctx context.Context, id, actor string, now time.Time) (bool, error) {
	undone := false
	err := db.tx(ctx, func(c *conn) error {
		if err := c.changeTaught(ctx); err != nil {
			return err
		}
		before, err := c.taught(ctx)
		if err != nil {
			return err
		}
		changed := before.Undo(id)
		undone = len(changed) > 0
		if !undone {
			return nil
		}
		if err := c.changeLessons(ctx, changed); err != nil {
			return err
		}
		return c.auditLesson(ctx, actor, "untaught", id, "", now)
	})
	if err != nil {
		return false, fmt.Errorf("take lesson back: %w", err)
	}
	return undone, nil
}

// SettleLessons stores what came of learning, as lessons.Store says.
func (db *DB) SettleLessons(ctx context.Context, r lessons.Result, now time.Time) (bool, error) {
	settled := false
	err := db.tx(ctx, func(c *conn) error {
		changed, err := c.exec(ctx, "UPDATE setting SET value = $1 WHERE name = $2 AND value = $3", newID(), taughtSetting, r.Version)
		if settled = changed > 0; err != nil || !settled {
			return err
		}
		if r.Builtin {
			return c.forgetModel(ctx)
		}
		return c.settleLessons(ctx, r, now)
	})
	if err != nil {
		return false, fmt.Errorf("settle lessons: %w", err)
	}
	return settled, nil
}

func (c *conn) settleLessons(ctx context.Context, r lessons.Result, now time.Time) error {
	var remarks []post
	for _, l := range r.Lessons {
		if _, err := c.exec(ctx, "UPDATE taught SET standing = $1 WHERE id = $2", string(l.Standing), l.ID); err != nil {
			return err
		}
		if r.Remark != "" && l.Place.Channel != "" {
			remarks = append(remarks, noticePost(conversations.Notice{
				Kind: conversations.StaffHint, Conversation: l.Conversation, Text: r.Remark, Staff: conversations.Staff{User: l.By, Message: l.Place},
			}))
		}
	}
	if r.Model != nil {
		_, err := c.exec(ctx, `INSERT INTO taught_model (name, model, made_ms) VALUES ('current', $1, $2)
			ON CONFLICT (name) DO UPDATE SET model = excluded.model, made_ms = excluded.made_ms`, base64.StdEncoding.EncodeToString(r.Model), millis(now))
		if err != nil {
			return err
		}
	}
	return addPosts(ctx, c, remarks, now)
}

// eraseTaught takes back all that was taught with a person's texts, and the model that has learned from them.
func (c *conn) eraseTaught(ctx context.Context, address message.Address) error {
	var known, learned bool
	err := c.row(ctx, `SELECT EXISTS (SELECT 1 FROM taught WHERE address = $1), EXISTS (SELECT 1 FROM taught WHERE address = $1 AND standing = 'learned')`,
		string(address)).Scan(&known, &learned)
	if err != nil || !known {
		return err
	}
	if err := c.changeTaught(ctx); err != nil || !learned {
		return err
	}
	return c.forgetModel(ctx)
}
