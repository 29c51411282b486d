// Package accuracy measures how well a parser understands labelled texts: figures for each intent, slots,
// languages, a table of confusions, and every text that was read wrongly.
package accuracy

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"kurzwahl/intents"
	"kurzwahl/message"
)

// Case is a text and what it should be read as.
type Case struct {
	Line     int // in the file it came from, 1-based
	Context  intents.Context
	Language message.Language // "" where the text has none, or none that counts
	Intent   intents.Intent
	Slots    map[string]string // nil when there are none
	Text     string
}

// Read reads cases: five columns with tabs between, context, language ("-" for none), intent, slots ("name=value"
// joined by ";", "-" for none) and text, in which "\n" stands for a line break. Lines that begin with "#" and empty
// lines are skipped. An error names the line.
func Read(r io.Reader) ([]Case, error) {
	var cases []Case
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		columns := strings.SplitN(line, "\t", 5)
		if len(columns) != 5 {
			return nil, fmt.Errorf("line %d has %d columns, not 5", number, len(columns))
		}
		c := Case{
			Line: number, Context: intents.Context(columns[0]), Intent: intents.Intent(columns[2]),
			Text: strings.ReplaceAll(columns[4], `\n`, "\n"),
		}
		if columns[1] != "-" {
			c.Language = message.Language(columns[1])
		}
		if columns[3] != "-" {
			c.Slots = map[string]string{}
			for pair := range strings.SplitSeq(columns[3], ";") {
				name, value, ok := strings.Cut(pair, "=")
				if !ok {
					return nil, fmt.Errorf("line %d: slot %q has no value", number, pair)
				}
				c.Slots[name] = value
			}
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return cases, nil
}

// Examples gives the cases as what a model learns from.
func Examples(cases []Case) []intents.Example {
	examples := make([]intents.Example, 0, len(cases))
	for _, c := range cases {
		examples = append(examples, intents.Example{
			Context: c.Context, Language: c.Language, Intent: c.Intent, Topic: c.Slots[intents.SlotTopic], Text: c.Text,
		})
	}
	return examples
}
