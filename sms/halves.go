package sms

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Some phones cut a long text inside a surrogate pair. UTF-8 has no way to write half a pair, so until the parts are
// joined each half stands as this plus its unit: U+10D800 to U+10DFFF, private characters that no text has.
const halfMark = 0x100000

// The units that are the first and the second half of a pair.
const (
	firstHigh, lastHigh = 0xD800, 0xDBFF
	firstLow, lastLow   = 0xDC00, 0xDFFF
)

// takeHalves takes half a pair off the beginning and the end of a segment's units, and gives how they are kept.
func takeHalves(units []uint16) (head string, whole []uint16, tail string) {
	if len(units) > 0 && units[0] >= firstLow && units[0] <= lastLow {
		head, units = string(halfMark|rune(units[0])), units[1:]
	}
	if last := len(units) - 1; last >= 0 && units[last] >= firstHigh && units[last] <= lastHigh {
		tail, units = string(halfMark|rune(units[last])), units[:last]
	}
	return head, units, tail
}

// Mend makes whole what stood half in one segment and half in the next, in a text that was joined of segments that
// Decode read as such. A half whose other half is missing becomes U+FFFD.
func Mend(joined string) string {
	isHalf := func(r rune) bool { return r >= halfMark|firstHigh && r <= halfMark|lastLow }
	at := strings.IndexFunc(joined, isHalf)
	if at < 0 {
		return joined
	}
	var b strings.Builder
	b.Grow(len(joined))
	for ; at >= 0; at = strings.IndexFunc(joined, isHalf) {
		first, size := utf8.DecodeRuneInString(joined[at:])
		second, more := utf8.DecodeRuneInString(joined[at+size:])
		b.WriteString(joined[:at])
		pair := utf8.RuneError
		if isHalf(second) {
			pair = utf16.DecodeRune(first&^halfMark, second&^halfMark)
		}
		b.WriteRune(pair)
		joined = joined[at+size:]
		if pair != utf8.RuneError {
			joined = joined[more:]
		}
	}
	b.WriteString(joined)
	return b.String()
}
