package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
)

// threadContent is a message in a conversation's thread, or in a channel.
func (b *Bot) threadContent(kind conversations.NoticeKind, n conversations.Notice) content {
	switch kind {
	case conversations.CustomerSaid:
		return content{text: escape(n.Text), blocks: []slack.Block{titled("📱 "+b.lang.say("Kundschaft:", "Customer:"), ""), quote(n.Text)}}
	case conversations.BotSaid:
		return content{text: escape(n.Text), blocks: []slack.Block{titled("🤖 "+b.lang.say("Automatisch geantwortet:", "Answered automatically:"), ""), quote(n.Text)}}
	case conversations.DeskRemark, conversations.ChannelRemark, conversations.StaffHint, conversations.CardChanged, conversations.ReactionAdded, conversations.HeldReply, conversations.UndoOffered, adminNote:
		return b.remark(n)
	default:
		return b.remark(n)
	}
}

// remark is a remark of ours; Quote holds the customer's words that belong to it.
func (b *Bot) remark(n conversations.Notice) content {
	c := content{text: escape(n.Text), blocks: []slack.Block{plainSection(n.Text)}}
	if n.Quote != "" {
		c.blocks = append(c.blocks, quote(n.Quote))
	}
	return c
}

// The actions below a held reply. The value is the id of the post that asks.
const (
	actHeldClaim = "held.claim"
	actHeldOnce  = "held.once"
	actHeldNote  = "held.note"
)

// hintContent is what one person alone sees: a remark, or the question what to do with a reply that was held back.
func (b *Bot) hintContent(ctx context.Context, p Post, n conversations.Notice) (content, error) {
	if n.Kind == lessonNote {
		return b.lessonContent(p, n)
	}
	if n.Kind == saveNote {
		return b.saveContent(n), nil
	}
	if n.Kind == conversations.HeldReply {
		return b.heldContent(ctx, p, n)
	}
	if n.Kind == conversations.UndoOffered {
		return b.undoContent(p, n), nil
	}
	return b.remark(n), nil
}

// heldContent asks what to do with a reply that was held back.
func (b *Bot) heldContent(ctx context.Context, p Post, n conversations.Notice) (content, error) {
	c, found, err := b.store.Case(ctx, strings.TrimPrefix(p.Card, conversationCard))
	if err != nil {
		return content{}, err
	}
	if !found {
		return b.remark(n), nil
	}
	why, claim := b.whyHeld(c, n)
	row := []slack.BlockElement{button(actHeldNote, p.ID, b.lang.say("Als Notiz behalten", "Keep as note"))}
	if c.Status != conversations.Finished {
		row = append([]slack.BlockElement{button(actHeldOnce, p.ID, b.lang.say("Einmal senden", "Send once"))}, row...)
	}
	if claim != "" {
		row = append([]slack.BlockElement{button(actHeldClaim, p.ID, claim).WithStyle(slack.StylePrimary)}, row...)
	}
	return content{text: escape(why), blocks: []slack.Block{plainSection("✋ " + why), quote(n.Text), buttons(row...)}}, nil
}

// whyHeld says why a reply did not go out, and what the button says that makes the conversation the writer's; "" when
// there is no use for one.
func (b *Bot) whyHeld(c Case, n conversations.Notice) (why, claim string) {
	size, many := b.sizeOf(n.Text).Segments, ""
	if size > b.config.MaxSegments {
		many = b.lang.say(" Die Antwort braucht %d SMS.", " The reply takes %d SMS.", size)
	}
	switch {
	case c.Status == conversations.Finished:
		closed := b.lang.say("Nicht gesendet: die Frage ist abgeschlossen.", "Not sent: the question is closed.")
		if c.Owner.Name != "" {
			closed = b.lang.say("Nicht gesendet: %s hat die Frage abgeschlossen.", "Not sent: %s has closed the question.", c.Owner.Name)
		}
		return closed + many,
			b.lang.say("Wieder öffnen und senden", "Reopen & send")
	case c.Status == conversations.Open:
		return b.lang.say("Noch nicht gesendet: niemand hat die Frage übernommen.", "Not sent yet: nobody has claimed the question.") + many,
			b.lang.say("Übernehmen und senden", "Claim & send")
	case c.Owner.User != n.Staff.User:
		return b.lang.say("Nicht gesendet: %s kümmert sich darum.", "Not sent: %s has it.", c.Owner.Name), ""
	default:
		return b.lang.say("Noch nicht gesendet: die Antwort braucht %d SMS.", "Not sent yet: the reply takes %d SMS.", size), ""
	}
}
