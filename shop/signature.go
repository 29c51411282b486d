package shop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// SignatureHeader carries the generic webhook's signature: "sha256=" and the hex HMAC-SHA256 of the raw body.
const SignatureHeader = "X-Kurzwahl-Signature"

// ErrSignature says that the webhook is not signed with the source's secret.
var ErrSignature = errors.New("the signature does not fit the body")

// Sign gives the generic webhook's signature of a body.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// verify compares in constant time and returns ErrSignature unless the header signs the body.
func verify(secret, header string, body []byte) error {
	if !hmac.Equal([]byte(strings.ToLower(strings.TrimSpace(header))), []byte(Sign(secret, body))) {
		return ErrSignature
	}
	return nil
}
