package sms

import (
	"errors"
	"fmt"
	"strings"
)

// ErrTooLong says that a text needs more than MaxSegments segments.
var ErrTooLong = errors.New("text needs more than 255 segments")

// Parts is a text laid out in segments.
type Parts struct {
	Alphabet Alphabet
	// Segments holds the octets of each segment in order, without a user data header; there is at least one. They
	// share one array, and none can grow into the next.
	Segments [][]byte
}

// Split lays text out in segments. No segment exceeds its limit, and none begins or ends inside a character: an
// escape keeps its second septet, a surrogate its pair. What a reader sees as one character, such as an emoji of
// several code points, stays whole too where that costs no further segment. An empty text is one empty segment.
// It returns ErrTooLong, wrapped, and nothing else.
func (l Layout) Split(text string) (Parts, error) {
	size := l.Measure(text)
	a := size.Alphabet
	if l.Joining == Unsplit || size.Segments == 1 {
		octets, err := AppendEncode(make([]byte, 0, octetsOf(size)), text, a)
		return Parts{Alphabet: a, Segments: [][]byte{octets}}, err
	}
	if size.Segments > MaxSegments {
		return Parts{}, fmt.Errorf("split text of %d units: %w", size.Units, ErrTooLong)
	}
	keepClusters := mayJoin(text, a) && countWhole(text, a, size.PerSegment) == size.Segments
	segments := make([][]byte, 0, size.Segments)
	buffer := make([]byte, 0, octetsOf(size))
	for rest := text; rest != ""; {
		end, _ := cut(rest, a, size.PerSegment, start(keepClusters))
		from := len(buffer)
		var err error
		if buffer, err = AppendEncode(buffer, rest[:end], a); err != nil {
			return Parts{}, err
		}
		segments = append(segments, buffer[from:len(buffer):len(buffer)])
		rest = rest[end:]
	}
	return Parts{Alphabet: a, Segments: segments}, nil
}

// octetsOf is the length of the encoded text.
func octetsOf(size Size) int {
	if size.Alphabet == UCS2 {
		return 2 * size.Units
	}
	return size.Units
}

// mayJoin says whether text can hold clusters at all: the basic alphabets have no marks, only line breaks of two.
func mayJoin(text string, a Alphabet) bool {
	return a == UCS2 || strings.Contains(text, "\r")
}

// countWhole counts the segments that text takes when no cluster is cut.
func countWhole(text string, a Alphabet, limit int) int {
	n := 0
	for ; text != ""; n++ {
		end, _ := cut(text, a, limit, start(true))
		text = text[end:]
	}
	return n
}

func start(keepClusters bool) *clusters {
	if !keepClusters {
		return nil
	}
	return new(clusters)
}
