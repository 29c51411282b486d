package sms

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrNotText says that a data_coding stands for binary data, compressed text or an alphabet that is not read here.
var ErrNotText = errors.New("data_coding is not one of readable text")

// Values of data_coding, SMPP 3.4 section 5.2.19.
const (
	codingDefault = 0x00
	codingIA5     = 0x01
	codingLatin1  = 0x03
	codingUCS2    = 0x08
)

// Coding says how the octets of a received text are to be read.
type Coding struct {
	DataCoding byte     // as in the deliver_sm
	Default    Alphabet // the SMSC's default alphabet, which data_coding 0 means
	Shift      Shift    // of the text's user data header; zero when it has none
	// IA5IsDefault reads data_coding 1 (IA5, which is ASCII) like 0, for peers that label GSM text so.
	IA5IsDefault bool
	// Segment keeps half a surrogate pair at the edges of a text of UCS-2, for Mend to join with the other half.
	Segment bool
}

// Decode reads the octets of a received text, without its user data header. The result is valid UTF-8 without NUL.
// What a phone may send never makes it fail: an escape to no character gives the character of the basic table,
// half a surrogate pair or an odd last octet gives U+FFFD, and octets that cannot be septets are read as UTF-8 or else
// Windows-1252, since the SMSC then uses another default alphabet than it was configured with. The only error is
// ErrNotText, wrapped; the text is then empty.
func Decode(octets []byte, c Coding) (string, error) {
	charset, ok := charsetOf(c)
	if !ok {
		return "", fmt.Errorf("decode text with data_coding 0x%02X: %w", c.DataCoding, ErrNotText)
	}
	switch charset {
	case UCS2:
		return decodeUCS2(octets, c.Segment), nil
	case Latin1:
		return decodeLatin1(octets), nil
	case GSM7:
		if hasHighOctet(octets) {
			return decodeUnlabelled(octets), nil
		}
		return decodeGSM7(octets, c.Shift), nil
	}
	return decodeUnlabelled(octets), nil
}

// charsetOf gives the alphabet of a data_coding. The upper half of the octet is the group of a GSM data coding scheme
// (3GPP TS 23.038 section 4), which SMPP takes over from 0xC0 on and some SMSCs hand through below that; within the
// general groups bits 3 and 2 say the alphabet. ASCII is a part of Latin1.
func charsetOf(c Coding) (Alphabet, bool) {
	fallback := c.Default
	switch c.DataCoding {
	case codingDefault:
		return fallback, true
	case codingIA5:
		if c.IA5IsDefault {
			return fallback, true
		}
		return Latin1, true
	case codingLatin1:
		return Latin1, true
	case codingUCS2:
		return UCS2, true
	}
	switch c.DataCoding >> 4 {
	case 0x1, 0x4, 0x5: // general data coding, uncompressed, with class or for automatic deletion
		return charsetBits(c.DataCoding)
	case 0xC, 0xD: // message waiting, in the default alphabet
		return GSM7, true
	case 0xE: // message waiting, in UCS-2
		return UCS2, true
	case 0xF: // data coding and message class: bit 2 says 8-bit data
		return GSM7, c.DataCoding&0x04 == 0
	default:
		return 0, false
	}
}

// charsetBits reads bits 3 and 2 of a general data coding group.
func charsetBits(coding byte) (Alphabet, bool) {
	switch coding >> 2 & 0x03 {
	case 0:
		return GSM7, true
	case 2:
		return UCS2, true
	default:
		return 0, false
	}
}

func hasHighOctet(octets []byte) bool {
	for _, b := range octets {
		if b > 0x7F {
			return true
		}
	}
	return false
}

// decodeGSM7 reads septets, one an octet. An escape at the very end and a doubled one show as a space (3GPP TS 23.038
// sections 6.2.1 and 6.2.1.1).
func decodeGSM7(octets []byte, s Shift) string {
	locking, single := reading.of(s)
	var b strings.Builder
	b.Grow(len(octets) + len(octets)/8)
	for i := 0; i < len(octets); i++ {
		code := octets[i] & 0x7F
		if code != escape {
			b.WriteRune(locking[code])
			continue
		}
		i++
		if i == len(octets) || octets[i] == escape {
			b.WriteByte(' ')
			continue
		}
		code = octets[i] & 0x7F
		if r := single[code]; r != 0 {
			b.WriteRune(r)
		} else {
			b.WriteRune(locking[code])
		}
	}
	return b.String()
}

// windows1252 holds what Windows-1252 puts where ISO 8859-1 has control characters that no text contains: 0x80 to
// 0x9F. Five places are free.
const windows1252 = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ"

var highControls = []rune(windows1252)

func decodeLatin1(octets []byte) string {
	var b strings.Builder
	b.Grow(len(octets) + len(octets)/4)
	for _, octet := range octets {
		switch {
		case octet == 0:
		case octet >= 0x80 && octet < 0xA0:
			b.WriteRune(highControls[octet-0x80])
		default:
			b.WriteRune(rune(octet))
		}
	}
	return b.String()
}

// decodeUnlabelled reads text whose alphabet is not what its label says.
func decodeUnlabelled(octets []byte) string {
	if utf8.Valid(octets) {
		return strings.ReplaceAll(string(octets), "\x00", "")
	}
	return decodeLatin1(octets)
}

// decodeUCS2 reads UTF-16 with the high octet first, or as a byte order mark says.
func decodeUCS2(octets []byte, segment bool) string {
	high, low := 0, 1
	switch {
	case len(octets) >= 2 && octets[0] == 0xFE && octets[1] == 0xFF:
		octets = octets[2:]
	case len(octets) >= 2 && octets[0] == 0xFF && octets[1] == 0xFE:
		octets, high, low = octets[2:], 1, 0
	}
	units := make([]uint16, 0, len(octets)/2+1)
	for ; len(octets) >= 2; octets = octets[2:] {
		if unit := uint16(octets[high])<<8 | uint16(octets[low]); unit != 0 {
			units = append(units, unit)
		}
	}
	if len(octets) == 1 {
		units = append(units, utf8.RuneError)
	}
	if !segment {
		return string(utf16.Decode(units))
	}
	head, units, tail := takeHalves(units)
	return head + string(utf16.Decode(units)) + tail
}
