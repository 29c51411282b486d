package web

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"kurzwahl/message"
)

// stopTokens makes the tokens of opt-out links and reads them back. A token is the number itself, enciphered as one
// block of AES together with zeros (encode-then-encipher: M. Bellare and P. Rogaway, ASIACRYPT 2000): nobody without
// the key finds the number in it or another number's token, a made-up token deciphers to something with those zeros
// once in 2^78 tries, and a campaign stores nothing for each recipient. A token never expires: whoever got a text
// must always find the way out.
type stopTokens struct{ block cipher.Block }

// tokenSize is how many letters and digits a token has: those of 128 bits.
const tokenSize = 22

// longestNumber is above every E.164 number, which has at most 15 digits (ITU-T E.164 section 6).
const longestNumber = 1e15

// errNoPhone is returned for an address that is no phone number: nobody could be sent its link.
var errNoPhone = errors.New("not a phone number in E.164 form")

func newStopTokens(key []byte) (stopTokens, error) {
	block, err := aes.NewCipher(key)
	return stopTokens{block}, err
}

// token gives the one token of a phone number.
func (s stopTokens) token(a message.Address) (string, error) {
	digits, plus := strings.CutPrefix(string(a), "+")
	number, err := strconv.ParseUint(digits, 10, 64)
	if !plus || err != nil || number >= longestNumber || strings.HasPrefix(digits, "0") {
		return "", fmt.Errorf("make opt-out link: %w", errNoPhone)
	}
	var b [aes.BlockSize]byte
	binary.BigEndian.PutUint64(b[:8], number)
	s.block.Encrypt(b[:], b[:])
	text := new(big.Int).SetBytes(b[:]).Text(62)
	return strings.Repeat("0", tokenSize-len(text)) + text, nil
}

// address reads a token; false when it is none of ours.
func (s stopTokens) address(token string) (message.Address, bool) {
	if len(token) != tokenSize || strings.ContainsFunc(token, func(r rune) bool { return !lettersOrDigits(r) }) {
		return "", false
	}
	value, ok := new(big.Int).SetString(token, 62)
	if !ok || value.BitLen() > 8*aes.BlockSize {
		return "", false
	}
	var b [aes.BlockSize]byte
	value.FillBytes(b[:])
	s.block.Decrypt(b[:], b[:])
	number, rest := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	if rest != 0 || number == 0 || number >= longestNumber {
		return "", false
	}
	return message.Address("+" + strconv.FormatUint(number, 10)), true
}

func lettersOrDigits(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
