package campaigns

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func is(fact Fact, value string) Audience { return Audience{Op: Is, Fact: fact, Value: value} }

func TestParseAudience(t *testing.T) {
	t.Parallel()
	vip, b2b := is(Tag, "vip"), is(Tag, "b2b")
	not := func(a Audience) Audience { return Audience{Op: Not, Parts: []Audience{a}} }
	for text, want := range map[string]Audience{
		"all":                            is(Everybody, ""),
		"Alle":                           is(Everybody, ""),
		"tag:vip":                        vip,
		`tag:"long name"`:                is(Tag, "long name"),
		"„tag:vip“":                      vip,
		"language:DE country:at":         {},
		"tag:vip and not tag:b2b":        {Op: And, Parts: []Audience{vip, not(b2b)}},
		"tag:vip und nicht tag:b2b":      {Op: And, Parts: []Audience{vip, not(b2b)}},
		"tag:a or tag:b and tag:c":       {Op: Or, Parts: []Audience{is(Tag, "a"), {Op: And, Parts: []Audience{is(Tag, "b"), is(Tag, "c")}}}},
		"(tag:a or tag:b) and tag:c":     {Op: And, Parts: []Audience{{Op: Or, Parts: []Audience{is(Tag, "a"), is(Tag, "b")}}, is(Tag, "c")}},
		"not not country:at":             not(not(is(Country, "AT"))),
		`bought:"City Bike" OR bought:X`: {Op: Or, Parts: []Audience{is(Bought, "City Bike"), is(Bought, "X")}},

		WithTags([]string{"a b", `c"d`}, ""):             {Op: Or, Parts: []Audience{is(Tag, "a b"), is(Tag, "cd")}},
		WithTags(nil, "tag:vip"):                         vip,
		WithTags([]string{"a", "b"}, "tag:c or tag:vip"): {Op: And, Parts: []Audience{{Op: Or, Parts: []Audience{is(Tag, "a"), is(Tag, "b")}}, {Op: Or, Parts: []Audience{is(Tag, "c"), vip}}}},
		WithTags([]string{"a"}, "tag:x) or (all"):        {},
	} {
		got, err := ParseAudience(text)
		if want.Op == "" {
			if !errors.Is(err, ErrAudience) {
				t.Errorf("ParseAudience(%q) = %v, %v, want ErrAudience", text, got, err)
			}
			continue
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("ParseAudience(%q): %v, (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestParseAudienceRefusesMistakes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", "and", "tag:", "tag", "vip", "tag:a and", "tag:a tag:b", "(tag:a", "tag:a)", `tag:"a`, "color:red", "all:x", "not",
		strings.Repeat("(", 10_000), strings.Repeat("not ", 10_000) + "all",
	} {
		if got, err := ParseAudience(text); !errors.Is(err, ErrAudience) {
			t.Errorf("ParseAudience(%.20q) = %v, %v, want ErrAudience", text, got, err)
		}
	}
}
