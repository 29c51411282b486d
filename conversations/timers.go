package conversations

import "strconv"

// timerRang does what was planned, unless it is stale: the step it belonged to is over.
func (t *talk) timerRang() {
	t.Why = "stale timer"
	switch t.Event.Timer.Kind {
	case TimerExpire:
		// A question that has lapsed was forgotten before this turn began.
		if t.Event.Timer.Step == t.State.Step-1 && t.State.Question == NoQuestion && !t.threadOpen() {
			t.Why = "the open question has lapsed"
		}
	case TimerSent:
		t.lookIfSent()
	case TimerPrize:
		t.lookAtPrizes()
	case TimerRemind:
		t.remind()
	case TimerAnswerDue:
		t.answerDue()
	case TimerBotBack:
		t.botBack()
	}
}

// answerDue reminds people of a customer who waits: first in the thread, then in the channel.
func (t *talk) answerDue() {
	c, timer := t.facts.Conversation, t.Event.Timer
	if c.ID == "" || c.ID != timer.Conversation || c.Status == Finished || c.Replies > 0 || c.Locked {
		return
	}
	within := t.desk.config.AnswerWithin
	if timer.Step == 1 {
		t.Why = "a customer waits: reminded in the thread"
		t.notice(Notice{Kind: DeskRemark, Conversation: c.ID, Text: t.tell("remark.due", fields{"minutes": strconv.Itoa(int((within * 3 / 4).Minutes()))})})
		t.Timers = append(t.Timers, Timer{Kind: TimerAnswerDue, Conversation: c.ID, Step: 2, Due: t.desk.after(timer.Due, within/4)})
		return
	}
	t.Why = "a customer waits: reminded in the channel"
	t.notice(Notice{
		Kind: ChannelRemark, Conversation: c.ID, Quote: c.Quote,
		Text: t.tell("remark.overdue", fields{"minutes": strconv.Itoa(int(within.Minutes())), "phone": c.Address.Masked()}),
	})
}

// botBack closes a conversation that its owner has forgotten, and looks again later where they have not. A timer of an
// earlier claim is stale.
func (t *talk) botBack() {
	c, timer := t.facts.Conversation, t.Event.Timer
	if c.ID == "" || c.ID != timer.Conversation || c.Status != InHands || timer.Step != claim(c) {
		return
	}
	if due := c.ActiveAt.Add(t.desk.config.BotBackAfter); due.After(t.now) {
		t.Why = "staff was here meanwhile"
		t.Timers = append(t.Timers, Timer{Kind: TimerBotBack, Conversation: c.ID, Step: timer.Step, Due: due})
		return
	}
	t.Why = "closed: no word of staff for long"
	c.Owner = Staff{} // nobody did it
	t.finish(c)
	t.notice(Notice{Kind: DeskRemark, Conversation: c.ID, Text: t.tell("remark.bot_back", nil)})
	t.leave(c)
}
