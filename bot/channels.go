package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// The names of channels in the queue of posts; all others are Slack's own ids.
const (
	inboxKey    = "inbox"
	campaignKey = "campaign"
)

// errShared is the refusal to show customers' words where another company reads along.
var errShared = errors.New("the channel is shared with another company")

// errNoChannel says that there is no such channel, or that the bot is not in it.
var errNoChannel = errors.New("there is no such channel, or the app was not invited to it")

// channels remembers which Slack channels the configured ones are.
type channels struct {
	mu    sync.Mutex
	known map[string]knownChannel
}

type knownChannel struct {
	id string
	at time.Time
}

// recheck is how often a channel is looked at again: it may become shared while we run.
const recheck = 10 * time.Minute

// channel gives the Slack id of a queue's channel. A shared channel gives errShared.
func (b *Bot) channel(ctx context.Context, key string) (string, error) {
	var name string
	switch key {
	case inboxKey:
		name = b.config.InboxChannel
	case campaignKey:
		name = b.config.CampaignChannel
	default:
		return key, nil
	}
	b.channels.mu.Lock()
	defer b.channels.mu.Unlock()
	if known, ok := b.channels.known[key]; ok && b.now().Before(known.at.Add(recheck)) {
		return known.id, nil
	}
	found, err := b.findChannel(ctx, name)
	if err != nil {
		return "", fmt.Errorf("find channel of %s: %w", key, err)
	}
	if found.IsExtShared {
		b.log.WarnContext(ctx, "refuse shared channel", slog.String("channel", found.ID))
		return "", fmt.Errorf("channel of %s: %w", key, errShared)
	}
	if b.channels.known == nil {
		b.channels.known = map[string]knownChannel{}
	}
	b.channels.known[key] = knownChannel{id: found.ID, at: b.now()}
	return found.ID, nil
}

// findChannel looks up a channel by id or "#name".
func (b *Bot) findChannel(ctx context.Context, name string) (slack.Channel, error) {
	if !strings.HasPrefix(name, "#") {
		found, err := b.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: name})
		if err != nil {
			return slack.Channel{}, err
		}
		return *found, nil
	}
	list := &slack.GetConversationsParameters{Limit: 1000, ExcludeArchived: true, Types: []string{"public_channel", "private_channel"}}
	for {
		page, next, err := b.api.GetConversationsContext(ctx, list)
		if err != nil {
			return slack.Channel{}, err
		}
		for _, c := range page {
			if c.Name == strings.TrimPrefix(name, "#") {
				return c, nil
			}
		}
		if next == "" {
			return slack.Channel{}, errNoChannel
		}
		list.Cursor = next
	}
}

// keyOf is the inverse of channel: the queue's name for a Slack channel, so that all posts to it wait in one line.
func (b *Bot) keyOf(id string) string {
	b.channels.mu.Lock()
	defer b.channels.mu.Unlock()
	for key, known := range b.channels.known {
		if known.id == id {
			return key
		}
	}
	return id
}
