package intents

import (
	"errors"
	"fmt"
	"strings"
)

// Config is what a shop sets about understanding. The zero Config is valid.
type Config struct {
	ContestKeywords []string // words that enter a contest; nil means GEWINN, WIN and KONKURS
	ContestAnswers  string   // the capital letters that answer its question; "" means "ABC"
	RatingMin       int      // lowest score of the survey; with RatingMax 0 it means 1
	RatingMax       int      // highest score; 0 means 6

	Model      *Model             // what the classifier learned; nil means the one built in
	Taught     []Example          // what staff taught: the same text after the same question is read so at once
	Thresholds map[Intent]float64 // confidence from which the classifier decides; missing intents keep the default
	Margin     float64            // how far the best must be ahead, as a difference of scores; 0 means the default
}

func (c Config) withDefaults() Config {
	if c.ContestKeywords == nil {
		c.ContestKeywords = []string{"GEWINN", "WIN", "KONKURS"}
	}
	if c.ContestAnswers == "" {
		c.ContestAnswers = "ABC"
	}
	if c.RatingMax == 0 {
		c.RatingMin, c.RatingMax = 1, 6
	}
	if c.Margin == 0 {
		c.Margin = defaultMargin
	}
	return c
}

func (c Config) checkScale() error {
	if c.RatingMin < 0 || c.RatingMin >= c.RatingMax || c.RatingMax > 10 {
		return fmt.Errorf("rating scale %d to %d: must rise, within 0 to 10", c.RatingMin, c.RatingMax)
	}
	return nil
}

func (c Config) check() error {
	if err := c.checkScale(); err != nil {
		return err
	}
	for _, keyword := range c.ContestKeywords {
		if len(read(keyword).tokens) != 1 {
			return fmt.Errorf("contest keyword %q: must be one word", keyword)
		}
	}
	for intent, threshold := range c.Thresholds {
		if threshold < 0 || threshold > 1 {
			return fmt.Errorf("threshold of %s: %v is not within 0 to 1", intent, threshold)
		}
	}
	if c.Margin < 0 {
		return errors.New("margin: must not be negative")
	}
	return nil
}

// Parser reads texts. It never changes after New, so many goroutines may use it at once.
type Parser struct {
	config     Config
	rules      *book
	class      classes
	model      *Model
	numerals   map[string]int
	keywords   map[string]bool // folded contest keywords
	taught     map[string]Example
	thresholds map[Intent]float64
}

// New makes a Parser. It fails when the configuration contradicts itself; the error names the setting.
func New(config Config) (*Parser, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("understanding: %w", err)
	}
	rules, err := builtinRules()
	if err != nil {
		return nil, err
	}
	p := &Parser{
		config: config, rules: rules, class: rules.wordClasses(), model: config.Model, numerals: numberWords(),
		keywords: map[string]bool{}, taught: map[string]Example{}, thresholds: thresholds(config.Thresholds),
	}
	if p.model == nil {
		if p.model, err = builtinModel(); err != nil {
			return nil, err
		}
	}
	for _, keyword := range config.ContestKeywords {
		p.keywords[fold(keyword)] = true
	}
	for _, example := range config.Taught {
		p.taught[taughtKey(example.Context, read(example.Text))] = example
	}
	return p, nil
}

// Scale gives a Parser that reads ratings from lowest to highest and shares everything else with p. A scale that
// New would refuse leaves p's as it is.
func (p *Parser) Scale(lowest, highest int) *Parser {
	scaled := *p
	scaled.config.RatingMin, scaled.config.RatingMax = lowest, highest
	if scaled.config.checkScale() != nil {
		return p
	}
	return &scaled
}

// Parse reads one text that came after the question that ctx names; an unknown ctx counts as ContextNone. It
// never fails: what it cannot read is Unknown. It takes well under 100 microseconds for an SMS.
func (p *Parser) Parse(ctx Context, raw string) Reading {
	r := p.look(ctx, raw)
	reading := p.cascade(r)
	reading.Language = p.language(r)
	return reading
}

// reader is one text on its way through the cascade, with what the first look found.
type reader struct {
	*text
	ctx     Context
	optOut  hit   // the first opt-out rule that fits, a firm one before others, a hint last
	machine *rule // the first mark of a machine
	kept    bool  // a hard negative hides something from the opt-out rules
	praised bool  // one that no opt-out survives: "never stop", "nie przestawajcie"
	firm    map[Intent]*rule
	verdict verdict
}

// look cuts the text, hides hard negatives, runs all rules and the classifier.
func (p *Parser) look(ctx Context, raw string) *reader {
	r := &reader{text: read(raw), ctx: ctx}
	r.kept, r.praised = p.rules.prepare(r.text)
	p.rules.hits(r.text, func(h hit) {
		switch h.rule.outcome {
		case keepOutcome:
		case string(OptOut):
			if r.optOut.rule == nil || h.rule.rank() > r.optOut.rule.rank() {
				r.optOut = h
			}
		case string(AutoReply):
			if r.machine == nil {
				r.machine = h.rule
			}
		default:
			if r.firm == nil {
				r.firm = map[Intent]*rule{}
			}
			r.firm[Intent(h.rule.outcome)] = h.rule
		}
	})
	list, norm := p.rules.features(ctx, r.text)
	r.verdict = p.model.judge(list, norm)
	return r
}

// taughtKey is the form in which a taught text is found again.
func taughtKey(ctx Context, t *text) string {
	var b strings.Builder
	b.WriteString(string(ctx))
	for _, tok := range t.tokens {
		if tok.kind == breakToken || tok.kind == commaToken {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(tok.word)
	}
	return b.String()
}
