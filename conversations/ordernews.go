package conversations

import (
	"fmt"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// orderMoved tells the customer of a new state of an order, once for each state, and never of an older one than
// they were told last. News waits a little before it goes out: what comes meanwhile takes its place, and its time.
func (t *talk) orderMoved() {
	o := t.Event.Order
	key := o.Source + ":" + o.Number
	i := slices.IndexFunc(t.State.Told, func(told Told) bool { return told.Order == key })
	last := Told{}
	if i >= 0 {
		last = t.State.Told[i]
	}
	waits := last.Due.After(t.now)
	switch {
	case o.StateAt.Before(last.At) || last.State == o.State && !waits:
		t.Why = "told already, or of something newer"
		return
	case !slices.Contains(t.desk.config.News, o.State) || !t.desk.phrases.has("state."+o.State):
		t.Why = fmt.Sprintf("customers are not told of %q", o.State)
		if waits && cameBack(o.State) {
			t.replaceNews(last)
		}
		return
	case t.outdated(o):
		t.Why = "the order has moved on: the newer news is told"
		return
	}
	news := t.news(o, last.Due)
	if decision := t.gate(news); decision.Verdict == consent.Skip {
		t.Why = "not told: " + decision.Reason
		return
	}
	t.Why = "told that an order is " + o.State
	if waits {
		t.replaceNews(last)
	}
	t.Replies = append(t.Replies, news)
	if t.threadOpen() {
		t.notice(Notice{Kind: BotSaid, Text: news.Text})
	}
	t.remember(Told{Order: key, State: o.State, At: o.StateAt, Message: news.Dedupe, Due: news.Due}, i)
}

// news is the text about a new state of an order. It goes out when the news that it replaces was due, else after
// the time in which changes of an order become one text.
func (t *talk) news(o Order, due time.Time) message.Outbound {
	if !due.After(t.now) {
		due = t.now.Add(max(0, t.desk.config.MergeNews))
	}
	return message.Outbound{
		To: t.Event.Address, From: t.State.From, SMSC: t.State.SMSC, Text: t.fit(t.say("order.news", fields{"text": t.orderText(o)})),
		Class: message.Transactional, Dedupe: fmt.Sprintf("order:%s:%s:%s", o.Source, o.Number, o.State), Due: due,
		Why: "order " + o.State, Cause: t.Event.ID,
	}
}

// replaceNews withdraws news that did not go out yet.
func (t *talk) replaceNews(last Told) {
	t.withdraw(last.Message, "the order has moved on")
	if t.threadOpen() {
		t.notice(Notice{Kind: DeskRemark, Text: t.tell("remark.news_replaced", nil)})
	}
}

// outdated says whether the shop has a newer state of the order by now that customers are told of, too.
func (t *talk) outdated(o Order) bool {
	return slices.ContainsFunc(t.facts.Orders, func(now Order) bool {
		return now.Source == o.Source && now.Number == o.Number && now.State != o.State && now.StateAt.After(o.StateAt) &&
			slices.Contains(t.desk.config.News, now.State)
	})
}

// maxTold is of how many orders the last news is remembered; the dedupe key guards those before.
const maxTold = 20

// remember keeps the last news of an order, in a slice of its own: State is a value.
func (t *talk) remember(told Told, at int) {
	all := slices.Clone(t.State.Told)
	if at >= 0 {
		all = slices.Delete(all, at, at+1)
	}
	all = append(all, told)
	if len(all) > maxTold {
		all = all[len(all)-maxTold:]
	}
	t.State.Told = all
}
