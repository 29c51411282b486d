package conversations

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"kurzwahl/faq"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// whichLasts is how long the bot waits to hear which of two things was meant.
const whichLasts = time.Hour

// worthAsking is the confidence below which two meanings are mere guesses: people answer at once.
const worthAsking = 0.45

// Unclear is a text that could mean two things, until the customer says which.
type Unclear struct {
	Text   string           `json:"text"`
	Meant  []intents.Intent `json:"meant"`            // two, in the order of the question's A and B
	Topics []faq.Topic      `json:"topics,omitempty"` // of those that are general questions, in the same order; "" for others
}

// topic is that of one of the two.
func (u Unclear) topic(i int) faq.Topic {
	if i < 0 || i >= len(u.Topics) {
		return ""
	}
	return u.Topics[i]
}

// askWhich asks which of two things a text meant, once, where the customer can be told of both. Where one of them is
// an opt-out only that is asked: it is never guessed. It says whether it asked.
func (t *talk) askWhich() bool {
	if t.State.Question == AskWhich || t.State.Question == AskStop {
		return false
	}
	meant := t.Reading.Ambiguous
	if i := slices.Index(meant, intents.OptOut); i >= 0 && len(meant) == 2 {
		t.Why = "perhaps an opt-out: asked"
		t.reply("stop.ask", nil)
		t.ask(AskStop, "", whichLasts)
		t.State.Unclear = Unclear{Text: t.Event.Text, Meant: []intents.Intent{meant[1-i], intents.OptOut}}
		return true
	}
	unclear, ok := t.meanings()
	if !ok || t.threadOpen() {
		return false
	}
	t.askOf(unclear)
	return true
}

// askOf asks which of two things a text meant.
func (t *talk) askOf(u Unclear) {
	t.Why = "two meanings: asked which"
	t.reply("which", fields{"first": t.called(t.language(), u, 0), "second": t.called(t.language(), u, 1)})
	t.ask(AskWhich, "", whichLasts)
	t.State.Unclear = u
}

// called is what people are told one of two meanings is.
func (t *talk) called(language message.Language, u Unclear, i int) string {
	if topic := u.topic(i); topic != "" {
		return t.subject(language, topic)
	}
	return t.saying(language, choice(u.Meant[i]), nil)
}

// among gives which of two meanings a text says in words, -1 when it says neither.
func (t *talk) among(u Unclear) int {
	for i, intent := range u.Meant {
		topic := u.topic(i)
		if intent == t.Reading.Intent && (topic == "" || topic == faq.Topic(t.Reading.Slots[intents.SlotTopic])) ||
			strings.EqualFold(strings.TrimSpace(t.Event.Text), t.called(t.language(), u, i)) {
			return i
		}
	}
	return -1
}

// choice is the key of what customers are told an intent is.
func choice(intent intents.Intent) string { return "choice." + string(intent) }

// whichMeant takes the answer to AskWhich: a letter, a number, or words for one of the two. It says whether that was
// one. What looks like an answer and picks neither has it asked once more; people take over what is still unclear.
func (t *talk) whichMeant() bool {
	unclear := t.State.Unclear
	if len(unclear.Meant) < 2 {
		t.answered()
		return false
	}
	i := picked(t.Event.Text, len(unclear.Meant))
	if named := t.among(unclear); i < 0 && named >= 0 {
		i = named
	}
	switch {
	case i >= 0:
		t.endUnclear()
		t.act(unclear, i)
	case t.mayAskAgain(i) && (i == picksWrong || t.Reading.Intent == intents.Unknown):
		t.askOf(unclear)
	case i == picksWrong || t.Reading.Intent == intents.Unknown:
		reason := t.twoMeanings()
		t.endUnclear()
		t.handOver(reason)
	case beside(t.Reading.Intent):
		return false
	default:
		t.endUnclear()
		t.first = ""
		return false
	}
	return true
}

// beside says whether a text leaves an open question as it is.
func beside(intent intents.Intent) bool {
	return slices.Contains([]intents.Intent{intents.Help, intents.Thanks, intents.Greeting}, intent)
}

// twoMeanings says for people what an unclear text could mean.
func (t *talk) twoMeanings() string {
	f := fields{}
	for i, intent := range t.State.Unclear.Meant {
		name := t.named(intent)
		if topic := t.State.Unclear.topic(i); topic != "" {
			name = t.subject(t.desk.config.Language, topic)
		}
		f[[]string{"first", "second"}[i%2]] = name
	}
	return t.tell("reason.ambiguous", f)
}

// leftUnclear has people see a text when the customer did not say what it meant.
func (t *talk) leftUnclear() {
	if len(t.State.Unclear.Meant) < 2 {
		t.answered()
		return
	}
	reason := t.twoMeanings()
	t.endUnclear()
	t.Why = "the customer did not say what was meant: handed over"
	t.escalate(reason)
	t.first = ""
}

// endUnclear ends the question; what people see from now on is the text that was unclear.
func (t *talk) endUnclear() {
	t.first = t.State.Unclear.Text
	t.answered()
}

// act does what the unclear text is now known to want.
func (t *talk) act(u Unclear, i int) {
	intent, slots := u.Meant[i], map[string]string{}
	if order := t.orderIn(t.first); order != "" {
		slots[intents.SlotOrder] = order
	}
	if intent == intents.FAQ {
		slots[intents.SlotTopic] = string(cmp.Or(u.topic(i), t.likeliest(t.first)))
	}
	t.Reading.Intent, t.Reading.Slots, t.Reading.Ambiguous, t.Reading.Step = intent, slots, nil, intents.StepQuestion
	t.answer()
}

// orderIn finds the number of one of the phone's orders in a text.
func (t *talk) orderIn(text string) string {
	for word := range strings.FieldsSeq(text) {
		for _, o := range t.facts.Orders {
			if sameNumber(o.Number, word) {
				return o.Number
			}
		}
	}
	return ""
}

// stopMeant takes the answer to AskStop other than STOP itself, which needs no question. Where it says no, people
// see what was unclear. It says whether that was an answer.
func (t *talk) stopMeant() bool {
	unclear := t.State.Unclear
	switch intent := t.Reading.Intent; {
	case len(unclear.Meant) < 2:
		t.answered()
		return false
	case intent == intents.Yes || intent == intents.OptIn:
		t.endUnclear()
		t.Reading.Intent = intents.OptOut
		t.optOut()
	case intent == intents.No || intent == intents.Unknown:
		t.endUnclear()
		t.act(unclear, 0)
	case beside(intent):
		return false
	default:
		t.endUnclear()
		t.first = ""
		return false
	}
	return true
}
