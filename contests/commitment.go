package contests

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"kurzwahl/message"
)

// Digest is a SHA-256 as 64 lower-case hexadecimal digits.
type Digest string

// Ticket is what stands for an entry in published lists: a Digest of its phone and of a key that only the shop and
// the entrant know, so that nobody finds a phone by trying all numbers.
type Ticket Digest

// Secret is 32 random octets as 64 lower-case hexadecimal digits. It must not be logged.
type Secret string

// NewSecret takes a Secret from random, which is crypto/rand.Reader outside tests.
func NewSecret(random io.Reader) (Secret, error) {
	var raw [sha256.Size]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	return Secret(hex.EncodeToString(raw[:])), nil
}

// Commitment is what is published of a secret before the draw: the SHA-256 of its 64 digits.
func (s Secret) Commitment() Digest { return digest(string(s)) }

// Key gives what an entrant needs to find their own Ticket in a list, and what tells nothing about any other.
// The secret is the contest's salt.
func (s Secret) Key(contest string, address message.Address) Digest {
	mac := hmac.New(sha256.New, []byte(s))
	mac.Write([]byte(contest + "\n" + string(address)))
	return Digest(hex.EncodeToString(mac.Sum(nil)))
}

// NewTicket gives the ticket of a phone in a contest: the SHA-256 of four lines, each ended by a line feed.
func NewTicket(contest string, key Digest, address message.Address) Ticket {
	return Ticket(digest("kurzwahl contest entry 1\n" + contest + "\n" + string(key) + "\n" + string(address) + "\n"))
}

// NewSeed mixes the list, the secret and the public value into the seed of the draw: the SHA-256 of four lines, each
// ended by a line feed. Secret or value is "" where the draw has none.
func NewSeed(list Digest, secret Secret, value string) Digest {
	return digest("kurzwahl contest seed 1\n" + string(list) + "\n" + string(secret) + "\n" + value + "\n")
}

// PlainValue is the form of a public value that counts: words of a to z and 0 to 9, one space between them, so that
// nobody can choose among ways to write it.
func PlainValue(value string) string {
	words := strings.FieldsFunc(strings.ToLower(value), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, " ")
}

func digest(text string) Digest {
	sum := sha256.Sum256([]byte(text))
	return Digest(hex.EncodeToString(sum[:]))
}

// wellFormed says whether text is 64 lower-case hexadecimal digits.
func wellFormed[T ~string](text T) bool {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(text) == hex.EncodedLen(sha256.Size)
}
