package surveys

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// grades are the words for German school grades (KMK, "Vereinbarung zur Leistungsbewertung": sehr gut to ungenügend).
var grades = map[string]int{
	"sehr gut": 1, "gut": 2, "befriedigend": 3, "ausreichend": 4, "mangelhaft": 5, "ungenügend": 6, "ungenuegend": 6, "sehrgut": 1,
}

// gradeFrames are words around a grade that change nothing.
var gradeFrames = []string{"note", "schulnote", "eine", "ein", "glatte", "glattes", "klare", "klares", "ist", "war", "alles", "also"}

// Words and signs that say yes or no, in three languages.
var (
	yesWords = strings.Fields("ja jo jep jup joa jaa jaaa jawohl klar klaro gerne gern sicher natürlich selbstverständlich sowieso yes yeah yep yup sure ok okay y j tak taak jasne oczywiście oczywiscie pewnie zgoda 👍 ✅ ✔ 👌 🙂 😊")
	noWords  = strings.Fields("nein nö nee nope ungern keinesfalls no nah nie n 👎 ❌ ✖ 🙁 ☹")
)

// sayings are yes and no in more than one word.
var sayings = map[string]int{
	"auf jeden fall": 1, "na klar": 1, "aber ja": 1, "aber gerne": 1, "aber sicher": 1, "of course": 1, "no problem": 1, "no worries": 1, "bez problemu": 1,
	"auf keinen fall": 0, "lieber nicht": 0, "bitte nicht": 0, "rather not": 0, "please don t": 0, "not really": 0, "wolę nie": 0, "wole nie": 0, "raczej nie": 0, "raczej tak": 1,
}

// saidBeside are words that only go along with yes or no.
var saidBeside = strings.Fields("danke bitte doch mal gerne gern auf jeden keinen fall sehr so of course thanks thank you please dzięki dzieki dziękuję dziekuje proszę prosze bardzo lieber no tak alles gut")

// Said finds the score that words stand for on this scale, where the customer wrote no plain number: yes and no in three
// languages, as words or signs, the names of German school grades, and numbers in keycap signs. more says whether the text says anything
// beside it. ok is false where the words are none of these, or say both.
func (s Scale) Said(text string) (score int, more, ok bool) {
	if score, ok := keycaps(text); ok {
		return score, false, s.Holds(score) && s.Style != YesNo
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.So, r) && r != '✔' && r != '✖'
	})
	switch s.Style {
	case YesNo:
		return yesOrNo(words)
	case Grades:
		words = slices.DeleteFunc(words, func(w string) bool { return slices.Contains(gradeFrames, w) })
		score, ok = grades[strings.Join(words, " ")]
		return score, false, ok
	case Points, Recommend, Stars:
		return 0, false, false
	default:
		return 0, false, false
	}
}

// keycaps reads a number that is written in keycap signs and nothing else, such as 1️⃣0️⃣ and 🔟.
func keycaps(text string) (number int, ok bool) {
	text = strings.TrimSpace(text)
	if text == "🔟" {
		return 10, true
	}
	digits := strings.NewReplacer("\ufe0f", "", "\u20e3", "", " ", "").Replace(text)
	number, err := strconv.Atoi(digits)
	return number, err == nil && number >= 0 && strings.Count(text, "\u20e3") == len(digits)
}

// yesOrNo reads the first word that decides; a Polish "no tak" is a yes. The second word must not say the opposite.
func yesOrNo(words []string) (score int, more, ok bool) {
	if score, ok := sayings[strings.Join(words, " ")]; ok {
		return score, false, true
	}
	if len(words) > 1 && words[0] == "no" && slices.Contains(yesWords, words[1]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return 0, false, false
	}
	said := [2]bool{}
	for _, word := range words[:min(2, len(words))] {
		said[0] = said[0] || slices.Contains(noWords, word)
		said[1] = said[1] || slices.Contains(yesWords, word)
	}
	first := slices.Contains(yesWords, words[0]) || slices.Contains(noWords, words[0])
	if !first || said[0] == said[1] {
		return 0, false, false
	}
	more = slices.ContainsFunc(words[1:], func(w string) bool {
		return !slices.Contains(yesWords, w) && !slices.Contains(noWords, w) && !slices.Contains(saidBeside, w)
	})
	if said[1] {
		return 1, more, true
	}
	return 0, more, true
}
