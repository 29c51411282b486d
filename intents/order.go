package intents

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// orderShape is what an order's or parcel's number can look like: digits in groups that blanks, dashes or slashes
// may join, with letters in front or behind ("4711", "883 201", "DE-2024-00871", "MB7741X", "3345-B").
var orderShape = regexp.MustCompile(`(?:\b[A-Za-z]{1,4}[-/]?)?\d+[A-Za-z]{0,3}\d*(?:[-/](?:\d+[A-Za-z]{0,2}|[A-Za-z]{1,3}\d*)\b)*(?: \d+)*`)

// How many digits an order's number has: fewer pass only where the text or the question calls it a number.
const (
	minOrderDigits  = 4
	minCalledDigits = 3
	maxOrderDigits  = 24
)

// orderNumber finds the number in a text that is most likely an order's, as typed and without "Nr."; "" when there is
// none. asked says that the customer was asked for it.
func (p *Parser) orderNumber(t *text, asked bool) string {
	if digits(t.raw) < minCalledDigits {
		return ""
	}
	best, bestCalled := "", false
	for _, span := range orderShape.FindAllStringIndex(t.raw, -1) {
		candidate := p.trimNumber(t, span[0], t.raw[span[0]:span[1]])
		called := p.calledNumber(t, span[0])
		if !p.plausible(t, candidate, span[0], called, asked) {
			continue
		}
		if best == "" || called && !bestCalled {
			best, bestCalled = candidate, called
		}
	}
	return best
}

// trimNumber takes away "nr" glued in front, and a last group that counts what follows ("4711 2 Pakete").
func (p *Parser) trimNumber(t *text, start int, candidate string) string {
	end := start + len(candidate)
	if i := strings.LastIndexByte(candidate, ' '); i > 0 && len(candidate)-i <= 3 && strings.HasPrefix(t.raw[end:], " ") && letterAt(t.raw, end+1) {
		candidate = candidate[:i]
	}
	letters := strings.IndexFunc(candidate, isDigit)
	if letters > 0 {
		switch fold(strings.TrimRight(candidate[:letters], "-/")) {
		case "nr", "no", "num", "ord", "zam", "nro":
			candidate = candidate[letters:]
		}
	}
	return candidate
}

// plausible says whether candidate, which starts at start, can be an order's number.
func (p *Parser) plausible(t *text, candidate string, start int, called, asked bool) bool {
	n := digits(candidate)
	end := start + len(candidate)
	switch {
	case n > maxOrderDigits, isFraction(candidate), n < minCalledDigits, n < minOrderDigits && !called && !asked:
		return false
	case called:
		return true
	case p.measured(t, end), isPhone(t.raw[:start], candidate), isDate(t.raw, start, end):
		return false
	case asked:
		return true
	}
	return !isYear(candidate) && !isPostcode(t.raw, candidate, end)
}

// calledNumber says whether the words before start call what follows an order or a number.
func (p *Parser) calledNumber(t *text, start int) bool {
	near := 0
	for i := len(t.tokens) - 1; i >= 0 && near < 3; i-- {
		tok := &t.tokens[i]
		if tok.end > start {
			if tok.start < start && tok.kind == wordToken && tok.classes.has(p.class.numberCue) {
				return true
			}
			continue
		}
		if tok.classes.has(p.class.numberCue) {
			return true
		}
		if tok.kind == numberToken || tok.classes.has(p.class.notScoreBefore) || tok.classes.has(p.class.of) {
			return false
		}
		near++
	}
	return strings.HasSuffix(strings.TrimRight(t.raw[:start], " "), "#")
}

// measured says whether a unit or a currency follows.
func (p *Parser) measured(t *text, end int) bool {
	rest := strings.TrimLeft(t.raw[end:], " ")
	if strings.HasPrefix(rest, "€") || strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "$") {
		return true
	}
	for i := range t.tokens {
		if t.tokens[i].start >= end {
			return t.tokens[i].kind == wordToken && t.tokens[i].classes.has(p.class.unit)
		}
	}
	return false
}

// isPhone says whether a number is dialled rather than ordered: it begins like a mobile number or with "+".
func isPhone(before, candidate string) bool {
	n := digits(candidate)
	if strings.HasSuffix(before, "+") || strings.HasSuffix(before, "+ ") {
		return true
	}
	return n >= 10 && n <= 14 && candidate[0] == '0'
}

// isDate says whether dots tie the number into a date ("12.10.2024").
func isDate(raw string, start, end int) bool {
	return start > 0 && raw[start-1] == '.' && start > 1 && isDigit(rune(raw[start-2])) ||
		end+1 < len(raw) && raw[end] == '.' && isDigit(rune(raw[end+1]))
}

// isFraction says whether a number is like "10/10" or "3/12": a score or a date.
func isFraction(candidate string) bool {
	before, after, ok := strings.Cut(candidate, "/")
	return ok && len(before) <= 2 && len(after) <= 2
}

func isYear(candidate string) bool {
	return len(candidate) == 4 && (candidate[:2] == "19" || candidate[:2] == "20")
}

// isPostcode says whether a place's name follows five digits.
func isPostcode(raw, candidate string, end int) bool {
	if len(candidate) != 5 && len(candidate) != 6 || !strings.HasPrefix(raw[end:], " ") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(raw[end+1:])
	return unicode.IsUpper(first) && digits(candidate) == 5
}

// bareNumber says whether a text holds nothing but an order's number and what calls it one.
func (p *Parser) bareNumber(t *text, number string) bool {
	at := strings.Index(t.raw, number)
	for i := range t.tokens {
		tok := &t.tokens[i]
		inside := tok.start >= at && tok.end <= at+len(number)
		overlaps := tok.start < at+len(number) && tok.end > at
		if tok.kind > numberToken || inside || overlaps {
			continue
		}
		if !tok.classes.has(p.class.numberFrame) {
			return false
		}
	}
	return true
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if isDigit(r) {
			n++
		}
	}
	return n
}
