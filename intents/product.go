package intents

import "strings"

// product finds the product in "tell me when X is back" or "price alert X", as the customer wrote it and without
// an article: the longest run of words that are no part of such a sentence, after the "when" if there is one.
func (p *Parser) product(t *text) string {
	if found := p.longestRun(t, p.afterIf(t)); found != "" {
		return found
	}
	return p.longestRun(t, 0)
}

// afterIf is the index behind the last "when" of the text, or 0.
func (p *Parser) afterIf(t *text) int {
	for i := len(t.tokens) - 1; i >= 0; i-- {
		if t.tokens[i].classes.has(p.class.conditional) {
			return i + 1
		}
	}
	return 0
}

// longestRun gives the longest run of words from token start on that can be a product.
func (p *Parser) longestRun(t *text, start int) string {
	best := ""
	for i := start; i < len(t.tokens); {
		to := p.run(t, i)
		if to == i {
			i++
			continue
		}
		if name := t.raw[t.tokens[i].start:t.tokens[to-1].end]; len(name) > len(best) {
			best = name
		}
		i = to
	}
	return strings.TrimSpace(best)
}

// run gives the end of the product name that begins at token i, or i when none does. A small word that joins two
// others ("aus", "for") is part of it.
func (p *Parser) run(t *text, i int) int {
	to := i
	for to < len(t.tokens) {
		tok := &t.tokens[to]
		switch {
		case p.names(tok, to > i):
			to++
		case to > i && to+1 < len(t.tokens) && tok.classes.has(p.class.joins) && p.names(&t.tokens[to+1], false):
			to += 2
		default:
			return to
		}
	}
	return to
}

// names says whether tok can be a word of a product's name.
func (p *Parser) names(tok *token, inside bool) bool {
	switch tok.kind {
	case wordToken:
		return !tok.classes.has(p.class.productFrame)
	case numberToken:
		return inside
	case symbolToken, breakToken, commaToken:
	}
	return false
}
