package links

import (
	"fmt"
	"io"
)

// Code is the short part of a short link: 6 or 7 letters and digits. Upper and lower case differ.
type Code string

const (
	shortestCode = 6
	codeLength   = 7
	alphabet     = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	// fair is the largest multiple of the alphabet's size that an octet can hold: octets from there on would make
	// some characters likelier than others.
	fair = 256 / len(alphabet) * len(alphabet)
)

// Valid says whether c looks like a code: a visit with anything else needs no look into the store. A code holds a
// digit, so it is never a word: neither a path of the HTTP server nor anything rude.
func (c Code) Valid() bool {
	if len(c) < shortestCode || len(c) > codeLength {
		return false
	}
	digits := 0
	for i := range len(c) {
		switch b := c[i]; {
		case b >= '0' && b <= '9':
			digits++
		case b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z':
		default:
			return false
		}
	}
	return digits > 0
}

// newCode draws a code, about 41 bits that cannot be guessed, from entropy.
func newCode(entropy io.Reader) (Code, error) {
	var octets [2 * codeLength]byte
	for {
		if _, err := io.ReadFull(entropy, octets[:]); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		drawn := make([]byte, 0, codeLength)
		for _, octet := range octets {
			if int(octet) < fair && len(drawn) < codeLength {
				drawn = append(drawn, alphabet[int(octet)%len(alphabet)])
			}
		}
		if code := Code(drawn); len(drawn) == codeLength && code.Valid() {
			return code, nil
		}
	}
}
