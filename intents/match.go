package intents

import (
	"iter"
	"math/bits"
	"unicode/utf8"
)

// prepare classifies the tokens and hides from the opt-out rules what a hard negative covers; kept says whether there
// is any, praised whether one hides it from all of them.
func (b *book) prepare(t *text) (kept, praised bool) {
	b.classify(t)
	b.hits(t, func(h hit) {
		if h.rule.outcome != keepOutcome {
			return
		}
		kept, praised = true, praised || h.rule.seesHidden
		for i := h.from; i < h.to; i++ {
			t.tokens[i].masked = true
			t.tokens[i].praised = t.tokens[i].praised || h.rule.seesHidden
		}
	})
	return kept, praised
}

// classify notes for every token which word patterns it fits.
func (b *book) classify(t *text) {
	for i := range t.tokens {
		tok := &t.tokens[i]
		if tok.word == "" {
			continue
		}
		known, ok := b.exact[tok.word]
		tok.classes.addAll(known)
		if !ok && tok.kind == wordToken {
			b.classifyNear(tok)
		}
		for n := 1; n <= min(len(tok.word), longestPattern); n++ {
			if classes, ok := b.prefix[tok.word[:n]]; ok {
				tok.classes.addAll(classes)
			}
			if classes, ok := b.suffix[tok.word[len(tok.word)-n:]]; ok {
				tok.classes.addAll(classes)
			}
		}
	}
}

// longestPattern bounds what is compared of a word; no pattern is as long.
const longestPattern = 32

// shortestNear is the length from which on a word may have a slip in it and still count.
const shortestNear = 5

// classifyNear gives tok the classes of words that differ from it by one slip: a letter too many, too few, another,
// or two swapped.
func (b *book) classifyNear(tok *token) {
	if len(tok.word) < shortestNear || len(tok.word) > longestPattern {
		return
	}
	tok.classes.addAll(b.near[tok.word])
	for shorter := range deletions(tok.word) {
		tok.classes.addAll(b.near[shorter])
	}
}

// deletions gives word with each of its letters left out in turn. Two words that differ by one slip share one of
// their deletions, or one is a deletion of the other.
func deletions(word string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i < len(word); {
			_, size := utf8.DecodeRuneInString(word[i:])
			if !yield(word[:i] + word[i+size:]) {
				return
			}
			i += size
		}
	}
}

// hit is a rule that fits a text, and where.
type hit struct {
	rule     *rule
	from, to int // tokens from (included) to to (excluded)
}

// hits finds every rule that fits, in the order of their place in the text.
func (b *book) hits(t *text, accept func(hit)) {
	for i := range t.tokens {
		for w, set := range &t.tokens[i].classes {
			for ; set != 0; set &= set - 1 {
				class := w<<6 + bits.TrailingZeros64(set)
				for _, r := range b.byClass[class] {
					if to, ok := t.fits(r, i); ok {
						accept(hit{r, i, to})
					}
				}
			}
		}
	}
}

// fits says whether r fits from token i on, and where it ends.
func (t *text) fits(r *rule, i int) (int, bool) {
	switch {
	case !t.visible(r, i),
		r.from == atText && t.wordBefore(i),
		r.from == atClause && i > 0 && t.tokens[i-1].kind <= numberToken:
		return 0, false
	}
	return t.match(r, r.parts, i)
}

// match fits parts from token i on and gives the end of the match. Pauses and signs are passed over.
func (t *text) match(r *rule, parts []part, i int) (int, bool) {
	if len(parts) == 0 {
		if r.to == atText && t.wordFrom(i) || r.to == atClause && i < len(t.tokens) && t.tokens[i].kind <= numberToken {
			return 0, false
		}
		return i, true
	}
	p := parts[0]
	if p.gap > 0 {
		return t.matchGap(r, parts, i)
	}
	at := i
	for at < len(t.tokens) && (t.tokens[at].kind == commaToken || t.tokens[at].kind == symbolToken && !t.tokens[at].classes.has(p.class)) {
		at++
	}
	if at < len(t.tokens) && t.visible(r, at) && t.tokens[at].classes.has(p.class) {
		if to, ok := t.match(r, parts[1:], at+1); ok {
			return to, true
		}
	}
	if p.optional {
		return t.match(r, parts[1:], i)
	}
	return 0, false
}

// matchGap fits a gap and what follows it.
func (t *text) matchGap(r *rule, parts []part, i int) (int, bool) {
	for skipped := 0; skipped <= parts[0].gap; i++ {
		if to, ok := t.match(r, parts[1:], i); ok {
			return to, true
		}
		if i >= len(t.tokens) || t.tokens[i].kind == breakToken || !t.visible(r, i) {
			return 0, false
		}
		if t.tokens[i].kind != commaToken {
			skipped++
		}
	}
	return 0, false
}

// visible says whether r sees token i.
func (t *text) visible(r *rule, i int) bool {
	tok := &t.tokens[i]
	return !tok.masked || r.seesHidden && (!tok.praised || r.outcome == keepOutcome)
}

// wordBefore says whether a word or number stands before token i.
func (t *text) wordBefore(i int) bool {
	for j := range i {
		if t.tokens[j].kind <= numberToken {
			return true
		}
	}
	return false
}

// wordFrom says whether a word or number stands at token i or after it.
func (t *text) wordFrom(i int) bool {
	for j := i; j < len(t.tokens); j++ {
		if t.tokens[j].kind <= numberToken {
			return true
		}
	}
	return false
}
