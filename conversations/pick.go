package conversations

import (
	"maps"
	"regexp"
	"slices"
)

// What a text may pick besides one of the things that a question offers.
const (
	picksNone  = -1 // it picks nothing: it says something else
	picksWrong = -2 // it picks what was not offered, or several: a "C" of two, "A or B"
)

// timesAsked is how often a question that offers things is put before people answer.
const timesAsked = 2

// ranks are the words by which one of several things is picked: by its letter, its number or its rank, in three
// languages. The last ones are counted from the end.
var ranks = map[string]int{
	"a": 0, "1": 0, "eins": 0, "erste": 0, "ersten": 0, "erster": 0, "erstes": 0, "erstere": 0, "ersteres": 0, "one": 0, "first": 0,
	"jeden": 0, "jedynka": 0, "pierwszy": 0, "pierwsza": 0, "pierwsze": 0, "pierwszą": 0,
	"b": 1, "2": 1, "zwei": 1, "zwo": 1, "zweite": 1, "zweiten": 1, "zweiter": 1, "zweites": 1, "two": 1, "second": 1,
	"dwa": 1, "dwójka": 1, "drugi": 1, "druga": 1, "drugie": 1, "drugą": 1,
	"c": 2, "3": 2, "drei": 2, "dritte": 2, "dritten": 2, "dritter": 2, "drittes": 2, "three": 2, "third": 2,
	"trzy": 2, "trójka": 2, "trzeci": 2, "trzecia": 2, "trzecie": 2, "trzecią": 2,
	"d": 3, "4": 3, "vier": 3, "vierte": 3, "vierten": 3, "vierter": 3, "viertes": 3, "four": 3, "fourth": 3,
	"cztery": 3, "czwórka": 3, "czwarty": 3, "czwarta": 3, "czwarte": 3, "czwartą": 3,
	"e": 4, "5": 4, "f": 5, "6": 5, "g": 6, "7": 6, "h": 7, "8": 7,
	"letzte": fromTheEnd, "letzten": fromTheEnd, "letzter": fromTheEnd, "letztes": fromTheEnd, "letztere": fromTheEnd, "letzteres": fromTheEnd,
	"last": fromTheEnd, "latter": fromTheEnd, "ostatni": fromTheEnd, "ostatnia": fromTheEnd, "ostatnie": fromTheEnd, "ostatnią": fromTheEnd,
	"beide": several, "beides": several, "both": several, "oba": several, "obie": several, "oboje": several,
}

// Ranks that depend on how many things are offered.
const (
	fromTheEnd = 100
	several    = 101
)

// frames are words that may stand beside a pick.
var frames = map[string]bool{
	"bitte": true, "gerne": true, "gern": true, "danke": true, "option": true, "variante": true, "antwort": true, "buchstabe": true, "nummer": true, "nr": true,
	"die": true, "der": true, "das": true, "den": true, "dem": true, "ist": true, "es": true, "ich": true, "wir": true, "nehme": true, "will": true, "möchte": true,
	"moechte": true, "meine": true, "meinte": true, "meinen": true, "wähle": true, "waehle": true, "eher": true, "lieber": true, "wohl": true, "dann": true,
	"glaube": true, "denke": true, "natürlich": true, "also": true, "na": true, "ja": true, "ok": true, "okay": true, "oder": true, "und": true, "für": true, "richtig": true,
	"please": true, "pls": true, "plz": true, "thanks": true, "thx": true, "answer": true, "choice": true, "letter": true, "number": true, "no": true, "the": true, "it": true,
	"is": true, "its": true, "s": true, "that": true, "i": true, "mean": true, "meant": true, "want": true, "would": true, "like": true, "take": true, "ll": true, "m": true,
	"think": true, "yes": true, "or": true, "and": true, "go": true, "with": true, "for": true,
	"proszę": true, "prosze": true, "poproszę": true, "poprosze": true, "dziękuję": true, "opcja": true, "opcję": true, "opcje": true, "odpowiedź": true,
	"litera": true, "numer": true, "ta": true, "ten": true, "to": true, "tę": true, "wybieram": true, "chodzi": true, "o": true, "mi": true, "tak": true, "lub": true, "albo": true,
}

// leading finds a letter or number that a mark sets off from what follows: "A: der Versand".
var leading = regexp.MustCompile(`(?i)^\W*([a-h1-8])(?:\s*[).:,;]|\s+-)\s`)

// picked gives which of n offered things a text picks by letter, number or rank, from 0; else picksNone or picksWrong. A
// text with other words picks nothing, unless a mark sets the letter off: "a refund" is none.
func picked(text string, n int) int {
	words := nameWords(text)
	said, other := map[int]bool{}, false
	for _, word := range words {
		switch rank, known := ranks[word]; {
		case known && word != "one":
			said[ranked(rank, n)] = true
		case !known && !frames[word]:
			other = true
		}
	}
	if len(said) == 0 && slices.Contains(words, "one") {
		said[0] = true // else it only stands for the thing, as in "the second one"
	}
	if found := leading.FindStringSubmatch(text); other && found != nil {
		said, other = map[int]bool{ranked(ranks[nameWords(found[1])[0]], n): true}, false
	}
	switch {
	case other || len(said) == 0:
		return picksNone
	case len(said) > 1:
		return picksWrong
	default:
		return slices.Collect(maps.Keys(said))[0]
	}
}

// ranked gives the thing of that rank, picksWrong where it was not offered.
func ranked(rank, n int) int {
	switch {
	case rank == fromTheEnd:
		return n - 1
	case rank >= n:
		return picksWrong
	default:
		return rank
	}
}

// mayAskAgain says whether a text was meant to answer the open question, which offers things, and it may be put once more.
func (t *talk) mayAskAgain(pick int) bool {
	return t.State.Asked < timesAsked && (pick == picksWrong || pick == picksNone && looksLikeAnAnswer(t.Event.Text))
}
