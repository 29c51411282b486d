package conversations

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kurzwahl/consent"
	"kurzwahl/intents"
)

// maxCaseQuestions is how much a customer is asked before people take over.
const maxCaseQuestions = 2

// beginCase takes up what people must settle: it asks for the order and for a description, where they are missing. In
// an open conversation the case is opened at once, and its words stand in the thread. It gives false where there is
// a case already that these words belong to.
func (t *talk) beginCase() bool {
	draft := Draft{Kind: t.Reading.Intent, Order: t.Reading.Slots[intents.SlotOrder], Text: t.words()}
	if draft.Order == "" {
		draft.Order = t.onlyOrder()
	}
	if t.threadOpen() {
		if t.at().Case != "" {
			return false
		}
		t.Why = "opened a case in the conversation"
		t.fileCase(draft)
		t.reply("case.opened", fields{"case": t.at().Case, "when": t.when()})
		return true
	}
	t.furtherCase(draft)
	return true
}

// onlyOrder is the order that a case is about where the phone leaves no choice.
func (t *talk) onlyOrder() string {
	if order := t.orderIn(t.words()); order != "" {
		return order
	}
	if open := openOrders(t.facts.Orders); len(open) == 1 && len(t.facts.Orders) == 1 || len(t.facts.Orders) == 1 {
		return t.facts.Orders[0].Number
	}
	return ""
}

// furtherCase asks what is missing, or opens the case.
func (t *talk) furtherCase(draft Draft) {
	switch {
	case draft.Asked < maxCaseQuestions && draft.Order == "" && draft.Kind != intents.Privacy && t.State.Question != AskCaseOrder && t.State.Question != AskCaseText:
		t.Why = "a case: asked for the order"
		if orders := t.facts.Orders; len(orders) > 1 {
			t.reply("order.which", fields{"orders": enumerate(orders)})
		} else {
			t.reply("order.number", nil)
		}
		t.ask(AskCaseOrder, "", caseLasts)
	case draft.Asked < maxCaseQuestions && draft.Kind == intents.Complaint && !described(draft) && t.State.Question != AskCaseText:
		t.Why = "a case: asked for a description"
		t.reply("case.describe", nil)
		if t.State.Question == AskCaseOrder {
			t.answered()
		}
		t.ask(AskCaseText, "", caseLasts)
	default:
		t.State.Draft = draft
		t.fileDraft(true)
		t.Why = "opened a case"
		return
	}
	draft.Asked++
	t.State.Draft = draft
}

// described says whether a draft says in some words what is wrong.
func described(draft Draft) bool {
	words := 0
	for word := range strings.FieldsSeq(draft.Text) {
		if strings.ContainsFunc(word, unicode.IsLetter) && !sameNumber(draft.Order, word) {
			words++
		}
	}
	return words >= 3
}

// caseOrder takes the answer to which order a case is about. It says whether the text was one: questions of another
// kind are answered, and the case goes on.
func (t *talk) caseOrder() bool {
	number := t.Reading.Slots[intents.SlotOrder]
	draft := t.State.Draft
	switch {
	case beside(t.Reading.Intent), t.asksAside(), t.Reading.Intent == intents.OrderStatus && number == "":
		return false
	case t.Reading.Intent == intents.Human:
		draft.Asked = maxCaseQuestions
		draft.Text += " / " + t.Event.Text
	case t.Reading.Intent == intents.OrderStatus && looksLikeAnAnswer(t.Event.Text):
		draft.Order = number
	case number != "":
		draft.Order = number
		draft.Text += " / " + t.Event.Text
	case t.Reading.Intent == intents.No:
	default:
		draft.Order = t.orderIn(t.Event.Text)
		draft.Text += " / " + t.Event.Text
	}
	t.furtherCase(draft)
	return true
}

// caseText takes the description of a case. It says whether the text was one.
func (t *talk) caseText() bool {
	if beside(t.Reading.Intent) || t.asksAside() || t.Reading.Intent == intents.OrderStatus {
		return false
	}
	draft := t.State.Draft
	if t.Reading.Intent != intents.No {
		draft.Text += " / " + t.Event.Text
	}
	t.furtherCase(draft)
	return true
}

// tellCase tells the customer of a case, in an SMS that goes out whatever the hour: they wrote just now.
func (t *talk) tellCase(key string, f fields) {
	if t.facts.Contact.Suppressed == "" || t.facts.Contact.Suppressed == consent.Erased {
		t.reply(key, f)
	}
}

// caseAsked finds the case that a text asks about: "STATUS R123", in three languages, or the bare id.
var caseAsked = regexp.MustCompile(`(?i)^\W*(?:(?:status|stand|stan|vorgang|fall|case|sprawa|sprawy|von|of|zu)\W+)*r\s?-?(\d{1,15})\W*$`)

// asksForCase says whether a text asks for the state of a case in so many words. A bare id may be the answer to what
// a person asked.
func (t *talk) asksForCase() bool {
	return len(strings.Fields(t.Event.Text)) > 1 && caseAsked.MatchString(t.Event.Text)
}

// caseStatus tells how a case stands, to the phone that it belongs to and no other. It says whether that was asked.
func (t *talk) caseStatus() bool {
	found := caseAsked.FindStringSubmatch(t.Event.Text)
	if found == nil || slices.ContainsFunc(t.facts.Orders, func(o Order) bool { return sameNumber(o.Number, "R"+found[1]) }) {
		return false
	}
	number, err := strconv.ParseInt(found[1], 10, 64)
	i := slices.IndexFunc(t.facts.Cases, func(c Case) bool { return c.Number == number })
	if err != nil || i < 0 {
		t.Why = "asked about a case that is not theirs"
		t.reply("case.unknown", fields{"case": "R" + found[1]})
		return true
	}
	c := t.facts.Cases[i]
	t.Why = "told the state of a case"
	t.reply("case.status", fields{"case": c.ID(), "date": t.date(c.ChangedAt), "state": t.say("casestate."+string(c.State), nil)})
	return true
}
