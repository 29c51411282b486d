package intents

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A rule book is text, one entry a line; "#" begins a comment.
//
//	@msg = sms nachricht* message*     a class: the words that count as one
//	opt_out: keine @msg _ mehr         a rule: an outcome, and the words in a row that show it
//
// In a rule a word stands for itself, "stop*" for all that begin so, "*sms" for all that end so, "a|b" for either,
// "@msg" for a class, "_" for up to three words of any kind and "_5" for up to five, a word with "?" behind it may
// be absent. "^" is the start and "$" the end of the text, "[" and "]" of a clause. "~word" also stands for the word
// with one slip in it. No rule reaches across the end of a sentence. An outcome that ends in "!" also sees words that
// a hard negative hides, unless that one ends in "!" itself; one that ends in "+" holds whatever the classifier says, one
// that ends in "?" only where the classifier sees the same.

// maxClasses bounds how many different word patterns all rules together may use.
const maxClasses = uint16(64 * len(classSet{}))

// classSet holds which word patterns a token fits.
type classSet [24]uint64

func (s *classSet) add(class uint16)      { s[class>>6] |= 1 << (class & 63) }
func (s *classSet) has(class uint16) bool { return s[class>>6]&(1<<(class&63)) != 0 }
func (s *classSet) addAll(classes []uint16) {
	for _, class := range classes {
		s.add(class)
	}
}

// rule says: these words in a row show this outcome.
type rule struct {
	outcome    string
	source     string // the pattern as written, for Why
	from, to   border
	seesHidden bool
	firm       bool // the classifier's word does not count against it
	hint       bool // it holds only with the classifier's word for it
	parts      []part
}

// rank orders the rules of one outcome by how much they say.
func (r *rule) rank() int {
	switch {
	case r.firm:
		return 2
	case r.hint:
		return 0
	}
	return 1
}

// border says where a rule may begin or end.
type border uint8

const (
	anywhere border = iota
	atClause
	atText
)

// part is one place in a rule: a class of words, or a gap.
type part struct {
	class    uint16
	gap      int // > 0: up to so many tokens of any kind
	optional bool
}

// book holds compiled rules and the vocabulary that they use.
type book struct {
	named    map[string]uint16   // class name -> class
	exact    map[string][]uint16 // folded word -> classes
	prefix   map[string][]uint16
	suffix   map[string][]uint16
	near     map[string][]uint16 // folded word, whole or with one letter left out -> classes
	byClass  [][]*rule           // rules by the class of their first part
	concepts []concept           // the classes that have a name, in the order of their definition
	classes  uint16
}

// concept is a class with a name: a feature of the classifier.
type concept struct {
	class uint16
	hash  uint32
}

// compile reads rule books. It reports the first line that it cannot read.
func compile(sources ...string) (*book, error) {
	b := &book{
		named: map[string]uint16{}, exact: map[string][]uint16{}, prefix: map[string][]uint16{},
		suffix: map[string][]uint16{}, near: map[string][]uint16{},
	}
	for _, source := range sources {
		number := 0
		for line := range strings.SplitSeq(source, "\n") {
			number++
			line, _, _ = strings.Cut(line, "#")
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if err := b.readLine(line); err != nil {
				return nil, fmt.Errorf("rule book line %d: %w", number, err)
			}
		}
	}
	return b, nil
}

func (b *book) readLine(line string) error {
	if name, words, ok := strings.Cut(line, "="); ok && strings.HasPrefix(line, "@") {
		return b.define(strings.TrimSpace(name), strings.Fields(words))
	}
	outcome, pattern, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("%q is neither a class nor a rule", line)
	}
	return b.addRule(strings.TrimSpace(outcome), strings.TrimSpace(pattern))
}

// define makes a class of words; a class may name others that are defined above it.
func (b *book) define(name string, words []string) error {
	if _, ok := b.named[name]; ok {
		return fmt.Errorf("class %s is defined twice", name)
	}
	class, err := b.newClass(words)
	if err != nil {
		return err
	}
	b.named[name] = class
	b.concepts = append(b.concepts, concept{class, hashString(kindClass, name)})
	return nil
}

func (b *book) newClass(words []string) (uint16, error) {
	if b.classes == maxClasses {
		return 0, fmt.Errorf("more than %d classes", maxClasses)
	}
	class := b.classes
	b.classes++
	b.byClass = append(b.byClass, nil)
	for _, word := range words {
		if word == "" {
			continue
		}
		if strings.HasPrefix(word, "@") {
			other, ok := b.named[word]
			if !ok {
				return 0, fmt.Errorf("class %s is not defined", word)
			}
			b.include(other, class)
			continue
		}
		b.addWord(word, class)
	}
	return class, nil
}

// include makes every word of class other one of class, too.
func (b *book) include(other, class uint16) {
	for _, table := range []map[string][]uint16{b.exact, b.prefix, b.suffix, b.near} {
		for word, classes := range table {
			if slices.Contains(classes, other) {
				table[word] = append(classes, class)
			}
		}
	}
}

func (b *book) addWord(word string, class uint16) {
	if near, ok := strings.CutPrefix(word, "~"); ok {
		word = near
		b.near[fold(word)] = append(b.near[fold(word)], class)
		for shorter := range deletions(fold(word)) {
			b.near[shorter] = append(b.near[shorter], class)
		}
	}
	table := b.exact
	switch {
	case strings.HasSuffix(word, "*"):
		table, word = b.prefix, strings.TrimSuffix(word, "*")
	case strings.HasPrefix(word, "*"):
		table, word = b.suffix, strings.TrimPrefix(word, "*")
	}
	folded := fold(word)
	table[folded] = append(table[folded], class)
}

func (b *book) addRule(outcome, pattern string) error {
	r := &rule{source: pattern}
	r.outcome, r.hint = strings.CutSuffix(outcome, "?")
	r.outcome, r.firm = strings.CutSuffix(r.outcome, "+")
	r.outcome, r.seesHidden = strings.CutSuffix(r.outcome, "!")
	for field := range strings.FieldsSeq(pattern) {
		switch {
		case field == "^":
			r.from = atText
		case field == "$":
			r.to = atText
		case field == "[":
			r.from = atClause
		case field == "]":
			r.to = atClause
		case field[0] == '_':
			gap := 3
			if len(field) > 1 {
				n, err := strconv.Atoi(field[1:])
				if err != nil {
					return fmt.Errorf("gap %q: %w", field, err)
				}
				gap = n
			}
			r.parts = append(r.parts, part{gap: gap})
		default:
			word, optional := strings.CutSuffix(field, "?")
			class, err := b.classOf(word)
			if err != nil {
				return err
			}
			r.parts = append(r.parts, part{class: class, optional: optional})
		}
	}
	return b.register(r)
}

// register files a rule under its first class; one that begins with a word that may be absent is filed twice.
func (b *book) register(r *rule) error {
	if len(r.parts) == 0 || r.parts[0].gap > 0 {
		return fmt.Errorf("rule %q does not begin with a word", r.source)
	}
	first := r.parts[0]
	if first.optional {
		without := *r
		without.parts = r.parts[1:]
		if err := b.register(&without); err != nil {
			return err
		}
	}
	b.byClass[first.class] = append(b.byClass[first.class], r)
	return nil
}

// classOf gives the class of a word or of alternatives, making it when it is new.
func (b *book) classOf(word string) (uint16, error) {
	if class, ok := b.named[word]; ok {
		return class, nil
	}
	if strings.HasPrefix(word, "@") && !strings.Contains(word, "|") {
		return 0, fmt.Errorf("class %s is not defined", word)
	}
	class, err := b.newClass(strings.Split(word, "|"))
	if err != nil {
		return 0, err
	}
	b.named[word] = class
	return class, nil
}
