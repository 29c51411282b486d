package campaigns

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Fact is something known of a contact that an audience may ask for.
type Fact string

// The facts.
const (
	Everybody Fact = "all"      // every contact; takes no value
	Tag       Fact = "tag"      // tag:vip
	Language  Fact = "language" // language:de
	Country   Fact = "country"  // country:AT
	Bought    Fact = "bought"   // bought:SKU-1 or bought:"City Bike": sku or name of an article in any order
)

// Op is how an Audience is made of its parts.
type Op string

// The ops. Is is a leaf.
const (
	Is  Op = "is"
	And Op = "and"
	Or  Op = "or"
	Not Op = "not"
)

// Audience is an expression over facts: a leaf (Is, with Fact and Value), or And, Or, Not over Parts.
type Audience struct {
	Op    Op
	Fact  Fact
	Value string
	Parts []Audience // two or more for And and Or, one for Not, nil for Is
}

// ErrAudience is returned, wrapped with the place, for what is no audience expression.
var ErrAudience = errors.New("not an audience")

// misread is an ErrAudience that says what is wrong where.
type misread struct{ says sentence }

func (m *misread) Error() string { return m.says.english + ": " + ErrAudience.Error() }

func (m *misread) Unwrap() error { return ErrAudience }

func wrong(german, english string, args ...any) error {
	return &misread{sentence{fmt.Sprintf(german, args...), fmt.Sprintf(english, args...)}}
}

// maxDepth bounds nesting, so that no text of a person makes the reader or the database run deep.
const maxDepth = 20

// ParseAudience reads an expression such as
//
//	tag:vip and not (tag:b2b or country:AT)
//
// "and" binds stronger than "or"; und/oder/nicht and i/lub/nie mean the same. Values with blanks stand in double
// quotes. "all" is every contact. A wrong expression, an empty one too, returns ErrAudience, wrapped.
func ParseAudience(text string) (Audience, error) {
	words, err := scan(text)
	if err != nil {
		return Audience{}, err
	}
	p := audienceParser{words: words}
	a, err := p.or(0)
	if err != nil {
		return Audience{}, err
	}
	if rest := p.peek(); rest != "" {
		return Audience{}, wrong("„%s“ passt hier nicht", "%q does not fit here", excerpt(rest))
	}
	return a, nil
}

// scan cuts text into brackets and words; a word may hold a quoted part.
func scan(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	quoted := false
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case r == '"' || r == '“' || r == '”' || r == '„':
			quoted = !quoted
		case quoted:
			word.WriteRune(r)
		case unicode.IsSpace(r):
			flush()
		case r == '(' || r == ')':
			flush()
			words = append(words, string(r))
		default:
			word.WriteRune(r)
		}
	}
	if quoted {
		return nil, wrong("ein Anführungszeichen ist nicht geschlossen", "a quotation mark is not closed")
	}
	flush()
	return words, nil
}

type audienceParser struct {
	words []string
	at    int
}

func (p *audienceParser) peek() string {
	if p.at < len(p.words) {
		return p.words[p.at]
	}
	return ""
}

func (p *audienceParser) accept(words ...string) bool {
	for _, w := range words {
		if strings.EqualFold(p.peek(), w) {
			p.at++
			return true
		}
	}
	return false
}

func (p *audienceParser) or(depth int) (Audience, error) {
	return p.chain(depth, Or, []string{"or", "oder", "lub"}, p.and)
}

func (p *audienceParser) and(depth int) (Audience, error) {
	return p.chain(depth, And, []string{"and", "und", "i"}, p.not)
}

// chain reads one or more parts joined by one of the words.
func (p *audienceParser) chain(depth int, op Op, words []string, part func(int) (Audience, error)) (Audience, error) {
	first, err := part(depth)
	if err != nil {
		return Audience{}, err
	}
	parts := []Audience{first}
	for p.accept(words...) {
		next, err := part(depth)
		if err != nil {
			return Audience{}, err
		}
		parts = append(parts, next)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return Audience{Op: op, Parts: parts}, nil
}

func (p *audienceParser) not(depth int) (Audience, error) {
	if depth > maxDepth {
		return Audience{}, wrong("zu tief verschachtelt", "nested too deeply")
	}
	if p.accept("not", "nicht", "nie") {
		part, err := p.not(depth + 1)
		return Audience{Op: Not, Parts: []Audience{part}}, err
	}
	if p.accept("(") {
		inner, err := p.or(depth + 1)
		if err != nil {
			return Audience{}, err
		}
		if !p.accept(")") {
			return Audience{}, wrong("eine Klammer ist nicht geschlossen", "a bracket is not closed")
		}
		return inner, nil
	}
	return p.leaf()
}

func (p *audienceParser) leaf() (Audience, error) {
	word := p.peek()
	if word == "" {
		return Audience{}, wrong("am Ende fehlt etwas", "something is missing at the end")
	}
	p.at++
	if strings.EqualFold(word, string(Everybody)) || strings.EqualFold(word, "alle") {
		return Audience{Op: Is, Fact: Everybody}, nil
	}
	name, value, found := strings.Cut(word, ":")
	fact := Fact(strings.ToLower(name))
	switch fact {
	case Tag, Language, Country, Bought:
	case Everybody:
		return Audience{}, wrong("„%s“ hat keinen Wert", "%q takes no value", excerpt(name))
	default:
		return Audience{}, wrong("„%s“ ist kein Merkmal; es gibt tag, language, country, bought und all", "%q is no fact; there are tag, language, country, bought and all", excerpt(word))
	}
	if value = strings.TrimSpace(value); !found || value == "" {
		return Audience{}, wrong("„%s“ braucht einen Wert", "%q needs a value", excerpt(name))
	}
	switch fact {
	case Language:
		value = strings.ToLower(value)
	case Country:
		value = strings.ToUpper(value)
	case Everybody, Tag, Bought:
	}
	return Audience{Op: Is, Fact: fact, Value: value}, nil
}

// WithTags gives the expression for contacts that have at least one of the tags and are meant by the expression, too,
// where there is one: what people choose and what they type both count. An expression that cannot be read comes back
// alone, for its problems to be told.
func WithTags(tags []string, expression string) string {
	expression = strings.TrimSpace(expression)
	if _, err := ParseAudience(expression); len(tags) == 0 || expression != "" && err != nil {
		return expression
	}
	parts := make([]string, len(tags))
	for i, tag := range tags {
		parts[i] = `tag:"` + strings.ReplaceAll(tag, `"`, "") + `"`
	}
	chosen := strings.Join(parts, " or ")
	if expression == "" {
		return chosen
	}
	return "(" + chosen + ") and (" + expression + ")"
}

func audienceProblem(audience string, err error) Problem {
	if audience == "" {
		return Problem{Field: FieldAudience, says: sentence{
			"Sagen Sie, wer die SMS bekommt: wählen Sie Schlagwörter, oder schreiben Sie einen Ausdruck; all meint alle.",
			"Say who gets the SMS: choose tags, or write an expression; all means everybody.",
		}}
	}
	says := sentence{err.Error(), err.Error()}
	if m, ok := errors.AsType[*misread](err); ok {
		says = m.says
	}
	return Problem{Field: FieldAudience, says: sentence{
		fmt.Sprintf("Die Zielgruppe ist nicht zu lesen: %s. Beispiel: tag:vip and not tag:b2b", says.german),
		fmt.Sprintf("The audience cannot be read: %s. Example: tag:vip and not tag:b2b", says.english),
	}}
}
