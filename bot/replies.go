package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// onMessage takes what people write, change and delete in a conversation's thread.
func (b *Bot) onMessage(ctx context.Context, e innerEvent) error {
	channel := word(e.Channel)
	m := e.chatMessage
	m.User = word(e.User)
	switch {
	case e.Message != nil:
		m = *e.Message
	case e.PreviousMessage != nil:
		m = *e.PreviousMessage
	}
	card, found, err := b.cardAt(ctx, m.at(channel))
	if err != nil || !found {
		return err
	}
	if !strings.HasPrefix(card.Name, conversationCard) {
		return nil // people may talk about a campaign as they like
	}
	self, err := b.me(ctx)
	if err != nil || m.User == self || m.User == "" {
		return err
	}
	at := message.SlackRef{Channel: channel, TS: m.TS}
	switch e.Subtype {
	case "", "file_share", "thread_broadcast":
		return b.onReply(ctx, card, at, m)
	case "message_changed":
		return b.onEdit(ctx, card, at, m, e.PreviousMessage)
	case "message_deleted":
		return b.onDelete(ctx, card, at, m)
	default:
		return nil
	}
}

// errCardUnderWay has a message handled later: it may belong to a card whose posting is not settled yet.
var errCardUnderWay = errors.New("a card is under way")

// cardAt gives the card in whose thread something was written. While the place of some card is not known yet, a
// thread that is not known is not given up.
func (b *Bot) cardAt(ctx context.Context, at message.SlackRef) (Card, bool, error) {
	// First the question, then the look: a card that is settled in between is found.
	underWay, err := b.store.CardUnderWay(ctx)
	if err != nil {
		return Card{}, false, err
	}
	card, found, err := b.store.CardAt(ctx, at)
	if err == nil && !found && underWay {
		err = errCardUnderWay
	}
	return card, found, err
}

// onReply sends what a member wrote in a thread to the customer, unless it is a note.
func (b *Bot) onReply(ctx context.Context, card Card, at message.SlackRef, m chatMessage) error {
	who, err := b.member(ctx, m.User)
	if err != nil {
		return err
	}
	if !who.ok {
		return b.hint(ctx, card.Name, at, m.User, b.mayNot())
	}
	text, err := b.sms(ctx, m)
	if err != nil {
		return err
	}
	if called, err := b.called(ctx, m); err != nil || called {
		if err != nil {
			return err
		}
		return b.hint(ctx, card.Name, at, m.User, b.toBot())
	}
	if conversations.IsNote(text) {
		return b.mark(ctx, card.Name, at, m.User, "memo")
	}
	if len(m.Files) > 0 {
		err := b.hint(ctx, card.Name, at, m.User, b.lang.say("Dateien gehen nicht per SMS: die Kundschaft hat sie nicht bekommen.", "Files do not travel by SMS: the customer did not get them."))
		if err != nil || text == "" {
			return err
		}
	}
	if text == "" {
		return nil
	}
	return b.sendReply(ctx, card, conversations.Staff{User: who.user, Name: who.name, Message: at}, text)
}

// sendReply hands a reply to the conversation, or asks first when it would take many SMS.
func (b *Bot) sendReply(ctx context.Context, card Card, staff conversations.Staff, text string) error {
	size := b.sizeOf(text)
	if size.Segments > b.config.MaxSegments {
		return b.holdReply(ctx, card, staff, text, heldKey(staff))
	}
	if err := b.offerToSave(ctx, card, staff); err != nil {
		return err
	}
	if err := b.addReply(ctx, card, staff, reply{text: text, at: b.now()}); err != nil {
		return err
	}
	if dear := b.dearer(text, size); dear != "" {
		return b.hint(ctx, card.Name, staff.Message, staff.User, dear)
	}
	return nil
}

// sizeOf measures a text as it goes out, which is after smart replacement.
func (b *Bot) sizeOf(text string) sms.Size {
	replaced, _ := sms.Replace(strings.TrimSpace(text), sms.Policy{})
	return sms.Measure(replaced)
}

// reply is what somebody wrote to a customer.
type reply struct {
	text   string
	at     time.Time // when they wrote it
	held   string    // the id of the post that asked what to do with it, "" where it was not held back
	anyway bool      // it goes out whoever has the conversation
}

// addReply makes the event of a reply, once for each Slack message, and once more for each time that it was held back.
func (b *Bot) addReply(ctx context.Context, card Card, staff conversations.Staff, r reply) error {
	c, found, err := b.store.Case(ctx, strings.TrimPrefix(card.Name, conversationCard))
	if err != nil || !found {
		return err
	}
	key := "slack:" + staff.Message.Channel + ":" + staff.Message.TS
	if r.held != "" {
		key += ":" + r.held
	}
	_, err = b.store.AddEvents(ctx, []conversations.Event{{
		Address: c.Address, Kind: conversations.StaffReplied, At: r.at, Dedupe: key, Conversation: c.ID, Staff: staff, Text: r.text, Anyway: r.anyway,
	}})
	return err
}

// dearer says which characters make a text cost more SMS than it would without them, "" when none do.
func (b *Bot) dearer(text string, size sms.Size) string {
	if size.Alphabet != sms.UCS2 {
		return ""
	}
	var odd []string
	var without strings.Builder
	for _, r := range text {
		if sms.GSM7.Fits(string(r)) {
			without.WriteRune(r)
		} else if len(odd) < 5 {
			odd = append(odd, string(r))
		}
	}
	replaced, _ := sms.Replace(text, sms.Policy{Alphabet: sms.GSM7})
	if cheap := sms.Measure(without.String()).Segments; cheap >= size.Segments || sms.Measure(replaced).Segments < size.Segments {
		return ""
	}
	return b.lang.say("Gesendet als %d SMS statt %d: diese Zeichen machen den Text länger: %s", "Sent as %d SMS instead of %d: these characters make the text longer: %s",
		size.Segments, sms.Measure(without.String()).Segments, strings.Join(odd, " "))
}

// called says whether the message begins with the bot's own name: it is to the bot, not to the customer.
func (b *Bot) called(ctx context.Context, m chatMessage) (bool, error) {
	self, err := b.me(ctx)
	return strings.HasPrefix(strings.TrimSpace(m.Text), "<@"+self), err
}

// toBot is what the writer of a message to the bot is told.
func (b *Bot) toBot() string {
	return b.lang.say("Nicht gesendet: die Nachricht war an mich. Zum Übernehmen und Abschließen sind die Knöpfe auf der Karte da.",
		"Not sent: the message was to me. To claim or close, use the buttons on the card.")
}

// sms gives the text of a message as an SMS, with the names of people who are mentioned.
func (b *Bot) sms(ctx context.Context, m chatMessage) (string, error) {
	var failed error
	text := smsText(m, func(id string) string {
		if !strings.HasPrefix(id, "U") && !strings.HasPrefix(id, "W") {
			return strings.ToLower(id)
		}
		who, err := b.member(ctx, id)
		if err != nil {
			failed = err
		}
		return who.name
	})
	return text, failed
}

// mark puts a reaction of ours under somebody's message.
func (b *Bot) mark(ctx context.Context, card string, at message.SlackRef, user, reaction string) error {
	return b.notice(ctx, at.Channel, card, conversations.Notice{
		Kind: conversations.ReactionAdded, Reaction: reaction, Staff: conversations.Staff{User: user, Message: at},
	})
}
