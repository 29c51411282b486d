package intents

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a text is read: a long one's beginning and end. An SMS of ten parts has 1,530 characters, so what a
// customer types is read whole, and a text made to cost time costs little.
const (
	headBytes = 1536
	tailBytes = 512
)

// kind tells the sorts of token apart.
type kind uint8

const (
	wordToken   kind = iota // letters
	numberToken             // digits only
	symbolToken             // an emoji or another sign
	breakToken              // the end of a sentence or line; no rule reaches across it
	commaToken              // a pause within a sentence
)

// token is one word, number or sign of a text.
type token struct {
	kind       kind
	word       string // folded
	start, end int    // its place in the text as it came, in bytes
	classes    classSet
	masked     bool // a hard negative covers it: opt-out rules do not see it
	praised    bool // nor do those that see hidden words
}

// text is a customer's text cut into tokens.
type text struct {
	raw    string
	tokens []token
}

// read cuts raw into tokens. Invalid UTF-8 counts as signs.
func read(raw string) *text {
	raw = excerpt(raw)
	t := &text{raw: raw, tokens: make([]token, 0, 8+len(raw)/5)}
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		switch {
		case isDigit(r):
			i = t.takeNumber(i)
		case isLetter(r):
			i = t.takeWord(i)
		default:
			t.takeSign(i, i+size, r)
			i += size
		}
	}
	t.joinSpelledOut()
	return t
}

// excerpt gives a text that is too long without its middle.
func excerpt(raw string) string {
	if len(raw) <= headBytes+tailBytes {
		return raw
	}
	return strings.ToValidUTF8(raw[:headBytes], "") + "\n" + strings.ToValidUTF8(raw[len(raw)-tailBytes:], "")
}

func isLetter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) && r != '\ufe0f' && r != '\u20e3'
}

// takeWord reads letters, apostrophes between letters, and digits that stand between letters ("st0p").
func (t *text) takeWord(start int) int {
	i := start
	for i < len(t.raw) {
		r, size := utf8.DecodeRuneInString(t.raw[i:])
		inner := r == '\'' || r == '’' || r == '´' || r == '`' || isDigit(r)
		if !isLetter(r) && (!inner || !letterAt(t.raw, i+size)) {
			break
		}
		i += size
	}
	t.add(wordToken, fold(unleet(t.raw[start:i])), start, i)
	return i
}

// takeNumber reads digits; letters that follow at once make it a word of their own ("5x" is 5, x).
func (t *text) takeNumber(start int) int {
	i := start
	for i < len(t.raw) && isDigit(rune(t.raw[i])) {
		i++
	}
	t.add(numberToken, t.raw[start:i], start, i)
	return i
}

func (t *text) takeSign(start, end int, r rune) {
	switch r {
	case '.', '!', '?', '\n', ';', '…':
		if n := len(t.tokens); n > 0 && t.tokens[n-1].kind == breakToken {
			return
		}
		t.add(breakToken, "", start, end)
	case '-', '–', '—':
		if start > 0 && t.raw[start-1] == ' ' && strings.HasPrefix(t.raw[end:], " ") {
			t.add(commaToken, "", start, end)
		}
	case ',', ':', '(', ')', '"', '„', '“', '”':
		t.add(commaToken, "", start, end)
	default:
		if r > 0x2000 && !unicode.IsSpace(r) && !unicode.In(r, unicode.Pd, unicode.Cf, unicode.M) {
			t.add(symbolToken, t.raw[start:end], start, end)
		}
	}
}

func (t *text) add(k kind, word string, start, end int) {
	t.tokens = append(t.tokens, token{kind: k, word: word, start: start, end: end})
}

// joinSpelledOut makes one word of three or more letters that stand alone in a row ("S T O P", "S.T.O.P").
func (t *text) joinSpelledOut() {
	out := t.tokens[:0]
	for i := 0; i < len(t.tokens); {
		j, letters := i, 0
		for j < len(t.tokens) && t.single(j) && (j == i || t.tokens[j].start-t.tokens[j-1].end <= 1) {
			j++
			letters++
			if t.dotted(j) {
				j++
			}
		}
		if letters < 3 {
			out = append(out, t.tokens[i])
			i++
			continue
		}
		joined := strings.Map(func(r rune) rune {
			if isLetter(r) {
				return r
			}
			return -1
		}, t.raw[t.tokens[i].start:t.tokens[j-1].end])
		out = append(out, token{kind: wordToken, word: fold(joined), start: t.tokens[i].start, end: t.tokens[j-1].end})
		i = j
	}
	t.tokens = out
}

// words counts the words and numbers.
func (t *text) words() int {
	n := 0
	for i := range t.tokens {
		if t.tokens[i].kind <= numberToken {
			n++
		}
	}
	return n
}

// says says whether there is a word, a number or an emoji.
func (t *text) says() bool {
	for i := range t.tokens {
		if t.tokens[i].kind <= symbolToken {
			return true
		}
	}
	return false
}

// single says whether token i is a letter on its own.
func (t *text) single(i int) bool {
	tok := t.tokens[i]
	return tok.kind == wordToken && utf8.RuneCountInString(t.raw[tok.start:tok.end]) == 1
}

// dotted says whether token i is a dot between two letters that each stand alone.
func (t *text) dotted(i int) bool {
	return i > 0 && i+1 < len(t.tokens) && t.tokens[i].kind == breakToken && t.raw[t.tokens[i].start] == '.' &&
		t.tokens[i].start == t.tokens[i-1].end && t.tokens[i+1].start == t.tokens[i].end && t.single(i+1)
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[min(i, len(s)):])
	return i < len(s) && isLetter(r)
}

// unleet turns digits inside a word into the letters they imitate.
func unleet(word string) string {
	if !strings.ContainsAny(word, "01345") {
		return word
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '0':
			return 'o'
		case '1':
			return 'i'
		case '3':
			return 'e'
		case '4':
			return 'a'
		case '5':
			return 's'
		default:
			return r
		}
	}, word)
}
