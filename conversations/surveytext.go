package conversations

import (
	"strconv"
	"strings"

	"kurzwahl/message"
	"kurzwahl/surveys"
)

// surveyText words a survey's question or reminder. A shop's own question is put in place of the phrasebook's; how to
// answer, who asks and how to stop stand with it in any case: a scale whose direction is not said means nothing, and a
// question without a way out is against the law (UWG section 7 (3)).
func (d *Desk) surveyText(language message.Language, survey surveys.Survey, key, order string) string {
	f := scaleFields(survey.Scale)
	f["order"], f["shop"] = order, d.config.Shop
	own := survey.Question[language]
	f["how"] = d.how(language, survey.Scale, own)
	f["ask"] = fill(own, f)
	if own == "" {
		f["ask"] = fill(d.phrases.say(language, d.askKey(survey.Scale, order), nil), f)
	}
	text := d.phrases.say(language, key, nil)
	if strings.Contains(own, "{shop}") {
		text = strings.TrimPrefix(text, "{shop}: ")
	}
	if i := strings.Index(text, "STOP"); i > 0 && strings.Contains(own, "STOP") {
		text = text[:i]
	}
	return strings.Join(strings.Fields(fill(text, f)), " ")
}

// askKey is the phrasebook's question for a scale.
func (d *Desk) askKey(scale surveys.Scale, order string) string {
	key := "ask.satisfied"
	switch scale.Style {
	case surveys.Recommend:
		key = "ask.recommend"
	case surveys.YesNo:
		key = "ask.fine"
	case surveys.Points, surveys.Grades, surveys.Stars:
	}
	if order == "" {
		key += "_plain"
	}
	return key
}

// how says how to answer on a scale, and which end of it is the best; "" where the shop's own question says so already.
func (d *Desk) how(language message.Language, scale surveys.Scale, own string) string {
	if strings.Contains(own, "{best}") || strings.Contains(own, "{how}") {
		return ""
	}
	return d.howTo(language, scale)
}

func (d *Desk) howTo(language message.Language, scale surveys.Scale) string {
	key := "how.points"
	switch scale.Style {
	case surveys.Grades:
		key = "how.grades"
	case surveys.Recommend:
		key = "how.nps"
	case surveys.Stars:
		key = "how.stars"
	case surveys.YesNo:
		key = "how.yes_no"
	case surveys.Points:
	}
	return d.phrases.say(language, key, scaleFields(scale))
}

// scaleFields are what a text says of a scale.
func scaleFields(s surveys.Scale) fields {
	return fields{"min": strconv.Itoa(s.Min), "max": strconv.Itoa(s.Max), "best": strconv.Itoa(s.Best())}
}

// stepText words a further question, with how to answer it.
func (d *Desk) stepText(language message.Language, step surveys.Step) string {
	text := fill(step.Question[language], fields{"shop": d.config.Shop, "link": step.Link})
	if text == "" && step.Ask != surveys.AskScore {
		text = d.phrases.say(language, "survey."+string(step.Ask), fields{"link": step.Link, "shop": d.config.Shop})
	}
	if text == "" {
		for _, l := range []message.Language{d.config.Language, message.English, message.German, message.Polish} {
			if text == "" {
				text = fill(step.Question[l], fields{"shop": d.config.Shop})
			}
		}
	}
	switch {
	case step.Ask == surveys.AskScore:
		text = strings.TrimSpace(text + " " + d.how(language, step.Scale, step.Question[language]))
	case step.Ask == surveys.ShowLink && !strings.Contains(text, step.Link):
		text += " " + step.Link
	}
	return text
}
