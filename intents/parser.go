package intents

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"kurzwahl/message"
)

//go:embed rules/start.txt
var startRules string

// Config is what a shop sets about understanding. The zero Config is valid.
type Config struct {
	ContestKeywords []string // words that enter a contest; nil means GEWINN, WIN and KONKURS
	ContestAnswers  string   // the letters that answer its question; "" means "ABC"
	RatingMin       int      // lowest score of the survey; with RatingMax 0 it means 1
	RatingMax       int      // highest score; 0 means 6
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
	return c
}

// Parser reads texts. It never changes after New, so many goroutines may use it at once.
type Parser struct {
	config     Config
	book       *book
	numerals   map[string]int
	keywords   map[string]bool // folded contest keywords
	scoreFrame int             // class of the words that only frame a score
}

// New makes a Parser. It fails when the configuration contradicts itself.
func New(config Config) (*Parser, error) {
	config = config.withDefaults()
	if config.RatingMin >= config.RatingMax {
		return nil, fmt.Errorf("rating scale %d to %d is empty", config.RatingMin, config.RatingMax)
	}
	book, err := compile(startRules)
	if err != nil {
		return nil, fmt.Errorf("compile rules: %w", err)
	}
	frame, err := book.classOf("ich|gebe|eine|ne|note|punkte|sterne|stars|gwiazdki|von|of|out|score|is|my|meine|wertung|klar|ganz|i|id|give|it|a|oceniam|na")
	if err != nil {
		return nil, fmt.Errorf("compile rules: %w", err)
	}
	p := &Parser{config: config, book: book, numerals: numberWords(), keywords: map[string]bool{}, scoreFrame: frame}
	for _, keyword := range config.ContestKeywords {
		p.keywords[fold(keyword)] = true
	}
	return p, nil
}

// Scale gives a Parser that reads ratings from lowest to highest and shares everything else with p. A scale in
// which lowest is not below highest leaves p's as it is.
func (p *Parser) Scale(lowest, highest int) *Parser {
	scaled := *p
	if lowest < highest {
		scaled.config.RatingMin, scaled.config.RatingMax = lowest, highest
	}
	return &scaled
}

// Parse reads one text that came after the question that ctx names; an unknown ctx counts as ContextNone. It
// never fails: what it cannot read is Unknown.
func (p *Parser) Parse(ctx Context, raw string) Reading {
	t := read(raw)
	p.book.classify(t)
	reading := p.decide(ctx, t)
	if reading.Language == "" {
		reading.Language = guess(t)
	}
	return reading
}

func (p *Parser) decide(ctx Context, t *text) Reading {
	outcomes := map[string]*rule{}
	p.book.hits(t, func(h hit) { outcomes[h.rule.outcome] = h.rule })
	if r := outcomes[string(OptOut)]; r != nil {
		return Reading{Intent: OptOut, Confidence: 1, Step: StepOptOut, Why: r.source}
	}
	if reading, ok := p.answer(ctx, t, outcomes); ok {
		return reading
	}
	for _, intent := range Intents() {
		r := outcomes[string(intent)]
		if r == nil {
			continue
		}
		reading := Reading{Intent: intent, Confidence: 1, Step: StepKeyword, Why: r.source}
		if number := orderNumber(t.raw); number != "" && intent == OrderStatus {
			reading.Slots = map[string]string{SlotOrder: number}
		}
		return reading
	}
	return Reading{Intent: Unknown, Step: StepNone, Why: "nothing fits"}
}

// answer asks the open question's own parser.
func (p *Parser) answer(ctx Context, t *text, outcomes map[string]*rule) (Reading, bool) {
	reading := Reading{Confidence: 1, Step: StepQuestion}
	if entry, ok := p.contestEntry(ctx, t); ok {
		reading.Intent, reading.Slots, reading.Why = ContestEntry, entry, "contest keyword or answer"
		return reading, true
	}
	switch ctx {
	case ContextSurvey:
		if s, ok := p.rating(t); ok {
			reading.Intent, reading.Why = Rating, "one score"
			reading.Slots = map[string]string{SlotScore: fmt.Sprint(s.value)}
			if p.hasComment(t, s) {
				reading.Slots[SlotComment] = "yes"
			}
			return reading, true
		}
	case ContextOptIn:
		if r := outcomes[string(Yes)]; r != nil {
			reading.Intent, reading.Why = OptIn, r.source
			return reading, true
		}
	case ContextOrder, ContextNone:
		number := orderNumber(t.raw)
		if number != "" && (ctx == ContextOrder || number == strings.TrimSpace(strings.TrimLeft(t.raw, "# "))) {
			reading.Intent, reading.Why = OrderStatus, "an order number"
			reading.Slots = map[string]string{SlotOrder: number}
			return reading, true
		}
	case ContextContest, ContextComplaint, ContextMarketing:
	}
	return reading, false
}

// contestEntry finds the contest's keyword, or after its question the bare answer.
func (p *Parser) contestEntry(ctx Context, t *text) (map[string]string, bool) {
	var keyword bool
	var answer string
	for _, tok := range t.tokens {
		if p.keywords[tok.word] {
			keyword = true
		}
		if letter := strings.ToUpper(tok.word); len(letter) == 1 && strings.Contains(p.config.ContestAnswers, letter) {
			answer = letter
		}
	}
	if !keyword && (ctx != ContextContest || answer == "") {
		return nil, false
	}
	if answer == "" {
		return nil, true
	}
	return map[string]string{SlotAnswer: answer}, true
}

// guess says in which language the text's plainest words are.
func guess(t *text) message.Language {
	words := map[message.Language][]string{
		message.German:  {"ich", "und", "der", "die", "das", "ist", "wo", "mein", "bite", "danke", "halo", "ja", "nein", "mich", "nicht", "wan", "keine"},
		message.English: {"i", "and", "the", "is", "where", "my", "please", "thanks", "helo", "yes", "no", "me", "not", "when", "it"},
		message.Polish:  {"i", "nie", "gdzie", "jest", "moja", "moje", "prosze", "dziekuje", "czesc", "tak", "mi", "kiedy", "to", "dzien"},
	}
	best, most := message.Language(""), 0
	for _, language := range []message.Language{message.German, message.English, message.Polish} {
		count := 0
		for _, tok := range t.tokens {
			if slices.Contains(words[language], tok.word) {
				count++
			}
		}
		if count > most {
			best, most = language, count
		}
	}
	return best
}
