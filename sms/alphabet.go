package sms

import "fmt"

// Alphabet is a way to write text as octets on the air. In configuration it is written "gsm7", "latin1" or "ucs2".
type Alphabet uint8

// The alphabets that Kurzwahl sends.
const (
	// GSM7 is the GSM 7 bit default alphabet with its extension table (3GPP TS 23.038 section 6.2.1), one septet
	// an octet, as SMPP carries it. Its unit is the septet; characters of the extension table take two.
	GSM7 Alphabet = iota
	// Latin1 is ISO 8859-1, for SMSCs whose default alphabet that is. Its unit is the octet.
	Latin1
	// UCS2 is UTF-16 with the high octet first. Its unit is the 16-bit code unit; characters beyond the basic
	// plane, such as most emoji, take two. It can write every text.
	UCS2
)

// String gives the name that configuration uses.
func (a Alphabet) String() string {
	switch a {
	case GSM7:
		return "gsm7"
	case Latin1:
		return "latin1"
	case UCS2:
		return "ucs2"
	}
	return fmt.Sprintf("alphabet %d", uint8(a))
}

// UnmarshalText reads the name that configuration uses.
func (a *Alphabet) UnmarshalText(name []byte) error {
	for _, known := range []Alphabet{GSM7, Latin1, UCS2} {
		if string(name) == known.String() {
			*a = known
			return nil
		}
	}
	return fmt.Errorf("alphabet %q is none of gsm7, latin1 and ucs2", name)
}

// MarshalText gives the name that configuration uses.
func (a Alphabet) MarshalText() ([]byte, error) {
	return []byte(a.String()), nil
}

// DataCoding is SMPP's data_coding value for text in this alphabet (SMPP 3.4 section 5.2.19), where the SMSC's
// own default alphabet is smscDefault: text in that alphabet goes as 0.
func (a Alphabet) DataCoding(smscDefault Alphabet) byte {
	switch {
	case a == UCS2:
		return codingUCS2
	case a == Latin1 && smscDefault != Latin1:
		return codingLatin1
	default:
		return codingDefault
	}
}

// Fits says whether text can be written in the alphabet without loss. Invalid UTF-8 counts as U+FFFD.
func (a Alphabet) Fits(text string) bool {
	_, fits := a.count(text)
	return fits
}

// Unfit lists the characters of text that the alphabet lacks, each once, in order of appearance; it is nil when
// the text fits.
func (a Alphabet) Unfit(text string) []rune {
	var missing []rune
	seen := make(map[rune]bool)
	for _, r := range text {
		if a.units(r) == 0 && !seen[r] {
			seen[r] = true
			missing = append(missing, r)
		}
	}
	return missing
}

// units is what r costs in the alphabet, 0 when the alphabet lacks it.
func (a Alphabet) units(r rune) int {
	switch a {
	case GSM7:
		return septets(r).units()
	case Latin1:
		if r > 0xFF {
			return 0
		}
	case UCS2:
		if r > 0xFFFF {
			return 2
		}
	}
	return 1
}

// count gives the units of the whole text; fits is false, and the count of no use, when a character is missing.
func (a Alphabet) count(text string) (units int, fits bool) {
	for _, r := range text {
		n := a.units(r)
		if n == 0 {
			return 0, false
		}
		units += n
	}
	return units, true
}

// UnencodableError says that an alphabet lacks a character of a text.
type UnencodableError struct {
	Rune     rune     // the first character that is missing
	Offset   int      // where it stands in the text, in octets
	Alphabet Alphabet // what lacks it
}

// Error names the character by its code point only, so that no text reaches a log.
func (e *UnencodableError) Error() string {
	return fmt.Sprintf("encode as %s: no character %U (octet %d)", e.Alphabet, e.Rune, e.Offset)
}
