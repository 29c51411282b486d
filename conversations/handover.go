package conversations

import (
	"strings"
	"time"

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
	begin := t.desk.opens(t.now)
	t.Timers = append(t.Timers, Timer{Kind: TimerAnswerDue, Conversation: c.ID, Step: 1, Due: begin.Add(t.desk.config.AnswerWithin * 3 / 4)})
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

// when says when somebody answers: soon, or when the desk opens.
func (t *talk) when() string {
	begin := t.desk.opens(t.now)
	if !begin.After(t.now) {
		return t.say("when.soon", nil)
	}
	local := begin.In(t.desk.config.Zone)
	return t.say("when.later", fields{"day": t.day(local), "time": local.Format("15:04")})
}

// opens gives now when the desk is open, else when it opens next.
func (d *Desk) opens(now time.Time) time.Time {
	closed := func(day time.Time) bool { return d.holidays.On(d.config.Country, day) }
	begin := d.config.Hours.Next(now.In(d.config.Zone), closed)
	if begin.IsZero() {
		return now
	}
	return begin
}
