package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"kurzwahl/conversations"
)

// alarm tells the admins, each in a message of their own, that a post cannot be shown. It says which, never what.
func (b *Bot) alarm(ctx context.Context, p Post, code string) {
	if p.Kind == adminNote {
		return
	}
	b.tellAdmins(ctx, "alarm:"+code, b.lang.say(
		"Slack hat eine Nachricht von Kurzwahl abgelehnt (%s, %s). Die Daten sind gespeichert; sehen Sie mit /sms inbox nach.",
		"Slack refused a message of Kurzwahl's (%s, %s). The data is stored; look with /sms inbox.", code, p.Card))
}

// tellAdmins queues a message to each admin. Of messages with one key only the last waits.
func (b *Bot) tellAdmins(ctx context.Context, key, text string) {
	payload, err := json.Marshal(conversations.Notice{Kind: adminNote, Text: text})
	if err != nil {
		panic("bot: a notice does not marshal: " + err.Error())
	}
	posts := make([]Post, 0, len(b.config.Admins))
	for _, admin := range b.config.Admins {
		posts = append(posts, Post{Channel: admin, Kind: adminNote, Payload: payload, Latest: fmt.Sprintf("%s:%s", admin, key)})
	}
	if err := b.store.AddPosts(ctx, posts, b.now()); err != nil {
		b.log.ErrorContext(ctx, "tell admins", slog.String("key", key), slog.Any("error", err))
	}
}

// notice queues a notice of our own for a place in Slack.
func (b *Bot) notice(ctx context.Context, channel, card string, n conversations.Notice) error {
	payload, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("write notice: %w", err)
	}
	latest := ""
	if n.Kind == conversations.ReactionAdded {
		latest = strings.Join([]string{"reaction", n.Staff.Message.Channel, n.Staff.Message.TS}, ":")
	}
	return b.store.AddPosts(ctx, []Post{{Channel: b.keyOf(channel), Card: card, Kind: n.Kind, Payload: payload, Latest: latest}}, b.now())
}
