package shop

import (
	"slices"
	"strings"
	"unicode"
)

// plainLetters writes letters with marks as people without them do.
var plainLetters = strings.NewReplacer(
	"ä", "a", "ö", "o", "ü", "u", "ß", "ss", "ae", "a", "oe", "o", "ue", "u", "é", "e", "è", "e", "ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z",
)

// fillers are words that say nothing of which product is meant, in three languages.
var fillers = map[string]bool{
	"der": true, "die": true, "das": true, "den": true, "dem": true, "ein": true, "eine": true, "einen": true, "in": true, "fur": true, "mit": true, "und": true, "von": true, "aus": true,
	"grosse": true, "gr": true, "farbe": true, "modell": true, "artikel": true, "wieder": true, "bitte": true, "euer": true, "eure": true, "euren": true,
	"the": true, "a": true, "an": true, "of": true, "for": true, "with": true, "and": true, "size": true, "colour": true, "color": true, "model": true, "your": true, "please": true,
	"na": true, "do": true, "dla": true, "z": true, "w": true, "i": true, "rozmiar": true, "kolor": true, "prosze": true,
}

// mostWords is how many words of a text are looked at; no product has a longer name.
const mostWords = 12

// words gives the words of a text in plain lower-case letters and digits, without those that say nothing. Where nothing
// else is left, these stay.
func words(text string) []string {
	all := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	all = all[:min(len(all), 4*mostWords)]
	for i, word := range all {
		all[i] = plainLetters.Replace(clean(word, maxWord))
	}
	telling := slices.DeleteFunc(slices.Clone(all), func(word string) bool { return fillers[word] })
	if len(telling) == 0 {
		telling = all
	}
	return telling[:min(len(telling), mostWords)]
}

// Grams gives the pieces of three letters of a text's words by which products are looked up, sorted, each once. A text
// with a typo shares most of them with the name that was meant.
func Grams(text string) []string {
	var grams []string
	for _, word := range words(text) {
		letters := []rune("_" + word + "_")
		for i := range max(1, len(letters)-2) {
			grams = append(grams, string(letters[i:min(len(letters), i+3)]))
		}
	}
	slices.Sort(grams)
	return slices.Compact(grams)
}
