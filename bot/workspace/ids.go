package workspace

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// newID gives a fresh id such as "F7K2M9QX4TB": the prefix that tells its kind and ten letters and digits.
func newID(prefix string) string { return prefix + rand.Text()[:10] }

// newUUID gives a random UUID as envelopes carry it.
func newUUID() string { return uuid.NewString() }

// newSecret gives 32 hexadecimal digits that cannot be guessed.
func newSecret() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // crypto/rand never fails
	return hex.EncodeToString(b)
}

// stamp writes a time in microseconds as Slack writes a message's ts.
func stamp(micros int64) string {
	return fmt.Sprintf("%d.%06d", micros/1_000_000, micros%1_000_000)
}

// now gives the workspace's time as a ts.
func (s *Server) now() string { return stamp(s.config.Clock.Now().UnixMicro()) }

// wire gives the time that counts for acknowledgements and expiry.
func (s *Server) wire() time.Time { return s.config.Wire.Now() }
