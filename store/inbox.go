package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/inbox"
	"kurzwahl/message"
)

var _ inbox.Store = (*DB)(nil)

// TakeIn commits deliveries as inbox.Store says.
func (db *DB) TakeIn(ctx context.Context, items []inbox.Item, again func(inbox.Item, inbox.Seen) inbox.Verdict) (inbox.Taken, error) {
	var t *taking
	if err := db.appear(ctx); err != nil {
		return inbox.Taken{}, fmt.Errorf("take in texts: %w", err)
	}
	err := db.tx(ctx, func(c *conn) error {
		t = &taking{c: c}
		if err := t.load(ctx, items); err != nil {
			return err
		}
		t.takeAll(items, again)
		return t.save(ctx)
	})
	if err != nil {
		return inbox.Taken{}, fmt.Errorf("take in texts: %w", err)
	}
	return t.taken, nil
}

// taking is one batch on its way in. Everything is worked out in memory between one round of reading and one of
// writing.
type taking struct {
	c          *conn
	taken      inbox.Taken
	seen       map[string][]inbox.Seen // by fingerprint
	moved      []moved
	outdated   []string // ids of what was seen and matters no more
	groups     map[inbox.Key]*group
	newSeen    [][]any
	events     []conversations.Event
	quarantine [][]any
	posts      []post
	now        time.Time // when the last of the batch came
}

// takeAll takes what is new and leaves what again is unsure of for later, and what follows it.
func (t *taking) takeAll(items []inbox.Item, again func(inbox.Item, inbox.Seen) inbox.Verdict) {
	held := make(map[message.Address]bool)
	for i, item := range items {
		if item.ID == "" {
			item.ID = newID()
		}
		from := item.Inbound.From
		verdict := inbox.Unsure
		if !held[from] {
			verdict = t.redelivered(item, again)
		}
		switch verdict {
		case inbox.Fresh:
			t.forgetProven(item.Fingerprint)
			t.take(item)
		case inbox.Unsure:
			held[from] = true
			t.taken.Later = append(t.taken.Later, i)
		case inbox.Again:
		}
	}
}

// take sorts one item that is new. What becomes an event, by itself or with the parts before it, has the event's id among
// what was seen, so that its answer is found by it.
func (t *taking) take(item inbox.Item) {
	in, id := item.Inbound, item.ID
	t.newSeen = append(t.newSeen, []any{id, item.Fingerprint, t.c.db.session(item.Session), millis(item.At)})
	t.seen[item.Fingerprint] = append(t.seen[item.Fingerprint], inbox.Seen{ID: id, Session: item.Session, At: item.At, Living: true})
	if in.ReceivedAt.After(t.now) {
		t.now = in.ReceivedAt
	}
	switch item.Kind {
	case inbox.Part:
		t.addPart(in, id)
	case inbox.Broken:
		t.keep(in, in.Undecoded)
		e := event(in, conversations.Broken, in.Text, false)
		e.ID, e.Reason = id, in.Undecoded
		t.events = append(t.events, e)
	case inbox.Stray: // a day's texts of one sender are one remark: nobody shall flood the channel
		t.keep(in, "the sender is no phone number")
		t.taken.Stray++
		t.posts = append(t.posts, post{
			Channel: inboxChannel, Kind: conversations.ChannelRemark, Latest: "stray:" + storable(string(in.From)) + in.ReceivedAt.UTC().Format(":2006-01-02"),
			Payload: conversations.Notice{Kind: conversations.ChannelRemark, Text: item.Remark, Quote: storable(in.Text)},
		})
	case inbox.Whole:
		e := event(in, conversations.Texted, in.Text, false)
		e.ID = id
		t.events = append(t.events, e)
	}
}

// keep puts what came into quarantine.
func (t *taking) keep(in message.Inbound, reason string) {
	t.quarantine = append(t.quarantine, []any{
		newID(), in.SMSC, storable(string(in.From)), storable(reason), hex.EncodeToString(in.Raw), millis(in.ReceivedAt),
	})
}

// event makes an event with an id, whose order is that of the calls.
func event(in message.Inbound, kind conversations.EventKind, text string, incomplete bool) conversations.Event {
	return conversations.Event{
		ID: newID(), Address: in.From, Kind: kind, At: in.ReceivedAt, Text: text, To: in.To, SMSC: in.SMSC, Incomplete: incomplete,
	}
}

// save writes what take has gathered.
func (t *taking) save(ctx context.Context) error {
	c := t.c
	if err := t.saveSeen(ctx); err != nil {
		return err
	}
	if err := t.saveGroups(ctx); err != nil {
		return err
	}
	if _, err := c.insert(ctx, "quarantine", "id, smsc, sender, reason, raw, received_ms", "", t.quarantine); err != nil {
		return err
	}
	if err := addPosts(ctx, c, t.posts, t.now); err != nil {
		return err
	}
	t.taken.Texts = len(t.events)
	added, err := c.addEvents(ctx, t.events)
	if err == nil && added < len(t.events) {
		return fmt.Errorf("%d of %d texts are there already under their ids, but not among what was seen", len(t.events)-added, len(t.events))
	}
	return err
}
