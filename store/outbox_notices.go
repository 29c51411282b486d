package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/outbox"
)

// ending is a message that is done with.
type ending struct {
	message message.Outbound
	state   message.State
	reason  string
}

// tellStaff shows on staff replies what became of them, and tells their authors why one did not arrive.
func (c *conn) tellStaff(ctx context.Context, ends []ending, words outbox.Words, now time.Time) error {
	var posts []post
	for _, e := range ends {
		reaction := outbox.Reaction(e.state)
		if e.message.Slack.IsZero() || reaction == "" {
			continue
		}
		staff, conversation, err := c.author(ctx, e.message)
		if err != nil {
			return err
		}
		ref := e.message.Slack
		posts = append(posts, post{
			Channel: ref.Channel, Card: card(conversation), Kind: conversations.ReactionAdded, Latest: "reaction:" + ref.Channel + ":" + ref.TS,
			Payload: conversations.Notice{Kind: conversations.ReactionAdded, Conversation: conversation, Staff: staff, Reaction: reaction},
		})
		if reaction == outbox.ReactionFailed {
			posts = append(posts, post{
				Channel: ref.Channel, Card: card(conversation), Kind: conversations.StaffHint,
				Payload: conversations.Notice{
					Kind: conversations.StaffHint, Conversation: conversation, Staff: staff, Text: words.Undelivered(e.state, e.reason),
				},
			})
		}
	}
	return addPosts(ctx, c, posts, now)
}

func card(conversation string) string {
	if conversation == "" {
		return ""
	}
	return "conversation:" + conversation
}

// author finds who wrote a staff reply, by the event that it follows from, and in which conversation.
func (c *conn) author(ctx context.Context, m message.Outbound) (conversations.Staff, string, error) {
	staff := conversations.Staff{Message: m.Slack}
	var payload string
	err := c.row(ctx, "SELECT COALESCE((SELECT payload FROM event WHERE id = $1), '')", m.Cause).Scan(&payload)
	if err != nil || payload == "" {
		return staff, "", err
	}
	var e conversations.Event
	if err := json.Unmarshal([]byte(payload), &e); err != nil {
		return staff, "", fmt.Errorf("read cause of message: %w", err)
	}
	staff.User, staff.Name = e.Staff.User, e.Staff.Name
	return staff, e.Conversation, nil
}
