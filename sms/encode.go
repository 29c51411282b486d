package sms

import "fmt"

// Encode writes text in the alphabet. See AppendEncode.
func Encode(text string, a Alphabet) ([]byte, error) {
	return AppendEncode(make([]byte, 0, len(text)), text, a)
}

// AppendEncode appends text, written in the alphabet, to dst and returns the longer slice. It allocates only when
// dst is too short. Invalid UTF-8 counts as U+FFFD, as in a range loop. When the alphabet lacks a character it
// returns dst as it was and an *UnencodableError; other errors mean that the alphabet is none.
func AppendEncode(dst []byte, text string, a Alphabet) ([]byte, error) {
	switch a {
	case UCS2:
		return appendUCS2(dst, text), nil
	case Latin1:
		return appendLatin1(dst, text)
	case GSM7:
		return appendGSM7(dst, text)
	}
	return dst, fmt.Errorf("encode text: no %s", a)
}

func appendGSM7(dst []byte, text string) ([]byte, error) {
	start := len(dst)
	for i, r := range text {
		switch code := septets(r); {
		case code == noSeptet:
			return dst[:start], &UnencodableError{Rune: r, Offset: i, Alphabet: GSM7}
		case code > 0x7F:
			dst = append(dst, escape, byte(code&0x7F))
		default:
			dst = append(dst, byte(code&0x7F))
		}
	}
	return dst, nil
}

func appendLatin1(dst []byte, text string) ([]byte, error) {
	start := len(dst)
	for i, r := range text {
		if r > 0xFF {
			return dst[:start], &UnencodableError{Rune: r, Offset: i, Alphabet: Latin1}
		}
		dst = append(dst, byte(r&0xFF))
	}
	return dst, nil
}

func appendUCS2(dst []byte, text string) []byte {
	for _, r := range text {
		if r > 0xFFFF {
			r -= 0x10000
			dst = appendUnit(dst, 0xD800|r>>10)
			r = 0xDC00 | r&0x3FF
		}
		dst = appendUnit(dst, r)
	}
	return dst
}

func appendUnit(dst []byte, unit rune) []byte {
	return append(dst, byte(unit>>8&0xFF), byte(unit&0xFF))
}
