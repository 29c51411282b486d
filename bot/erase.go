package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/message"
)

// erases says whether a person may have a customer's data erased.
func (b *Bot) erases(user string) bool { return slices.Contains(b.config.Admins, user) }

// erasure is an Arrival's order to erase a customer. It names a conversation of theirs instead of the customer, whom it
// must not outlive.
type erasure struct {
	Conversation string `json:"conversation"`
	User         string `json:"user"`    // who ordered it
	Channel      string `json:"channel"` // where they are told what came of it
}

// orderErasure puts an erasure into the durable queue: Slack lets some fifty messages be deleted in a minute, so it may
// take longer than this process lives.
func (b *Bot) orderErasure(ctx context.Context, c Case, user, view string) error {
	payload, err := json.Marshal(erasure{Conversation: c.ID, User: user, Channel: c.Card.Channel})
	if err != nil {
		return fmt.Errorf("order erasure: %w", err)
	}
	_, err = b.store.AddArrival(ctx, Arrival{Kind: arrivedErasure, Lane: "erase:" + c.ID, Dedupe: "erase:" + view, Payload: payload}, false, b.now())
	return err
}

// onErasure deletes all that is known of a customer: first what the bot wrote in Slack, then what the store holds, so
// that a failure in between leaves the cards by which it is tried again. The person who ordered it hears what came of
// it: when it is done, or when it is not tried again.
func (b *Bot) onErasure(ctx context.Context, a Arrival) error {
	var e erasure
	if err := json.Unmarshal(a.Payload, &e); err != nil {
		return fmt.Errorf("read erasure: %w", err)
	}
	left, err := b.erase(ctx, e)
	if err != nil && a.Attempts+1 < arrivalTries {
		return err
	}
	text := b.lang.say("Gelöscht. Was Menschen in den Threads geschrieben haben, kann nur löschen, wer es schrieb: %d Nachrichten.",
		"Erased. What people wrote in the threads can only be deleted by those who wrote it: %d messages.", left)
	if err != nil {
		text = b.lang.say("Das Löschen hat nicht geklappt; nichts ist halb gelöscht, was nicht noch einmal gelöscht werden kann. Versuchen Sie es gleich wieder.",
			"Erasing did not work; what is left can be erased by trying again. Do so in a moment.")
	}
	return errors.Join(err, b.hint(ctx, "", message.SlackRef{Channel: e.Channel}, e.User, text))
}

// erase gives how many messages of other people's are left in Slack. A customer who is gone already is no error.
func (b *Bot) erase(ctx context.Context, e erasure) (left int, err error) {
	c, found, err := b.store.Case(ctx, e.Conversation)
	if err != nil || !found {
		return 0, err
	}
	if left, err = b.eraseThreads(ctx, c.Address); err != nil {
		return left, err
	}
	_, err = b.store.EraseContact(ctx, c.Address, e.User, b.now())
	return left, err
}

// eraseThreads deletes the bot's messages of all conversations of a customer, and gives how many of other people's
// are left.
func (b *Bot) eraseThreads(ctx context.Context, to message.Address) (left int, err error) {
	cases, err := b.store.Cases(ctx, CaseQuery{Address: to, Limit: math.MaxInt32})
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
	all, err := b.thread(ctx, head)
	if err != nil {
		return 0, err
	}
	for _, m := range slices.Backward(all) {
		if m.User != self {
			left++
			continue
		}
		t, err := b.patiently(ctx, func() error {
			_, _, err := b.api.DeleteMessageContext(ctx, head.Channel, m.Timestamp)
			return err
		})
		if t.kind != fine && t.kind != refused {
			return left, err
		}
	}
	return left, nil
}

// thread gives all messages of a thread, none when it is gone.
func (b *Bot) thread(ctx context.Context, head message.SlackRef) ([]slack.Message, error) {
	var all []slack.Message
	for cursor := ""; ; {
		var page []slack.Message
		next := ""
		t, err := b.patiently(ctx, func() (err error) {
			page, next, err = b.page(ctx, head.Channel, head.TS, cursor)
			return err
		})
		if t.code == "thread_not_found" || t.code == "message_not_found" {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == "" {
			return all, nil
		}
		cursor = next
	}
}

// patiently makes a call again for as long as Slack says that it comes too fast, until ctx ends.
func (b *Bot) patiently(ctx context.Context, call func() error) (trouble, error) {
	for {
		err := call()
		t := troubleOf(err)
		if t.kind != limited {
			return t, err
		}
		if b.config.Clock.Until(ctx, b.now().Add(max(t.after, time.Second))) != nil {
			return t, err
		}
	}
}
