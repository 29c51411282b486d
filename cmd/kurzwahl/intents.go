package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
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

func (c intentsCmd) Run(w *world) (err error) {
	parser, err := c.parser()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w.out)
	defer func() { err = errors.Join(err, out.Flush()) }()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	in := bufio.NewReader(w.in)
	for number := 1; ; number++ {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read texts: %w", err)
		}
		reading := parser.Parse(w.split(strings.TrimRight(line, "\r\n"), number))
		if err := encoder.Encode(c.answer(reading)); err != nil {
			return fmt.Errorf("print answer: %w", err)
		}
	}
}

// split takes a line apart. One that is not as it should be is read as a text after no question, and said so, so that
// every line has its answer.
func (w *world) split(line string, number int) (intents.Context, string) {
	context, text, ok := strings.Cut(line, "\t")
	if !ok {
		w.logger.Warn("a line has no tab: write the context, a tab, and the text", slog.Int("line", number))
		context, text = string(intents.ContextNone), line
	}
	if !slices.Contains(intents.Contexts(), intents.Context(context)) {
		w.logger.Warn("a line has an unknown context", slog.Int("line", number))
		context = string(intents.ContextNone)
	}
	return intents.Context(context), strings.ReplaceAll(text, `\n`, "\n")
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
