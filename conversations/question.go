package conversations

import (
	"time"

	"kurzwahl/surveys"
)

// ask puts a question: what comes next is read as its answer, until it lapses. A question that was open goes on
// when this one is answered.
func (t *talk) ask(q Question, order string, lasts time.Duration) {
	s := &t.State
	if s.Question != NoQuestion && s.Question != q {
		s.pause()
		s.Draft, s.Unclear, s.Wish = Draft{}, Unclear{}, Wish{}
	}
	if s.Question == q && s.Order == order {
		s.Asked++
	} else {
		s.Asked = 1
	}
	s.Question, s.Order, s.Misread, s.Message, s.Reminded = q, order, 0, "", false
	s.AskedAt, s.ExpiresAt = t.now, t.now.Add(lasts)
	s.Step++
	t.wind()
}

// wind sets the timers of the open question.
func (t *talk) wind() {
	s := &t.State
	t.Timers = append(t.Timers, Timer{Kind: TimerExpire, Step: s.Step, Due: s.ExpiresAt})
	if s.Question != AskRating || s.Part > 0 || s.Message == "" || s.Reminded {
		return
	}
	survey, _ := surveys.Find(t.desk.config.Surveys, s.Survey)
	if due := s.AskedAt.Add(survey.RemindAfter); survey.RemindAfter > 0 && due.Before(s.ExpiresAt) && due.After(t.now) {
		t.Timers = append(t.Timers, Timer{Kind: TimerRemind, Step: s.Step, Due: due})
	}
}

// answered ends the open question; one that was interrupted is open again. Where that holds what the customer said, it
// is open again although its time is over: it lapses at once, and people see what was said.
func (t *talk) answered() {
	s := &t.State
	paused := s.Paused
	s.put(Paused{})
	s.Misread, s.Paused = 0, nil
	s.Step++
	if paused == nil || !t.now.Before(paused.ExpiresAt) && !paused.holds() {
		return
	}
	s.put(*paused)
	t.wind()
}

// put makes q the open question.
func (s *State) put(q Paused) {
	s.Question, s.Order, s.Survey, s.Part, s.Contest, s.Asked = q.Question, q.Order, q.Survey, q.Part, q.Contest, q.Asked
	s.Message, s.Reminded, s.AskedAt, s.ExpiresAt = q.Message, q.Reminded, q.AskedAt, q.ExpiresAt
	s.Draft, s.Unclear, s.Wish = q.Draft, q.Unclear, q.Wish
}

// pause puts the open question aside for another one. There is room for one: a question that holds what the customer
// said stays there.
func (s *State) pause() {
	if s.Paused == nil || !s.Paused.holds() {
		s.Paused = s.open()
	}
}

// holds says whether the question is about words of the customer that nobody has seen yet.
func (q *Paused) holds() bool { return q.Draft.Kind != "" || len(q.Unclear.Meant) > 0 }

// open gives the question as it is put aside for another one.
func (s *State) open() *Paused {
	return &Paused{
		Question: s.Question, Order: s.Order, Survey: s.Survey, Part: s.Part, Contest: s.Contest, Asked: s.Asked,
		Message: s.Message, Reminded: s.Reminded, AskedAt: s.AskedAt, ExpiresAt: s.ExpiresAt,
		Draft: s.Draft, Unclear: s.Unclear, Wish: s.Wish,
	}
}

// Messages names the messages that put the state's questions, by their Dedupe: what became of them is a fact that
// Next must know.
func (s State) Messages() []string {
	var messages []string
	for _, q := range []*Paused{{Message: s.Message}, s.Paused, s.OnItsWay} {
		if q != nil && q.Message != "" {
			messages = append(messages, q.Message)
		}
	}
	for _, w := range s.Won {
		messages = append(messages, w.Message)
	}
	return messages
}

// forget drops what is over: a question that lapsed, replies and texts that are too old to be a loop, a rating
// that can no longer be corrected.
func (t *talk) forget() {
	s := &t.State
	if s.Question != NoQuestion && !s.ExpiresAt.IsZero() && !t.now.Before(s.ExpiresAt) {
		t.lapsed()
	}
	t.prizesPassed()
	t.forgetLost()
	t.arrived()
	s.Recent = keepSince(s.Recent, t.now.Add(-replyWindow), func(r Sent) time.Time { return r.At })
	s.Heard = keepSince(s.Heard, t.now.Add(-hearWindow), func(h Heard) time.Time { return h.At })
	s.Replied = keepSince(s.Replied, t.now.Add(-repliedWindow), func(r Replied) time.Time { return r.At })
	s.Helped = keepSince(s.Helped, t.now.Add(-helpWindow), func(h Sent) time.Time { return h.At })
	if s.Part == 0 && (s.Paused == nil || s.Paused.Part == 0) && s.Question != AskWhatWrong && !t.correctable() {
		s.Rated = Rated{}
	}
}

// lapsed ends a question that nobody answered. What the customer had said before is not lost.
func (t *talk) lapsed() {
	switch t.State.Question {
	case AskWhich, AskStop:
		t.leftUnclear()
	case AskCaseOrder, AskCaseText:
		t.fileDraft(t.Event.Kind == TimerRang)
	case NoQuestion, AskRating, AskWhatWrong, AskWords, AskPublish, AskOrderNumber, AskOptIn, AskContest, AskProduct, AskVariant, AskPrice:
		t.answered()
	}
}

// forgetLost drops questions whose messages never reached the phone: nothing is held against the customer.
func (t *talk) forgetLost() {
	s := &t.State
	if s.Paused != nil && t.facts.Deliveries[s.Paused.Message].Lost {
		s.Paused = nil
	}
	if s.Question != NoQuestion && t.facts.Deliveries[s.Message].Lost {
		t.answered()
	}
}

// arrived opens the question that was on its way once it was sent: its time begins then, and not when it was queued. A
// question that the bot needs to understand what the customer said before stays open, and this one comes after it.
func (t *talk) arrived() {
	s := &t.State
	if s.OnItsWay == nil {
		return
	}
	delivery, known := t.facts.Deliveries[s.OnItsWay.Message]
	if known && !delivery.Lost && delivery.SentAt.IsZero() {
		return
	}
	question := *s.OnItsWay
	s.OnItsWay = nil
	question.AskedAt, question.ExpiresAt = delivery.SentAt, delivery.SentAt.Add(t.lasts(question.Survey))
	if !known || delivery.Lost || !t.now.Before(question.ExpiresAt) {
		return
	}
	if open := s.open(); open.holds() || open.Question == AskVariant || open.Question == AskPrice {
		if s.Paused == nil || !s.Paused.holds() {
			s.Paused = &question
		}
		return
	}
	if s.Question != NoQuestion {
		s.pause()
	}
	s.put(question)
	s.Step++
	t.wind()
}

// lasts is how long a survey's first question is open.
func (t *talk) lasts(survey string) time.Duration {
	if found, ok := surveys.Find(t.desk.config.Surveys, survey); ok {
		return found.Lasts
	}
	return surveys.OpenFor
}
