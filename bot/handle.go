package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// handle does what an arrival asks for. It may be called again with the same arrival after an error or a crash, so all
// that it does is done at most once by a key, or does no harm when done twice.
func (b *Bot) handle(ctx context.Context, a Arrival) error {
	switch a.Kind {
	case arrivedEvent:
		var p eventPayload
		if err := json.Unmarshal(a.Payload, &p); err != nil {
			return fmt.Errorf("read event: %w", err)
		}
		return b.onEvent(ctx, p.Event)
	case arrivedAction:
		var p interactionPayload
		if err := json.Unmarshal(a.Payload, &p); err != nil {
			return fmt.Errorf("read click: %w", err)
		}
		return b.onClick(ctx, a, p)
	case arrivedErasure:
		return b.onErasure(ctx, a)
	default:
		return fmt.Errorf("unknown kind of arrival %q", a.Kind)
	}
}

func (b *Bot) onEvent(ctx context.Context, e innerEvent) error {
	switch e.Type {
	case "message":
		return b.onMessage(ctx, e)
	case "app_home_opened":
		return b.onHome(ctx, word(e.User), e.Tab)
	case "app_mention":
		return b.onMention(ctx, e)
	case "user_change":
		b.forget(word(e.User))
		return nil
	case "channel_archive", "group_archive":
		if key := b.keyOf(word(e.Channel)); key == inboxKey || key == campaignKey {
			b.tellAdmins(ctx, "archived:"+key, b.lang.say(
				"Ein Kanal von Kurzwahl wurde archiviert. Nachrichten warten, bis er wieder da ist.",
				"A channel of Kurzwahl's was archived. Messages wait until it is back."))
		}
		return nil
	case "app_uninstalled", "tokens_revoked":
		b.state.failed(e.Type, b.now())
		b.log.ErrorContext(ctx, "slack app was removed", slog.String("event", e.Type))
		return nil
	default:
		return nil
	}
}

// onMention answers somebody who calls the bot by its name outside of a conversation's thread.
func (b *Bot) onMention(ctx context.Context, e innerEvent) error {
	channel := word(e.Channel)
	if e.ThreadTS != "" {
		if _, found, err := b.store.CardAt(ctx, e.at(channel)); err != nil || found {
			return err // the message event has it
		}
	}
	return b.hint(ctx, "", message.SlackRef{Channel: channel, TS: e.TS}, word(e.User), b.lang.say(
		"Ich höre auf /sms: /sms help zeigt, was geht.", "I listen to /sms: /sms help shows what there is."))
}

// hint tells one person something beside a message.
func (b *Bot) hint(ctx context.Context, card string, at message.SlackRef, user, text string) error {
	return b.notice(ctx, at.Channel, card, conversations.Notice{
		Kind: conversations.StaffHint, Text: text, Staff: conversations.Staff{User: user, Message: at},
	})
}

// mayNot is what somebody hears who may not see customers' data.
func (b *Bot) mayNot() string {
	return b.lang.say("Das ist Mitgliedern des Unternehmens vorbehalten: Gäste, Bots und deaktivierte Konten können hier nichts auslösen.",
		"This is for members of the company only: guests, bots and deactivated accounts cannot act here.")
}

// immediate answers what Slack wants an answer to within three seconds. reply acknowledges; it counts once.
func (b *Bot) immediate(ctx context.Context, a Arrival, reply func(any)) error {
	switch a.Kind {
	case arrivedCommand:
		var c commandPayload
		if err := json.Unmarshal(a.Payload, &c); err != nil {
			return fmt.Errorf("read command: %w", err)
		}
		answer, err := b.onCommand(ctx, c)
		if err == nil && answer != nil {
			err = b.answerCommand(ctx, c, *answer, reply)
		}
		return err
	case arrivedSubmission, arrivedAction, arrivedShortcut:
		var p interactionPayload
		if err := json.Unmarshal(a.Payload, &p); err != nil {
			return fmt.Errorf("read interaction: %w", err)
		}
		if a.Kind == arrivedSubmission {
			return b.onSubmit(ctx, p, reply)
		}
		reply(nil)
		return b.onOpen(ctx, p)
	default:
		return fmt.Errorf("unknown kind of arrival %q", a.Kind)
	}
}

// ephemeral is an answer to a command that only its writer sees.
func ephemeral(c content) map[string]any {
	answer := map[string]any{"response_type": slack.ResponseTypeEphemeral, "text": c.text}
	if len(c.blocks) > 0 {
		answer["blocks"] = c.blocks
	}
	return answer
}

// sorry is the acknowledgement of what failed for a reason of ours.
func (b *Bot) sorry(kind string) any {
	if kind != arrivedCommand {
		return nil
	}
	return ephemeral(content{text: b.lang.say("Das hat gerade nicht geklappt. Versuchen Sie es gleich noch einmal; /sms status zeigt, ob etwas gestört ist.",
		"That did not work just now. Try again in a moment; /sms status shows whether something is wrong.")})
}
