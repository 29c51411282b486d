package conversations

import (
	"regexp"
	"slices"
	"strings"

	"kurzwahl/faq"
	"kurzwahl/intents"
)

// joints are where a text may pass from one question to another.
var joints = regexp.MustCompile(`(?i)[?!.;]\s+(?:(?:und|and|oraz|a|i)\s+)?|,?\s+(?:und|and|oraz|sowie|i)\s+`)

// mostJoints is how many of them are looked at: longer texts are for people.
const mostJoints = 4

// twoQuestions answers two general questions of one text in one answer. Where only one is answered, or both take more
// than one answer has room for, it answers the first and people see the text. It says whether there were two.
func (t *talk) twoQuestions() bool {
	if slices.Contains(t.Reading.Ambiguous, intents.OptOut) {
		return false
	}
	topics := t.askedTogether()
	if len(topics) < 2 {
		return false
	}
	var texts []string
	for _, topic := range topics {
		if text, ok := t.desk.book().Answer(topic, t.language()); ok {
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		return false
	}
	t.Why = "answered a general question of two: " + string(topics[0]) + ", " + string(topics[1])
	if both := strings.Join(texts, " "); len(texts) == len(topics) && size(both).Segments <= MaxSegments {
		t.answerWith(both)
		return true
	}
	t.answerWith(texts[0])
	t.escalate(t.named(intents.FAQ))
	return true
}

// askedTogether gives the topics of two general questions that stand in the text one behind the other, each of which is
// surely one when read alone; else none.
func (t *talk) askedTogether() []faq.Topic {
	text := t.Event.Text
	for _, at := range joints.FindAllStringIndex(text, mostJoints) {
		var topics []faq.Topic
		for _, part := range []string{text[:at[0]], text[at[1]:]} {
			r := t.desk.Read(Asked{Context: intents.ContextNone}, part)
			topic := faq.Topic(r.Slots[intents.SlotTopic])
			sure := r.Step != intents.StepClassifier || r.Confidence >= sureOfTopic
			if r.Intent == intents.FAQ && topic != "" && sure && !slices.Contains(topics, topic) {
				topics = append(topics, topic)
			}
		}
		if len(topics) == 2 {
			return topics
		}
	}
	return nil
}
