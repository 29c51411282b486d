package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"slices"
	"strings"

	"kurzwahl/config"
	"kurzwahl/intents"
	"kurzwahl/service"
)

type intentsCmd struct {
	Config  string `type:"existingfile" help:"The config file, for the shop's own contest keywords; without it the built-in ones count."`
	Explain bool   `help:"Also say which step decided and why, what each step before it found, the words as the rules see them, the rules that fit and the classifier's best scores."`
}

// answer is one line of output.
type answer struct {
	Intent     intents.Intent    `json:"intent"`
	Slots      map[string]string `json:"slots"`
	Language   string            `json:"language"`
	Confidence float64           `json:"confidence"`
	Step       string            `json:"step,omitempty"`
	Why        string            `json:"why,omitempty"`
	*explanation
}

// explanation is what --explain adds, in the order in which it came about.
type explanation struct {
	Words  []string           `json:"words"` // hidden ones in brackets
	Rules  []string           `json:"rules"`
	Steps  []string           `json:"steps"`
	Scores map[string]float64 `json:"scores"`
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
		if err := encoder.Encode(c.read(parser, w, strings.TrimRight(line, "\r\n"), number)); err != nil {
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

func (c intentsCmd) read(parser *intents.Parser, w *world, line string, number int) answer {
	context, text := w.split(line, number)
	if !c.Explain {
		return answerOf(parser.Parse(context, text))
	}
	e := parser.Explain(context, text)
	a := answerOf(e.Reading)
	a.Step, a.Why = string(e.Reading.Step), e.Reading.Why
	a.explanation = &explanation{Words: e.Words, Rules: []string{}, Steps: []string{}, Scores: map[string]float64{}}
	for _, rule := range e.Rules {
		a.Rules = append(a.Rules, rule.Outcome+": "+rule.Pattern)
	}
	for _, step := range e.Steps {
		a.Steps = append(a.Steps, string(step.Step)+": "+step.Said)
	}
	for _, score := range e.Scores {
		a.Scores[score.Label] = math.Round(100*score.Value) / 100
	}
	return a
}

func answerOf(r intents.Reading) answer {
	a := answer{Intent: r.Intent, Slots: r.Slots, Language: string(r.Language), Confidence: r.Confidence}
	if a.Slots == nil {
		a.Slots = map[string]string{}
	}
	if a.Language == "" {
		a.Language = "unknown"
	}
	return a
}
