package conversations

import (
	"strconv"
	"strings"
	"time"

	"kurzwahl/sms"
)

// hint tells the person who acted, and only them, why it came to nothing.
func (t *talk) hint(conversation, key string, f fields) {
	text := t.tell(key, f)
	t.Why = "refused: " + text
	t.notice(Notice{Kind: StaffHint, Conversation: conversation, Text: text, Staff: t.Event.Staff})
}

// about is the conversation that the event is about; zero when nobody knows it.
func (t *talk) about() Conversation {
	if open := t.facts.Conversation; open.ID != "" && open.ID == t.Event.Conversation {
		return open
	}
	return t.facts.Named
}

// stale answers a click on what is no longer so, and has the card show how it is.
func (t *talk) stale(c Conversation, key string, f fields) {
	t.hint(t.Event.Conversation, key, f)
	if c.ID != "" {
		t.notice(Notice{Kind: CardChanged, Conversation: c.ID})
	}
}

// over answers an act in a conversation that is closed, or not known any more.
func (t *talk) over(c Conversation) {
	if c.Owner.Name == "" {
		t.stale(c, "hint.closed", fields{"ago": t.ago(c.ClosedAt)})
		return
	}
	t.stale(c, "hint.closed_by", fields{"name": c.Owner.Name, "ago": t.ago(c.ClosedAt)})
}

// ago says how long ago something was.
func (t *talk) ago(at time.Time) string {
	switch past := t.now.Sub(at); {
	case past < time.Minute || at.IsZero():
		return t.tell("ago.now", nil)
	case past < time.Hour:
		return t.tell("ago.minutes", fields{"n": strconv.Itoa(int(past.Minutes()))})
	default:
		return t.tell("ago.hours", fields{"n": strconv.Itoa(int(past.Hours()))})
	}
}

// claimed gives the conversation to a person. The first one gets it.
func (t *talk) claimed() {
	c := t.about()
	switch {
	case c.ID == "" || c.Status == Finished:
		t.over(c)
	case c.Status == InHands && c.Owner.User == t.Event.Staff.User:
		t.Why = "claimed already by the same person"
	case c.Status == InHands:
		t.stale(c, "hint.claimed", fields{"name": c.Owner.Name, "ago": t.ago(c.ClaimedAt)})
	default:
		t.Why = "claimed by staff"
		t.take(c)
	}
}

// take makes a person the owner. Whoever forgets a conversation loses it to the bot.
func (t *talk) take(c Conversation) {
	c.Status, c.Owner = InHands, Staff{User: t.Event.Staff.User, Name: t.Event.Staff.Name}
	c.ClaimedAt, c.ActiveAt, c.ClosedAt = t.now, t.now, time.Time{}
	t.change(c)
	t.move(c, CaseInProgress)
	t.Timers = append(t.Timers, Timer{Kind: TimerBotBack, Conversation: c.ID, Step: claim(c), Due: t.now.Add(t.desk.config.BotBackAfter)})
}

// claim tells one claim of a conversation from another: when it was, in unix milliseconds.
func claim(c Conversation) int { return int(c.ClaimedAt.UnixMilli()) }

// released gives the conversation back to those who wait for an owner.
func (t *talk) released() {
	c := t.about()
	switch {
	case c.ID == "" || c.Status == Finished:
		t.over(c)
	case c.Status == Open:
		t.stale(c, "hint.open", nil)
	default:
		t.Why = "released by staff"
		c.Status, c.Owner, c.ClaimedAt = Open, Staff{}, time.Time{}
		t.change(c)
		t.move(c, CaseOpen)
	}
}

// closed ends the conversation: the bot answers again. Whoever closed it is its owner from then on, so that its card and
// those who come later can name them.
func (t *talk) closed() {
	c := t.about()
	if c.ID == "" || c.Status == Finished {
		t.over(c)
		return
	}
	t.Why = "closed by staff"
	c.Owner = Staff{User: t.Event.Staff.User, Name: t.Event.Staff.Name}
	t.finish(c)
	t.move(c, CaseDone)
}

func (t *talk) finish(c Conversation) {
	c.Status, c.ClosedAt = Finished, t.now
	t.change(c)
}

// reopened takes a closed conversation up again, unless there is a newer one.
func (t *talk) reopened() {
	c := t.about()
	switch {
	case c.ID == "":
		t.over(c)
	case c.Status != Finished:
		t.claimed()
	case t.threadOpen():
		t.stale(c, "hint.other_open", nil)
	default:
		t.Why = "reopened by staff"
		t.take(c)
	}
}

// IsNote says whether a text that staff wrote in a thread is a note for colleagues: it begins with "//" or "note:".
func IsNote(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	return strings.HasPrefix(text, "//") || strings.HasPrefix(text, "note:") || strings.HasPrefix(text, "notiz:")
}

// staffReplied sends what a person wrote, if they may write, and if it is meant for the customer.
func (t *talk) staffReplied() {
	text, _ := sms.Replace(strings.TrimSpace(t.Event.Text), sms.Policy{})
	c := t.about()
	switch {
	case IsNote(text):
		t.Why = "a note among staff: not sent"
	case text == "":
		t.hint(c.ID, "hint.empty", nil)
	case t.barred(c, text):
	case t.Event.Kind == StaffWrote:
		t.staffWrote(text)
	case c.Locked:
		t.hint(c.ID, "hint.locked", nil)
	case c.ID == "" || c.Status == Finished || c.Owner.User != t.Event.Staff.User && !t.Event.Anyway:
		t.Why = "held: the conversation is not theirs"
		t.notice(Notice{Kind: HeldReply, Conversation: t.Event.Conversation, Text: t.Event.Text, Staff: t.Event.Staff})
	default:
		t.deliver(c, text)
	}
}

// barred says whether a text cannot go out whoever has the conversation, and tells its writer.
func (t *talk) barred(c Conversation, text string) bool {
	segments := sms.Measure(text).Segments
	switch {
	case segments > t.desk.config.MaxStaffSMS:
		t.hint(c.ID, "hint.long", fields{"segments": strconv.Itoa(segments), "limit": strconv.Itoa(t.desk.config.MaxStaffSMS)})
	case t.facts.Contact.Suppressed != "":
		t.hint(c.ID, "hint.suppressed", fields{"reason": t.facts.Contact.Suppressed})
	default:
		return false
	}
	return true
}

// deliver sends a person's words, and has the message in Slack show how they fare.
func (t *talk) deliver(c Conversation, text string) {
	t.Why = "reply of staff"
	t.send(text, t.Event.Staff.Message)
	t.hold(c, t.wroteMeanwhile(c, text))
	c.Replies++
	c.ActiveAt = t.now
	t.change(c)
	t.await(c)
	if !t.Event.Staff.Message.IsZero() {
		t.notice(Notice{Kind: ReactionAdded, Conversation: c.ID, Reaction: "hourglass_flowing_sand", Staff: t.Event.Staff})
	}
}

// staffWrote sends a text with which people write first. The conversation that it opens is theirs.
func (t *talk) staffWrote(text string) {
	c := t.at()
	if !t.threadOpen() {
		c = Conversation{ID: t.Event.ID, Address: t.Event.Address, Reason: t.tell("reason.written", nil), Quote: text, OpenedAt: t.now}
	}
	if c.Status == InHands && c.Owner.User != t.Event.Staff.User {
		t.stale(c, "hint.claimed", fields{"name": c.Owner.Name, "ago": t.ago(c.ClaimedAt)})
		return
	}
	if c.Locked {
		t.hint(c.ID, "hint.locked", nil)
		return
	}
	t.take(c)
	t.deliver(*t.Conversation, text)
	t.notice(Notice{Kind: BotSaid, Conversation: c.ID, Text: text, Staff: t.Event.Staff})
}
