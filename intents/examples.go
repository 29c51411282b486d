package intents

import (
	"bufio"
	"embed"
	"fmt"
	"math/rand/v2"
	"strings"

	"kurzwahl/message"
)

//go:embed examples/*.txt
var exampleFiles embed.FS

// Example is a text and what it means.
type Example struct {
	Context  Context
	Language message.Language // "" when the text is in none of the languages that Kurzwahl speaks
	Intent   Intent
	Topic    string // of an FAQ
	Text     string

	template int // texts made of one template share it
}

// label is the class that the classifier learns: the intent, for an FAQ with its topic ("faq.hours").
func (e Example) label() string {
	if e.Intent == FAQ && e.Topic != "" {
		return string(FAQ) + "." + e.Topic
	}
	return string(e.Intent)
}

// samplesPerTemplate is how many texts are made of an example with placeholders.
const samplesPerTemplate = 3

// Builtin gives the examples that come with the program, placeholders filled in. It is the same list every time;
// the caller owns it.
func Builtin() ([]Example, error) {
	var all []Example
	for _, file := range []struct {
		name     string
		language message.Language
	}{{"de", message.German}, {"en", message.English}, {"pl", message.Polish}, {"other", ""}} {
		source, err := exampleFiles.ReadFile("examples/" + file.name + ".txt")
		if err != nil {
			return nil, fmt.Errorf("read examples: %w", err)
		}
		examples, err := readExamples(string(source), file.language)
		if err != nil {
			return nil, fmt.Errorf("examples/%s.txt: %w", file.name, err)
		}
		all = append(all, examples...)
	}
	return all, nil
}

// readExamples reads one file of examples: "= intent" opens a section, "@name = a | b" a list that "{name}"
// stands for, "[context] text" is a text after a question.
func readExamples(source string, language message.Language) ([]Example, error) {
	var examples []Example
	var section Example
	lists := map[string][]string{}
	random := rand.New(rand.NewPCG(1, uint64(len(language)))) //nolint:gosec // reproducible samples, no secret
	lines := bufio.NewScanner(strings.NewReader(source))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			name, words, _ := strings.Cut(line[1:], "=")
			for word := range strings.SplitSeq(words, "|") {
				lists[strings.TrimSpace(name)] = append(lists[strings.TrimSpace(name)], strings.TrimSpace(word))
			}
		case strings.HasPrefix(line, "= "):
			intent, topic, _ := strings.Cut(line[2:], ".")
			section = Example{Language: language, Intent: Intent(intent), Topic: topic}
		default:
			example := section
			example.Context, example.Text, example.template = ContextNone, line, number
			if rest, ok := strings.CutPrefix(line, "["); ok {
				ctx, text, found := strings.Cut(rest, "] ")
				if !found {
					return nil, fmt.Errorf("line %d: context without text", number)
				}
				example.Context, example.Text = Context(ctx), text
			}
			filled, err := fill(example, lists, random)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			examples = append(examples, filled...)
		}
	}
	return examples, lines.Err()
}

// fill replaces placeholders by words of their lists, several times when there are any.
func fill(example Example, lists map[string][]string, random *rand.Rand) ([]Example, error) {
	if !strings.Contains(example.Text, "{") {
		return []Example{example}, nil
	}
	filled := make([]Example, samplesPerTemplate)
	for i := range filled {
		var b strings.Builder
		rest := example.Text
		for {
			before, after, found := strings.Cut(rest, "{")
			b.WriteString(before)
			if !found {
				break
			}
			name, after, _ := strings.Cut(after, "}")
			words := lists[name]
			if len(words) == 0 {
				return nil, fmt.Errorf("no list %q", name)
			}
			b.WriteString(words[random.IntN(len(words))])
			rest = after
		}
		filled[i] = example
		filled[i].Text = b.String()
	}
	return filled, nil
}

// misspell gives text with one or two slips of the thumb: a letter dropped, doubled, or swapped with the next, or
// all of it in capitals or small letters. Digits stay.
func misspell(text string, random *rand.Rand) string {
	runes := []rune(text)
	for range 1 + random.IntN(2) {
		i := random.IntN(len(runes))
		if !isLetter(runes[i]) || len(runes) < 5 {
			continue
		}
		switch random.IntN(4) {
		case 0:
			runes = append(runes[:i], runes[i+1:]...)
		case 1:
			if i+1 < len(runes) && isLetter(runes[i+1]) {
				runes[i], runes[i+1] = runes[i+1], runes[i]
			}
		case 2:
			runes[i] = rune("abcdefghiklmnoprstuwz"[random.IntN(21)])
		default:
			runes = append(runes[:i+1], runes[i:]...)
		}
	}
	return string(runes)
}
