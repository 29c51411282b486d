package intents

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
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
	for _, part := range []struct {
		files    string
		language message.Language
	}{{"de*", message.German}, {"en*", message.English}, {"pl*", message.Polish}, {"other", ""}} {
		source, err := exampleSource(part.files)
		if err != nil {
			return nil, err
		}
		examples, err := readExamples(source, part.language)
		if err != nil {
			return nil, fmt.Errorf("examples/%s.txt: %w", part.files, err)
		}
		all = append(all, examples...)
	}
	return all, nil
}

// exampleSource joins the example files whose names fit pattern, in the order of their names. Their lists are shared.
func exampleSource(pattern string) (string, error) {
	names, err := fs.Glob(exampleFiles, "examples/"+pattern+".txt")
	if err != nil {
		return "", fmt.Errorf("find examples: %w", err)
	}
	var b strings.Builder
	for _, name := range names {
		source, err := exampleFiles.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("read examples: %w", err)
		}
		b.Write(source)
	}
	return b.String(), nil
}

// readExamples reads one file of examples: "= intent" opens a section, "@name = a | b" a list that "{name}"
// stands for, "[context] text" is a text after a question.
func readExamples(source string, language message.Language) ([]Example, error) {
	var examples []Example
	var section Example
	lists := readLists(source)
	random := rand.New(rand.NewPCG(1, uint64(len(language)))) //nolint:gosec // reproducible samples, no secret
	lines := bufio.NewScanner(strings.NewReader(source))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == '#' || line[0] == '@':
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

// readLists reads the lists of a file, wherever in it they stand.
func readLists(source string) map[string][]string {
	lists := map[string][]string{}
	for line := range strings.Lines(source) {
		name, words, ok := strings.Cut(line, "=")
		if !ok || line[0] != '@' {
			continue
		}
		for word := range strings.SplitSeq(words, "|") {
			lists[strings.TrimSpace(name[1:])] = append(lists[strings.TrimSpace(name[1:])], strings.TrimSpace(word))
		}
	}
	return lists
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
