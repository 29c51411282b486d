package intents

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// Comparer says how alike texts are. It counts what few texts of the built-in examples have in common for much, and what
// many begin with ("habt ihr ...") for little. It never changes, so many goroutines may use it at once.
type Comparer struct {
	rules  *book
	rarity [buckets]float32 // inverse document frequency of each feature
	common map[string]bool  // words that say little of what a text is about
}

// commonFrom is in how many built-in examples a word stands that says little of what a text is about.
const commonFrom = 5

// BuiltinComparer gives the one comparer, which it makes from the built-in examples at the first call: that takes some tens
// of milliseconds.
func BuiltinComparer() (*Comparer, error) { return builtinComparer() }

var builtinComparer = sync.OnceValues(newComparer)

func newComparer() (*Comparer, error) {
	rules, err := builtinRules()
	if err != nil {
		return nil, err
	}
	examples, err := Builtin()
	if err != nil {
		return nil, err
	}
	c := &Comparer{rules: rules, common: map[string]bool{}}
	last, words := [buckets]int{}, map[string]int{}
	for i, e := range examples {
		t, list := c.look(e.Text)
		for _, f := range list {
			if last[f.bucket] != i+1 {
				last[f.bucket] = i + 1
				c.rarity[f.bucket]++
			}
		}
		for j := range t.tokens {
			if words[t.tokens[j].word]++; words[t.tokens[j].word] >= commonFrom {
				c.common[t.tokens[j].word] = true
			}
		}
	}
	for bucket, n := range c.rarity {
		c.rarity[bucket] = float32(math.Log(float64(len(examples)+1) / float64(n+1)))
	}
	return c, nil
}

func (c *Comparer) look(raw string) (*text, []feature) {
	t := read(raw)
	c.rules.classify(t)
	list, _ := c.rules.features(ContextNone, t)
	return t, list
}

// Sketch is a text as a Comparer sees it. The zero Sketch is like nothing.
type Sketch struct {
	parts []sketchPart // by bucket, of length 1 altogether
	words []string     // folded
	rare  []string     // those that are not common
}

type sketchPart struct {
	bucket uint32
	weight float32
}

// Sketch makes the sketch of a text.
func (c *Comparer) Sketch(raw string) Sketch {
	t, list := c.look(raw)
	slices.SortFunc(list, func(a, b feature) int { return cmp.Compare(a.bucket, b.bucket) })
	parts := make([]sketchPart, 0, len(list))
	for _, f := range list {
		weight := float32(f.weight) * c.rarity[f.bucket]
		if n := len(parts); n > 0 && parts[n-1].bucket == f.bucket {
			parts[n-1].weight += weight
			continue
		}
		parts = append(parts, sketchPart{f.bucket, weight})
	}
	norm := 0.0
	for _, p := range parts {
		norm += float64(p.weight * p.weight)
	}
	if norm == 0 {
		return Sketch{}
	}
	for i := range parts {
		parts[i].weight /= float32(math.Sqrt(norm))
	}
	s := Sketch{parts: parts}
	for i := range t.tokens {
		if tok := &t.tokens[i]; tok.kind == wordToken {
			s.words = append(s.words, tok.word)
			if !c.common[tok.word] && len(tok.word) >= runOfWord {
				s.rare = append(s.rare, tok.word)
			}
		}
	}
	return s
}

// Likeness is the cosine of two sketches of one Comparer: 1 for the same words, 0 for nothing in common.
func (s Sketch) Likeness(other Sketch) float64 {
	sum, j := float32(0), 0
	for _, p := range s.parts {
		for j < len(other.parts) && other.parts[j].bucket < p.bucket {
			j++
		}
		if j < len(other.parts) && other.parts[j].bucket == p.bucket {
			sum += p.weight * other.parts[j].weight
		}
	}
	return float64(min(max(sum, 0), 1))
}

// runOfWord is how many letters in a row make two words akin: "ausleihen" and "leiht".
const runOfWord = 4

// Adds says whether the sketch has a telling word that is akin to none of the other's: the two may be alike in all else
// and still be about different things ("do you rent out bikes", "do you rent out tents").
func (s Sketch) Adds(other Sketch) bool {
	return slices.ContainsFunc(s.rare, func(word string) bool {
		return !slices.ContainsFunc(other.words, func(known string) bool { return akin(word, known) })
	})
}

func akin(word, known string) bool {
	for i := 0; i+runOfWord <= len(word); i++ {
		if strings.Contains(known, word[i:i+runOfWord]) {
			return true
		}
	}
	return false
}
