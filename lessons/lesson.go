package lessons

import (
	"slices"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// Standing is what the model has made of a lesson.
type Standing string

// The standings.
const (
	Waiting Standing = "waiting"  // not learned from yet
	Learned Standing = "learned"  // the model has learned from it
	KeptOut Standing = "kept_out" // with it the model would get worse: only the very text is read as taught
)

// Heard is a customer's text and how it was read.
type Heard struct {
	Event        string // id of the text
	Conversation string // in which people saw it; "" where that does not matter
	Address      message.Address
	Text         string
	Asked        conversations.Asked
	Intent       intents.Intent
	Language     message.Language
	Confidence   float64
	At           time.Time
}

// Lesson is a lesson with where it comes from. By is a Slack user id.
type Lesson struct {
	intents.Lesson
	Event        string // the text it came from
	Address      message.Address
	Conversation string
	Place        message.SlackRef // beside which the teaching person is told more
	Dedupe       string           // a key that is taught at most once
	Standing     Standing
}

// From makes the lesson that a text means an intent; topic is that of a general question. ID, At and By are the caller's.
func From(h Heard, intent intents.Intent, topic string) Lesson {
	l := Lesson{Event: h.Event, Address: h.Address, Conversation: h.Conversation, Standing: Waiting}
	l.Example = intents.Example{Context: h.Asked.Context, Language: h.Language, Intent: intent, Text: h.Text}
	if intent == intents.FAQ {
		l.Example.Topic = topic
	}
	if !slices.Contains([]message.Language{message.German, message.English, message.Polish}, h.Language) {
		l.Example.Language = ""
	}
	if l.Example.Context == "" {
		l.Example.Context = intents.ContextNone
	}
	return l
}

// Teachable lists the intents that may be taught, in the order of intents.Intents. A rating and a contest entry are
// only what their question's own parser finds, and a consent is only what the customer says in so many words.
func Teachable() []intents.Intent {
	return slices.DeleteFunc(intents.Intents(), func(i intents.Intent) bool {
		return i == intents.Rating || i == intents.ContestEntry || i == intents.OptIn
	})
}

// Taught is all that was taught, in the order in which it was, and the model that was learned with it.
type Taught struct {
	Version string // another one when anything has changed
	Lessons []Lesson
	Model   []byte // as intents.Model encodes itself; nil while the built-in one reads
}

// bare gives the lessons as intents knows them.
func (t Taught) bare() []intents.Lesson {
	all := make([]intents.Lesson, len(t.Lessons))
	for i, l := range t.Lessons {
		all[i] = l.Lesson
	}
	return all
}

// standing gives the lessons in force that stand so.
func (t Taught) standing(s Standing) []Lesson {
	var all []Lesson
	for _, l := range t.Lessons {
		if !l.Undone && l.Standing == s {
			all = append(all, l)
		}
	}
	return all
}

// Add gives what is taught with one more lesson; one on the same text after the same question is undone by it. changed
// holds the lessons that are different now, the new one last. It fails for what cannot be taught.
func (t Taught) Add(l Lesson) (changed []Lesson, err error) {
	after, err := intents.Teach(t.bare(), l.Lesson)
	if err != nil {
		return nil, err
	}
	return append(t.differences(after), l), nil
}

// Undo gives the lessons that are different when the one with the id is taken back: itself, and the one that it had
// replaced. None when it is not in force.
func (t Taught) Undo(id string) []Lesson { return t.differences(intents.Undo(t.bare(), id)) }

func (t Taught) differences(after []intents.Lesson) []Lesson {
	var changed []Lesson
	for i, l := range t.Lessons {
		if l.Undone != after[i].Undone {
			l.Undone = after[i].Undone
			changed = append(changed, l)
		}
	}
	return changed
}
