package bot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/slack-go/slack"

	"kurzwahl/message"
)

// erases says whether a person may have a customer's data erased.
func (b *Bot) erases(user string) bool { return slices.Contains(b.config.Admins, user) }

// erase deletes all that is known of a customer: first what the bot wrote in Slack, then what the store holds, so that
// a failure in between leaves the cards by which it can be tried again. The person hears what came of it.
func (b *Bot) erase(ctx context.Context, to message.Address, who member, at message.SlackRef) error {
	left, err := b.eraseThreads(ctx, to)
	if err == nil {
		_, err = b.store.EraseContact(ctx, to, who.user, b.now())
	}
	text := b.lang.say("Gelöscht. Was Menschen in den Threads geschrieben haben, kann nur löschen, wer es schrieb: %d Nachrichten.",
		"Erased. What people wrote in the threads can only be deleted by those who wrote it: %d messages.", left)
	if err != nil {
		b.log.ErrorContext(ctx, "erase contact", slog.Any("error", err))
		text = b.lang.say("Das Löschen hat nicht geklappt; nichts ist halb gelöscht, was nicht noch einmal gelöscht werden kann. Versuchen Sie es gleich wieder.",
			"Erasing did not work; what is left can be erased by trying again. Do so in a moment.")
	}
	return b.hint(context.WithoutCancel(ctx), "", at, who.user, text)
}

// eraseThreads deletes the bot's messages of all conversations of a customer, and gives how many of other people's
// are left.
func (b *Bot) eraseThreads(ctx context.Context, to message.Address) (left int, err error) {
	cases, err := b.store.Cases(ctx, CaseQuery{Address: to, Limit: 1000})
	if err != nil {
		return 0, err
	}
	for _, c := range cases {
		if c.Card.IsZero() {
			continue
		}
		n, err := b.eraseThread(ctx, c.Card)
		if err != nil {
			return left, fmt.Errorf("erase thread: %w", err)
		}
		left += n
	}
	return left, nil
}

// eraseThread deletes the bot's messages of one thread, its head last.
func (b *Bot) eraseThread(ctx context.Context, head message.SlackRef) (left int, err error) {
	self, err := b.me(ctx)
	if err != nil {
		return 0, err
	}
	var all []slack.Message
	for cursor := ""; ; {
		page, next, err := b.page(ctx, head.Channel, head.TS, cursor)
		if troubleOf(err).code == "thread_not_found" || troubleOf(err).code == "message_not_found" {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		all = append(all, page...)
		if next == "" {
			break
		}
		cursor = next
	}
	for _, m := range slices.Backward(all) {
		if m.User != self {
			left++
			continue
		}
		_, _, err := b.api.DeleteMessageContext(ctx, head.Channel, m.Timestamp)
		if t := troubleOf(err); t.kind != fine && t.kind != refused {
			return left, err
		}
	}
	return left, nil
}
