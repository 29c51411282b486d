package sms

import "strings"

// Policy says what smart replacement may do.
type Policy struct {
	Alphabet Alphabet // what the text should fit into
	// Polish allows Polish letters to lose their marks ("zażółć" becomes "zazolc"), which readers notice.
	Polish bool
}

// Replacement is one thing that smart replacement did.
type Replacement struct {
	From, To string // From is a character, or a letter and its mark; To may be empty
	Count    int    // how often
}

// Replace writes text with what the alphabet has: plain quotes, dashes, spaces and dots for typographic ones, base
// letters for accented ones that the alphabet lacks, one character for a letter and a separate mark; invisible
// characters go. It gives the new text and what was done, in order of first appearance.
//
// It is done for the price only, so a text that would need UCS2 all the same, because of an emoji or because Polish
// letters must stay, comes back as it was, with nil.
func Replace(text string, p Policy) (string, []Replacement) {
	a := p.Alphabet
	if a.Fits(text) {
		return text, nil
	}
	var b strings.Builder
	b.Grow(len(text))
	var done []Replacement
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		r, from := runes[i], string(runes[i])
		if i+1 < len(runes) {
			if joined, ok := composed[[2]rune{r, runes[i+1]}]; ok {
				i++
				r, from = joined, string(runes[i-1:i+1])
			}
		}
		to, ok := p.write(r, a)
		if !ok {
			return text, nil
		}
		b.WriteString(to)
		done = note(done, from, to)
	}
	return b.String(), done
}

// write gives what stands for r in the alphabet; ok is false when nothing may.
func (p Policy) write(r rune, a Alphabet) (to string, ok bool) {
	if a.units(r) > 0 {
		return string(r), true
	}
	if !p.Polish && strings.ContainsRune(polishLetters, r) {
		return "", false
	}
	to, ok = substitutes[r]
	return to, ok && a.Fits(to)
}

// note counts a replacement, if it is one.
func note(done []Replacement, from, to string) []Replacement {
	if from == to {
		return done
	}
	for i := range done {
		if done[i].From == from && done[i].To == to {
			done[i].Count++
			return done
		}
	}
	return append(done, Replacement{From: from, To: to, Count: 1})
}
