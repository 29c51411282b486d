package store

import (
	"context"
	"time"

	"kurzwahl/conversations"
)

// The channels that the bot resolves; every other channel of a post is a Slack channel id.
const (
	inboxChannel    = "inbox"
	campaignChannel = "campaign"
)

// post is one thing that is to be shown in Slack.
type post struct {
	Channel string                   // inboxChannel, campaignChannel or a Slack channel id
	Card    string                   // the card it is, or in whose thread it goes: "conversation:ID", "campaign:ID"; "" for neither
	Kind    conversations.NoticeKind // what it is
	Payload any                      // a conversations.Notice, or what else the kind carries; stored as JSON
	Latest  string                   // of posts with one key only the last matters; "" for none
}

// addPosts queues posts within a transaction, in the order given, and wakes the bot. A post whose Latest key is
// known takes the place of the older one: one that waits gets the new payload, one that was sent is sent again
// with it, and one that is under way or whose fate is uncertain keeps its state, so that it is looked for before it
// is posted twice; its revision says that it has to be shown again.
func addPosts(ctx context.Context, c *conn, posts []post, now time.Time) error {
	if len(posts) == 0 {
		return nil
	}
	last := make(map[string]int, len(posts))
	for i, p := range posts {
		if p.Latest != "" {
			last[p.Latest] = i
		}
	}
	rows := make([][]any, 0, len(posts))
	for i, p := range posts {
		if p.Latest != "" && last[p.Latest] != i {
			continue
		}
		rows = append(rows, []any{newID(), p.Channel, p.Card, string(p.Kind), toJSON(p.Payload), nullable(p.Latest), "pending", millis(now), millis(now)})
	}
	_, err := c.insert(ctx, "slack_post", "id, channel, card, kind, payload, latest, state, next_ms, created_ms", `
		ON CONFLICT (latest) DO UPDATE SET payload = excluded.payload, kind = excluded.kind, revision = slack_post.revision + 1, error = '',
			attempts = CASE WHEN slack_post.state IN ('sending', 'uncertain') THEN slack_post.attempts ELSE 0 END,
			next_ms = CASE WHEN slack_post.state IN ('sending', 'uncertain') THEN slack_post.next_ms ELSE excluded.next_ms END,
			state = CASE WHEN slack_post.state IN ('sending', 'uncertain') THEN slack_post.state ELSE 'pending' END`, rows)
	if err != nil {
		return err
	}
	c.wake(Posts)
	return nil
}
