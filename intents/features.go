package intents

import "math"

// The feature space: every feature is hashed into one of so many buckets.
const (
	bucketBits = 16
	buckets    = 1 << bucketBits
	// featureVersion changes whenever the code below makes other features of the same text.
	featureVersion = "3"
)

// How much each sort of feature counts.
const (
	gramWeight    = 1
	wordWeight    = 2
	pairWeight    = 2
	classWeight   = 3
	contextWeight = 3
)

// The longest and shortest runs of characters that are features.
const (
	shortestGram = 2
	longestGram  = 5
)

// maxConcepts bounds how many different classes of a text are paired.
const maxConcepts = 14

// feature is a bucket and how much it counts.
type feature struct {
	bucket uint32
	weight int32
}

// features lists what the classifier sees of a text: character n-grams within words, words, pairs of neighbouring
// words, the classes of the rule book and pairs of them, the context, how long the text is.
func (b *book) features(ctx Context, t *text) ([]feature, float32) {
	list := make([]feature, 0, 64+len(t.raw)*4)
	previous := uint32(0)
	count := 0
	for i := range t.tokens {
		tok := &t.tokens[i]
		word := tok.word
		switch tok.kind {
		case numberToken:
			word = numberShape(word)
		case breakToken:
			if t.raw[tok.start] == '?' {
				list = append(list, feature{hashString(kindMark, "?") & (buckets - 1), pairWeight})
			}
			continue
		case commaToken:
			continue
		case wordToken:
			if tok.masked {
				list = append(list, feature{hashString(kindHidden, word) & (buckets - 1), wordWeight}, feature{kindHidden & (buckets - 1), pairWeight})
			}
			list = appendGrams(list, word)
		case symbolToken:
		}
		count++
		hash := hashString(kindWord, word)
		list = append(list, feature{hash & (buckets - 1), wordWeight})
		if previous != 0 {
			list = append(list, feature{(previous*31 + hash) * 2654435761 >> (32 - bucketBits), pairWeight})
		}
		previous = hash
	}
	list = b.appendConcepts(list, t)
	list = append(list,
		feature{hashString(kindContext, string(ctx)) & (buckets - 1), contextWeight},
		feature{hashString(kindLength, lengthClass(count)) & (buckets - 1), pairWeight})
	norm := 0.0
	for _, f := range list {
		norm += float64(f.weight * f.weight)
	}
	return list, float32(1 / math.Sqrt(norm))
}

// appendConcepts adds the named classes that the text's tokens belong to, and each pair of them.
func (b *book) appendConcepts(list []feature, t *text) []feature {
	var touched classSet
	for i := range t.tokens {
		for w, set := range &t.tokens[i].classes {
			touched[w] |= set
		}
	}
	var found [maxConcepts]uint32
	n := 0
	for _, concept := range b.concepts {
		if n < maxConcepts && touched.has(concept.class) {
			found[n] = concept.hash
			n++
		}
	}
	for i := range n {
		list = append(list, feature{found[i] & (buckets - 1), classWeight})
		for j := i + 1; j < n; j++ {
			list = append(list, feature{(found[i]*31 + found[j]) * 2654435761 >> (32 - bucketBits), pairWeight})
		}
	}
	return list
}

// appendGrams adds the character n-grams of a word with its ends marked.
func appendGrams(list []feature, word string) []feature {
	var buffer [64]byte
	padded := append(append(append(buffer[:0], '<'), word...), '>')
	for i := range padded {
		hash := uint32(kindGram)
		for n := 1; n <= longestGram && i+n <= len(padded); n++ {
			hash = (hash ^ uint32(padded[i+n-1])) * 16777619
			if n >= shortestGram {
				list = append(list, feature{(hash ^ hash>>15) & (buckets - 1), gramWeight})
			}
		}
	}
	return list
}

// The seeds of the sorts of feature, so that the word "order" and the context "order" differ.
const (
	kindGram    = 2166136261
	kindWord    = 2166136262
	kindClass   = 2166136263
	kindContext = 2166136264
	kindLength  = 2166136265
	kindMark    = 2166136266
	kindHidden  = 2166136267
)

// hashString is FNV-1a, with the upper bits folded into the lower.
func hashString(seed uint32, s string) uint32 {
	hash := seed
	for i := range len(s) {
		hash = (hash ^ uint32(s[i])) * 16777619
	}
	return hash ^ hash>>15
}

// numberShape makes all numbers of one length the same.
func numberShape(digits string) string {
	return "#########"[:min(len(digits), 9)]
}

func lengthClass(words int) string {
	switch {
	case words <= 1:
		return "1"
	case words <= 3:
		return "3"
	case words <= 8:
		return "8"
	default:
		return "9"
	}
}
