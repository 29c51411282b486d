package e2e_test

import (
	"context"
	"encoding/json"
	"strings"

	"kurzwahl/bot/workspace"
)

// staff is somebody at the desk in Slack.
type staff struct {
	h    *house
	user string
}

func (h *house) staff(user string) staff { return staff{h, user} }

// card is a message of the bot's, in which things can be clicked, and in whose thread people write.
type card struct {
	h       *house
	channel string
	ts      string
}

// Sees waits for a message in a channel that shows all the parts.
func (s staff) Sees(channel string, parts ...string) card {
	s.h.t.Helper()
	var found workspace.Message
	s.h.until("somebody sees in "+channel+": "+strings.Join(parts, ", "), func(ctx context.Context) (err error) {
		found, err = s.h.demo.Slack().WaitMessage(ctx, channel, func(m workspace.Message) bool { return holds(shown(m), parts...) })
		return err
	})
	return card{s.h, channel, found.TS}
}

// Shows waits until the card shows all the parts.
func (c card) Shows(parts ...string) {
	c.h.t.Helper()
	c.h.until("the card shows "+strings.Join(parts, ", "), func(ctx context.Context) error {
		_, err := c.h.demo.Slack().WaitMessage(ctx, c.channel, func(m workspace.Message) bool { return m.TS == c.ts && holds(shown(m), parts...) })
		return err
	})
}

// ThreadShows waits for a message in the card's thread that shows all the parts.
func (c card) ThreadShows(parts ...string) workspace.Message {
	c.h.t.Helper()
	var found workspace.Message
	c.h.until("the thread shows "+strings.Join(parts, ", "), func(ctx context.Context) (err error) {
		found, err = c.h.demo.Slack().WaitMessage(ctx, c.channel, func(m workspace.Message) bool {
			return m.ThreadTS == c.ts && m.TS != c.ts && holds(shown(m), parts...)
		})
		return err
	})
	return found
}

// Clicks clicks the element with the action id.
func (s staff) Clicks(c card, action string) {
	s.h.t.Helper()
	s.h.until(s.user+" clicks "+action, func(ctx context.Context) error {
		return s.h.demo.Slack().Click(ctx, workspace.Click{User: s.user, Channel: c.channel, MessageTS: c.ts, ActionID: action})
	})
}

// Writes posts into the card's thread.
func (s staff) Writes(c card, text string) string {
	s.h.t.Helper()
	ts, err := s.h.demo.Slack().Say(s.user, c.channel, text, c.ts)
	if err != nil {
		s.h.t.Fatalf("%s cannot write: %v", s.user, err)
	}
	return ts
}

// Reacted waits for a reaction below a message.
func (c card) Reacted(ts, name string) {
	c.h.t.Helper()
	c.h.until("the message has the reaction "+name, func(ctx context.Context) error {
		_, err := c.h.demo.Slack().WaitMessage(ctx, c.channel, func(m workspace.Message) bool {
			if m.TS != ts {
				return false
			}
			for _, r := range m.Reactions {
				if r.Name == name {
					return true
				}
			}
			return false
		})
		return err
	})
}

// Types types a slash command.
func (s staff) Types(command string) {
	s.h.t.Helper()
	s.h.until(s.user+" types "+command, func(ctx context.Context) error {
		return s.h.demo.Slack().Command(ctx, s.user, workspace.Campaigns, command)
	})
}

// IsTold waits for an ephemeral message with all the parts.
func (s staff) IsTold(parts ...string) {
	s.h.t.Helper()
	s.h.until(s.user+" is told "+strings.Join(parts, ", "), func(ctx context.Context) error {
		_, err := s.h.demo.Slack().WaitEphemeral(ctx, s.user, func(m workspace.Message) bool { return holds(shown(m), parts...) })
		return err
	})
}

// Offered waits for an ephemeral message with all the parts, in which something can be clicked.
func (s staff) Offered(parts ...string) card {
	s.h.t.Helper()
	var found workspace.Message
	s.h.until(s.user+" is offered "+strings.Join(parts, ", "), func(ctx context.Context) (err error) {
		found, err = s.h.demo.Slack().WaitEphemeral(ctx, s.user, func(m workspace.Message) bool {
			return holds(shown(m), parts...)
		})
		return err
	})
	return card{s.h, found.Channel, found.TS}
}

// Modal waits for an open modal with the callback id.
func (s staff) Modal(callback string) workspace.View {
	s.h.t.Helper()
	var found workspace.View
	s.h.until("the modal "+callback+" opens for "+s.user, func(ctx context.Context) (err error) {
		found, err = s.h.demo.Slack().WaitView(ctx, s.user, func(v workspace.View) bool { return v.CallbackID == callback })
		return err
	})
	return found
}

// Submits fills a modal in and submits it; the answer has the errors, if there are any.
func (s staff) Submits(view workspace.View, values map[string]map[string]any) workspace.Submission {
	s.h.t.Helper()
	var answer workspace.Submission
	s.h.until(s.user+" submits "+view.CallbackID, func(ctx context.Context) (err error) {
		answer, err = s.h.demo.Slack().Submit(ctx, s.user, view.ID, values)
		return err
	})
	return answer
}

// shown is all the text of a message, as people read it.
func shown(m workspace.Message) string {
	blocks, err := json.Marshal(m.Blocks)
	if err != nil {
		return m.Text
	}
	var decoded any
	if err := json.Unmarshal(blocks, &decoded); err != nil {
		return m.Text
	}
	var b strings.Builder
	b.WriteString(m.Text)
	collect(&b, decoded)
	return b.String()
}

// collect adds all strings under "text", "title" and "name" keys, in any depth.
func collect(b *strings.Builder, v any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			collect(b, one)
		}
	case map[string]any:
		for key, value := range v {
			if text, ok := value.(string); ok {
				if key == "text" || key == "title" || key == "name" {
					b.WriteString(" " + text)
				}
				continue
			}
			collect(b, value)
		}
	}
}
