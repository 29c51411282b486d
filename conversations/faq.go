package conversations

import (
	"slices"
	"strings"

	"kurzwahl/faq"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// stepExample says that a text was read by its likeness to an example question of the shop's own.
const stepExample intents.Step = "example"

// The likeness of a text to an example question from which something is done.
const (
	theVeryText  = 0.95 // to answer although the classifier thinks of an opt-out, too, which no rule sees
	surelyLike   = 0.8  // to answer although the classifier reads something else
	clearlyLike  = 0.65 // to answer where the classifier sees a general question, or nothing
	perhapsLike  = 0.45 // to ask whether that was meant
	clearlyAhead = 0.1  // how far the nearest topic must be ahead of the next
)

// sureOfTopic is the confidence of the classifier from which its reading of a general question is answered. Below it the
// customer is asked: an answer that does not fit is worse than none.
const sureOfTopic = 0.75

// nearTopics is how close the scores of two topics are for both to be asked about.
const nearTopics = 0.5

// book is the answers in force; nil where the shop has none.
func (d *Desk) book() *faq.Book {
	if d.config.Answers == nil {
		return nil
	}
	return d.config.Answers()
}

// byExample reads a text as a general question where an example of the shop's own is much like it. Rules and what staff
// taught stand above that, and so does what may be an opt-out, unless it is the very text of an example.
func (d *Desk) byExample(r intents.Reading, text string) intents.Reading {
	if r.Step != intents.StepClassifier && r.Step != intents.StepNone || r.Intent == intents.OptOut {
		return r
	}
	near := d.book().Match(text)
	bar := surelyLike
	switch {
	case slices.Contains(r.Ambiguous, intents.OptOut):
		bar = theVeryText
	case r.Intent == intents.FAQ || r.Intent == intents.Unknown:
		bar = clearlyLike
	}
	if near.Likeness < bar || near.Lead < clearlyAhead {
		return r
	}
	return intents.Reading{
		Intent: intents.FAQ, Slots: map[string]string{intents.SlotTopic: string(near.Topic)}, Language: r.Language, Confidence: near.Likeness,
		Step: stepExample, Why: "like an example question of " + string(near.Topic), Also: r.Also,
	}
}

// generalQuestion answers a general question at once, at any hour. Whatever else was asked stays open. What the shop has
// stored no answer for goes to people.
func (t *talk) generalQuestion() {
	topic := faq.Topic(t.Reading.Slots[intents.SlotTopic])
	text, ok := t.desk.book().Answer(topic, t.language())
	switch {
	case t.State.Question == AskWhatWrong && !t.asksAside():
		t.whatWrong()
	case t.twoQuestions():
	case ok && t.Reading.Step == intents.StepClassifier && t.Reading.Confidence < sureOfTopic:
		t.doubtTopic(topic)
	case ok:
		t.Why = "answered a general question: " + string(topic)
		t.answerWith(text)
	case topic != "":
		t.handOver(t.tell("reason.faq_missing", fields{"topic": t.subject(t.desk.config.Language, topic)}))
	default:
		t.handOver(t.reason())
	}
}

// doubtTopic asks whether a topic was meant, or a person is wanted. Where people follow the conversation they see the
// text as it is.
func (t *talk) doubtTopic(topic faq.Topic) {
	if t.threadOpen() {
		t.handOver(t.reason())
		return
	}
	t.askOf(Unclear{Text: t.Event.Text, Meant: []intents.Intent{intents.FAQ, intents.Human}, Topics: []faq.Topic{topic, ""}})
}

// asksAside says whether a text asks a general question that is answered while another one stays open, which a text
// that describes a trouble might seem to do: it has to be a question in so many words.
func (t *talk) asksAside() bool {
	if t.Reading.Intent != intents.FAQ || !strings.Contains(t.Event.Text, "?") {
		return false
	}
	_, ok := t.desk.book().Answer(faq.Topic(t.Reading.Slots[intents.SlotTopic]), t.language())
	return ok
}

// subject names a topic in a language: the known ones in words of the phrasebook, the shop's own as it calls them.
func (t *talk) subject(language message.Language, topic faq.Topic) string {
	if key := "faq." + string(topic); t.desk.phrases.has(key) {
		return t.saying(language, key, nil)
	}
	if e, ok := t.desk.book().Entry(topic); ok && e.Name != "" {
		return e.Name
	}
	return string(topic)
}

// meanings gives the two things that an unclear text may mean: the two that were read, else a general question to which
// there is an answer, and another such or a person.
func (t *talk) meanings() (u Unclear, ok bool) {
	u.Text = t.Event.Text
	meant := t.Reading.Ambiguous
	if len(meant) == 2 && t.Reading.Confidence >= worthAsking && t.desk.phrases.has(choice(meant[0])) && t.desk.phrases.has(choice(meant[1])) {
		u.Meant, u.Topics = slices.Clone(meant), make([]faq.Topic, 2)
		if i := slices.Index(meant, intents.FAQ); i >= 0 {
			u.Topics[i] = t.likeliest(u.Text)
		}
		return u, true
	}
	topics := t.topicsMeant()
	if len(topics) == 0 {
		return u, false
	}
	u.Meant, u.Topics = []intents.Intent{intents.FAQ, intents.Human}, []faq.Topic{topics[0], ""}
	if len(topics) > 1 {
		u.Meant[1], u.Topics[1] = intents.FAQ, topics[1]
	}
	return u, true
}

// topicsMeant gives the topics with an answer that an unclear text may be about, at most two.
func (t *talk) topicsMeant() (topics []faq.Topic) {
	if near := t.desk.book().Match(t.Event.Text); near.Likeness >= perhapsLike {
		topics = append(topics, near.Topic)
	}
	if len(t.Reading.Ambiguous) == 0 && t.Reading.Confidence >= worthAsking {
		guesses := t.guesses(t.Event.Text)
		for _, guess := range guesses {
			if guess.Lead > 0 && guesses[0].Lead-guess.Lead <= nearTopics {
				topics = append(topics, faq.Topic(guess.Topic))
			}
		}
	}
	answered := func(topic faq.Topic) bool {
		_, ok := t.desk.book().Answer(topic, t.language())
		return ok
	}
	var kept []faq.Topic
	for _, topic := range topics {
		if len(kept) < 2 && answered(topic) && !slices.Contains(kept, topic) {
			kept = append(kept, topic)
		}
	}
	return kept
}

// likeliest is the topic that a text is about if it is a general question; "" where there is no answer to that.
func (t *talk) likeliest(text string) faq.Topic {
	if near := t.desk.book().Match(text); near.Likeness >= perhapsLike {
		return near.Topic
	}
	guesses := t.guesses(text)
	if len(guesses) == 0 {
		return ""
	}
	topic := faq.Topic(guesses[0].Topic)
	if _, ok := t.desk.book().Answer(topic, t.language()); ok {
		return topic
	}
	return ""
}

func (t *talk) guesses(text string) []intents.Guess {
	return t.desk.parser().Guess(t.State.Question.context(), text)
}
