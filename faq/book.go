package faq

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// Book is the answers in force. It never changes, so many goroutines may ask it at once. The nil Book is empty.
type Book struct {
	words    Words
	entries  []Kept
	removed  []Kept // what people took out; without answers
	comparer *intents.Comparer
	samples  []sample
}

// sample is one example question of an entry.
type sample struct {
	topic  Topic
	sketch intents.Sketch
}

// newBook puts edits over the entries of the file. It fails only where there is nothing to compare texts by.
func newBook(words Words, file []Entry, edits []Edit) (*Book, error) {
	b := &Book{words: words}
	byTopic := map[Topic]Kept{}
	for _, e := range file {
		byTopic[e.Topic] = Kept{Entry: e, Origin: FromFile, InFile: true}
	}
	for _, e := range edits {
		kept := Kept{Entry: e.Entry, Origin: FromSlack, InFile: byTopic[e.Entry.Topic].InFile, Edit: e.ID, By: e.By, At: e.At}
		if e.Removed {
			b.removed = append(b.removed, kept)
			delete(byTopic, e.Entry.Topic)
			continue
		}
		byTopic[e.Entry.Topic] = kept
	}
	b.entries = slices.SortedFunc(maps.Values(byTopic), func(a, b Kept) int {
		return cmp.Or(cmp.Compare(place(a.Topic), place(b.Topic)), cmp.Compare(a.Topic, b.Topic))
	})
	return b, b.sample()
}

// place orders the known topics as intents lists them, before the shop's own.
func place(t Topic) int {
	if i := slices.Index(intents.Topics(), string(t)); i >= 0 {
		return i
	}
	return len(intents.Topics())
}

func (b *Book) sample() (err error) {
	for _, e := range b.entries {
		for _, example := range e.Examples {
			if b.comparer == nil {
				if b.comparer, err = intents.BuiltinComparer(); err != nil {
					return err
				}
			}
			b.samples = append(b.samples, sample{e.Topic, b.comparer.Sketch(example.Text)})
		}
	}
	return nil
}

// Entries lists the entries in force: the known topics first, in the order of intents.Topics, then the shop's own by
// name. The caller must not change them.
func (b *Book) Entries() []Kept {
	if b == nil {
		return nil
	}
	return b.entries
}

// Removed lists the topics that people took out in Slack.
func (b *Book) Removed() []Kept {
	if b == nil {
		return nil
	}
	return b.removed
}

// Entry gives the entry of a topic.
func (b *Book) Entry(t Topic) (Kept, bool) {
	i := slices.IndexFunc(b.Entries(), func(k Kept) bool { return k.Topic == t })
	if i < 0 {
		return Kept{}, false
	}
	return b.entries[i], true
}

// Answer gives what is answered to a question about a topic, ready to be sent: in the language, else in the shop's, else
// in English, else in any.
func (b *Book) Answer(t Topic, language message.Language) (text string, ok bool) {
	e, ok := b.Entry(t)
	if !ok {
		return "", false
	}
	for _, l := range slices.Concat([]message.Language{language, b.words.fallback(), message.English}, Languages()) {
		if text := strings.TrimSpace(e.Answers[l]); text != "" {
			return b.words.fill(text), true
		}
	}
	return "", false
}

// Match is how much a text is like the example questions of a topic.
type Match struct {
	Topic    Topic
	Likeness float64 // 0..1, of the example that is most alike
	Lead     float64 // how far that is ahead of the most alike example of any other topic
}

// withNews is how much of a likeness is left where the example lacks a telling word of the text: of a near one enough to
// ask whether that was meant, and not enough to answer.
const withNews = 0.7

// Match finds the topic with the example question that is most like a text; the zero Match when no example has
// anything in common with it.
func (b *Book) Match(text string) Match {
	if b == nil || len(b.samples) == 0 {
		return Match{}
	}
	sketch := b.comparer.Sketch(text)
	var best Match
	other := 0.0
	for _, s := range b.samples {
		likeness := s.sketch.Likeness(sketch)
		if likeness > 0 && sketch.Adds(s.sketch) {
			likeness *= withNews
		}
		switch {
		case s.topic == best.Topic:
			best.Likeness = max(best.Likeness, likeness)
		case likeness > best.Likeness:
			other = best.Likeness
			best = Match{Topic: s.topic, Likeness: likeness}
		default:
			other = max(other, likeness)
		}
	}
	best.Lead = best.Likeness - other
	return best
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// placeholders lists what an answer has filled in.
func placeholders(text string) (names []string) {
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// fill writes an answer as it goes out.
func (w Words) fill(text string) string {
	text = placeholder.ReplaceAllStringFunc(text, func(name string) string {
		switch name {
		case "{shop}":
			return w.Shop
		case "{contact}":
			return w.Contact
		default:
			return name
		}
	})
	text, _ = sms.Replace(text, sms.Policy{Polish: !w.Marks})
	return text
}
