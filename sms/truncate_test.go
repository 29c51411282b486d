package sms

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTruncate(t *testing.T) {
	t.Parallel()
	words := strings.Repeat("Fahrrad ", 40)
	tests := []struct {
		name, text string
		segments   int
		want       string
	}{
		{"fits", "Hallo", 1, "Hallo"},
		{"no room at all", "Hallo", 0, ""},
		{"ends with a word", words, 1, strings.TrimSpace(strings.Repeat("Fahrrad ", 19)) + "..."},
		{"one long word", strings.Repeat("x", 161), 1, strings.Repeat("x", 157) + "..."},
		{"an emoji behind the cut costs nothing", strings.Repeat("x", 200) + "👍", 1, strings.Repeat("x", 157) + "..."},
		{"an emoji stays whole", strings.Repeat("ż", 66) + "👍🏽" + "ż", 1, strings.Repeat("ż", 66) + "..."},
		{"no comma before the dots", strings.Repeat("x", 150) + ", und_noch_mehr", 1, strings.Repeat("x", 150) + "..."},
	}
	for _, tt := range tests {
		if got := Truncate(tt.text, tt.segments); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTruncateKeepsItsPromise(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 60))
	for range 1000 {
		text, most := randomText(rng), 1+rng.IntN(3)
		got := Truncate(text, most)
		if n := Measure(got).Segments; n > most {
			t.Fatalf("%q became %q of %d segments, at most %d", text, got, n, most)
		}
		if !utf8.ValidString(got) || got != text && !strings.HasSuffix(got, ellipsis) {
			t.Fatalf("%q became %q", text, got)
		}
	}
}
