package sms

import "unicode"

// clusters follows a text character by character and says which belong to the one before, so that a reader sees
// them as one: a line break of two characters, a letter and its marks, an emoji of several code points, a flag. It
// is the part of Unicode's UAX 29 section 3 that short messages need. The zero value stands at the start of a text.
type clusters struct {
	previous rune
	flags    int // regional indicators in a row before this character
}

const zeroWidthJoiner = '\u200d'

// continues takes the next character and says whether it belongs to the one before.
func (c *clusters) continues(r rune) bool {
	previous, flags := c.previous, c.flags
	c.previous, c.flags = r, 0
	if isFlagHalf(r) {
		c.flags = flags + 1
	}
	switch {
	case previous == 0:
		return false
	case previous == '\r':
		return r == '\n'
	case r < 0x300:
		return false
	case isFlagHalf(r):
		return flags%2 == 1
	default:
		return previous == zeroWidthJoiner || extends(r)
	}
}

// extends says whether r changes the look of the character before it: marks and variation selectors, the joiner
// itself, skin tones (U+1F3FB to U+1F3FF) and the tags of regional flags (U+E0020 to U+E007F).
func extends(r rune) bool {
	return r == zeroWidthJoiner || unicode.Is(unicode.M, r) ||
		r >= 0x1F3FB && r <= 0x1F3FF || r >= 0xE0020 && r <= 0xE007F
}

func isFlagHalf(r rune) bool {
	return r >= 0x1F1E6 && r <= 0x1F1FF
}
