package conversations

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// How long the questions of a survey are open.
const (
	ratingLasts  = surveys.OpenFor
	commentLasts = 24 * time.Hour
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
	}
	question := t.question(survey, e.Order.Number)
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

// question is the survey's text on its way out. It is marketing (BGH VI ZR 225/17).
func (t *talk) question(survey surveys.Survey, order string) message.Outbound {
	f := t.scale(survey.Name)
	f["order"], f["shop"] = order, t.desk.config.Shop
	key := "survey.question"
	if order == "" {
		key = "survey.question_plain"
	}
	text := t.say(key, f)
	if own := survey.Question[t.language()]; own != "" {
		text = fill(own, f)
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

// scale gives what a text says of a survey's scale.
func (t *talk) scale(name string) fields {
	survey, _ := surveys.Find(t.desk.config.Surveys, name)
	s := survey.WithDefaults().Scale
	return fields{"min": strconv.Itoa(s.Min), "max": strconv.Itoa(s.Max), "best": strconv.Itoa(s.Best())}
}

// rating takes a score: the answer to a survey, or the correction of one given within the hour.
func (t *talk) rating() {
	score, err := strconv.Atoi(t.Reading.Slots[intents.SlotScore])
	switch {
	case err != nil:
		t.everythingElse()
	case t.State.Question == AskRating:
		t.rated(score)
	case t.correctable():
		t.corrected(score)
	default:
		t.handOver(t.tell("reason.unknown", nil))
	}
}

// rated stores a score and thanks for it. A low one is followed by a question, or is a case for people when the
// customer said already what was wrong.
func (t *talk) rated(score int) {
	survey, _ := surveys.Find(t.desk.config.Surveys, t.State.Survey)
	answer := surveys.Answer{
		Survey: t.State.Survey, Address: t.Event.Address, Order: t.State.Order, Score: score,
		Comment: t.comment(), AskedAt: t.State.AskedAt, At: t.now,
	}
	t.State.Rated = Rated{Survey: answer.Survey, Order: answer.Order, Score: score, At: t.now}
	t.answered()
	answer.Coupon = t.coupon(survey)
	t.Answers = append(t.Answers, answer)
	t.Why = fmt.Sprintf("rating %d of survey %s", score, survey.Name)
	low := survey.Low(score)
	if low {
		f := t.scale(survey.Name)
		f["score"] = strconv.Itoa(score)
		t.escalate(t.tell("reason.rating", f))
	}
	follow := low && survey.FollowUp && answer.Comment == ""
	if low && !follow {
		t.fileCase(Draft{Kind: intents.Complaint, Order: answer.Order, Text: t.Event.Text})
	}
	t.thank(answer, follow, low)
}

// comment is what the customer said besides the score.
func (t *talk) comment() string {
	if t.Reading.Slots[intents.SlotComment] == "" {
		return ""
	}
	return t.Event.Text
}

// coupon gives the code that thanks for a rating, "" when there is none.
func (t *talk) coupon(survey surveys.Survey) string {
	if t.facts.Coupon != "" && survey.CouponPool != "" {
		t.CouponUsed = true
		return t.facts.Coupon
	}
	return survey.StaticCoupon
}

func (t *talk) thank(answer surveys.Answer, follow, low bool) {
	key := "survey.thanks"
	switch {
	case follow:
		key = "survey.sorry"
	case low:
		key = "survey.told"
	}
	if answer.Coupon != "" {
		key += "_coupon"
	}
	t.reply(key, fields{"coupon": answer.Coupon, "case": t.at().Case})
	if follow {
		t.ask(AskWhatWrong, answer.Order, commentLasts)
		t.State.Survey = answer.Survey
	}
}

// corrected replaces the score that was given before.
func (t *talk) corrected(score int) {
	before := t.State.Rated
	survey, _ := surveys.Find(t.desk.config.Surveys, before.Survey)
	t.State.Rated = Rated{Survey: before.Survey, Order: before.Order, Score: score, At: before.At}
	t.Answers = append(t.Answers, surveys.Answer{
		Survey: before.Survey, Address: t.Event.Address, Order: before.Order, Score: score, Comment: t.comment(), AskedAt: before.At, At: t.now,
	})
	t.Why = fmt.Sprintf("rating corrected from %d to %d", before.Score, score)
	if t.State.Question == AskWhatWrong && !survey.Low(score) {
		t.answered()
	}
	if survey.Low(score) && !survey.Low(before.Score) {
		f := t.scale(survey.Name)
		f["score"] = strconv.Itoa(score)
		t.escalate(t.tell("reason.rating", f))
	}
	t.reply("survey.corrected", fields{"score": strconv.Itoa(score)})
}

// whatWrong takes what a customer says was bad, and has people look after it.
func (t *talk) whatWrong() {
	rated := t.State.Rated
	t.Why = "comment on a low score"
	t.Answers = append(t.Answers, surveys.Answer{
		Survey: rated.Survey, Address: t.Event.Address, Order: rated.Order, Score: rated.Score, Comment: t.Event.Text, AskedAt: t.State.AskedAt, At: t.now,
	})
	t.answered()
	t.fileCase(Draft{Kind: intents.Complaint, Order: rated.Order, Text: t.Event.Text})
	t.reply("survey.commented", fields{"when": t.when(), "case": t.at().Case})
}
