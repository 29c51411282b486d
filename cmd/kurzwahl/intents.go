package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"kurzwahl/config"
	"kurzwahl/intents"
	"kurzwahl/service"
)

type intentsCmd struct {
	Config  string `type:"existingfile" help:"The config file, for the shop's own contest keywords; without it the built-in ones count."`
	Explain bool   `help:"Also say which step decided, and why."`
}

// answer is one line of output.
type answer struct {
	Intent     intents.Intent    `json:"intent"`
	Slots      map[string]string `json:"slots"`
	Language   string            `json:"language"`
	Confidence float64           `json:"confidence"`
	Step       string            `json:"step,omitempty"`
	Why        string            `json:"why,omitempty"`
}

// lineLimit is the most octets of an input line.
const lineLimit = 1 << 20

func (c intentsCmd) Run(w *world) error {
	parser, err := c.parser()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w.out)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewScanner(w.in)
	lines.Buffer(nil, lineLimit)
	for number := 1; lines.Scan(); number++ {
		context, text, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			return fmt.Errorf("line %d has no tab: write the context, a tab, and the text", number)
		}
		reading := parser.Parse(intents.Context(context), strings.ReplaceAll(text, `\n`, "\n"))
		if err := encoder.Encode(c.answer(reading)); err != nil {
			return fmt.Errorf("print answer: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	return nil
}

func (c intentsCmd) parser() (*intents.Parser, error) {
	if c.Config == "" {
		return intents.New(intents.Config{})
	}
	cfg, err := config.Load(c.Config, os.Getenv)
	if err != nil {
		return nil, err
	}
	return intents.New(service.Understanding(cfg))
}

func (c intentsCmd) answer(r intents.Reading) answer {
	a := answer{Intent: r.Intent, Slots: r.Slots, Language: string(r.Language), Confidence: r.Confidence}
	if a.Slots == nil {
		a.Slots = map[string]string{}
	}
	if a.Language == "" {
		a.Language = "unknown"
	}
	if c.Explain {
		a.Step, a.Why = string(r.Step), r.Why
	}
	return a
}
