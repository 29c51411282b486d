package conversations

import (
	"fmt"
	"slices"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// surveyDue asks for a rating of an order, where nothing speaks against it.
func (t *talk) surveyDue() {
	e := t.Event
	survey, ok := surveys.Find(t.desk.config.Surveys, e.Survey)
	switch {
	case !ok:
		t.Why = fmt.Sprintf("not asked: there is no survey %q", e.Survey)
		return
	case t.threadOpen():
		t.Why = "not asked: a conversation is open"
		return
	case slices.ContainsFunc(t.facts.Cases, Case.open):
		t.Why = "not asked: a case is open"
		return
	case t.State.Question == AskStop:
		t.Why = "not asked: perhaps they want no more messages"
		return
	case t.State.OnItsWay != nil:
		t.Why = "not asked: another question is on its way"
		return
	case cameBack(t.stateOf(e.Order)):
		t.Why = "not asked: the order did not stay with the customer"
		return
	case survey.WhenEmpty == surveys.Stop && t.facts.Coupon == "":
		t.Why = "not asked: there are no coupons left"
		return
	}
	question := t.question(survey, "survey.question", e.Order.Number)
	question.Dedupe = fmt.Sprintf("survey:%s:%s", survey.Name, orderKey(e))
	decision := t.gate(question)
	if decision.Verdict == consent.Skip {
		t.Why = "not asked: " + decision.Reason
		return
	}
	t.Why = "asked for a rating"
	if decision.Verdict == consent.Hold {
		question.Due = decision.Until
		t.Why += "; " + decision.Reason
	}
	t.Replies = append(t.Replies, question)
	t.State.OnItsWay = &Paused{Question: AskRating, Survey: survey.Name, Order: e.Order.Number, Asked: 1, Message: question.Dedupe}
	t.Timers = append(t.Timers, Timer{Kind: TimerSent, Step: t.State.Step, Due: question.Due.Add(firstLook)})
}

// cameBack says whether an order in that state did not stay with the customer.
func cameBack(state string) bool {
	return slices.Contains([]string{"returned", "refunded", "partially_refunded", "cancelled", "delivery_failed"}, state)
}

// stateOf gives the order's state as it is known now.
func (t *talk) stateOf(o Order) string {
	for _, known := range t.facts.Orders {
		if known.Source == o.Source && known.Number == o.Number {
			return known.State
		}
	}
	return o.State
}

// question is the survey's text on its way out. It is marketing (BGH VI ZR 225/17). An order number that is longer than
// the check at start reckons with is cut where there is no room for it: the way to stop never is.
func (t *talk) question(survey surveys.Survey, key, order string) message.Outbound {
	text := t.desk.surveyText(t.language(), survey, key, order)
	if size(text).Segments > MaxSegments {
		text = t.desk.surveyText(t.language(), survey, key, clipped(order, len(longest["order"])))
	}
	return message.Outbound{
		To: t.Event.Address, From: t.State.From, SMSC: t.State.SMSC, Text: t.fit(text), Class: message.Marketing,
		Purpose: string(survey.Purpose), Due: t.now, Why: "survey " + survey.Name, Cause: t.Event.ID,
	}
}

// orderKey names the order of an event, or the contact where there is none.
func orderKey(e Event) string {
	if e.Order.Number == "" {
		return string(e.Address)
	}
	return e.Order.Source + ":" + e.Order.Number
}

// gate asks whether a message may go out at all.
func (t *talk) gate(m message.Outbound) consent.Decision {
	if t.desk.config.Gate == nil {
		if m.Class == message.Transactional || t.facts.Consent.Allows(consent.Purpose(m.Purpose)) {
			return consent.Decision{Verdict: consent.Send}
		}
		return consent.Decision{Verdict: consent.Skip, Reason: "no consent for " + m.Purpose}
	}
	return t.desk.config.Gate.Decide(m, consent.Facts{
		Suppressed: t.facts.Contact.Suppressed, Country: t.facts.Contact.Country, Standing: t.facts.Consent, Sent: t.facts.Sent,
	}, t.now)
}
