package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"kurzwahl/conversations"
)

// heldKey is the one under which the writer of a message is asked about it. The dialogue asks under the same.
func heldKey(staff conversations.Staff) string { return "held:" + staff.Key() }

// holdReply asks the writer of a reply what to do with it. Of those with the same key the last words count, whichever of
// the questions is answered. A question that was answered is gone, so that a later one is another.
func (b *Bot) holdReply(ctx context.Context, card Card, staff conversations.Staff, text, key string) error {
	payload, err := json.Marshal(conversations.Notice{Kind: conversations.HeldReply, Text: text, Staff: staff})
	if err != nil {
		return fmt.Errorf("hold reply: %w", err)
	}
	return b.store.AddPosts(ctx, []Post{{Channel: b.keyOf(card.Channel), Card: card.Name, Kind: conversations.HeldReply, Payload: payload, Latest: key}}, b.now())
}

// onHeld does what a writer decided about a reply that was held back.
func (b *Bot) onHeld(ctx context.Context, a Arrival, p interactionPayload, choice, postID string, staff conversations.Staff) error {
	post, found, err := b.store.Post(ctx, postID)
	if err != nil {
		return err
	}
	if !found {
		b.replaceHint(ctx, p.Response, b.lang.say("Hier ist nichts mehr zu entscheiden.", "There is nothing left to decide here."))
		return nil
	}
	var n conversations.Notice
	if err := json.Unmarshal(post.Payload, &n); err != nil {
		return fmt.Errorf("read held reply: %w", err)
	}
	if n.Staff.User != staff.User {
		return nil // a hint is seen by its writer only
	}
	c, found, err := b.store.Case(ctx, strings.TrimPrefix(post.Card, conversationCard))
	if err != nil || !found {
		return err
	}
	staff.Message = n.Staff.Message
	done := b.lang.say("Gesendet.", "Sent.")
	switch choice {
	case actHeldNote:
		done = b.lang.say("Als Notiz behalten, nicht gesendet.", "Kept as a note, not sent.")
		err = b.mark(ctx, post.Card, staff.Message, staff.User, "memo")
	case actHeldClaim:
		kind := conversations.Claimed
		if c.Status == conversations.Finished {
			kind = conversations.Reopened
		}
		if _, err = b.store.AddEvents(ctx, []conversations.Event{{
			Address: c.Address, Kind: kind, At: b.now(), Dedupe: a.Dedupe, Conversation: c.ID, Staff: staff,
		}}); err == nil {
			err = b.addReply(ctx, Card{Name: post.Card}, staff, reply{text: n.Text, held: post.ID, at: post.Created})
		}
	default:
		err = b.addReply(ctx, Card{Name: post.Card}, staff, reply{text: n.Text, held: post.ID, at: post.Created, anyway: true})
	}
	if err == nil {
		err = b.store.DropPost(ctx, post.ID)
	}
	if err != nil {
		return err
	}
	b.replaceHint(ctx, p.Response, done)
	return nil
}

// editHeld takes the new words of a message whose writer is asked about it, and says whether they are. What has become short
// enough goes out, unless the conversation is not theirs; what is for nobody any more ends the question.
func (b *Bot) editHeld(ctx context.Context, card Card, staff conversations.Staff, text string, forCustomer bool) (asked bool, err error) {
	post, asked, err := b.store.LatestPost(ctx, heldKey(staff))
	if err != nil || !asked {
		return false, err
	}
	c, found, err := b.store.Case(ctx, strings.TrimPrefix(card.Name, conversationCard))
	if err != nil || !found {
		return true, err
	}
	theirs := c.Status == conversations.InHands && c.Owner.User == staff.User
	switch {
	case !forCustomer:
		err = b.mark(ctx, card.Name, staff.Message, staff.User, "memo")
	case theirs && b.sizeOf(text).Segments <= b.config.MaxSegments:
		err = b.addReply(ctx, card, staff, reply{text: text, held: post.ID, at: b.now()})
	default:
		return true, b.holdReply(ctx, card, staff, text, heldKey(staff))
	}
	if err != nil {
		return true, err
	}
	return true, b.store.DropPost(ctx, post.ID)
}

// deleteHeld ends the question about a message that its writer deleted, and says whether there was one.
func (b *Bot) deleteHeld(ctx context.Context, card Card, staff conversations.Staff) (asked bool, err error) {
	post, asked, err := b.store.LatestPost(ctx, heldKey(staff))
	if err != nil || !asked {
		return false, err
	}
	if err := b.hint(ctx, card.Name, staff.Message, staff.User, b.lang.say("Gelöscht: davon geht nichts hinaus.", "Deleted: none of it goes out.")); err != nil {
		return true, err
	}
	return true, b.store.DropPost(ctx, post.ID)
}
