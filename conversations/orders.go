package conversations

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"kurzwahl/intents"
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
