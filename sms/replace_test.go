package sms

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		policy     Policy
		want       string
	}{
		{"nothing to do", "Grüße für 5 €", Policy{}, "Grüße für 5 €"},
		{"German quotes", "„Nur heute“, ‚wirklich‘", Policy{}, `"Nur heute", 'wirklich'`},
		{"apostrophe", "Don’t", Policy{}, "Don't"},
		{"dashes and dots", "10–20 Uhr — jetzt…", Policy{}, "10-20 Uhr - jetzt..."},
		{"spaces", "5\u00a0€\u202fnur\u2009heute\u3000", Policy{}, "5 € nur heute "},
		{"bullets", "• eins\n▪ zwei", Policy{}, "- eins\n- zwei"},
		{"invisible characters", "a\u200bb\u00adc\ufeff", Policy{}, "abc"},
		{"accents", "François, crêpe, Dvořák, Kovačević œuvre", Policy{}, "François, crêpe, Dvořák, Kovačević œuvre"},
		{"accents that no Pole uses", "François, crêpe, Dvořák, œuvre", Policy{}, "Francois, crepe, Dvorak, oeuvre"},
		{"accents that GSM has stay", "à la café, Ñandú", Policy{}, "à la café, Ñandu"},
		{"Polish must stay", "zażółć – dziś", Policy{}, "zażółć – dziś"},
		{"Polish may go", "zażółć GĘŚLĄ jaźń – dziś", Policy{Polish: true}, "zazolc GESLA jazn - dzis"},
		{"separate marks", "Gru\u0308ße, cafe\u0301, Dvor\u030ca\u0301k", Policy{}, "Grüße, café, Dvorak"},
		{"separate Polish marks", "zaz\u0307o\u0301\u0142c\u0301", Policy{}, "zaz\u0307o\u0301\u0142c\u0301"},
		{"separate Polish marks may go", "zaz\u0307o\u0301\u0142c\u0301", Policy{Polish: true}, "zazolc"},
		{"an emoji makes it pointless", "„ok“ 👍", Policy{}, "„ok“ 👍"},
		{"Cyrillic makes it pointless", "„да“", Policy{}, "„да“"},
		{"Latin-1 keeps its accents", "crêpe – 5 €", Policy{Alphabet: Latin1}, "crêpe - 5 EUR"},
		{"invalid UTF-8 is left alone", "a\xff„", Policy{}, "a\xff„"},
		{"capital sharp s", "STRAẞE", Policy{}, "STRASSE"},
	}
	for _, tt := range tests {
		if got, _ := Replace(tt.text, tt.policy); got != tt.want {
			t.Errorf("%s: Replace(%q) = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestReplaceTellsWhatItDid(t *testing.T) {
	t.Parallel()
	_, got := Replace("„Gru\u0308ße“ – „jetzt“\u200b", Policy{})
	want := []Replacement{{"„", `"`, 2}, {"u\u0308", "ü", 1}, {"“", `"`, 2}, {"–", "-", 1}, {"\u200b", "", 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestReplaceIsForThePriceOnly checks on random text that the result is cheaper or the same text, and final.
func TestReplaceIsForThePriceOnly(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(6, 9))
	letters := []rune("aäłçé„“–…\u00a0•o\u0301\u0308zu")
	for range 5000 {
		text := make([]rune, rng.IntN(12))
		for i := range text {
			text[i] = letters[rng.IntN(len(letters))]
		}
		for _, policy := range []Policy{{}, {Polish: true}, {Alphabet: Latin1}} {
			got, done := Replace(string(text), policy)
			if got != string(text) && !policy.Alphabet.Fits(got) {
				t.Fatalf("%q became %q, which does not fit", string(text), got)
			}
			if (got == string(text)) != (done == nil) {
				t.Fatalf("%q became %q with %v", string(text), got, done)
			}
			if again, _ := Replace(got, policy); again != got {
				t.Fatalf("%q became %q, then %q", string(text), got, again)
			}
		}
	}
}

// TestComposedLettersMatch checks the table against the one of the letters' order: both sides have the same length.
func TestComposedLettersMatch(t *testing.T) {
	t.Parallel()
	for pair, letter := range composed {
		if base, ok := substitutes[letter]; ok && base != string(pair[0]) {
			t.Errorf("%q and %U compose to %q, whose base letter is %q", pair[0], pair[1], letter, base)
		}
	}
}
