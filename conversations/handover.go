package conversations

import (
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/intents"
)

// handOver gives the customer's words to people, and tells the customer when somebody answers. In a conversation
// that is open already the words stand in its thread, and nothing more is said.
func (t *talk) handOver(reason string) {
	t.Why = "handed over: " + reason
	if t.State.Question == AskOrderNumber {
		t.answered()
	}
	if t.State.Draft.Kind != "" {
		t.fileDraft(true)
		t.escalate(reason)
	}
	if t.threadOpen() {
		return
	}
	t.escalate(reason)
	t.reply("handover", fields{"when": t.when()})
}

// escalate opens a conversation, or adds the reason to the one that is open.
func (t *talk) escalate(reason string) {
	if c := t.at(); t.threadOpen() {
		if !strings.Contains(c.Reason, reason) {
			c.Reason += "; " + reason
			t.change(c)
		}
		return
	}
	c := Conversation{
		ID: t.Event.ID, Address: t.Event.Address, Status: Open, Reason: reason, Quote: t.shown(t.words()),
		Intent: t.Reading.Intent, Confidence: t.Reading.Confidence, Order: t.orderMeant(), OpenedAt: t.now,
	}
	t.change(c)
	t.Timers = append(t.Timers, Timer{Kind: TimerAnswerDue, Conversation: c.ID, Step: 1, Due: t.desk.after(t.now, t.desk.config.AnswerWithin*3/4)})
}

// orderMeant is the number of the order that a text is about: named, asked about, or the only open one.
func (t *talk) orderMeant() string {
	if number := t.Reading.Slots[intents.SlotOrder]; number != "" {
		return number
	}
	if t.State.Order != "" {
		return t.State.Order
	}
	if t.State.Rated.Order != "" {
		return t.State.Rated.Order
	}
	if open := openOrders(t.facts.Orders); len(open) == 1 {
		return open[0].Number
	}
	return ""
}

// reason says why the bot does not answer by itself.
func (t *talk) reason() string {
	r := t.Reading
	if len(r.Ambiguous) == 2 {
		return t.tell("reason.ambiguous", fields{"first": t.named(r.Ambiguous[0]), "second": t.named(r.Ambiguous[1])})
	}
	return t.named(r.Intent)
}

func (t *talk) named(intent intents.Intent) string {
	key := "reason." + string(intent)
	switch {
	case t.desk.phrases.has(key):
		return t.tell(key, nil)
	case t.desk.phrases.has(choice(intent)):
		return t.tell(choice(intent), nil)
	case intent == intents.Yes || intent == intents.No:
		return t.tell("reason.unknown", nil)
	default:
		return string(intent)
	}
}

// when says when somebody answers: soon, on the next day where the desk closes before, or when the desk opens.
func (t *talk) when() string {
	begin, due := t.desk.opens(t.now), t.desk.after(t.now, t.desk.config.AnswerWithin)
	switch {
	case begin.After(t.now):
		return t.moment("when.later", begin)
	case due.After(t.now.Add(t.desk.config.AnswerWithin)):
		return t.moment("when.by", due)
	default:
		return t.say("when.soon", nil)
	}
}

// moment gives a text with a day and a time of day, in whole minutes that are not too early.
func (t *talk) moment(key string, at time.Time) string {
	local := at.Add(time.Minute - time.Nanosecond).Truncate(time.Minute).In(t.desk.config.Zone)
	return t.say(key, fields{"day": t.day(local), "time": local.Format("15:04")})
}

// opens gives now when the desk is open, else when it opens next.
func (d *Desk) opens(now time.Time) time.Time {
	begin := d.config.Hours.Next(now.In(d.config.Zone), d.closed)
	if begin.IsZero() {
		return now
	}
	return begin
}

// Night gives since when the desk was closed before a moment at which it opens; open is false where it is not open then.
func (d *Desk) Night(opening time.Time) (since time.Time, open bool) {
	local := opening.In(d.config.Zone)
	if !d.config.Hours.Includes(local, d.closed) {
		return time.Time{}, false
	}
	return d.config.Hours.Closed(local, d.closed), true
}

// closed says whether the desk keeps a holiday.
func (d *Desk) closed(day time.Time) bool {
	return d.holidays.On(consent.Region{Country: d.config.Country, State: d.config.State}, day)
}

// after is when people have had the given time to work since begin.
func (d *Desk) after(begin time.Time, work time.Duration) time.Time {
	done := d.config.Hours.Add(begin.In(d.config.Zone), work, d.closed)
	if done.IsZero() {
		return begin.Add(work)
	}
	return done
}
