package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kurzwahl/message"
)

// Purpose is what somebody agreed to get messages for.
type Purpose string

// The purposes of marketing consent. All stands for every one of them.
const (
	Offers     Purpose = "offers"
	Surveys    Purpose = "surveys"
	Waitlist   Purpose = "waitlist"
	PriceAlarm Purpose = "price_alarm"
	Contest    Purpose = "contest"
	All        Purpose = "*"
)

// Orders stands for the messages about orders, which need no consent but can be revoked ("STOP ALLES").
const Orders Purpose = "orders"

// Action is what a Record does to the consent.
type Action string

// The actions. Asked is a double opt-in that waits for its answer.
const (
	Asked   Action = "asked"
	Granted Action = "granted"
	Revoked Action = "revoked"
)

// Record is one line of the ledger, which is append-only: the proof of what somebody agreed to (GDPR Art. 7(1);
// BGH I ZR 164/09).
type Record struct {
	Address   message.Address
	Channel   message.Channel
	Purpose   Purpose
	Action    Action
	Source    string // web_form, checkout, keyword, import, staff, sms
	Shown     string // the exact words the person saw or sent
	Actor     string // who recorded it, where not the person
	IP        string // web only
	UserAgent string // web only
	Evidence  string // id of the event or message that proves it
	At        time.Time
}

// Version names the version of the words that were shown: the first 8 octets of their SHA-256 in hexadecimal. It is "" where
// none were.
func (r Record) Version() string {
	if r.Shown == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(r.Shown))
	return hex.EncodeToString(sum[:8])
}

// Standing is what the ledger amounts to for one contact on SMS: purpose to its state. A purpose that is
// missing was never agreed to.
type Standing map[Purpose]Consent

// Consent is the state of one purpose.
type Consent struct {
	Status  Action
	Since   time.Time
	Used    time.Time // when a message last rested on it
	AskedAt time.Time // when the last double opt-in went out
	Asked   int       // how many double opt-ins went out, ever
}
