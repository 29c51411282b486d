package sms

// MaxSegments is the most segments that one text can have: the total is one octet of the user data header
// (3GPP TS 23.040 section 9.2.3.24.1).
const MaxSegments = 255

// Joining is how the segments of a long text are tied together, which decides how much text each can hold.
type Joining uint8

// The ways to join.
const (
	// Reference8 is a user data header with an 8-bit reference, 6 octets in each segment.
	Reference8 Joining = iota
	// Reference16 is a user data header with a 16-bit reference, 7 octets in each segment. It is also the safe
	// choice for SMPP's sar parameters, which the SMSC turns into either header.
	Reference16
	// Unsplit leaves the cutting to the SMSC (SMPP's message_payload): Split gives one segment of any length, and
	// Measure counts what the SMSC will send, with 8-bit references.
	Unsplit
)

// Layout says how a text is to be laid out in segments. The zero Layout is the usual one: GSM 7 bit where the text
// allows, else UCS-2, with 8-bit references.
type Layout struct {
	// Prefer is the alphabet to use when the text fits into it; all other texts go as UCS2.
	Prefer Alphabet
	// Joining is how segments are tied together when there are several.
	Joining Joining
}

// Size is how long a text is on the air and what that means for its price.
type Size struct {
	Alphabet   Alphabet // in which the text goes
	Units      int      // its length in the alphabet's units: septets, octets or 16-bit units
	Segments   int      // what is sent and billed; at least 1, may exceed MaxSegments
	PerSegment int      // units that one of that many segments can hold
	Left       int      // units that can be added before one more segment is needed
}

// Cost is the price of the text, in the unit in which the price of one segment is given.
func (s Size) Cost(perSegment int64) int64 {
	return int64(s.Segments) * perSegment
}

// Measure gives the size of text in the usual layout.
func Measure(text string) Size {
	return Layout{}.Measure(text)
}

// Measure gives the size of text in this layout. It agrees with Split and does not allocate.
func (l Layout) Measure(text string) Size {
	a, units := l.choose(text)
	single, several := l.limits(a)
	if units <= single {
		return Size{Alphabet: a, Units: units, Segments: 1, PerSegment: single, Left: single - units}
	}
	size := Size{Alphabet: a, Units: units, PerSegment: several}
	for rest := text; rest != ""; size.Segments++ {
		end, used := cut(rest, a, several, nil)
		rest = rest[end:]
		size.Left = several - used
	}
	return size
}

// choose gives the alphabet of text and its length in that alphabet's units.
func (l Layout) choose(text string) (Alphabet, int) {
	a := l.Prefer
	if units, fits := a.count(text); fits {
		return a, units
	}
	units, _ := UCS2.count(text)
	return UCS2, units
}

// limits gives the units of a segment that is alone, and of one among several. The user data of a segment has 140
// octets, header included (3GPP TS 23.040 section 9.2.3.24; for septets the header is filled up to a whole septet).
func (l Layout) limits(a Alphabet) (single, several int) {
	wide := l.Joining == Reference16
	switch a {
	case UCS2:
		single, several = 70, 67
	case Latin1:
		single, several = 140, 134
	case GSM7:
		single, several = 160, 153
	}
	if wide {
		several--
	}
	return single, several
}

// cut finds how much of text one segment of limit units can hold: the octets of text up to the cut and the units
// they take. It never cuts through a character. With joins it cuts only where joins allows, unless a segment holds
// no such place.
func cut(text string, a Alphabet, limit int, joins *clusters) (end, used int) {
	lastEnd, lastUsed := 0, 0
	for i, r := range text {
		if joins != nil && !joins.continues(r) {
			lastEnd, lastUsed = i, used
		}
		n := a.units(r)
		if used+n > limit {
			if lastEnd > 0 {
				return lastEnd, lastUsed
			}
			return i, used
		}
		used += n
	}
	return len(text), used
}
