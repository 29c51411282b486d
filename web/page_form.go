package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"
)

// Why a form is not taken as it came back.
var (
	errForged  = errors.New("the form is not ours, or belongs to another page")
	errTooSoon = errors.New("the form came back faster than a person fills it in")
	errStale   = errors.New("the form was open for too long")
)

// seals marks forms as ours: a form comes back with the seal it was given, so that no other site and no program that
// never saw the page can fill it in. A seal is bound to one page and what it showed; nothing of it is stored.
type seals struct {
	key     []byte
	entropy io.Reader
}

// A seal is a time, a nonce, and the MAC over both and what the seal is bound to.
const (
	nonceSize = 12
	plainSize = 8 + nonceSize
	macSize   = 16
)

// seal is one that was opened.
type seal struct {
	nonce  [nonceSize]byte
	issued time.Time
}

// issue makes a seal for a form that is shown now. bound names the page and what it shows.
func (s seals) issue(bound string, now time.Time) (string, error) {
	raw := make([]byte, plainSize, plainSize+macSize)
	binary.BigEndian.PutUint64(raw, uint64(now.UnixMilli()))
	if _, err := io.ReadFull(s.entropy, raw[8:]); err != nil {
		return "", fmt.Errorf("seal form: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(raw, s.mac(bound, raw)...)), nil
}

// open checks a seal: errForged, errTooSoon when it is younger than least, errStale when it is older than most. The
// seal is given with errTooSoon, too.
func (s seals) open(text, bound string, now time.Time, least, most time.Duration) (seal, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != plainSize+macSize || !hmac.Equal(raw[plainSize:], s.mac(bound, raw[:plainSize])) {
		return seal{}, errForged
	}
	opened := seal{nonce: [nonceSize]byte(raw[8:plainSize]), issued: time.UnixMilli(int64(binary.BigEndian.Uint64(raw)))} //nolint:gosec // our own time, as the MAC says
	switch age := now.Sub(opened.issued); {
	case age > most:
		return seal{}, errStale
	case age < least:
		return opened, errTooSoon
	default:
		return opened, nil
	}
}

func (s seals) mac(bound string, plain []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write(plain)
	h.Write([]byte(bound))
	return h.Sum(nil)[:macSize]
}

// dedupe is a key under which the same form, sent twice with the same answer, is taken once.
func (s seal) dedupe(page, answer string) string {
	sum := sha256.Sum256(append(s.nonce[:], answer...))
	return page + ":" + hex.EncodeToString(sum[:16])
}
