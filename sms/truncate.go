package sms

import (
	"sort"
	"strings"
)

const (
	ellipsis = "..."
	// wordReach is how many octets Truncate gives up at most to end with a whole word.
	wordReach = 24
)

// Truncate shortens text in the usual layout. See Layout.Truncate.
func Truncate(text string, maxSegments int) string {
	return Layout{}.Truncate(text, maxSegments)
}

// Truncate shortens text so that it takes at most maxSegments segments in this layout. A text that fits comes back
// as it was; a shortened one ends with three dots, after a whole word where one ends near the cut, and never inside
// what a reader sees as one character. maxSegments below 1 gives the empty text.
func (l Layout) Truncate(text string, maxSegments int) string {
	if maxSegments < 1 {
		return ""
	}
	if l.Measure(text).Segments <= maxSegments {
		return text
	}
	ends := clusterStarts(text)
	tooLong := sort.Search(len(ends), func(i int) bool {
		return l.Measure(text[:ends[i]]+ellipsis).Segments > maxSegments
	})
	kept := text[:ends[tooLong-1]] // the first is 0, and three dots fit into every segment
	if space := strings.LastIndexAny(kept, " \n"); space > 0 && len(kept)-space <= wordReach {
		kept = kept[:space]
	}
	return strings.TrimRight(kept, " \r\n,;:-") + ellipsis
}

// clusterStarts lists where a cut loses no part of a character, in octets from 0 up.
func clusterStarts(text string) []int {
	starts := make([]int, 0, len(text))
	var joins clusters
	for i, r := range text {
		if !joins.continues(r) {
			starts = append(starts, i)
		}
	}
	return starts
}
