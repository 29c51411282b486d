package conversations

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// numberLasts is how long the bot waits for an order number.
const numberLasts = 24 * time.Hour

// orderStatus tells how an order stands. Facts hold only orders of this phone, so nothing is ever told of others.
func (t *talk) orderStatus() {
	number := t.Reading.Slots[intents.SlotOrder]
	if number != "" {
		t.numbered(number)
		return
	}
	open := openOrders(t.facts.Orders)
	switch {
	case len(open) == 1:
		t.tellOrder(open[0])
	case len(open) > 1:
		t.Why = "several open orders: asked which"
		t.reply("order.which", fields{"orders": enumerate(open)})
		t.ask(AskOrderNumber, "", numberLasts)
	case len(t.facts.Orders) > 0:
		t.tellOrder(t.facts.Orders[0])
	case t.State.Question == AskOrderNumber:
		t.notFound("")
	default:
		t.Why = "no order of this phone: asked for the number"
		t.reply("order.number", nil)
		t.ask(AskOrderNumber, "", numberLasts)
	}
}

// numbered tells of the order with that number, or asks again, or hands over.
func (t *talk) numbered(number string) {
	if i := slices.IndexFunc(t.facts.Orders, func(o Order) bool { return sameNumber(o.Number, number) }); i >= 0 {
		t.tellOrder(t.facts.Orders[i])
		return
	}
	t.notFound(number)
}

// notFound asks for the number again, as often as the shop wants, and then hands over. Whether the number exists
// for somebody else is not told.
func (t *talk) notFound(number string) {
	asked := 0
	if t.State.Question == AskOrderNumber {
		asked = t.State.Misread
	}
	if number == "" || asked >= t.desk.config.OrderRetries {
		t.handOver(t.tell("reason.order", nil))
		return
	}
	t.Why = "no such order of this phone: asked again"
	t.reply("order.unknown", fields{"order": sms.Truncate(number, 1)})
	t.ask(AskOrderNumber, "", numberLasts)
	t.State.Misread = asked + 1
}

// tellOrder answers with the state of one order.
func (t *talk) tellOrder(o Order) {
	t.Why = "told the state of an order"
	if t.State.Question == AskOrderNumber {
		t.answered()
	}
	t.answerWith(t.orderText(o))
}

// openOrders gives those that the customer still waits for.
func openOrders(all []Order) []Order {
	var open []Order
	for _, o := range all {
		switch o.State {
		case "delivered", "cancelled", "returned", "refunded", "partially_refunded":
		default:
			open = append(open, o)
		}
	}
	return open
}

// maxNamed is how many orders a question names.
const maxNamed = 4

func enumerate(orders []Order) string {
	numbers := make([]string, 0, maxNamed)
	for _, o := range orders[:min(len(orders), maxNamed)] {
		numbers = append(numbers, o.Number)
	}
	return strings.Join(numbers, ", ")
}

// sameNumber compares order numbers as people type them: case, spaces and signs do not count, and the letters in
// front may be missing.
func sameNumber(have, typed string) bool {
	h, w := bare(have), bare(typed)
	return w != "" && (h == w || strings.TrimLeftFunc(h, unicode.IsLetter) == w)
}

func bare(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
}

// orderMoved tells the customer of a new state of an order, once for each state, and never of an older one than
// they were told last.
func (t *talk) orderMoved() {
	o := t.Event.Order
	key := o.Source + ":" + o.Number
	i := slices.IndexFunc(t.State.Told, func(told Told) bool { return told.Order == key })
	switch {
	case !slices.Contains(t.desk.config.News, o.State) || !t.desk.phrases.has("state."+o.State):
		t.Why = fmt.Sprintf("customers are not told of %q", o.State)
		return
	case i >= 0 && (t.State.Told[i].State == o.State || o.StateAt.Before(t.State.Told[i].At)):
		t.Why = "told already, or of something newer"
		return
	case t.outdated(o):
		t.Why = "the order has moved on: the newer news is told"
		return
	}
	text := t.fit(t.say("order.news", fields{"text": t.orderText(o)}))
	news := message.Outbound{
		To: t.Event.Address, From: t.State.From, SMSC: t.State.SMSC, Text: text, Class: message.Transactional,
		Dedupe: fmt.Sprintf("order:%s:%s", key, o.State), Why: "order " + o.State, Cause: t.Event.ID,
	}
	if decision := t.gate(news); decision.Verdict == consent.Skip {
		t.Why = "not told: " + decision.Reason
		return
	}
	t.Why = "told that an order is " + o.State
	t.Replies = append(t.Replies, news)
	if t.threadOpen() {
		t.notice(Notice{Kind: BotSaid, Text: text})
	}
	t.remember(Told{Order: key, State: o.State, At: o.StateAt}, i)
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
