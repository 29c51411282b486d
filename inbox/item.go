package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kurzwahl/message"
)

// Kind says what is to be done with an Item.
type Kind string

// The kinds of Item.
const (
	Whole  Kind = "whole"  // a text that goes to the dialogue as it is
	Part   Kind = "part"   // one part of a long text
	Broken Kind = "broken" // a text of a phone that could not be decoded: kept, and shown to people
	Stray  Kind = "stray"  // a text from what is no phone: kept, shown to people, never answered
)

// Item is one delivery on its way into the database.
type Item struct {
	ID          string   // known again when the commit is tried again; sorts by the time it was made; made by the Store where empty
	Tried       []string // ids under which the same words were refused before: the Store may know them by one of these
	Kind        Kind
	Inbound     message.Inbound
	Fingerprint string    // equal for deliveries that say the same from the same to the same
	Session     string    // over which it came; "" where the link keeps none
	Since       time.Time // of the session
	At          time.Time // when it was about to be committed; its acknowledgement left no earlier
	Remark      string    // of Stray: what people are told, without the words of the text
}

// newItem sorts a delivery.
func newItem(d message.Delivery, language message.Language, now time.Time) Item {
	in := *d.Inbound
	item := Item{ID: uuid.Must(uuid.NewV7()).String(), Inbound: in, Fingerprint: fingerprint(in), At: now}
	if d.Session != nil {
		item.Session, item.Since = d.Session.ID(), d.Session.Since()
	}
	switch {
	case in.From.Kind() != message.Phone:
		item.Kind, item.Remark = Stray, strayRemark(in.From, language)
	case in.Undecoded != "":
		item.Kind = Broken
	case in.Part.Total > 1 && in.Part.Total <= 255 && in.Part.Number >= 1 && in.Part.Number <= in.Part.Total:
		item.Kind = Part
	default:
		item.Kind = Whole
	}
	return item
}

// fingerprint is short and says nothing of the text to one who reads it.
func fingerprint(in message.Inbound) string {
	said := fmt.Appendf(nil, "%q %q %q %v %q", in.SMSC, in.From, in.To, in.Part, in.Text)
	if in.Undecoded != "" {
		said = append(said, in.Raw...)
	}
	sum := sha256.Sum256(said)
	return hex.EncodeToString(sum[:16])
}

// strayRemark tells people of a text from a sender that cannot be answered.
func strayRemark(from message.Address, language message.Language) string {
	if language == message.German {
		return fmt.Sprintf("Eine SMS kam von %q. Das ist keine Telefonnummer: Antworten ist nicht möglich.", from)
	}
	return fmt.Sprintf("A text came from %q. That is no phone number: it cannot be answered.", from)
}
