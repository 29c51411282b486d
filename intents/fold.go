package intents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold brings a word to the form in which words are compared: compatibility forms resolved (Unicode NFKC), lower
// case, no diacritics, umlauts as their base letter however they were typed ("hört", "hoert", "hort"), each run
// of one letter shortened to a single one ("stoppp", "stop"), apostrophes dropped. Rules and examples are folded
// by the same function, so that what is lost is lost on both sides.
func fold(word string) string {
	if !isASCII(word) {
		word = norm.NFKC.String(word)
	}
	var b strings.Builder
	b.Grow(len(word))
	var last rune
	for _, r := range word {
		for _, base := range baseLetters(unicode.ToLower(r)) {
			if base == last && !isDigit(base) {
				continue
			}
			if base == 'e' && (last == 'a' || last == 'o' || last == 'u') {
				last = base
				continue
			}
			b.WriteRune(base)
			last = base
		}
	}
	return b.String()
}

// baseLetters gives the letters without marks that stand for r; "" drops it.
func baseLetters(r rune) string {
	if r < utf8.RuneSelf {
		if r == '\'' || r == '`' {
			return ""
		}
		return asciiLetters[r : r+1]
	}
	switch r {
	case 'ß':
		return "s"
	case 'æ':
		return "a"
	case 'œ', 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'ı':
		return "i"
	case '’', '‘', '´', '\u200d', '\ufe0f', '\u20e3':
		return ""
	}
	if decomposed := norm.NFD.String(string(r)); len(decomposed) > 1 {
		first, _ := utf8.DecodeRuneInString(decomposed)
		if first < utf8.RuneSelf {
			return asciiLetters[first : first+1]
		}
		return string(first)
	}
	return string(r)
}

// asciiLetters holds every ASCII character at its own index, so that a one-letter string costs nothing.
const asciiLetters = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f" +
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
	" !\"#$%&'()*+,-./0123456789:;<=>?@abcdefghijklmnopqrstuvwxyz[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7f"

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
