package conversations

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kurzwahl/intents"
	"kurzwahl/surveys"
)

// rating takes a score: the answer to a survey, or the correction of one given within the hour.
func (t *talk) rating() {
	score, err := strconv.Atoi(t.Reading.Slots[intents.SlotScore])
	switch {
	case err != nil:
		t.everythingElse()
	case t.State.Question == AskRating && t.State.Part > 0:
		t.partScored(score)
	case t.State.Question == AskRating:
		t.rated(score)
	case t.correctable():
		t.corrected(score)
	default:
		t.handOver(t.tell("reason.unknown", nil))
	}
}

// rated stores a score and thanks for it, with what comes next. A low one is followed by a question what went wrong,
// or is a case for people at once when nobody will ask that.
func (t *talk) rated(score int) {
	survey, _ := surveys.Find(t.desk.config.Surveys, t.State.Survey)
	answer := surveys.Answer{
		Survey: t.State.Survey, Address: t.Event.Address, Order: t.State.Order, Score: score,
		Comment: t.comment(), AskedAt: t.State.AskedAt, At: t.now,
	}
	t.State.Rated = Rated{Survey: answer.Survey, Order: answer.Order, Score: score, Comment: answer.Comment, At: t.now}
	t.answered()
	answer.Coupon = t.coupon(survey)
	t.Answers = append(t.Answers, answer)
	t.Why = fmt.Sprintf("rating %d of survey %s", score, survey.Name)
	links, next := survey.After(score, 0, answer.Comment != "")
	t.thank(survey, answer, links, next)
}

// thank answers a score: thanks or regret, the coupon, links, the next question.
func (t *talk) thank(survey surveys.Survey, answer surveys.Answer, links []surveys.Step, next int) {
	if survey.Low(answer.Score) {
		t.lowScore(survey, answer.Score)
	}
	first := thanksFor(survey, answer.Score, answer.Comment != "")
	if first == "survey.told" {
		t.fileCase(Draft{Kind: intents.Complaint, Order: answer.Order, Text: t.Event.Text})
	}
	given := t.desk.shows(t.language(), links)
	if answer.Coupon != "" {
		given = append(given, t.say("survey.coupon", fields{"coupon": answer.Coupon}))
	}
	t.proceed(survey, []string{t.say(first, fields{"case": t.at().Case})}, next, given)
}

// thanksFor is the text with which the answer to a score begins. A low one that nobody will ask about is a case at once.
func thanksFor(survey surveys.Survey, score int, words bool) string {
	switch {
	case !survey.Low(score):
		return "survey.thanks"
	case survey.WillAsk(surveys.AskWrong, score, words):
		return "survey.sorry"
	default:
		return "survey.told"
	}
}

// lowScore has people see a low score. The conversation that it opens is closed again when the score is corrected.
func (t *talk) lowScore(survey surveys.Survey, score int) {
	fresh := !t.threadOpen()
	t.escalate(t.lowReason(survey, score))
	if fresh {
		t.State.Rated.Conversation = t.at().ID
	}
}

// lowReason says what people see of a low score.
func (t *talk) lowReason(survey surveys.Survey, score int) string {
	if survey.Scale.Style == surveys.YesNo {
		return t.tell("reason.rating_no", nil)
	}
	f := scaleFields(survey.Scale)
	f["score"] = strconv.Itoa(score)
	return t.tell("reason.rating", f)
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
	if t.facts.Coupon != "" && survey.CouponPool != "" && survey.CouponPool == t.facts.CouponPool {
		t.CouponUsed = true
		return t.facts.Coupon
	}
	return survey.StaticCoupon
}

// corrected replaces the score that was given before. What was asked because of the old score is dropped, what comes
// only after the new one is asked.
func (t *talk) corrected(score int) {
	before := t.State.Rated
	survey, _ := surveys.Find(t.desk.config.Surveys, before.Survey)
	t.recordCorrection(score)
	pieces := []string{t.say("survey.corrected", fields{"score": t.scoreWord(survey, score)})}
	if survey.Branch(score) == survey.Branch(before.Score) {
		t.reply("survey.corrected", fields{"score": t.scoreWord(survey, score)})
		return
	}
	t.dropParts(before.Survey)
	words := t.State.Rated.Comment != ""
	links, next := survey.Newly(before.Score, score, words)
	switch {
	case survey.Low(score):
		t.lowScore(survey, score)
		if !survey.WillAsk(surveys.AskWrong, score, words) {
			t.fileCase(Draft{Kind: intents.Complaint, Order: before.Order, Text: t.Event.Text})
			pieces = append(pieces, t.say("survey.told", fields{"case": t.at().Case}))
		}
	case survey.Low(before.Score):
		if id := t.settleLow(survey, before); id != "" {
			pieces = append(pieces, t.say("survey.case_closed", fields{"case": id}))
		}
	}
	t.proceed(survey, pieces, next, t.desk.shows(t.language(), links))
}

// wordsOfCorrection is how many words a correction has when it tells of the order, and not only of the mistake.
const wordsOfCorrection = 7

// recordCorrection stores the new score beside what was said with the old one.
func (t *talk) recordCorrection(score int) {
	before := t.State.Rated
	t.State.Rated.Score = score
	words := t.comment()
	if len(strings.Fields(words)) < wordsOfCorrection {
		words = "" // "sorry, I meant 6" says nothing of the order
	}
	if words != "" {
		t.State.Rated.Comment = words
	}
	t.Answers = append(t.Answers, surveys.Answer{
		Survey: before.Survey, Address: t.Event.Address, Order: before.Order, Score: score, Comment: words, AskedAt: before.At, At: t.now,
	})
	t.Why = fmt.Sprintf("rating corrected from %d to %d", before.Score, score)
}

// correctedBeside records a correction while a person has the conversation: the bot says nothing, and the person sees
// it. It says whether the text was one.
func (t *talk) correctedBeside() bool {
	if t.Reading.Intent != intents.Rating || !t.correctable() || t.State.Question == AskRating {
		return false
	}
	score, err := strconv.Atoi(t.Reading.Slots[intents.SlotScore])
	if err != nil {
		return false
	}
	survey, _ := surveys.Find(t.desk.config.Surveys, t.State.Rated.Survey)
	t.recordCorrection(score)
	t.Why += "; a person has the conversation: the bot is silent"
	t.notice(Notice{Kind: DeskRemark, Text: t.tell("remark.corrected", fields{"score": t.scoreWord(survey, score)})})
	return true
}

// settleLow closes the conversation that a low score opened, now that the score is not low any more, unless a person
// or the customer made more of it. It gives the case that this settles, "" for none.
func (t *talk) settleLow(survey surveys.Survey, before Rated) string {
	v := t.at()
	corrected := t.tell("remark.corrected", fields{"score": t.scoreWord(survey, t.State.Rated.Score)})
	if v.ID == "" || v.ID != before.Conversation || v.Status != Open || v.Replies > 0 || before.Comment != "" || !t.onlyLow(survey, v.Reason, before.Score) {
		if t.threadOpen() {
			t.escalate(corrected)
		}
		return ""
	}
	t.Why += "; nobody needs to look after it any more"
	settled := ""
	if c, ok := t.caseOf(v); ok && c.open() {
		c.State, c.ChangedAt, settled = CaseDone, t.now, c.ID()
		t.Case = &c
	}
	v.Reason += "; " + corrected
	t.finish(v)
	t.State.Rated.Conversation = ""
	return settled
}

// onlyLow says whether a conversation is about a low score and nothing else.
func (t *talk) onlyLow(survey surveys.Survey, reason string, score int) bool {
	expected := []string{t.lowReason(survey, score), t.named(intents.Complaint)}
	return !slices.ContainsFunc(strings.Split(reason, "; "), func(r string) bool { return !slices.Contains(expected, r) })
}

// scoreWord is a score as customers and people read it.
func (t *talk) scoreWord(survey surveys.Survey, score int) string {
	switch {
	case survey.Scale.Style != surveys.YesNo:
		return strconv.Itoa(score)
	case score == 1:
		return t.say("word.yes", nil)
	default:
		return t.say("word.no", nil)
	}
}
