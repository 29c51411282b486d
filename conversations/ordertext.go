package conversations

import (
	"strconv"
	"strings"
	"time"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// orderText says how an order stands. A link that would make the text too long is left out.
func (t *talk) orderText(o Order) string {
	key := "state." + o.State
	if !t.desk.phrases.has(key) {
		key = "state.unknown"
	}
	f := fields{
		"order": o.Number, "date": t.date(o.StateAt), "carrier": t.piece("carrier", carrierName(o.Carrier)),
		"expected": t.piece("day", t.expectedDay(o.Expected)), "amount": t.piece("amount", t.amount(o)),
		"link": t.piece("link", t.link(o)),
	}
	text := t.say(key, f)
	whole, _ := sms.Replace(t.say("order.news", fields{"text": text}), sms.Policy{Polish: true})
	if f["link"] != "" && sms.Measure(whole).Segments > MaxSegments {
		f["link"] = t.piece("link", o.TrackingNumber)
		text = t.say(key, f)
	}
	return text
}

// piece gives the part of a text that is there only when its value is.
func (t *talk) piece(name, value string) string {
	if value == "" {
		return ""
	}
	key := "piece." + name
	if name == "day" {
		key = "piece.expected"
	}
	return t.say(key, fields{name: value})
}

// link is the shortened tracking page, else the parcel's number.
func (t *talk) link(o Order) string {
	if o.TrackingLink != "" {
		return o.TrackingLink
	}
	return o.TrackingNumber
}

// carrierName writes the codes that shops send as people know them.
func carrierName(code string) string {
	switch strings.ToLower(code) {
	case "dhl", "dpd", "gls", "ups":
		return strings.ToUpper(code)
	case "hermes":
		return "Hermes"
	case "inpost":
		return "InPost"
	case "post_at":
		return "Post AT"
	default:
		return code
	}
}

// date writes the day of a moment on the shop's clock, in the customer's language.
func (t *talk) date(at time.Time) string {
	if at.IsZero() {
		at = t.now
	}
	return t.day(at.In(t.desk.config.Zone))
}

func (t *talk) day(at time.Time) string {
	if t.language() == message.English {
		return at.Format("2 Jan 2006")
	}
	return at.Format("02.01.2006")
}

// expectedDay writes the day of delivery, which shops give as YYYY-MM-DD; "" when it is none.
func (t *talk) expectedDay(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.day(at)
}

// amount writes the order's total, "" when there is none.
func (t *talk) amount(o Order) string {
	whole, cents, _ := strings.Cut(o.Total, ".")
	minor, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
	if o.Total == "" || err != nil {
		return ""
	}
	return sms.Money(minor, o.Currency, sms.Locale(t.language()))
}
