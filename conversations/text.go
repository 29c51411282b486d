package conversations

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// texted handles a customer's SMS. An opt-out comes before everything else; then a person's ownership of the
// conversation, then the guard against loops.
func (t *talk) texted() {
	e := t.Event
	if e.To != "" {
		t.State.From, t.State.SMSC = e.To, e.SMSC
	}
	t.read()
	t.learnLanguage()
	if t.threadOpen() {
		t.notice(Notice{Kind: CustomerSaid, Text: t.shown(e.Text)})
	}
	machine, looping := t.machine(), t.looping()
	t.hear(e.Text)
	switch {
	case e.Address.Kind() != message.Phone:
		t.fromMachine()
	case t.Reading.Intent == intents.OptOut:
		t.optOut()
	case t.Reading.Intent == intents.AutoReply:
		t.Why = "a machine wrote it: no answer"
		t.remarkOnce("remark.auto_reply")
	default:
		t.unlock()
		t.warnHolders()
		if !t.asksForCase() {
			t.caseHeard()
		}
		t.heardOut(machine, looping)
	}
}

// heardOut handles a text that asks for something, by whoever is to answer it. HELP and the state of a case are answered
// although a person has the conversation.
func (t *talk) heardOut(machine, looping bool) {
	switch {
	case machine:
		t.keepSilent("the texts come as promptly and regularly as a machine's: the bot is silent", "reason.machine")
	case t.Reading.Intent == intents.Help:
		t.State.Helped = append(t.State.Helped, Sent{At: t.now})
		t.help()
	case t.owned() && !looping && t.asksForCase() && t.caseStatus():
	case t.owned() && t.correctedBeside():
	case t.owned() && t.prizeAnswered(true):
	case t.owned():
		t.Why = "a person has the conversation: the bot is silent"
	case blank(t.Event.Text) && !t.Event.Incomplete:
		t.empty()
	case looping:
		t.keepSilent("too many automatic replies, or the same text again and again: the bot is silent", "reason.loop")
	case t.Event.Incomplete:
		t.handOver(t.tell("reason.incomplete", nil))
	default:
		t.respond()
		t.tellFiled()
	}
}

// owned says whether a person has the conversation.
func (t *talk) owned() bool { return t.at().Status == InHands }

// read has the text read as an answer to the open question, else to the interrupted one, else as a correction of
// a rating.
func (t *talk) read() {
	s := &t.State
	scale := t.desk.scaleName(s.Survey, s.Part)
	t.understood(s.Question, scale, t.parse(s.Question, scale))
	if t.Reading.Intent == intents.OptOut || t.Reading.Intent == intents.AutoReply {
		return
	}
	if p := s.Paused; p != nil && !answers(s.Question, t.Reading.Intent) && !t.picks() {
		scale := t.desk.scaleName(p.Survey, p.Part)
		if second := t.parse(p.Question, scale); answers(p.Question, second.Intent) {
			t.understood(p.Question, scale, second)
			t.setAside()
			return
		}
	}
	if !t.correctable() || t.Reading.Intent == intents.Rating || s.Question == AskPublish && t.saysYesOrNo() {
		return
	}
	vague := []intents.Intent{intents.Unknown, intents.Complaint, intents.Thanks, intents.Yes, intents.No}
	if !slices.Contains(vague, t.Reading.Intent) {
		return
	}
	if second := t.parse(AskRating, s.Rated.Survey); second.Intent == intents.Rating {
		t.understood(AskRating, s.Rated.Survey, second)
	}
}

// picks says whether a text picks one of those that the open question names, or names the price that it asks for.
func (t *talk) picks() bool {
	switch t.State.Question {
	case AskWhich:
		return picked(t.Event.Text, len(t.State.Unclear.Meant)) >= 0
	case AskVariant:
		return option(t.Event.Text, t.State.Wish.Options) >= 0
	case AskPrice:
		return justPrice(t.Event.Text)
	case NoQuestion, AskRating, AskWhatWrong, AskWords, AskPublish, AskOrderNumber, AskOptIn, AskContest, AskStop, AskCaseOrder, AskCaseText, AskProduct:
		return false
	default:
		return false
	}
}

// setAside ends the open question for the interrupted one, which a text answers. What the customer had said before goes
// to people.
func (t *talk) setAside() {
	switch {
	case t.State.Draft.Kind != "":
		t.fileDraft(false)
		t.filed = true
	case t.State.Question == AskWhich || t.State.Question == AskStop:
		t.leftUnclear()
	default:
		t.answered()
	}
}

// understood settles on a reading, and remembers after which question the text was read so.
func (t *talk) understood(q Question, survey string, r intents.Reading) {
	t.Reading, t.Asked = r, Asked{Context: q.context(), Survey: survey}
}

func (t *talk) parse(q Question, survey string) intents.Reading {
	return t.desk.Read(Asked{Context: q.context(), Survey: survey}, t.Event.Text)
}

// Read reads a text that came after a question as Next does now.
func (d *Desk) Read(after Asked, text string) intents.Reading {
	parser := d.parser()
	scale, ok := d.scales[after.Survey]
	if ok {
		parser = parser.Scale(scale.Min, scale.Max)
	}
	reading := parser.Parse(after.Context, text)
	if ok && after.Context == intents.ContextSurvey {
		return scored(scale, reading, text)
	}
	return d.byExample(reading, text)
}

// scored takes words that stand for a score on this scale as one. Where the answer is yes or no a number means nothing.
func scored(scale surveys.Scale, reading intents.Reading, text string) intents.Reading {
	if scale.Style == surveys.YesNo && reading.Intent == intents.Rating {
		reading.Intent, reading.Slots = intents.Unknown, map[string]string{}
	}
	open := []intents.Intent{intents.Yes, intents.No, intents.Thanks, intents.Unknown, intents.Greeting, intents.Complaint, intents.ReturnRefund, intents.Human}
	score, more, ok := scale.Said(text)
	if !ok || !slices.Contains(open, reading.Intent) {
		return reading
	}
	reading.Intent, reading.Confidence, reading.Ambiguous = intents.Rating, 1, nil
	reading.Slots = map[string]string{intents.SlotScore: strconv.Itoa(score)}
	if more {
		reading.Slots[intents.SlotComment] = "yes"
	}
	return reading
}

// scaleName is the scale of a survey's first score, or of a further one.
func (d *Desk) scaleName(survey string, part int) string {
	found, ok := surveys.Find(d.config.Surveys, survey)
	if !ok || part < 1 || part > len(found.Then) || found.Then[part-1].Ask != surveys.AskScore {
		return survey
	}
	return stepScale(survey, found.Then[part-1])
}

// stepScale names the scale of a further question.
func stepScale(survey string, step surveys.Step) string { return survey + "/" + step.Name }

// answers says whether an intent is what the question asked for.
func answers(q Question, intent intents.Intent) bool {
	switch q {
	case AskRating:
		return intent == intents.Rating
	case AskOrderNumber:
		return intent == intents.OrderStatus
	case AskOptIn:
		return intent == intents.OptIn || intent == intents.No
	case AskContest:
		return intent == intents.ContestEntry
	case AskWhatWrong, AskCaseText:
		return intent == intents.Complaint
	case AskCaseOrder:
		return intent == intents.OrderStatus
	case AskProduct, AskVariant, AskPrice:
		return intent == intents.Unknown || purposes[intent] != ""
	case AskPublish:
		return intent == intents.Yes || intent == intents.No
	case NoQuestion, AskWhich, AskStop, AskWords:
		return false
	default:
		return false
	}
}

// respond takes the answer to a question about what was meant, else does what the text asks for.
func (t *talk) respond() {
	switch {
	case t.prizeAnswered(false):
	case t.State.Question == AskWhich && t.whichMeant():
	case t.State.Question == AskStop && t.stopMeant():
	case t.State.Question == AskWords && t.inOwnWords():
		t.ownWords()
	case t.State.Question == AskPublish && t.saysYesOrNo():
		t.publishing()
	case t.caseStatus():
	case t.State.Question == AskCaseOrder && t.caseOrder():
	case t.State.Question == AskCaseText && t.caseText():
	case t.State.Question == AskProduct && t.productNamed():
	case t.State.Question == AskVariant && t.variantPicked():
	case t.State.Question == AskPrice && t.priceNamed():
	default:
		t.answer()
	}
}

// answer does what the text asks for. What has no dialogue of its own goes to people.
func (t *talk) answer() {
	switch t.Reading.Intent {
	case intents.Rating:
		t.rating()
	case intents.OrderStatus:
		t.orderStatus()
	case intents.OptIn:
		t.optIn()
	case intents.Yes:
		t.yes()
	case intents.No:
		t.no()
	case intents.Help:
		t.help()
	case intents.ContestEntry:
		t.contestEntry()
	case intents.Greeting:
		t.greet()
	case intents.Thanks:
		t.Why = "thanks: no answer"
	case intents.WrongNumber:
		t.wrongNumber()
	case intents.FAQ:
		t.generalQuestion()
	case intents.Waitlist, intents.PriceAlarm:
		t.wishes()
	case intents.Complaint, intents.ReturnRefund, intents.ChangeOrder,
		intents.Human, intents.Privacy, intents.Unknown, intents.OptOut, intents.AutoReply:
		t.everythingElse()
	default:
		t.everythingElse()
	}
}

// everythingElse is the answer to an open question in the customer's own words, a misunderstanding, or something
// for people.
func (t *talk) everythingElse() {
	switch {
	case t.State.Question == AskWhatWrong:
		t.whatWrong()
	case t.Reading.Intent == intents.Unknown && t.triesToEnter():
		t.contestEntry()
	case t.Reading.Intent == intents.Unknown && t.twoQuestions():
	case t.Reading.Intent == intents.Unknown && t.askWhich():
	case isCase(t.Reading.Intent) && t.beginCase():
	case t.Reading.Intent == intents.Unknown && t.State.Question != NoQuestion && looksLikeAnAnswer(t.Event.Text):
		t.misread()
	default:
		t.handOver(t.reason())
	}
}

// looksLikeAnAnswer says whether a text is so short, or so full of digits, that it was meant as an answer and not
// as a new question.
func looksLikeAnAnswer(text string) bool {
	return strings.ContainsFunc(text, unicode.IsDigit) && len(strings.Fields(text)) <= 4 || len(strings.Fields(text)) == 1
}

// misread asks once more what was asked, and hands over when that was not understood either.
func (t *talk) misread() {
	t.State.Misread++
	if t.State.Misread >= 2 {
		t.handOver(t.tell("reason.misread", nil))
		return
	}
	switch t.State.Question {
	case AskRating:
		t.Why = "no score on the scale: asked again"
		t.reply("survey.again", fields{"how": t.desk.howTo(t.language(), t.desk.scales[t.desk.scaleName(t.State.Survey, t.State.Part)])})
	case AskOrderNumber:
		t.Why = "no order number: asked again"
		t.reply("order.number", nil)
	case AskContest:
		t.Why = "no answer to the contest: asked again"
		t.askContest(t.State.Contest)
	case AskPublish:
		t.Why = "neither yes nor no: asked again"
		t.reply("survey.again", fields{"how": t.say("how.yes_no", nil)})
	case AskOptIn, AskWhatWrong, AskWords, AskWhich, AskStop, AskCaseOrder, AskCaseText, AskProduct, AskVariant, AskPrice, NoQuestion:
		t.handOver(t.reason())
	default:
		t.handOver(t.reason())
	}
}

// yes confirms a double opt-in that still waits, whatever was asked since; otherwise nobody knows what it means.
func (t *talk) yes() {
	if t.State.Question == AskWords {
		t.Why = "wants to tell more: waits for it"
		return
	}
	if waiting := t.facts.Consent.Pending(t.now); len(waiting) > 0 {
		t.grant(waiting)
		return
	}
	t.everythingElse()
}

// no declines what was asked.
func (t *talk) no() {
	switch t.State.Question {
	case NoQuestion:
		t.handOver(t.reason())
	case AskWhatWrong, AskWords, AskPublish, AskRating, AskOrderNumber, AskOptIn, AskContest, AskWhich, AskStop, AskCaseOrder, AskCaseText, AskProduct, AskVariant, AskPrice:
		t.Why = fmt.Sprintf("declined %s: no answer", t.State.Question)
		t.answered()
	default:
		t.handOver(t.reason())
	}
}

// help says who writes, what can be texted, how to stop, and how else the shop is reached.
func (t *talk) help() {
	t.Why = "help"
	contact := ""
	if t.desk.config.Contact != "" {
		contact = t.say("help.contact", fields{"contact": t.desk.config.Contact})
	}
	t.reply("help", fields{"contact": contact})
}

// greet answers a greeting with the help line, once a day.
func (t *talk) greet() {
	if t.threadOpen() || t.State.GreetedAt.After(t.now.Add(-greetEvery)) {
		t.Why = "greeted today already, or waiting for people: no answer"
		return
	}
	t.State.GreetedAt = t.now
	t.help()
	t.Why = "greeting: help, once a day"
}
