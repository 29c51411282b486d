package conversations

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// Replied is something that people wrote to the customer. While it waits to go out, its writer can take it back.
type Replied struct {
	Slack        message.SlackRef `json:"slack"`   // the Slack message; zero for what was written elsewhere, which is not offered to be taken back
	User         string           `json:"user"`    // who wrote it
	Message      string           `json:"message"` // what carries it, by its Dedupe
	Conversation string           `json:"conversation"`
	At           time.Time        `json:"at"`
	Due          time.Time        `json:"due,omitzero"`   // when it goes out; zero is at once
	Back         bool             `json:"back,omitempty"` // it was taken back
}

// ReactionBack is the reaction below a reply that was taken back.
const ReactionBack = "leftwards_arrow_with_hook"

// The Reasons of a Recalled that comes from no button.
const (
	RecallDeleted = "deleted" // somebody deleted what they wrote
	RecallAsked   = "asked"   // its new words do not go out by themselves; their writer is asked, or told why
)

// How long, and how many of them, replies are remembered.
const (
	repliedWindow = 24 * time.Hour
	mostReplied   = 10
)

// HeldMessages lists, by their Dedupe, the messages with what people wrote lately: those that still wait belong into
// Facts.Deliveries, locked so that they cannot go out during the turn.
func (s State) HeldMessages() []string {
	var messages []string
	for _, r := range s.Replied {
		if !r.Back {
			messages = append(messages, r.Message)
		}
	}
	return messages
}

// waits says whether a reply has surely not gone out.
func (t *talk) waits(r Replied) bool {
	d, known := t.facts.Deliveries[r.Message]
	return known && d == Delivery{} && !r.Back
}

// hold keeps the reply that was queued last until it cannot be undone any more, and offers its writer to take it back.
// meanwhile is why they may want to; where nothing can be undone they are told at least. What was not written in a thread
// waits only behind what was.
func (t *talk) hold(c Conversation, meanwhile string) {
	reply, staff := &t.Replies[len(t.Replies)-1], t.Event.Staff
	for _, r := range t.State.Replied {
		if !r.Back && r.Due.After(t.now) {
			reply.Due = r.Due
		}
	}
	if due := t.now.Add(t.desk.config.Undo); !staff.Message.IsZero() && t.desk.config.Undo > 0 && due.After(reply.Due) {
		reply.Due = due
	}
	replied := append(slices.Clone(t.State.Replied), Replied{
		Slack: staff.Message, User: staff.User, Message: reply.Dedupe, Conversation: c.ID, At: t.now, Due: reply.Due,
	})
	t.State.Replied = replied[max(0, len(replied)-mostReplied):]
	switch {
	case staff.Message.IsZero():
	case !reply.Due.IsZero():
		t.notice(Notice{Kind: UndoOffered, Conversation: c.ID, Text: meanwhile, Staff: staff, Until: reply.Due})
	case meanwhile != "":
		t.notice(Notice{Kind: StaffHint, Conversation: c.ID, Text: meanwhile, Staff: staff})
	}
}

// wroteMeanwhile is what the writer of a reply hears where the customer wrote while it was being typed, "" where not: a
// text of which they may not have known. A text from before somebody last did something in the conversation is none.
func (t *talk) wroteMeanwhile(c Conversation, text string) string {
	written := t.Event.At
	if written.IsZero() || written.After(t.now) {
		written = t.now
	}
	if len(t.State.Heard) == 0 {
		return ""
	}
	heard := t.State.Heard[len(t.State.Heard)-1].At
	seen := !c.ActiveAt.After(written) && !heard.After(c.ActiveAt)
	if seen || !heard.After(c.OpenedAt) || !heard.After(written.Add(-typing(text))) {
		return ""
	}
	return t.tell("hint.meanwhile", nil)
}

// The pace of somebody who types, and the bounds of what they take for one text.
const (
	charactersASecond = 5
	leastTyping       = 5 * time.Second
	mostTyping        = time.Minute
)

// typing is about how long it takes to write a text.
func typing(text string) time.Duration {
	return min(max(time.Duration(utf8.RuneCountInString(text))*time.Second/charactersASecond, leastTyping), mostTyping)
}

// warnHolders tells those whose replies wait to go out that the customer has written something, although they may have
// closed the conversation meanwhile.
func (t *talk) warnHolders() {
	for _, r := range t.State.Replied {
		if t.waits(r) && r.Due.After(t.now) && !r.Slack.IsZero() {
			t.notice(Notice{
				Kind: UndoOffered, Conversation: r.Conversation, Text: t.tell("hint.meanwhile", nil), Staff: Staff{User: r.User, Message: r.Slack}, Until: r.Due,
			})
		}
	}
}

// recalled takes back what a person wrote, or has their new words go out in its place, as long as it waits. Of what was sent
// for one Slack message several times, the last is meant.
func (t *talk) recalled() {
	i := len(t.State.Replied) - 1
	for i >= 0 && (t.State.Replied[i].Slack != t.Event.Staff.Message || t.State.Replied[i].User != t.Event.Staff.User) {
		i--
	}
	switch {
	case i < 0 && t.heldBack():
		t.Why = "held: what was held back has other words now"
		t.notice(Notice{Kind: HeldReply, Conversation: t.Event.Conversation, Text: t.Event.Text, Staff: t.Event.Staff})
	case i < 0 && t.Event.Reason == RecallAsked:
		t.Why = "what is asked about was not sent before"
	case i < 0:
		t.tooLate("hint.edited_here", "hint.deleted_here")
	case t.State.Replied[i].Back && t.Event.Reason != "":
		t.Why = "changed or deleted what was taken back before"
	case t.State.Replied[i].Back:
		t.hint(t.Event.Conversation, "hint.taken_back", nil)
	case !t.waits(t.State.Replied[i]):
		t.tooLate("hint.first_version", "hint.deleted_late")
	default:
		t.takeBack(i)
	}
}

// heldBack says whether new words stand in a message that was not sent, since the conversation is not its writer's: they are
// asked about it still, or once more.
func (t *talk) heldBack() bool {
	c, text := t.about(), strings.TrimSpace(t.Event.Text)
	return text != "" && !IsNote(text) && !c.Locked && (c.Status != InHands || c.Owner.User != t.Event.Staff.User)
}

// tooLate tells who wants to change or take back what went out that this cannot be.
func (t *talk) tooLate(changed, deleted string) {
	key := "hint.too_late"
	switch {
	case strings.TrimSpace(t.Event.Text) != "" || t.Event.Reason == RecallAsked:
		key = changed
	case t.Event.Reason == RecallDeleted:
		key = deleted
	}
	t.hint(t.Event.Conversation, key, nil)
}

// takeBack withdraws a reply that waits, and sends the new words in its place if there are some that can go out.
func (t *talk) takeBack(i int) {
	c, text := t.about(), ""
	t.withdraw(t.State.Replied[i].Message, "taken back by who wrote it")
	c.Replies--
	t.State.Replied = slices.Clone(t.State.Replied)
	if !IsNote(t.Event.Text) {
		text, _ = sms.Replace(strings.TrimSpace(t.Event.Text), sms.Policy{})
	}
	switch {
	case t.Event.Reason == RecallAsked: // the question is hint enough
	case text == "":
		t.hint(c.ID, "hint.taken_back", nil)
	case c.Locked:
		t.hint(c.ID, "hint.locked", nil)
	case t.barred(c, text):
	default:
		t.State.Replied = slices.Delete(t.State.Replied, i, i+1)
		t.deliver(c, text)
		t.Why = "reply of staff, in place of an earlier one"
		return
	}
	t.Why = "reply taken back by who wrote it"
	t.State.Replied[i].Back = true
	t.workOn(c)
	t.change(c)
	t.notice(Notice{Kind: ReactionAdded, Conversation: c.ID, Reaction: ReactionBack, Staff: t.Event.Staff})
}

// dropHeld withdraws the replies that wait, since nothing may be sent any more, tells their writers, and gives how many of
// them were in the conversation. Those count too that were written in one that was closed meanwhile.
func (t *talk) dropHeld(conversation string) int {
	dropped := 0
	t.State.Replied = slices.Clone(t.State.Replied)
	for i, r := range t.State.Replied {
		if !t.waits(r) {
			continue
		}
		if r.Conversation == conversation {
			dropped++
		}
		t.State.Replied[i].Back = true
		t.withdraw(r.Message, "opted out")
		if r.Slack.IsZero() {
			continue
		}
		staff := Staff{User: r.User, Message: r.Slack}
		t.notice(Notice{Kind: StaffHint, Conversation: r.Conversation, Text: t.tell("hint.locked", nil), Staff: staff})
		t.notice(Notice{Kind: ReactionAdded, Conversation: r.Conversation, Reaction: "x", Staff: staff})
	}
	return dropped
}
