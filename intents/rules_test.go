package intents

import (
	"strings"
	"testing"
)

func TestCompileNamesTheLineItCannotRead(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"just words":                      "neither a class nor a rule",
		"@a = x\n@a = y":                  "defined twice",
		"@a = @b":                         "not defined",
		"stop: @nobody":                   "not defined",
		"stop: _ word":                    "does not begin with a word",
		"stop: word _x word":              "gap",
		"# fine\n\nstop: word\nstop: ^ $": "line 4",
	}
	for source, want := range cases {
		if _, err := compile(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("compile(%q) = %v, want an error with %q", source, err, want)
		}
	}
}

func TestRulesFit(t *testing.T) {
	t.Parallel()
	rules, err := compile(`
@msg = sms nachricht* *post
plain: keine @msg mehr
gap: nie _2 wieder
whole: ^ ende $
clause: [ schluss ]
maybe: bitte? lass das
near: ~abmelden
either: rot|blau auto
`)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		text string
		want string // outcomes, joined by blanks
	}{
		{"Keine Nachrichten mehr", "plain"},
		{"keine Werbepost mehr", "plain"},
		{"keine. SMS mehr", ""},
		{"keine, SMS mehr", "plain"},
		{"nie wieder", "gap"},
		{"nie im Leben wieder", "gap"},
		{"nie im ganzen Leben wieder", ""},
		{"ENDE!", "whole"},
		{"das Ende", ""},
		{"so, schluss, aus", "clause"},
		{"so schluss", ""},
		{"bitte lass das", "maybe maybe"},
		{"abmeldne", "near"},
		{"abmelen", "near"},
		{"anmelden", "near"},
		{"blaues Auto", ""},
		{"blau 🚗 auto", "either"},
	}
	for _, c := range cases {
		text := read(c.text)
		rules.classify(text)
		var got []string
		rules.hits(text, func(h hit) { got = append(got, h.rule.outcome) })
		if joined := strings.Join(got, " "); joined != c.want {
			t.Errorf("%q fits %q, want %q", c.text, joined, c.want)
		}
	}
}

func TestFoldMakesSpellingsAlike(t *testing.T) {
	t.Parallel()
	for _, alike := range [][]string{
		{"hört", "hoert", "hort", "HÖRT", "hööört"},
		{"Stopp", "stop", "STOPPPP", "ｓｔｏｐ"},
		{"wiadomość", "wiadomosc"},
		{"łódź", "lodz"},
		{"don't", "dont", "don’t"},
		{"Straße", "strasse"},
	} {
		for _, word := range alike[1:] {
			if got, want := fold(word), fold(alike[0]); got != want {
				t.Errorf("fold(%q) = %q, but fold(%q) = %q", word, got, alike[0], want)
			}
		}
	}
}

func TestOneSlip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"gewin", "gewin", true},
		{"gewn", "gewin", true},
		{"gewni", "gewin", true},
		{"gewian", "gewin", true},
		{"gawin", "gewin", true},
		{"gwein", "gewin", true},
		{"gawan", "gewin", false},
		{"", "ab", false},
		{"", "a", true},
	} {
		if got := oneSlip(c.a, c.b); got != c.want {
			t.Errorf("oneSlip(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestBuiltinExamplesAreWhole(t *testing.T) {
	t.Parallel()
	examples, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	known, contexts := map[Intent]int{}, map[Context]bool{}
	for _, intent := range Intents() {
		known[intent] = 0
	}
	for _, ctx := range Contexts() {
		contexts[ctx] = true
	}
	for _, example := range examples {
		if _, ok := known[example.Intent]; !ok || !contexts[example.Context] {
			t.Errorf("example %q: intent %q after context %q", example.Text, example.Intent, example.Context)
		}
		known[example.Intent]++
	}
	for intent, count := range known {
		if count == 0 {
			t.Errorf("no example of %s", intent)
		}
	}
}
