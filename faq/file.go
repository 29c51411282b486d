package faq

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"kurzwahl/message"
)

// ReadFile reads a file of answers: TOML, with a section for each topic, in which de, en and pl are its answers, examples
// lists questions, and name is how people call it. All that is wrong comes back in one error; the entries are sorted
// by topic.
func ReadFile(content []byte, words Words) ([]Entry, error) {
	var sections map[string]any
	if err := toml.Unmarshal(content, &sections); err != nil {
		if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
			row, _ := wrong.Position()
			return nil, fmt.Errorf("line %d: %s", row, strings.TrimPrefix(wrong.Error(), "toml: "))
		}
		return nil, err
	}
	var entries []Entry
	var wrong []error
	for _, topic := range slices.Sorted(maps.Keys(sections)) {
		keys, ok := sections[topic].(map[string]any)
		if !ok {
			wrong = append(wrong, fmt.Errorf("%s stands outside of a section: write [%s] above it", topic, "hours"))
			continue
		}
		e, problems := readEntry(Topic(topic), keys)
		wrong = append(wrong, problems...)
		for _, p := range words.Problems(e) {
			wrong = append(wrong, fmt.Errorf("[%s] %s", topic, p.where()+p.english))
		}
		entries = append(entries, e)
	}
	return entries, errors.Join(wrong...)
}

// where names the key of a problem.
func (p Problem) where() string {
	if p.Field == FieldAnswer {
		return string(p.Language) + ": "
	}
	return ""
}

func readEntry(topic Topic, keys map[string]any) (e Entry, wrong []error) {
	e = Entry{Topic: topic, Answers: map[message.Language]string{}}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		text, isText := keys[key].(string)
		switch {
		case key == "examples":
			examples, err := readExamples(keys[key])
			e.Examples = examples
			if err != nil {
				wrong = append(wrong, fmt.Errorf("[%s] %w", topic, err))
			}
		case key != "name" && !slices.Contains(Languages(), message.Language(key)):
			wrong = append(wrong, fmt.Errorf("[%s] %s is no key: there are de, en, pl, name and examples", topic, key))
		case !isText:
			wrong = append(wrong, fmt.Errorf("[%s] %s is no text: write it in quotation marks", topic, key))
		case key == "name":
			e.Name = text
		default:
			e.Answers[message.Language(key)] = text
		}
	}
	return e, wrong
}

func readExamples(value any) (examples []Example, err error) {
	list, ok := value.([]any)
	for _, one := range list {
		text, isText := one.(string)
		if !isText {
			ok = false
			break
		}
		examples = append(examples, Example{Text: text})
	}
	if !ok {
		return examples, errors.New(`examples is no list of texts: write ["...", "..."]`)
	}
	return examples, nil
}
