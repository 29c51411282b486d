package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// actUndo takes a reply back that waits to go out. The value is the id of the post that offers it.
const actUndo = "reply.undo"

// undoContent offers the writer of a reply to take it back while it waits, and says why they may want to. Once it has gone
// out only that is left; the zero content where there was no reason.
func (b *Bot) undoContent(p Post, n conversations.Notice) content {
	left := n.Until.Sub(b.now())
	if left <= 0 {
		if n.Text == "" {
			return content{}
		}
		return b.remark(n)
	}
	goes := b.lang.say("⏳ Geht in %d s als SMS hinaus.", "⏳ Goes out as an SMS in %d s.", int((left+time.Second-1)/time.Second))
	if n.Text != "" {
		goes = "⚠️ " + n.Text + " " + goes
	}
	undo := button(actUndo, p.ID, b.lang.say("Rückgängig", "Undo"))
	return content{text: escape(goes), blocks: []slack.Block{plainSection(goes), buttons(undo)}}
}

// onUndo takes a reply back, where it can be: the dialogue decides, in its order, and its hint says what came of it.
func (b *Bot) onUndo(ctx context.Context, a Arrival, p interactionPayload, postID string, staff conversations.Staff) error {
	post, found, err := b.store.Post(ctx, postID)
	if err != nil || !found {
		return err
	}
	var n conversations.Notice
	if err := json.Unmarshal(post.Payload, &n); err != nil {
		return fmt.Errorf("read offer to undo: %w", err)
	}
	if n.Staff.User != staff.User {
		return nil // a hint is seen by its reader only
	}
	staff.Message = n.Staff.Message
	if err := b.recall(ctx, post.Card, conversations.Event{Staff: staff, Dedupe: a.Dedupe}); err != nil {
		return err
	}
	b.replaceHint(ctx, p.Response, b.lang.say("Wird zurückgenommen …", "Taking it back …"))
	return nil
}

// recall makes the event of somebody who wants to take back, or to change, what they wrote in a thread. e names the person
// and their message, and what makes it count once.
func (b *Bot) recall(ctx context.Context, card string, e conversations.Event) error {
	c, found, err := b.store.Case(ctx, strings.TrimPrefix(card, conversationCard))
	if err != nil || !found {
		return err
	}
	e.Kind, e.Address, e.At, e.Conversation = conversations.Recalled, c.Address, b.now(), c.ID
	_, err = b.store.AddEvents(ctx, []conversations.Event{e})
	return err
}

// onEdit has the new words go out in place of the old ones while those wait. What was a note before went to nobody.
func (b *Bot) onEdit(ctx context.Context, card Card, at message.SlackRef, m chatMessage, before *chatMessage) error {
	if before == nil || before.Text == m.Text || conversations.IsNote(before.Text) {
		return nil // Slack unfurled a link, or it is among staff
	}
	who, err := b.member(ctx, m.User)
	if err != nil || !who.ok {
		return err
	}
	text, err := b.sms(ctx, m)
	if err != nil {
		return err
	}
	called, err := b.called(ctx, m)
	if err != nil {
		return err
	}
	staff, reason := conversations.Staff{User: who.user, Name: who.name, Message: at}, ""
	forCustomer := !called && text != "" && !conversations.IsNote(text)
	if called {
		if err := b.hint(ctx, card.Name, at, m.User, b.toBot()); err != nil {
			return err
		}
	}
	if asked, err := b.editHeld(ctx, card, staff, text, forCustomer); err != nil || asked {
		return err
	}
	switch {
	case called:
		text, reason = "", conversations.RecallAsked
	case forCustomer && b.sizeOf(text).Segments > b.config.MaxSegments:
		if err := b.holdReply(ctx, card, staff, text, heldKey(staff)); err != nil {
			return err
		}
		text, reason = "", conversations.RecallAsked
	}
	return b.recall(ctx, card.Name, conversations.Event{
		Staff: staff, Text: text, Reason: reason, Dedupe: "slack:edited:" + at.Channel + ":" + at.TS + ":" + m.Edited.TS,
	})
}

// onDelete takes a reply back that somebody deleted while it waits.
func (b *Bot) onDelete(ctx context.Context, card Card, at message.SlackRef, m chatMessage) error {
	if conversations.IsNote(m.Text) {
		return nil
	}
	staff := conversations.Staff{User: m.User, Message: at}
	if asked, err := b.deleteHeld(ctx, card, staff); err != nil || asked {
		return err
	}
	return b.recall(ctx, card.Name, conversations.Event{
		Staff: staff, Reason: conversations.RecallDeleted, Dedupe: "slack:deleted:" + at.Channel + ":" + at.TS,
	})
}
