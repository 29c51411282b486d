package conversations

import (
	"cmp"
	"fmt"
	"time"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// talk is one turn while it is worked out.
type talk struct {
	Turn
	desk  *Desk
	facts Facts
	now   time.Time
	first string // the text that this one explains; "" when it stands for itself
	filed bool   // a case was opened of what the customer said before, and they do not know of it yet
}

// words are the customer's own: the text that was unclear, else the event's.
func (t *talk) words() string { return cmp.Or(t.first, t.Event.Text) }

// Next works out the turn that follows from an event. It does no I/O, and the same arguments give the same turn.
// An event of an unknown kind gives a turn that changes nothing.
func (d *Desk) Next(s State, e Event, f Facts, now time.Time) Turn {
	t := &talk{desk: d, facts: f, now: now, Turn: Turn{Event: e, State: s, Why: "nothing to do"}}
	t.forget()
	switch e.Kind {
	case Texted:
		t.texted()
	case StaffReplied, StaffWrote:
		t.staffReplied()
	case Recalled:
		t.recalled()
	case Claimed:
		t.claimed()
	case Released:
		t.released()
	case Closed:
		t.closed()
	case Reopened:
		t.reopened()
	case StaffOptOut:
		t.staffOptOut()
	case OrderMoved:
		t.orderMoved()
	case SurveyDue:
		t.surveyDue()
	case PrizeWon:
		t.prizeWon()
	case TimerRang:
		t.timerRang()
	case WebOptOut:
		t.webOptOut()
	case WebOptIn:
		t.webOptIn()
	case Broken:
		t.broken()
	case StockBack, PriceDropped:
		t.alert()
	default:
		t.Why = fmt.Sprintf("unknown kind of event %q", e.Kind)
	}
	t.spare()
	t.dropReminder(s)
	t.dropPrizes()
	return t.Turn
}

// fields are what fills in a text.
type fields = map[string]string

// say gives a text in the customer's language.
func (t *talk) say(key string, f fields) string { return t.saying(t.language(), key, f) }

// tell gives a text in the desk's language.
func (t *talk) tell(key string, f fields) string { return t.saying(t.desk.config.Language, key, f) }

func (t *talk) saying(language message.Language, key string, f fields) string {
	if f == nil {
		f = fields{}
	}
	f["shop"] = t.desk.config.Shop
	return t.desk.phrases.say(language, key, f)
}

// reply answers the customer with a text of the phrasebook.
func (t *talk) reply(key string, f fields) { t.answerWith(t.say(key, f)) }

// answerWith answers the customer automatically; where a thread is open, people see it there.
func (t *talk) answerWith(text string) {
	text = t.fit(text)
	t.send(text, message.SlackRef{})
	t.State.Recent = append(t.State.Recent, Sent{At: t.now})
	if t.threadOpen() {
		t.notice(Notice{Kind: BotSaid, Text: text})
	}
}

// fit writes a text as it goes out: in GSM 03.38 where that can be, and never longer than MaxSegments. Polish letters
// lose their marks where the text would be cut off with them, even if the shop wants to keep them.
func (t *talk) fit(text string) string {
	marked, _ := sms.Replace(text, sms.Policy{Polish: !t.desk.config.Marks})
	if t.desk.config.Marks && sms.Measure(marked).Segments > MaxSegments {
		marked, _ = sms.Replace(text, sms.Policy{Polish: true})
	}
	return sms.Truncate(marked, MaxSegments)
}

// send queues a text as an answer over the way by which the customer last wrote.
func (t *talk) send(text string, ref message.SlackRef) {
	t.Replies = append(t.Replies, message.Outbound{
		To: t.Event.Address, From: t.State.From, SMSC: t.State.SMSC, Text: text, Class: message.Service,
		Dedupe: fmt.Sprintf("turn:%s:%d", t.Event.ID, len(t.Replies)), Why: t.answerTo(), Cause: t.Event.ID, Slack: ref,
	})
}

func (t *talk) answerTo() string {
	if t.Reading.Intent != "" {
		return "answer to " + string(t.Reading.Intent)
	}
	return "answer to " + string(t.Event.Kind)
}

// notice has people see something. Where it names no conversation, it belongs to the one at hand.
func (t *talk) notice(n Notice) {
	if n.Conversation == "" && n.Kind != ChannelRemark {
		n.Conversation = t.at().ID
	}
	t.Notices = append(t.Notices, n)
}

// at is the open conversation as it stands by now; zero when there is none.
func (t *talk) at() Conversation {
	if t.Conversation != nil {
		return *t.Conversation
	}
	return t.facts.Conversation
}

// threadOpen says whether the contact has an open conversation that people follow.
func (t *talk) threadOpen() bool {
	c := t.at()
	return c.ID != "" && c.Status != Finished
}

// change takes a conversation's new form and has its card brought up to date.
func (t *talk) change(c Conversation) {
	c.Version++
	t.Conversation = &c
	for _, n := range t.Notices {
		if n.Kind == CardChanged && n.Conversation == c.ID {
			return
		}
	}
	t.notice(Notice{Kind: CardChanged, Conversation: c.ID})
}

// correctable says whether the last rating may still be corrected.
func (t *talk) correctable() bool {
	at := t.State.Rated.At
	return !at.IsZero() && t.now.Before(at.Add(correctionWindow))
}

// keepSince gives a new slice of what is not older than since.
func keepSince[T any](all []T, since time.Time, at func(T) time.Time) []T {
	var kept []T
	for _, one := range all {
		if !at(one).Before(since) {
			kept = append(kept, one)
		}
	}
	return kept
}

// withdraw has a message not go out that was queued earlier, if it still can be.
func (t *talk) withdraw(message, reason string) {
	t.Withdrawn = append(t.Withdrawn, Withdrawn{Message: message, Reason: reason})
}

// evidence is this event as a proof for the ledger.
func (t *talk) evidence(source string) consent.Evidence {
	e := t.Event
	return consent.Evidence{
		Address: e.Address, Source: source, Shown: e.Text, Actor: e.Staff.User, IP: e.Web.IP, UserAgent: e.Web.UserAgent, Event: e.ID, At: t.now,
	}
}

// context is the open question as the parser knows it.
func (q Question) context() intents.Context {
	switch q {
	case AskRating:
		return intents.ContextSurvey
	case AskWhatWrong:
		return intents.ContextComplaint
	case AskOrderNumber:
		return intents.ContextOrder
	case AskOptIn:
		return intents.ContextOptIn
	case AskContest:
		return intents.ContextContest
	case AskCaseOrder:
		return intents.ContextOrder
	case AskCaseText:
		return intents.ContextComplaint
	case NoQuestion, AskWhich, AskStop, AskWords, AskPublish, AskProduct, AskVariant, AskPrice:
		return intents.ContextNone
	default:
		return intents.ContextNone
	}
}
