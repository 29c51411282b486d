package intents

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// numerals are the words for the scores 0 to 10 in German, English and Polish, with the nouns that schools use
// for marks ("Fünfer", "piątka") and what dialects make of them.
var numerals = [...]string{
	0:  "null zero",
	1:  "eins ein one jeden jedynka jedynkę jedyneczka einser oanser oans ans einsa eis",
	2:  "zwei two dwa dwie dwóch dwójka dwójkę dwóje dwója zweier zwoa zwo zwoa zwaa dwójeczka",
	3:  "drei three trzy trzech trójka trójkę trója dreier drü drai trójeczka",
	4:  "vier four cztery czterech czwórka czwórkę czwóreczka vierer viere fier",
	5:  "fünf five pięć pięciu piątka piątkę piąteczka fünfer fümf fünfe fimf fimfe piatka",
	6:  "sechs six sześć sześciu szóstka szóstkę szósteczka sechser sächser sechse sex säggs sächs szostka",
	7:  "sieben seven siedem siedmiu siódemka siódemkę siebener",
	8:  "acht eight osiem ośmiu ósemka ósemkę achter",
	9:  "neun nine dziewięć dziewięciu dziewiątka dziewiątkę neuner",
	10: "zehn ten dziesięć dziesięciu dziesiątka dziesiątkę zehner",
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

// standing says how clearly a number is meant as a score.
type standing uint8

const (
	counts  standing = iota // it counts something else: days, plates, an order's digits
	passing                 // it stands in the middle of a sentence
	closing                 // it ends the text or stands after a pause
	leading                 // it opens the text
	named                   // a word next to it says so: "Note 2", "4 Sterne", "5/6"
)

// score is a number that could be the rating, and the tokens that say it.
type score struct {
	value    int
	from, to int
	standing standing
	spelled  bool // as a word
	star     bool // as a star or a row of them
}

// rating reads the answer to "how many, from lowest to highest?". ok is false when the text holds no score, one
// outside the scale, or two that differ.
func (p *Parser) rating(t *text) (best score, ok bool) {
	candidates := undecorated(p.scores(t))
	for _, c := range candidates {
		if c.standing > best.standing {
			best = c
		}
	}
	if best.standing == counts || best.standing == passing && best.spelled || best.value < p.config.RatingMin || best.value > p.config.RatingMax {
		return best, false
	}
	for _, c := range candidates {
		if c.value == best.value || c.standing == counts {
			continue
		}
		if c.standing == best.standing || p.joined(t, best, c) {
			return best, false
		}
	}
	return best, true
}

// undecorated leaves out a single star beside a number: "Five stars ⭐".
func undecorated(found []score) []score {
	if len(found) < 2 {
		return found
	}
	return slices.DeleteFunc(found, func(s score) bool { return s.star && s.value == 1 })
}

// joined says whether two scores are offered side by side ("4 oder 5") or one corrects the other ("4, nein 5").
func (p *Parser) joined(t *text, a, b score) bool {
	if b.from < a.from {
		a, b = b, a
	}
	words := 0
	for i := a.to; i < b.from; i++ {
		tok := &t.tokens[i]
		if tok.kind == wordToken && !tok.classes.has(p.class.or) && !tok.classes.has(p.class.scoreFrame) {
			words++
		}
	}
	return words == 0
}

// scores lists the numbers of a text that could be a score.
func (p *Parser) scores(t *text) []score {
	var found []score
	for i := 0; i < len(t.tokens); {
		s := score{from: i, to: i + 1}
		switch tok := &t.tokens[i]; tok.kind {
		case numberToken:
			s.value, s.standing = p.digits(t, &s)
			found = append(found, s)
		case wordToken:
			if value, ok := p.numeral(t, i); ok {
				s.value, s.spelled = value, true
				s.value, s.standing = p.spelled(t, &s)
				found = append(found, s)
			}
		case symbolToken:
			if n := t.stars(i); n > 0 {
				s.value, s.to, s.standing, s.star = n, i+n, named, true
				found = append(found, s)
			}
		case breakToken, commaToken:
		}
		i = s.to
	}
	return found
}

// numeral reads token i as a number word. In a text of one word a slip of the thumb is forgiven: two letters swapped, or
// any from five letters on, so that "fine" stays what it is.
func (p *Parser) numeral(t *text, i int) (int, bool) {
	word := t.tokens[i].word
	if value, ok := p.numerals[word]; ok || len(word) < shortestNear-1 || t.wordBefore(i) || t.wordFrom(i+1) {
		return value, ok
	}
	value, found := 0, false
	for known, n := range p.numerals {
		swapped := len(known) == len(word) && len(known) == shortestNear-1 && oneSlip(word, known) && sameLetters(word, known)
		if !swapped && (len(known) < shortestNear || !oneSlip(word, known)) {
			continue
		}
		if found && n != value {
			return 0, false
		}
		value, found = n, true
	}
	return value, found
}

// sameLetters says whether two words of four letters have the same ones.
func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// spelled reads a score that is a word; it moves s.to past a "von sechs".
func (p *Parser) spelled(t *text, s *score) (int, standing) {
	if total, to, ok := p.total(t, s.from); ok {
		return p.outOf(t, s, s.value, total, to)
	}
	standing := p.standing(t, s)
	if standing == closing && s.value == 1 {
		standing = counts // "eins", "one": an article
	}
	return s.value, standing
}

// outOf judges a score with what it is out of.
func (p *Parser) outOf(t *text, s *score, value, total, to int) (int, standing) {
	s.to = to
	slash := t.tokens[s.from].end < len(t.raw) && strings.HasPrefix(strings.TrimLeft(t.raw[t.tokens[s.from].end:], " "), "/")
	switch {
	case value == p.config.RatingMin && total == p.config.RatingMax && p.isRange(t, s.from):
		return value, counts
	case !slash && p.followedByNoun(t, to), p.followedByThings(t, to), p.follows(t, s.from):
		return value, counts
	case total != p.config.RatingMax:
		return -1, named
	}
	return value, named
}

// digits reads a score in digits; it moves s.to past a "/6" or "von 6".
func (p *Parser) digits(t *text, s *score) (int, standing) {
	tok := t.tokens[s.from]
	value, err := strconv.Atoi(tok.word)
	if err != nil || len(tok.word) > 2 {
		return -1, counts
	}
	if total, to, ok := p.total(t, s.from); ok {
		return p.outOf(t, s, value, total, to)
	}
	if t.glued(s.from) {
		return -1, leading
	}
	if t.abbreviates(s.from) {
		return value, counts
	}
	return value, p.standing(t, s)
}

// total reads what a score is out of ("/6", "von 6", "Punkte von sechs", "out of 6", "1 bis 6") and where it ends.
func (p *Parser) total(t *text, i int) (total, to int, ok bool) {
	j, joins := i+1, false
	for ; j < len(t.tokens) && j <= i+3; j++ {
		tok := &t.tokens[j]
		if tok.classes.has(p.class.of) || tok.classes.has(p.class.upTo) {
			joins = joins || tok.classes.has(p.class.of)
		} else if !tok.classes.has(p.class.scoreUnit) {
			break
		}
	}
	total, ok = p.small(t, j)
	if !ok {
		return 0, 0, false
	}
	between := strings.TrimSpace(t.raw[t.tokens[i].end:t.tokens[j].start])
	if j == i+1 && between != "/" && between != "-" && between != "–" {
		return 0, 0, false
	}
	if between == "/" || joins || p.isRange(t, i) && total == p.config.RatingMax {
		return total, j + 1, true
	}
	return 0, 0, false
}

// small reads token i as a number of one or two digits or as a numeral.
func (p *Parser) small(t *text, i int) (int, bool) {
	if i >= len(t.tokens) {
		return 0, false
	}
	tok := &t.tokens[i]
	if tok.kind == wordToken {
		value, ok := p.numerals[tok.word]
		return value, ok
	}
	value, err := strconv.Atoi(tok.word)
	return value, tok.kind == numberToken && err == nil && len(tok.word) <= 2
}

// isRange says whether the number at i begins the scale itself: "1 bis 6", "1-6".
func (p *Parser) isRange(t *text, i int) bool {
	next := t.tokens[min(i+1, len(t.tokens)-1)]
	return next.classes.has(p.class.upTo) && !next.classes.has(p.class.of) ||
		strings.HasPrefix(strings.TrimSpace(t.raw[t.tokens[i].end:]), "-")
}

// glued says whether the number at i is part of a longer one: "4,5", "3.5.", "4-5", "10:30".
func (t *text) glued(i int) bool {
	tok := t.tokens[i]
	after, before := t.raw[tok.end:], t.raw[:tok.start]
	if len(after) > 1 && strings.ContainsRune(".,:-/", rune(after[0])) && isDigit(rune(after[1])) {
		return true
	}
	n := len(before)
	return n > 1 && strings.ContainsRune(".,:-/", rune(before[n-1])) && isDigit(rune(before[n-2]))
}

// abbreviates says whether the digit at i ends a word that is spelled by its sound: "b4", "m8", "gr8".
func (t *text) abbreviates(i int) bool {
	if i == 0 || t.tokens[i-1].kind != wordToken || t.tokens[i-1].end != t.tokens[i].start {
		return false
	}
	return t.tokens[i-1].end-t.tokens[i-1].start <= longestSound
}

// longestSound is how many letters stand before the digit in such a word.
const longestSound = 2

// standing judges the number at s.from by its neighbours.
func (p *Parser) standing(t *text, s *score) standing {
	next, has := t.next(s.to)
	switch {
	case s.from > 0 && t.tokens[s.from-1].classes.has(p.class.less):
		return counts // "5, minus one for the packing"
	case has && next.classes.has(p.class.scoreUnit):
		return named
	case has && next.classes.has(p.class.unit), p.followedByThings(t, s.to), p.inWord(t, s):
		return counts
	case s.from == t.first():
		return leading
	}
	previous := t.tokens[s.from-1]
	switch {
	case previous.classes.has(p.class.scoreCue), previous.kind == commaToken && t.raw[previous.start] == ':':
		return named
	case previous.kind == wordToken && previous.classes.has(p.class.notScoreBefore):
		return counts
	case !has || previous.kind != wordToken:
		return closing
	case p.thing(t, next):
		return counts
	}
	return passing
}

// inWord says whether letters follow the digits at once and make them part of a word ("6er-Set", "5x").
func (p *Parser) inWord(t *text, s *score) bool {
	next, ok := t.next(s.to)
	if !ok || t.tokens[s.from].kind != numberToken || next.start != t.tokens[s.from].end {
		return false
	}
	_, more := t.next(s.to + 1)
	return more || next.word != "er" && next.word != "ka"
}

// follows says whether a word that does not frame a score stands right before token i ("Paket 5 von 6").
func (p *Parser) follows(t *text, i int) bool {
	if i == 0 || t.tokens[i-1].kind != wordToken {
		return false
	}
	return !t.tokens[i-1].classes.has(p.class.scoreFrame)
}

// followedByNoun says whether what is counted follows at once: "4 von 6 Gläsern".
func (p *Parser) followedByNoun(t *text, to int) bool {
	next, ok := t.next(to)
	if !ok {
		return false
	}
	if next.classes.has(p.class.unit) {
		return true
	}
	return p.thing(t, next) && !next.classes.has(p.class.scoreFrame)
}

// followedByThings says whether broken or missing things follow: "2 plates broken", "3 Teller fehlen".
func (p *Parser) followedByThings(t *text, to int) bool {
	next, ok := t.next(to)
	if !ok || next.classes.has(p.class.less) || !p.thing(t, next) || to+1 >= len(t.tokens) {
		return false
	}
	for i := to + 1; i < len(t.tokens) && t.tokens[i].kind == wordToken && i < to+4; i++ {
		if t.tokens[i].classes.has(p.class.broken) || t.tokens[i].classes.has(p.class.missing) {
			return true
		}
	}
	return false
}

// thing says whether tok looks like a noun in the plural.
func (p *Parser) thing(t *text, tok *token) bool {
	first, _ := utf8.DecodeRuneInString(t.raw[tok.start:])
	if unicode.IsUpper(first) && len(tok.word) > 3 {
		return true
	}
	for _, ending := range []string{"s", "en", "ern", "er", "ow", "y", "i", "ek", "e", "n"} {
		if len(tok.word) > 2 && strings.HasSuffix(tok.word, ending) {
			return !tok.classes.has(p.class.scoreFrame) && !tok.classes.has(p.class.or)
		}
	}
	return false
}

// next gives the word or sign right after token to-1, if no pause comes between.
func (t *text) next(to int) (*token, bool) {
	if to >= len(t.tokens) || t.tokens[to].kind != wordToken && t.tokens[to].kind != numberToken {
		return nil, false
	}
	return &t.tokens[to], true
}

// first is the index of the first word or number.
func (t *text) first() int {
	for i, tok := range t.tokens {
		if tok.kind <= numberToken {
			return i
		}
	}
	return 0
}

// stars counts the stars in a row from token i on.
func (t *text) stars(i int) int {
	n := 0
	for i+n < len(t.tokens) && t.tokens[i+n].kind == symbolToken && strings.Contains("⭐★🌟", t.tokens[i+n].word) {
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
		if _, ok := p.numerals[tok.word]; !ok && !tok.classes.has(p.class.scoreFrame) {
			return true
		}
	}
	return false
}
