package intents

import (
	"slices"
	"strconv"
	"strings"
)

// numerals are the words for the scores 0 to 10 in German, English and Polish, with the nouns that schools use
// for marks ("eine Fünf", "Fünfer", "piątka") and what dialects make of them.
var numerals = [...]string{
	0:  "null zero",
	1:  "eins ein one jeden jedynka jedynkę jedyneczka einser oaser ansa oans",
	2:  "zwei two dwa dwójka dwójkę dwóje dwója zweier zwoa zwo",
	3:  "drei three trzy trójka trójkę trója dreier drü drai",
	4:  "vier four cztery czwórka czwórkę czwóreczka vierer",
	5:  "fünf five pięć piątka piątkę piąteczka fünfer fümf fuffer",
	6:  "sechs six sześć szóstka szóstkę szósteczka sechser sächser sex sechse",
	7:  "sieben seven siedem siódemka siódemkę",
	8:  "acht eight osiem ósemka ósemkę",
	9:  "neun nine dziewięć dziewiątka dziewiątkę",
	10: "zehn ten dziesięć dziesiątka dziesiątkę",
}

// numberWords maps folded numerals to their value.
func numberWords() map[string]int {
	words := map[string]int{}
	for value, forms := range numerals {
		for form := range strings.FieldsSeq(forms) {
			words[fold(form)] = value
		}
	}
	return words
}

// score is a rating found in a text: which tokens say it, and whether the rest says something of its own.
type score struct {
	value    int
	from, to int
}

// rating reads the answer to "how many from min to max?". ok is false when the text holds no score, one outside
// the scale, or two that differ.
func (p *Parser) rating(t *text) (score, bool) {
	candidates := p.scores(t)
	if len(candidates) == 0 {
		return score{}, false
	}
	first := candidates[0]
	if first.value < p.config.RatingMin || first.value > p.config.RatingMax {
		return score{}, false
	}
	if slices.ContainsFunc(candidates[1:], func(c score) bool { return c.value != first.value && !p.leads(t, first) }) {
		return score{}, false
	}
	return first, true
}

// leads says whether a score opens the text.
func (p *Parser) leads(_ *text, s score) bool { return s.from == 0 }

// scores lists what could be a score: digits, numerals, rows of stars.
func (p *Parser) scores(t *text) []score {
	var found []score
	for i := 0; i < len(t.tokens); i++ {
		tok := t.tokens[i]
		switch tok.kind {
		case numberToken:
			value, err := strconv.Atoi(tok.word)
			if err != nil || len(tok.word) > 2 {
				value = -1
			}
			found = append(found, score{value, i, i + 1})
		case wordToken:
			if value, ok := p.numerals[tok.word]; ok {
				found = append(found, score{value, i, i + 1})
			}
		case symbolToken:
			if n := t.stars(i); n > 0 {
				found = append(found, score{n, i, i + n})
				i += n - 1
			}
		case breakToken, commaToken:
		}
	}
	return found
}

// stars counts the stars in a row from token i on.
func (t *text) stars(i int) int {
	n := 0
	for i+n < len(t.tokens) && strings.Contains("⭐★🌟", t.tokens[i+n].word) && t.tokens[i+n].kind == symbolToken {
		n++
	}
	return n
}

// hasComment says whether the text says something besides the score.
func (p *Parser) hasComment(t *text, s score) bool {
	for i, tok := range t.tokens {
		if tok.kind != wordToken || i >= s.from && i < s.to {
			continue
		}
		if !tok.classes.has(p.scoreFrame) {
			return true
		}
	}
	return false
}
