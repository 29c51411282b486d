package intents

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// contestEntry finds a contest's keyword, and after its question the bare answer, with the answer as a slot.
func (p *Parser) contestEntry(ctx Context, t *text) (slots map[string]string, ok bool) {
	keyword, others := -1, 0
	for i := range t.tokens {
		tok := &t.tokens[i]
		switch {
		case tok.kind > numberToken:
		case p.isKeyword(tok.word):
			keyword = i
		case tok.classes.has(p.class.entryFrame) || p.letter(t, i, ctx) != "":
		default:
			others++
		}
	}
	answer := p.contestAnswer(ctx, t)
	switch {
	case keyword >= 0 && others == 0 && !t.asks():
	case ctx == ContextContest && answer != "" && !t.asks():
	default:
		return nil, false
	}
	if answer == "" {
		return nil, true
	}
	return map[string]string{SlotAnswer: answer}, true
}

// opensWithKeyword says whether a text enters a contest because its keyword is the first word, in capitals or after the
// contest's question, and nothing else is asked or wished: "WIN for my sister please".
func (p *Parser) opensWithKeyword(r *reader) (slots map[string]string, ok bool) {
	if len(r.tokens) == 0 || r.asks() || !p.keywords[r.tokens[0].word] {
		return nil, false
	}
	typed := r.raw[r.tokens[0].start:r.tokens[0].end]
	if r.ctx != ContextContest && typed != strings.ToUpper(typed) {
		return nil, false
	}
	if !slices.Contains([]Intent{ContestEntry, Unknown, Thanks, Greeting, Yes}, r.verdict.best.intent) {
		return nil, false
	}
	for i := range r.tokens {
		if r.tokens[i].classes.has(p.class.neg) || r.tokens[i].classes.has(p.class.conditional) {
			return nil, false
		}
	}
	if answer := p.contestAnswer(r.ctx, r.text); answer != "" {
		return map[string]string{SlotAnswer: answer}, true
	}
	return nil, true
}

// isKeyword compares with the contest's keywords; a slip is forgiven from five letters on.
func (p *Parser) isKeyword(word string) bool {
	if p.keywords[word] {
		return true
	}
	if len(word) < shortestNear-1 {
		return false
	}
	for keyword := range p.keywords {
		if len(keyword) >= shortestNear && oneSlip(word, keyword) {
			return true
		}
	}
	return false
}

// contestAnswer gives the one answer letter that stands alone in the text; "" when there is none or more than one.
func (p *Parser) contestAnswer(ctx Context, t *text) string {
	answer := ""
	for i := range t.tokens {
		letter := p.letter(t, i, ctx)
		if letter == "" {
			continue
		}
		if answer != "" && answer != letter {
			return ""
		}
		answer = letter
	}
	return answer
}

// letter gives the answer that token i is. "a" is also a word: it counts in capitals or last, and never before
// another word.
func (p *Parser) letter(t *text, i int, ctx Context) string {
	tok := &t.tokens[i]
	raw := t.raw[tok.start:tok.end]
	if tok.kind != wordToken || len(raw) > utf8.UTFMax || utf8.RuneCountInString(raw) != 1 {
		return ""
	}
	letter := strings.ToUpper(raw)
	if !strings.Contains(p.config.ContestAnswers, letter) {
		return ""
	}
	if i > 0 && t.tokens[i-1].end == tok.start && t.tokens[i-1].kind == numberToken {
		return ""
	}
	last := i+1 == len(t.tokens) || t.tokens[i+1].kind > numberToken
	if raw == letter && (ctx == ContextContest || i > 0) && (last || i > 0 || letter != "A") || last || letter != "A" && i > 0 {
		return letter
	}
	return ""
}

// tags are the words that make a question of a statement and ask nothing, as in "Das ist A, oder?".
var tags = [...]string{"oder", "gel", "gele", "ne", "nicht", "wa", "right", "init", "no", "nie", "prawda", "co", "richtig", "stimts", "correct"}

// asks says whether the text ends in a question mark, and not only in a tag.
func (t *text) asks() bool {
	n := len(t.tokens)
	if n == 0 || t.tokens[n-1].kind != breakToken || t.raw[t.tokens[n-1].start] != '?' {
		return false
	}
	return n < 3 || t.tokens[n-2].kind != wordToken || !slices.Contains(tags[:], t.tokens[n-2].word)
}

// oneSlip says whether a becomes b by one letter added, dropped or changed, or two neighbours swapped.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
