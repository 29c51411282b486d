package conversations

import (
	"slices"
	"strings"

	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// proceed says in one text what was said, a survey's further question, and what is given: links, a coupon. What is to
// be copied stands at the end. It waits for the question's answer; -1 is none.
func (t *talk) proceed(survey surveys.Survey, said []string, question int, given []string) {
	t.answerWith(t.desk.followUp(t.language(), survey, said, question, given))
	if question < 0 {
		return
	}
	step := survey.Then[question]
	if t.State.Question != NoQuestion { // of another survey, perhaps, which ask could not tell from this one
		t.State.pause()
	}
	t.ask(questionOf(step), t.State.Rated.Order, step.Lasts)
	t.State.Survey, t.State.Part = survey.Name, question+1
}

// followUp is the text of proceed.
func (d *Desk) followUp(language message.Language, survey surveys.Survey, said []string, question int, given []string) string {
	if question >= 0 {
		said = append(slices.Clone(said), d.stepText(language, survey.Then[question]))
	}
	return strings.Join(slices.Concat(said, given), " ")
}

// part is the survey and the step of the open further question; ok is false when the shop has dropped it meanwhile.
func (t *talk) part() (survey surveys.Survey, step surveys.Step, ok bool) {
	survey, ok = surveys.Find(t.desk.config.Surveys, t.State.Survey)
	if i := t.State.Part - 1; ok && i >= 0 && i < len(survey.Then) && questionOf(survey.Then[i]) == t.State.Question {
		return survey, survey.Then[i], true
	}
	return survey, step, false
}

// next ends the open further question, says pieces and goes on.
func (t *talk) next(survey surveys.Survey, pieces ...string) {
	from := t.State.Part
	t.answered()
	links, question := survey.After(t.State.Rated.Score, from, t.State.Rated.Comment != "")
	t.proceed(survey, pieces, question, t.desk.shows(t.language(), links))
}

// shows words links.
func (d *Desk) shows(language message.Language, links []surveys.Step) []string {
	var texts []string
	for _, link := range links {
		texts = append(texts, d.stepText(language, link))
	}
	return texts
}

// partScored takes the score of a further question, or the first score anew: a number that only the first scale has. Of
// a question that the shop has dropped meanwhile nothing is stored.
func (t *talk) partScored(score int) {
	survey, step, ok := t.part()
	if !ok {
		t.Why = "the shop asks this no more: thanked"
		t.answered()
		t.reply("survey.got", nil)
		return
	}
	if t.Asked.Survey == t.State.Rated.Survey && t.correctable() {
		t.corrected(score)
		return
	}
	t.Why = "answer to " + step.Name + " of survey " + survey.Name
	t.further(step, surveys.Reply{Score: score})
	if words := t.comment(); words != "" {
		t.keepWords(words)
	}
	t.next(survey, t.say("survey.got", nil))
}

// further stores what was said to a further question.
func (t *talk) further(step surveys.Step, r surveys.Reply) {
	rated := t.State.Rated
	r.Survey, r.Address, r.Order, r.Step, r.Ask, r.At = rated.Survey, t.Event.Address, rated.Order, step.Name, step.Ask, t.now
	t.Further = append(t.Further, r)
}

// keepWords stores the customer's own words beside their score.
func (t *talk) keepWords(words string) {
	rated := &t.State.Rated
	rated.Comment = words
	t.Answers = append(t.Answers, surveys.Answer{
		Survey: rated.Survey, Address: t.Event.Address, Order: rated.Order, Score: rated.Score, Comment: words, AskedAt: t.State.AskedAt, At: t.now,
	})
}

// whatWrong takes what a customer says was bad, and has people look after it.
func (t *talk) whatWrong() {
	survey, _, ok := t.part()
	t.Why = "comment on a low score"
	t.keepWords(t.Event.Text)
	order := t.State.Rated.Order
	t.fileCaseOf(Draft{Kind: intents.Complaint, Order: order, Text: t.Event.Text})
	said := t.say("survey.commented", fields{"when": t.when(), "case": t.at().Case})
	if !ok {
		t.answered()
		t.answerWith(said)
		return
	}
	t.next(survey, said)
}

// fileCaseOf opens a case; the open question, which is no longer about it, stays.
func (t *talk) fileCaseOf(draft Draft) {
	t.fileCase(draft)
	t.State.Rated.Conversation = "" // the customer made more of it than a score
}

// inOwnWords says whether a text tells of something, after it was asked for words, and is no wish or question of its own.
func (t *talk) inOwnWords() bool {
	r := t.Reading
	switch r.Intent {
	case intents.Complaint, intents.ReturnRefund, intents.ChangeOrder, intents.Unknown:
		return true
	case intents.Thanks, intents.Greeting, intents.Rating:
		return len(strings.Fields(t.Event.Text)) > 2
	case intents.Human, intents.OrderStatus, intents.FAQ, intents.Waitlist, intents.PriceAlarm, intents.Yes, intents.No:
		return len(strings.Fields(t.Event.Text)) > 3 && !strings.Contains(t.Event.Text, "?") && r.Slots[intents.SlotOrder] == ""
	case intents.OptOut, intents.OptIn, intents.Help, intents.ContestEntry, intents.Privacy, intents.WrongNumber, intents.AutoReply:
		return false
	default:
		return false
	}
}

// sureOfWish is the confidence from which words of somebody who is content count as a wish for people, and not as praise.
const sureOfWish = 0.9

// ownWords takes what a customer wrote in their own words. A complaint, or another wish for people, is looked after as
// well.
func (t *talk) ownWords() {
	survey, _, ok := t.part()
	t.Why = "words beside a score"
	t.keepWords(t.Event.Text)
	wish, content := t.Reading.Intent, survey.Branch(t.State.Rated.Score) == surveys.High
	if isCase(wish) && (!content || t.Reading.Confidence >= sureOfWish) {
		t.fileCaseOf(Draft{Kind: wish, Order: t.State.Rated.Order, Text: t.Event.Text})
		t.answered()
		t.reply("case.opened", fields{"case": t.at().Case, "when": t.when()})
		return
	}
	if !ok {
		t.answered()
		t.reply("survey.got", nil)
		return
	}
	t.next(survey, t.say("survey.got", nil))
}

// saysYesOrNo says whether a text is a yes or a no, as a word or a sign, and nothing else that has to be done.
func (t *talk) saysYesOrNo() bool {
	_, _, ok := surveys.Scale{Max: 1, Style: surveys.YesNo}.Said(t.Event.Text)
	return ok && slices.Contains([]intents.Intent{intents.Yes, intents.No, intents.Thanks, intents.Unknown, intents.OptIn, intents.Rating}, t.Reading.Intent)
}

// publishing takes a yes or no to the question whether words may be published. The yes counts for exactly these words.
func (t *talk) publishing() {
	score, _, _ := surveys.Scale{Max: 1, Style: surveys.YesNo}.Said(t.Event.Text)
	survey, step, ok := t.part()
	if !ok || t.State.Rated.Comment == "" {
		t.answered()
		t.Why = "nothing to publish any more"
		t.reply("survey.private", nil)
		return
	}
	reply := surveys.Reply{Words: t.State.Rated.Comment, Shown: t.desk.stepText(t.language(), step)}
	t.Why = "words may not be published"
	said := "survey.private"
	if score == 1 {
		reply.Score, t.Why, said = 1, "words may be published", "survey.published"
	}
	t.further(step, reply)
	t.next(survey, t.say(said, nil))
}

// dropParts ends the further questions of a survey, open or interrupted.
func (t *talk) dropParts(survey string) {
	s := &t.State
	if s.Paused != nil && s.Paused.Part > 0 && s.Paused.Survey == survey {
		s.Paused = nil
	}
	if s.Part > 0 && s.Survey == survey {
		t.answered()
	}
}

// questionOf is the question that a step puts.
func questionOf(s surveys.Step) Question {
	switch s.Ask {
	case surveys.AskScore:
		return AskRating
	case surveys.AskWrong:
		return AskWhatWrong
	case surveys.AskWords:
		return AskWords
	case surveys.AskPublish:
		return AskPublish
	case surveys.ShowLink:
		return NoQuestion
	default:
		return NoQuestion
	}
}

// inSurvey says whether a text answers a further question of a survey: how many replies that makes is the shop's choice
// and no loop.
func (t *talk) inSurvey() bool {
	q := t.State.Question
	return t.State.Part > 0 && (q == AskWords && t.inOwnWords() || q == AskPublish && t.saysYesOrNo() || q == AskRating && answers(q, t.Reading.Intent))
}
