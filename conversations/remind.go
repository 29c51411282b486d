package conversations

import (
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/surveys"
)

// When it is looked whether a survey's question went out: soon after it is due, then now and then.
const (
	firstLook = time.Minute
	lookAgain = 15 * time.Minute
)

// spare has no survey go out any more to somebody with whom people talk now, or whose order came back.
func (t *talk) spare() {
	s, reason := &t.State, ""
	switch {
	case t.threadOpen() && t.facts.Conversation.ID != t.at().ID:
		reason = "a conversation was opened"
	case t.threadOpen() || s.Draft.Kind != "" || slices.ContainsFunc(t.facts.Cases, Case.open):
		reason = "a conversation or a case is open"
	case s.OnItsWay != nil && t.wentBack(s.OnItsWay.Order):
		reason = "the order did not stay with the customer"
	}
	if reason == "" {
		return
	}
	if s.OnItsWay != nil {
		t.withdraw(s.OnItsWay.Message, reason)
		s.OnItsWay = nil
	}
	for _, q := range []*Paused{s.open(), s.Paused} {
		if q != nil && q.Question == AskRating && q.Reminded && t.facts.Conversation.ID != t.at().ID {
			t.withdraw(reminderOf(q.Message), reason)
		}
	}
}

// dropReminder has a reminder that still waits, such as for the link, not go out once its question is over.
func (t *talk) dropReminder(before State) {
	s := &t.State
	asks := before.Question == AskRating && before.Reminded && before.Message != ""
	if asks && s.Message != before.Message && (s.Paused == nil || s.Paused.Message != before.Message) {
		t.withdraw(reminderOf(before.Message), "the question is over")
	}
}

// reminderOf is the Dedupe of the reminder of a question that a message put.
func reminderOf(message string) string { return "reminder:" + message }

// wentBack says whether the order of that number did not stay with the customer.
func (t *talk) wentBack(number string) bool {
	return slices.ContainsFunc(t.facts.Orders, func(o Order) bool { return o.Number == number && cameBack(o.State) })
}

// lookIfSent waits for a survey's question to go out. That it did was noticed before this turn began.
func (t *talk) lookIfSent() {
	if t.State.OnItsWay == nil {
		t.Why = "the survey's question is no longer on its way"
		return
	}
	t.Why = "the survey's question is still on its way"
	t.Timers = append(t.Timers, Timer{Kind: TimerSent, Step: t.Event.Timer.Step, Due: t.now.Add(lookAgain)})
}

// remind puts a survey's question a second time, and never again. It is marketing like the first one, and useless
// when it comes so late that the question has lapsed.
func (t *talk) remind() {
	s := &t.State
	survey, ok := surveys.Find(t.desk.config.Surveys, s.Survey)
	switch {
	case !ok || t.Event.Timer.Step != s.Step || s.Question != AskRating || s.Part > 0 || s.Reminded:
		return
	case t.threadOpen() || slices.ContainsFunc(t.facts.Cases, Case.open):
		t.Why = "not reminded: a conversation or a case is open"
		return
	case t.wentBack(s.Order):
		t.Why = "not reminded: the order did not stay with the customer"
		return
	}
	again := t.question(survey, "survey.reminder", s.Order)
	again.Dedupe, again.Why, again.Deadline = reminderOf(s.Message), "reminder of survey "+survey.Name, s.ExpiresAt
	switch decision := t.gate(again); decision.Verdict {
	case consent.Skip:
		t.Why = "not reminded: " + decision.Reason
	case consent.Hold:
		t.Why = "reminded later: " + decision.Reason
		t.Timers = append(t.Timers, Timer{Kind: TimerRemind, Step: s.Step, Due: decision.Until})
	case consent.Send:
		t.Why = "reminded of a survey"
		s.Reminded = true
		t.Replies = append(t.Replies, again)
	}
}
