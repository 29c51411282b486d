package faq

import (
	"slices"
	"time"

	"kurzwahl/intents"
	"kurzwahl/message"
)

// Past is a question that a person answered by hand.
type Past struct {
	Conversation string
	Question     string // the customer's words
	Reply        string // the first that staff wrote
	Language     message.Language
	Names        []string // of that customer, whom the reply may name
	At           time.Time
}

// Suggestion is what staff could answer.
type Suggestion struct {
	Topic Topic // whose stored answer it is; "" of what somebody answered before
	Text  string
	At    time.Time // when it was answered before; zero for a stored answer
}

// The likeness from which a text is near enough to what is known.
const (
	likelyStored = 0.35 // to suggest the stored answer of the nearest topic
	likelyPast   = 0.45 // to suggest what was answered to the nearest question
	sameQuestion = 0.55 // for two questions to be the same
)

// Suggest gives what staff could answer to a question: the stored answer of the topic that was guessed, or whose example
// is like it, else what was answered to the question that is most like it. A reply that may hold something of another
// customer is never suggested.
func (k *Keeper) Suggest(question string, language message.Language, guessed Topic, past []Past) (s Suggestion, ok bool, err error) {
	book := k.Book()
	nearest := book.Match(question)
	topics := []Topic{guessed}
	if nearest.Likeness >= likelyStored {
		topics = []Topic{nearest.Topic, guessed}
	}
	for _, topic := range topics {
		if text, ok := book.Answer(topic, language); ok {
			return Suggestion{Topic: topic, Text: text}, true, nil
		}
	}
	before, likeness, err := k.mostAlike(question, slices.DeleteFunc(slices.Clone(past), func(p Past) bool { return personal(p.Reply, p.Names) }))
	if err != nil || likeness < likelyPast {
		return Suggestion{}, false, err
	}
	return Suggestion{Text: before.Reply, At: before.At}, true, nil
}

// mostAlike gives the question that is most like another, of those that are equally so the latest.
func (k *Keeper) mostAlike(question string, past []Past) (best Past, likeness float64, err error) {
	comparer, err := intents.BuiltinComparer()
	if err != nil {
		return Past{}, 0, err
	}
	sketch := comparer.Sketch(question)
	for _, p := range past {
		l := comparer.Sketch(p.Question).Likeness(sketch)
		if l > likeness || l == likeness && l > 0 && p.At.After(best.At) {
			best, likeness = p, l
		}
	}
	return best, likeness, nil
}

// Repeated says whether a question was answered by hand before, in as many words or nearly so.
func (k *Keeper) Repeated(question string, past []Past) (bool, error) {
	_, likeness, err := k.mostAlike(question, past)
	return likeness >= sameQuestion, err
}
