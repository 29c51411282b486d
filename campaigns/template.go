package campaigns

import (
	"errors"
	"fmt"
	"strings"

	"kurzwahl/sms"
)

// Placeholder is one thing that a text may have filled in for each reader.
type Placeholder string

// The placeholders; the list is closed. Their German and Polish spellings mean the same.
const (
	FirstName Placeholder = "first_name" // also vorname, imie; needs a fallback
	LastName  Placeholder = "last_name"  // also nachname, nazwisko; needs a fallback
	Link      Placeholder = "link"       // a short link of the reader's own to Content.LinkTarget
	Coupon    Placeholder = "coupon"     // also gutschein, kupon; a code of the reader's own; the fallback is used when the pool is empty
)

var spellings = map[string]Placeholder{
	"first_name": FirstName, "vorname": FirstName, "imie": FirstName, "imię": FirstName,
	"last_name": LastName, "nachname": LastName, "nazwisko": LastName,
	"link":   Link,
	"coupon": Coupon, "gutschein": Coupon, "kupon": Coupon,
}

// Errors that ParseTemplate returns, wrapped with the place.
var (
	ErrUnclosed        = errors.New("a brace is not closed")
	ErrUnknownField    = errors.New("no such placeholder")
	ErrMissingFallback = errors.New("a placeholder needs a fallback")
)

// piece is plain text, or a placeholder with its fallback.
type piece struct {
	text     string // of plain text; else the fallback
	field    Placeholder
	fallback bool // one was written, maybe an empty one
}

// Template is a text with its placeholders found.
type Template struct{ pieces []piece }

// ParseTemplate reads a text with placeholders such as {{vorname|Kunde}}. It returns ErrUnclosed,
// ErrUnknownField or ErrMissingFallback, wrapped.
func ParseTemplate(text string) (Template, error) {
	var t Template
	for text != "" {
		before, after, found := strings.Cut(text, "{{")
		if strings.Contains(before, "}}") {
			return Template{}, fmt.Errorf("read template near %q: %w", excerpt(before), ErrUnclosed)
		}
		if before != "" {
			t.pieces = append(t.pieces, piece{text: before})
		}
		if !found {
			break
		}
		inside, rest, closed := strings.Cut(after, "}}")
		if !closed || strings.Contains(inside, "{") {
			return Template{}, fmt.Errorf("read template near %q: %w", excerpt("{{"+inside), ErrUnclosed)
		}
		p, err := parsePlaceholder(inside)
		if err != nil {
			return Template{}, err
		}
		t.pieces = append(t.pieces, p)
		text = rest
	}
	return t, nil
}

func parsePlaceholder(inside string) (piece, error) {
	name, fallback, written := strings.Cut(inside, "|")
	field, known := spellings[strings.ToLower(strings.TrimSpace(name))]
	if !known {
		return piece{}, fmt.Errorf("placeholder %q: %w", excerpt(strings.TrimSpace(name)), ErrUnknownField)
	}
	p := piece{field: field, text: strings.TrimSpace(fallback), fallback: written}
	if (field == FirstName || field == LastName) && !written {
		return piece{}, fmt.Errorf("placeholder %q: %w", excerpt(name), ErrMissingFallback)
	}
	return p, nil
}

// excerpt is at most 30 characters of s, for a message to the author.
func excerpt(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

// Uses says whether the text has the placeholder.
func (t Template) Uses(field Placeholder) bool {
	for _, p := range t.pieces {
		if p.field == field {
			return true
		}
	}
	return false
}

// Values are what fills the placeholders for one reader; a missing or empty one takes the fallback.
type Values map[Placeholder]string

// ErrNoValue is returned by Fill for a placeholder that has neither a value nor a fallback.
var ErrNoValue = errors.New("placeholder has no value")

// Fill gives the text for one reader, or ErrNoValue, wrapped.
func (t Template) Fill(values Values) (string, error) {
	var b strings.Builder
	for _, p := range t.pieces {
		value := strings.TrimSpace(values[p.field])
		switch {
		case p.field == "":
			b.WriteString(p.text)
		case value != "":
			b.WriteString(oneLine(value))
		case p.fallback:
			b.WriteString(p.text)
		default:
			return "", fmt.Errorf("fill %s: %w", p.field, ErrNoValue)
		}
	}
	return b.String(), nil
}

// oneLine keeps a shop system's line breaks and control characters out of texts.
func oneLine(value string) string {
	return strings.Join(strings.FieldsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
}

// Lengths that the longest case assumes, in characters.
const (
	longestName   = 20
	longestLink   = 40
	longestCoupon = 16
)

// Longest gives the size of the text with long values in all placeholders, after smart replacement.
func (t Template) Longest(policy sms.Policy) sms.Size {
	values := Values{
		FirstName: strings.Repeat("M", longestName), LastName: strings.Repeat("M", longestName),
		Link: strings.Repeat("l", longestLink), Coupon: strings.Repeat("C", longestCoupon),
	}
	text, err := t.Fill(values)
	if err != nil {
		panic("campaigns: longest case lacks a value: " + err.Error())
	}
	text, _ = sms.Replace(text, policy)
	return sms.Measure(text)
}

// templateSentence tells an author what is wrong with their text.
func templateSentence(err error) sentence {
	switch {
	case errors.Is(err, ErrUnknownField):
		return sentence{
			"Diesen Platzhalter gibt es nicht. Möglich sind {{vorname|Kunde}}, {{nachname|…}}, {{link}} und {{coupon}}.",
			"There is no such placeholder. Use {{first_name|there}}, {{last_name|…}}, {{link}} or {{coupon}}.",
		}
	case errors.Is(err, ErrMissingFallback):
		return sentence{
			"Der Platzhalter braucht einen Ersatz für Kunden ohne Namen, zum Beispiel {{vorname|Kunde}}.",
			"The placeholder needs a fallback for customers without a name, for example {{first_name|there}}.",
		}
	default:
		return sentence{
			"Eine geschweifte Klammer ist nicht geschlossen. Ein Platzhalter sieht so aus: {{vorname|Kunde}}",
			"A brace is not closed. A placeholder looks like this: {{first_name|there}}",
		}
	}
}
