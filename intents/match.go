package intents

import "math/bits"

// classify notes for every token which word patterns it fits.
func (b *book) classify(t *text) {
	for i := range t.tokens {
		tok := &t.tokens[i]
		if tok.word == "" {
			continue
		}
		tok.classes.addAll(b.exact[tok.word])
		for n := 1; n <= len(tok.word); n++ {
			if classes, ok := b.prefix[tok.word[:n]]; ok {
				tok.classes.addAll(classes)
			}
			if classes, ok := b.suffix[tok.word[len(tok.word)-n:]]; ok {
				tok.classes.addAll(classes)
			}
		}
	}
}

// hit is a rule that fits a text, and where.
type hit struct {
	rule     *rule
	from, to int // tokens from (included) to to (excluded)
}

// hits finds every rule that fits, in the order of their place in the text. Masked tokens fit nothing.
func (b *book) hits(t *text, accept func(hit)) {
	for i := range t.tokens {
		if t.tokens[i].masked {
			continue
		}
		for w, set := range t.tokens[i].classes {
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
	if r.anchor && t.wordBefore(i) {
		return 0, false
	}
	to, ok := t.match(r.parts, i)
	if ok && r.end && t.wordFrom(to) {
		return 0, false
	}
	return to, ok
}

// match fits parts from token i on and gives the end of the match. Pauses and signs are passed over.
func (t *text) match(parts []part, i int) (int, bool) {
	if len(parts) == 0 {
		return i, true
	}
	p := parts[0]
	if p.gap > 0 {
		for skipped := 0; skipped <= p.gap; i++ {
			if to, ok := t.match(parts[1:], i); ok {
				return to, true
			}
			if i >= len(t.tokens) || t.tokens[i].kind == breakToken || t.tokens[i].masked {
				return 0, false
			}
			if t.tokens[i].kind != commaToken {
				skipped++
			}
		}
		return 0, false
	}
	at := i
	for at < len(t.tokens) && (t.tokens[at].kind == commaToken || t.tokens[at].kind == symbolToken && !t.tokens[at].classes.has(p.class)) {
		at++
	}
	if at < len(t.tokens) && !t.tokens[at].masked && t.tokens[at].classes.has(p.class) {
		if to, ok := t.match(parts[1:], at+1); ok {
			return to, true
		}
	}
	if p.optional {
		return t.match(parts[1:], i)
	}
	return 0, false
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
