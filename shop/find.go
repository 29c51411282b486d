package shop

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Candidates is how many products that share most of a text's Grams are worth a look.
const Candidates = 60

// How well a name must fit what was typed.
const (
	fits   = 0.6  // of the typed words, each counted by how near it is to one of the name
	nearly = 0.05 // names that fit by no more than this less than the best are meant as well
)

// Find gives the products that a text may mean, those that fit best, typos forgiven: none where nothing fits, one where
// no other fits as well, else all that could be meant, the shortest titles first.
func Find(text string, candidates []Product) []Product {
	typed := words(text)
	if len(typed) == 0 {
		return nil
	}
	type scored struct {
		Product
		score float64
		rest  int // words of the title that nobody typed
	}
	var all []scored
	best := fits
	for _, p := range candidates {
		score, rest := fit(typed, words(p.Title()))
		if strings.EqualFold(strings.TrimSpace(text), p.SKU) {
			score, rest = 2, 0
		}
		best = max(best, score)
		all = append(all, scored{p, score, rest})
	}
	all = slices.DeleteFunc(all, func(s scored) bool { return s.score < best-nearly || s.score < fits })
	if whole := slices.IndexFunc(all, func(s scored) bool { return s.rest == 0 && s.score >= best }); whole >= 0 {
		all = slices.DeleteFunc(all, func(s scored) bool { return s.rest > 0 })
	}
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.rest, b.rest), cmp.Compare(a.Title(), b.Title()), cmp.Compare(a.SKU, b.SKU))
	})
	found := make([]Product, len(all))
	for i, s := range all {
		found[i] = s.Product
	}
	return found
}

// fit says how well typed words fit those of a title, from 0 to 1, and how many of the title nobody typed. Numbers that
// the title does not have count little: they may be a price. A size alone fits nothing.
func fit(typed, title []string) (score float64, rest int) {
	met := make([]bool, len(title))
	sum, weight, telling := 0.0, 0.0, false
	for i := 0; i < len(typed); i++ {
		near, at := nearest(typed[i], title)
		if i+1 < len(typed) && near < 1 {
			// "city bike" for Citybike
			if together, place := nearest(typed[i]+typed[i+1], title); together > near && together >= 0.8 {
				near, at = together, place
				sum, weight, i = sum+near, weight+1, i+1
			}
		}
		if near == 0 && digits(typed[i]) {
			weight += 0.2
			continue
		}
		if near > 0 {
			met[at], telling = true, telling || len(typed[i]) >= 3
		}
		sum, weight = sum+near, weight+1
	}
	for _, m := range met {
		if !m {
			rest++
		}
	}
	if !telling {
		return 0, rest
	}
	return sum / weight, rest
}

// nearest gives how near a typed word comes to one of a title, and which that is.
func nearest(typed string, title []string) (near float64, at int) {
	for i, word := range title {
		n := nearness(typed, word)
		if i+1 < len(title) {
			n = max(n, min(0.9, nearness(typed, word+title[i+1])))
		}
		if n > near {
			near, at = n, i
		}
	}
	return near, at
}

// nearness compares two words: 1 for the same, less for a beginning, a part or a typo, 0 for another word. Numbers and
// the shortest words have no typos.
func nearness(typed, word string) float64 {
	shorter, longer := len(typed), len(word)
	if shorter > longer {
		shorter, longer = longer, shorter
	}
	switch {
	case typed == word:
		return 1
	case shorter < 3 || digits(typed) || digits(word):
		return 0
	case shorter >= 4 && (strings.HasPrefix(word, typed) || strings.HasPrefix(typed, word) && longer-shorter <= 3):
		return 0.9
	case shorter >= 4 && (levenshtein.ComputeDistance(typed, word) <= 1 || swapped(typed, word)), shorter >= 7 && levenshtein.ComputeDistance(typed, word) <= 2:
		return 0.8
	case len(typed) >= 4 && strings.Contains(word, typed):
		return 0.7
	default:
		return 0
	}
}

// swapped says whether two words differ by two neighbours that changed places.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}
