// Package faq holds what a shop answers to general questions: by topic, in each language, with example questions of the
// shop's own. The answers come from a file, and from people in Slack, whose word is newer and wins.
//
// A Keeper knows the Book of answers in force. A Book never changes; asking it is pure and fast.
package faq

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"kurzwahl/intents"
	"kurzwahl/message"
)

// Topic names what a general question is about: one of intents.Topics, or a name that the shop chose.
type Topic string

// Known says whether the topic is one that Kurzwahl understands without examples.
func (t Topic) Known() bool { return slices.Contains(intents.Topics(), string(t)) }

// topicForm is what a topic may be called: it stands in files, in the database and in buttons.
var topicForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// TopicOf makes a topic of a name that people gave ("Geschenke & Gutscheine" is geschenke_gutscheine); "" where the name
// has no letter to make it of.
func TopicOf(name string) Topic {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		letters, known := plainLetters[r]
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			letters = string(r)
		case !known:
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		gap = false
		b.WriteString(letters)
	}
	topic := strings.TrimLeftFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) })
	return Topic(strings.TrimRight(topic[:min(len(topic), 40)], "_"))
}

// plainLetters are the letters of German and Polish as they stand in a Topic.
var plainLetters = map[rune]string{
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'ą': "a", 'ć': "c", 'ę': "e", 'ł': "l", 'ń': "n", 'ó': "o", 'ś': "s", 'ź': "z", 'ż': "z",
}

// Example is a question as customers ask it.
type Example struct {
	Text    string
	Event   string          // the customer's text that it was taken from; "" where people thought of it themselves
	Address message.Address // whose text that was
}

// Entry is one topic with its answers.
type Entry struct {
	Topic    Topic
	Name     string                      // as people call it; needed for the shop's own topics
	Answers  map[message.Language]string // with {shop} and {contact} in place of those
	Examples []Example                   // needed for the shop's own topics: they are recognised by nothing else
}

// Origin says where an entry comes from.
type Origin string

// The origins.
const (
	FromFile  Origin = "file"
	FromSlack Origin = "slack" // it takes the place of the file's, if that has one
)

// Kept is an entry as it stands in a Book.
type Kept struct {
	Entry

	Origin Origin
	InFile bool // the file has the topic, too
	Edit   string
	By     string // Slack user id of who edited it last; "" of an entry from the file
	At     time.Time
}

// Languages lists those that answers may be in, the shop's most common first.
func Languages() []message.Language {
	return []message.Language{message.German, message.English, message.Polish}
}
