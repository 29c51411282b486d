package conversations

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kurzwahl/message"
	"kurzwahl/sms"
	"kurzwahl/surveys"
)

// checkSurvey measures all that a survey may say in its longest case, so that nothing of it is ever cut off: no way to
// stop, no way to answer, no coupon.
func (d *Desk) checkSurvey(survey surveys.Survey) []error {
	survey = survey.WithDefaults()
	var wrong []error
	for _, language := range []message.Language{message.German, message.English, message.Polish} {
		said := wordings{desk: d, language: language, survey: survey, texts: map[string]string{}}
		said.all()
		for _, what := range slices.Sorted(maps.Keys(said.texts)) {
			if n := size(said.texts[what]).Segments; n > MaxSegments {
				wrong = append(wrong, fmt.Errorf("survey %q: the %s in %s can take %d segments, more than %d: shorten its texts", survey.Name, what, language, n, MaxSegments))
			}
		}
	}
	return wrong
}

// wordings are the texts of a survey in one language, each in its longest case, by what they are.
type wordings struct {
	desk     *Desk
	language message.Language
	survey   surveys.Survey
	texts    map[string]string
}

// all words whatever may be said: the question, what follows a score, each answer, and each correction.
func (w *wordings) all() {
	w.texts["question"] = w.desk.surveyText(w.language, w.survey, "survey.question", longest["order"])
	if w.survey.RemindAfter > 0 {
		w.texts["reminder"] = w.desk.surveyText(w.language, w.survey, "survey.reminder", longest["order"])
	}
	scores := map[surveys.Branch]int{} // one stands for all of its branch
	for score := w.survey.Scale.Min; score <= w.survey.Scale.Max; score++ {
		scores[w.survey.Branch(score)] = score
	}
	for branch, score := range scores {
		for _, words := range []bool{false, true} {
			w.thanks(branch, score, words)
			for step := range w.survey.Then {
				w.next(branch, score, step, words)
			}
			for before, old := range scores {
				w.correction(before, branch, old, score, words)
			}
		}
	}
}

// thanks words the answer to a score.
func (w *wordings) thanks(branch surveys.Branch, score int, words bool) {
	links, question := w.survey.After(score, 0, words)
	given := w.desk.shows(w.language, links)
	if w.survey.CouponPool != "" {
		given = append(given, w.say("survey.coupon"))
	}
	w.add(fmt.Sprintf("thanks after a %s score", branch), []string{w.say(thanksFor(w.survey, score, words))}, question, given)
}

// next words what follows the answer to a further question, where that is asked.
func (w *wordings) next(branch surveys.Branch, score, step int, words bool) {
	if _, asked := w.survey.After(score, step, words); asked != step {
		return
	}
	answer := w.survey.Then[step]
	for _, told := range []bool{words, words || answer.Ask != surveys.AskPublish} { // whoever answers may say more
		links, question := w.survey.After(score, step+1, told)
		for _, key := range answersTo(answer.Ask) {
			w.add(fmt.Sprintf("answer to %q after a %s score", answer.Name, branch), []string{w.say(key)}, question, w.desk.shows(w.language, links))
		}
	}
}

// answersTo are the texts with which the bot takes an answer to a further question.
func answersTo(ask surveys.Ask) []string {
	switch ask {
	case surveys.AskWrong:
		return []string{"survey.commented"}
	case surveys.AskPublish:
		return []string{"survey.published", "survey.private"}
	case surveys.AskScore, surveys.AskWords, surveys.ShowLink:
		return []string{"survey.got"}
	default:
		return []string{"survey.got"}
	}
}

// correction words the answer to a score that replaces another one.
func (w *wordings) correction(before, branch surveys.Branch, old, score int, words bool) {
	if before == branch {
		return // is told of in one sentence
	}
	said := []string{w.say("survey.corrected")}
	switch {
	case thanksFor(w.survey, score, words) == "survey.told":
		said = append(said, w.say("survey.told"))
	case before == surveys.Low:
		said = append(said, w.say("survey.case_closed"))
	}
	links, question := w.survey.Newly(old, score, words)
	w.add(fmt.Sprintf("correction from a %s to a %s score", before, branch), said, question, w.desk.shows(w.language, links))
}

// add keeps the longest of what is said in one place.
func (w *wordings) add(what string, said []string, question int, given []string) {
	text := w.desk.followUp(w.language, w.survey, said, question, given)
	if size(text).Segments >= size(w.texts[what]).Segments {
		w.texts[what] = text
	}
}

// size is what a text takes where Polish letters lose their marks.
func size(text string) sms.Size {
	plain, _ := sms.Replace(text, sms.Policy{Polish: true})
	return sms.Measure(plain)
}

// say gives a text with the longest of everything filled in.
func (w *wordings) say(key string) string {
	f := maps.Clone(longest)
	for _, when := range []string{"when.soon", "when.by", "when.later"} {
		if text := w.desk.phrases.say(w.language, when, longest); len(text) > len(f["when"]) {
			f["when"] = text
		}
	}
	f["coupon"] = strings.Repeat("X", max(surveys.LongestCode, len(w.survey.StaticCoupon)))
	return w.desk.phrases.say(w.language, key, f)
}
