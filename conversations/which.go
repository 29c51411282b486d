package conversations

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"kurzwahl/intents"
)

// whichLasts is how long the bot waits to hear which of two things was meant.
const whichLasts = time.Hour

// worthAsking is the confidence below which two meanings are mere guesses: people answer at once.
const worthAsking = 0.45

// Unclear is a text that could mean two things, until the customer says which.
type Unclear struct {
	Text  string           `json:"text"`
	Meant []intents.Intent `json:"meant"` // two, in the order of the question's A and B
}

// askWhich asks which of two things a text meant, once, where the customer can be told of both. Where one of them is
// an opt-out only that is asked: it is never guessed. It says whether it asked.
func (t *talk) askWhich() bool {
	meant := t.Reading.Ambiguous
	if len(meant) != 2 || t.State.Question == AskWhich || t.State.Question == AskStop {
		return false
	}
	if i := slices.Index(meant, intents.OptOut); i >= 0 {
		t.Why = "perhaps an opt-out: asked"
		t.reply("stop.ask", nil)
		t.ask(AskStop, "", whichLasts)
		t.State.Unclear = Unclear{Text: t.Event.Text, Meant: []intents.Intent{meant[1-i], intents.OptOut}}
		return true
	}
	if t.threadOpen() || t.Reading.Confidence < worthAsking || !t.desk.phrases.has(choice(meant[0])) || !t.desk.phrases.has(choice(meant[1])) {
		return false
	}
	t.Why = "two meanings: asked which"
	t.reply("which", fields{"first": t.say(choice(meant[0]), nil), "second": t.say(choice(meant[1]), nil)})
	t.ask(AskWhich, "", whichLasts)
	t.State.Unclear = Unclear{Text: t.Event.Text, Meant: slices.Clone(meant)}
	return true
}

// choice is the key of what customers are told an intent is.
func choice(intent intents.Intent) string { return "choice." + string(intent) }

// whichMeant takes the answer to AskWhich: a letter, a number, or words for one of the two. It says whether that was
// one; people take over what is still unclear.
func (t *talk) whichMeant() bool {
	unclear := t.State.Unclear
	i := picked(t.Event.Text)
	if i < 0 {
		i = slices.Index(unclear.Meant, t.Reading.Intent)
	}
	switch {
	case i >= 0 && i < len(unclear.Meant):
		t.endUnclear()
		t.act(unclear.Meant[i])
	case t.Reading.Intent == intents.Unknown:
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
		f[[]string{"first", "second"}[i%2]] = t.named(intent)
	}
	return t.tell("reason.ambiguous", f)
}

// leftUnclear has people see a text when the customer did not say what it meant.
func (t *talk) leftUnclear() {
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
func (t *talk) act(intent intents.Intent) {
	slots := map[string]string{}
	if order := t.orderIn(t.first); order != "" {
		slots[intents.SlotOrder] = order
	}
	t.Reading.Intent, t.Reading.Slots, t.Reading.Ambiguous = intent, slots, nil
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

// picks are the words by which the first or the second of two is chosen, in three languages.
var picks = [2][]string{
	{"a", "1", "eins", "erste", "erstes", "ersteres", "erster", "one", "first", "jeden", "pierwsze", "pierwsza"},
	{"b", "2", "zwei", "zweite", "zweites", "letzteres", "zweiter", "two", "second", "dwa", "drugie", "druga"},
}

// picked gives 0 for the first, 1 for the second, and -1 where a text picks neither or both.
func picked(text string) int {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	found := -1
	for i, names := range picks {
		if len(words) > 4 || !slices.ContainsFunc(words, func(word string) bool { return slices.Contains(names, word) }) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// stopMeant takes the answer to AskStop other than STOP itself, which needs no question. Where it says no, people
// see what was unclear. It says whether that was an answer.
func (t *talk) stopMeant() bool {
	unclear := t.State.Unclear
	switch intent := t.Reading.Intent; {
	case intent == intents.Yes || intent == intents.OptIn:
		t.endUnclear()
		t.Reading.Intent = intents.OptOut
		t.optOut()
	case intent == intents.No || intent == intents.Unknown:
		t.endUnclear()
		t.act(unclear.Meant[0])
	case beside(intent):
		return false
	default:
		t.endUnclear()
		t.first = ""
		return false
	}
	return true
}
