package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// adminNote is a Notice's kind for people who are told of what needs a hand; the channel is their user id.
const adminNote conversations.NoticeKind = "admin"

// content is what a message shows. text stands where blocks do not, such as in notifications: it is markup, with
// everything foreign escaped.
type content struct {
	text   string
	blocks []slack.Block
	simple []slack.Block // in place of blocks where Slack refuses those, such as for a chart; nil for none
	moving bool          // its figures move all the time: not every update is shown
}

// simpler is the same with less form, for when Slack refuses the form; ok is false when there is nothing simpler.
func (c content) simpler() (simpler content, ok bool) {
	return content{text: c.text, blocks: c.simple}, len(c.blocks) > 0
}

// options are those of every message that we post.
func (c content) options(p Post) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(c.text, false), slack.MsgOptionBlocks(c.blocks...), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{metadataID: p.ID}}),
	}
}

// What marks a message as one of ours: metadata that names the row in the queue, and nothing of the customer.
const (
	metadataType = "kurzwahl"
	metadataID   = "id"
)

// show shows one post as the data is now. An error is the database's.
func (b *Bot) show(ctx context.Context, p Post) (shown, error) {
	channel, err := b.channel(ctx, p.Channel)
	if errors.Is(err, errShared) || errors.Is(err, errNoChannel) {
		b.state.channel(p.Channel, false, b.now())
		return shown{Settlement: Settlement{State: PostPending, Error: "channel_not_usable", Next: b.now().Add(blockedWait)}, rest: blockedWait}, nil
	}
	if err != nil {
		return b.settle(ctx, p, troubleOf(errors.Unwrap(err)), true), nil
	}
	b.state.channel(p.Channel, true, b.now())
	var n conversations.Notice
	if len(p.Payload) > 0 {
		if err := json.Unmarshal(p.Payload, &n); err != nil {
			return shown{}, fmt.Errorf("read payload of post: %w", err)
		}
	}
	switch p.Kind {
	case conversations.CardChanged:
		return b.showCard(ctx, p, channel)
	case conversations.ReactionAdded:
		return b.showReaction(ctx, p, n), nil
	case DigestPost:
		return b.showDigest(ctx, p, channel)
	case conversations.StaffHint, conversations.HeldReply, conversations.UndoOffered, lessonNote, saveNote:
		return b.showHint(ctx, p, channel, n)
	case conversations.CustomerSaid, conversations.BotSaid, conversations.DeskRemark:
		return b.showInThread(ctx, p, b.threadContent(p.Kind, n))
	case suggestionNote:
		return b.showSuggestion(ctx, p, n)
	case conversations.ChannelRemark, adminNote:
		return b.showMessage(ctx, p, channel, "", b.threadContent(p.Kind, n))
	default:
		b.log.WarnContext(ctx, "unknown kind of slack post", slog.String("post", p.ID), slog.String("kind", string(p.Kind)))
		return shown{Settlement: Settlement{State: PostFailed, Error: "unknown kind"}}, nil
	}
}

// showMessage posts a message, or finds it when an earlier attempt may have got through.
func (b *Bot) showMessage(ctx context.Context, p Post, channel, thread string, c content) (shown, error) {
	if p.State == PostUncertain {
		s, posted := b.lookFor(ctx, p, channel, thread)
		if posted || s.State != "" {
			return s, nil
		}
	}
	options := c.options(p)
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	_, ts, err := b.api.PostMessageContext(ctx, channel, options...)
	t := troubleOf(err)
	if t.kind == fine && ts == "" {
		t = trouble{kind: uncertain, code: "no_ts"}
	}
	if simpler, ok := c.simpler(); ok && formRefused(t) {
		// People must see it all the same: with less form.
		b.log.WarnContext(ctx, "slack refuses blocks", slog.String("post", p.ID), slog.String("kind", string(p.Kind)))
		p.State = PostSending
		return b.showMessage(ctx, p, channel, thread, simpler)
	}
	s := b.settle(ctx, p, t, false)
	s.TS = ts
	return s, nil
}

// formRefused says whether Slack refused the blocks of a message and not the message.
func formRefused(t trouble) bool {
	return t.kind == refused && strings.HasPrefix(t.code, "invalid_blocks")
}

// lookFor looks for a message whose posting had no answer. It gives the settlement when the message is there, when
// Slack cannot be asked now, or when it has to be looked for once more; the empty one when it is surely not there.
func (b *Bot) lookFor(ctx context.Context, p Post, channel, thread string) (s shown, posted bool) {
	ts, err := b.findPost(ctx, p, channel, thread)
	t := troubleOf(err)
	if t.kind != fine {
		s = b.settle(ctx, p, t, true)
		s.State = PostUncertain
		return s, false
	}
	if ts != "" {
		return sent(ts), true
	}
	if p.Attempts == 0 {
		return shown{Settlement: Settlement{State: PostUncertain, Next: b.now().Add(lookAfter), Blamed: true}}, false
	}
	return shown{}, false
}

// pagesBack is how far back a message is looked for, in pages of 200. Times are of no use for it: Slack's clock is not
// the bot's.
const pagesBack = 10

// findPost gives the ts of the message that carries the post's id, "" when there is none.
func (b *Bot) findPost(ctx context.Context, p Post, channel, thread string) (string, error) {
	cursor := ""
	for range pagesBack {
		page, next, err := b.page(ctx, channel, thread, cursor)
		if err != nil {
			return "", err
		}
		for _, m := range page {
			if m.Metadata.EventType == metadataType && m.Metadata.EventPayload[metadataID] == p.ID {
				return m.Timestamp, nil
			}
		}
		if next == "" {
			return "", nil
		}
		cursor = next
	}
	return "", nil
}

// page gives one page of a thread, or of a channel where there is no thread, and the cursor of the next.
func (b *Bot) page(ctx context.Context, channel, thread, cursor string) (page []slack.Message, next string, err error) {
	if thread != "" {
		page, _, next, err = b.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Cursor: cursor, Limit: 200, IncludeAllMetadata: true,
		})
		return page, next, err
	}
	history, err := b.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Limit: 200, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", err
	}
	return history.Messages, history.ResponseMetaData.NextCursor, nil
}

// showInThread posts into the thread of the post's card. Without a card it waits, and asks for the card.
func (b *Bot) showInThread(ctx context.Context, p Post, c content) (shown, error) {
	card, found, err := b.store.Card(ctx, p.Card)
	if err != nil {
		return shown{}, err
	}
	if !found {
		if err := b.askForCard(ctx, p); err != nil {
			return shown{}, err
		}
		return b.again(p, "no card"), nil
	}
	return b.showMessage(ctx, p, card.Channel, card.TS, c)
}

func (b *Bot) askForCard(ctx context.Context, p Post) error {
	return b.store.AddPosts(ctx, []Post{{
		Channel: p.Channel, Card: p.Card, Kind: conversations.CardChanged, Payload: json.RawMessage("{}"), Latest: p.Card + ":card",
	}}, b.now())
}

// showHint shows something to one person only, beside their message. That it may be shown twice does no harm; that
// the person is not there to see it neither.
func (b *Bot) showHint(ctx context.Context, p Post, channel string, n conversations.Notice) (shown, error) {
	c, err := b.hintContent(ctx, p, n)
	if err != nil {
		return shown{}, err
	}
	if c.text == "" { // nobody has any use for it by now
		return sent(""), nil
	}
	at := n.Staff.Message
	if at.Channel != "" {
		channel = at.Channel
	}
	options := []slack.MsgOption{slack.MsgOptionText(c.text, false), slack.MsgOptionBlocks(c.blocks...)}
	thread, err := b.threadOf(ctx, p, at)
	if err != nil {
		return shown{}, err
	}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	_, err = b.api.PostEphemeralContext(ctx, channel, n.Staff.User, options...)
	t := troubleOf(err)
	if slices.Contains([]string{"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"}, t.code) {
		return sent(""), nil
	}
	return b.settle(ctx, p, t, true), nil
}

// threadOf gives the thread in which a hint about a person's message belongs, "" for none: the card's, unless the
// hint is about a click on the card itself.
func (b *Bot) threadOf(ctx context.Context, p Post, at message.SlackRef) (string, error) {
	if p.Card == "" {
		return "", nil
	}
	card, found, err := b.store.Card(ctx, p.Card)
	if err != nil || !found || card.TS == at.TS || at.Channel != "" && card.Channel != at.Channel {
		return "", err
	}
	return card.TS, nil
}

// marks are the reactions that tell how a reply fares; one takes the place of another.
func marks() []string { return []string{"hourglass_flowing_sand", "white_check_mark", "x"} }

// showReaction puts a mark under a message in place of an earlier one.
func (b *Bot) showReaction(ctx context.Context, p Post, n conversations.Notice) shown {
	at := slack.NewRefToMessage(n.Staff.Message.Channel, n.Staff.Message.TS)
	for _, mark := range marks() {
		if mark == n.Reaction || n.Reaction == "memo" || n.Reaction == marks()[0] {
			continue
		}
		if t := troubleOf(b.api.RemoveReactionContext(ctx, mark, at)); t.kind != fine && t.kind != refused {
			return b.settle(ctx, p, t, true)
		}
	}
	t := troubleOf(b.api.AddReactionContext(ctx, n.Reaction, at))
	if t.kind == refused {
		return sent("") // already_reacted, or the message is gone
	}
	return b.settle(ctx, p, t, true)
}
