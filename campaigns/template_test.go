package campaigns

import (
	"errors"
	"strings"
	"testing"

	"kurzwahl/sms"
)

func TestParseTemplateRefusesMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"Hallo {{vorname|Kunde}}":     nil,
		"Hi {{ First_Name | there }}": nil,
		"Cześć {{imię|Kliencie}}":     nil,
		"{{link}} {{coupon}}":         nil,
		"{{coupon|SOMMER10}}":         nil,
		"{{vorname|}}":                nil,
		"no placeholder, } alone":     nil,
		"Hallo {{vorname}}":           ErrMissingFallback,
		"Hallo {{name|Kunde}}":        ErrUnknownField,
		"{{}}":                        ErrUnknownField,
		"Hallo {{vorname|Kunde":       ErrUnclosed,
		"Hallo {{vorname|Kunde}":      ErrUnclosed,
		"Hallo vorname|Kunde}}":       ErrUnclosed,
		"{{vorname|{{nachname|x}}}}":  ErrUnclosed,
	} {
		if _, err := ParseTemplate(text); !errors.Is(err, want) {
			t.Errorf("ParseTemplate(%q) = %v, want %v", text, err, want)
		}
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	tpl, err := ParseTemplate("Hallo {{vorname|Kunde}}, {{link}} {{coupon|SOMMER}}")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		values Values
		want   string
	}{
		{Values{FirstName: "Ada", Link: "l", Coupon: "C1"}, "Hallo Ada, l C1"},
		{Values{FirstName: "  ", Link: "l"}, "Hallo Kunde, l SOMMER"},
		{Values{FirstName: "A\nB\x00", Link: "l"}, "Hallo A B, l SOMMER"},
		{Values{FirstName: "{{link}}", Link: "l"}, "Hallo {{link}}, l SOMMER"},
	} {
		if got, err := tpl.Fill(c.values); err != nil || got != c.want {
			t.Errorf("Fill(%v) = %q, %v, want %q", c.values, got, err, c.want)
		}
	}
	if _, err := tpl.Fill(Values{}); !errors.Is(err, ErrNoValue) {
		t.Errorf("a text without its link is filled: %v", err)
	}
}

func FuzzParseTemplate(f *testing.F) {
	for _, seed := range []string{"{{vorname|x}}", "{{", "}}", "{{a|b|c}}", "{{{", "x{{link}}y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tpl, err := ParseTemplate(text)
		if err != nil {
			return
		}
		values := Values{FirstName: "A", LastName: "B", Link: "C", Coupon: "D"}
		filled, err := tpl.Fill(values)
		if err != nil {
			t.Fatalf("a template that was read cannot be filled: %v", err)
		}
		if !strings.Contains(text, "{{") && filled != text {
			t.Errorf("text without placeholders became %q", filled)
		}
		tpl.Longest(sms.Policy{})
	})
}
