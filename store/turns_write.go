package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/message"
)

// writeTurns stores all that a batch of turns left behind. Turns that came to nothing yet only count an attempt.
func (c *conn) writeTurns(ctx context.Context, batch []conversations.Pending, outcomes []conversations.Outcome, d conversations.Decider, now time.Time) error {
	var done []settled
	var failed [][]any
	for i, outcome := range outcomes {
		if outcome.Err != nil {
			failed = append(failed, []any{batch[i].Event.ID, storable(outcome.Err.Error())})
			continue
		}
		done = append(done, settled{pending: &batch[i], turn: &outcomes[i].Turn})
	}
	if _, err := c.update(ctx, "event", "attempts = attempts + 1, error = v.column2", []string{"TEXT", "TEXT"}, "event.id = v.column1", failed); err != nil {
		return err
	}
	steps := []func(context.Context, []settled, time.Time) error{
		c.writeConsents, c.writeContacts, c.writeConversations, c.writeCases, c.writeAnswers, c.writeFurther, c.writeEntries, c.writePrizes, c.writeSignups, c.writeUntold, c.writeCoupons,
		c.withdraw, c.writeReplies, c.writeNotices, c.writeTimers, c.writeAudit, c.writeEvents,
	}
	for _, step := range steps {
		if err := step(ctx, done, now); err != nil {
			return err
		}
	}
	return c.tellStocks(ctx, done, d, now)
}

// settled is a turn beside what it was worked out from.
type settled struct {
	pending *conversations.Pending
	turn    *conversations.Turn
}

func (c *conn) writeConsents(ctx context.Context, done []settled, _ time.Time) error {
	var records []consent.Record
	before := map[message.Address]consent.Standing{}
	for _, s := range done {
		records = append(records, s.turn.Consents...)
		before[s.pending.Event.Address] = s.pending.Facts.Consent
	}
	return c.record(ctx, records, before)
}

// writeContacts stores the states, and what was learnt of the contacts.
func (c *conn) writeContacts(ctx context.Context, done []settled, now time.Time) error {
	rows := make([][]any, 0, len(done))
	var detached [][]any
	for _, s := range done {
		t, contact := s.turn, s.pending.Facts.Contact
		first, language, suppressed := cmp.Or(contact.FirstName, t.FirstName), contact.Language, contact.Suppressed
		if t.Language != "" {
			language = t.Language
		}
		switch {
		case t.Suppress != "":
			suppressed = t.Suppress
			c.stopped(contact.Address)
		case t.Unsuppress:
			suppressed = ""
		}
		if t.Detach {
			detached = append(detached, []any{string(contact.Address)})
		}
		rows = append(rows, []any{string(contact.Address), toJSON(t.State), storable(first), string(language), suppressed, t.State.SMSC, string(t.State.From), millis(now)})
	}
	_, err := c.update(ctx, "contact", `state = v.column2, first_name = v.column3, language = v.column4, suppressed = v.column5, smsc = v.column6,
		recipient = v.column7, updated_ms = v.column8`,
		[]string{"TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT"}, "contact.address = v.column1", rows)
	if err != nil {
		return err
	}
	_, err = c.update(ctx, "shop_order", "address = ''", []string{"TEXT"}, "shop_order.address = v.column1", detached)
	return err
}

func (c *conn) writeConversations(ctx context.Context, done []settled, _ time.Time) error {
	var rows [][]any
	for _, s := range done {
		v := s.turn.Conversation
		if v == nil {
			continue
		}
		rows = append(rows, []any{
			v.ID, string(v.Address), string(v.Status), v.Owner.User, v.Owner.Name, storable(v.Reason), storable(v.Quote), string(v.Intent), v.Confidence, v.Order,
			v.Locked, v.Replies, v.Version, millis(v.OpenedAt), millis(v.ClaimedAt), millis(v.ClosedAt), millis(v.ActiveAt), v.Case,
		})
	}
	_, err := c.insert(ctx, "conversation", conversationColumns, `ON CONFLICT (id) DO UPDATE SET
		status = excluded.status, owner = excluded.owner, owner_name = excluded.owner_name, reason = excluded.reason, locked = excluded.locked,
		replies = excluded.replies, version = excluded.version, claimed_ms = excluded.claimed_ms, closed_ms = excluded.closed_ms, active_ms = excluded.active_ms,
		case_id = excluded.case_id, order_number = excluded.order_number`, rows)
	return err
}

// writeReplies queues the SMS of the turns.
func (c *conn) writeReplies(ctx context.Context, done []settled, now time.Time) error {
	var replies []message.Outbound
	for _, s := range done {
		replies = append(replies, s.turn.Replies...)
	}
	_, err := addOutbound(ctx, c, replies, now)
	return err
}

// writeNotices queues what people shall see.
func (c *conn) writeNotices(ctx context.Context, done []settled, now time.Time) error {
	var posts []post
	for _, s := range done {
		for _, n := range s.turn.Notices {
			posts = append(posts, noticePost(n))
		}
	}
	return addPosts(ctx, c, posts, now)
}

// noticePost says where a notice goes.
func noticePost(n conversations.Notice) post {
	p := post{Channel: inboxChannel, Kind: n.Kind, Payload: n}
	if n.Conversation != "" {
		p.Card = "conversation:" + n.Conversation
	}
	switch n.Kind {
	case conversations.CardChanged:
		p.Latest = p.Card + ":card"
	case conversations.ReactionAdded:
		p.Channel = n.Staff.Message.Channel
		p.Latest = "reaction:" + n.Staff.Message.Channel + ":" + n.Staff.Message.TS
	case conversations.HeldReply:
		p.Latest = "held:" + n.Staff.Key()
	case conversations.UndoOffered:
		p.Latest = "undo:" + n.Staff.Key()
	case conversations.CustomerSaid, conversations.BotSaid, conversations.DeskRemark, conversations.StaffHint, conversations.ChannelRemark:
	}
	return p
}

func (c *conn) writeTimers(ctx context.Context, done []settled, _ time.Time) error {
	var rows [][]any
	for _, s := range done {
		for _, t := range s.turn.Timers {
			rows = append(rows, []any{newID(), string(s.pending.Event.Address), string(t.Kind), t.Conversation, t.Step, millis(t.Due)})
		}
	}
	if len(rows) > 0 {
		c.wake(Timers)
	}
	_, err := c.insert(ctx, "timer", "id, address, kind, conversation, step, due_ms", "", rows)
	return err
}

// writeAudit notes what people did.
func (c *conn) writeAudit(ctx context.Context, done []settled, now time.Time) error {
	var rows [][]any
	for _, s := range done {
		e := s.pending.Event
		if e.Staff.User == "" {
			continue
		}
		object := "conversation:" + e.Conversation
		switch {
		case e.Conversation == "" && s.turn.Conversation != nil:
			object = "conversation:" + s.turn.Conversation.ID
		case e.Conversation == "":
			object = "contact:" + string(e.Address)
		}
		rows = append(rows, []any{newID(), e.Staff.User, string(e.Kind), object, s.turn.Why, millis(now)})
	}
	_, err := c.insert(ctx, "audit", "id, actor, action, object, detail, at_ms", "", rows)
	return err
}

// writeEvents closes the events, with what was understood and why the turn went as it did.
func (c *conn) writeEvents(ctx context.Context, done []settled, now time.Time) error {
	rows := make([][]any, 0, len(done))
	for _, s := range done {
		t, state := s.turn, "done"
		if t.Failed != "" {
			state = "failed"
		}
		rows = append(rows, []any{
			s.pending.Event.ID, state, storable(t.Failed), string(t.Reading.Intent), string(t.Reading.Language), t.Reading.Confidence, storable(t.Why), millis(now),
			string(t.Asked.Context), t.Asked.Survey,
		})
	}
	changed, err := c.update(ctx, "event", `state = v.column2, error = CASE WHEN v.column3 = '' THEN event.error ELSE v.column3 END, intent = v.column4,
		language = v.column5, confidence = v.column6, why = v.column7, done_ms = v.column8, asked = v.column9, asked_survey = v.column10`,
		[]string{"TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "DOUBLE PRECISION", "TEXT", "BIGINT", "TEXT", "TEXT"}, "event.id = v.column1 AND COALESCE(event.state = 'pending', FALSE)", rows)
	if err == nil && changed != len(rows) {
		return fmt.Errorf("close events: %d of %d were still pending", changed, len(rows))
	}
	return err
}
