package contests

import (
	"errors"
	"time"

	"kurzwahl/message"
)

// Standing is how far the draw of a contest is, as the shop keeps it.
type Standing struct {
	Secret      Secret    // that was committed to; "" when nothing was. Not to be shown before the draw.
	CommittedAt time.Time // zero when nothing was committed to
	Salt        Secret    // of the tickets; "" until the list is frozen. Never to be shown.
	Document    *Document // nil until the list is frozen
	CheckedBy   string    // who looked at the drawn places; "" until somebody did
	CheckedAt   time.Time
	ConfirmedBy string // who confirmed them, so that the winners are told; somebody else than CheckedBy
	ConfirmedAt time.Time
}

// ErrSamePerson is returned, wrapped, where one person wants to be both who looked at the drawn places and who confirms
// them.
var ErrSamePerson = errors.New("whoever looked at the drawn places cannot confirm them as well")

// ErrMoved is returned, wrapped, where a step of a draw was done already, or where the one before it was not.
var ErrMoved = errors.New("this step of the draw was done already")

// Overview is a contest with how many entered it and how far its draw is.
type Overview struct {
	Standing

	Contest string
	Entries int
}

// Commitment is the published side of the standing; nil when nothing was committed to.
func (s Standing) Commitment() *Commitment {
	if s.Secret == "" {
		return nil
	}
	return &Commitment{SHA256: s.Secret.Commitment(), At: s.CommittedAt}
}

// Part is one phone's part in a frozen contest: with it an entrant finds themselves in the published list.
type Part struct {
	Contest string          `json:"contest"`
	Phone   message.Address `json:"phone"`
	Key     Digest          `json:"key"`
	Entry   Ticket          `json:"entry"`
	Listed  bool            `json:"listed"`
	Place   *Place          `json:"place,omitempty"` // nil while nothing is drawn, and where the phone was not
}

// Part finds a phone in the frozen list; the standing must have one.
func (s Standing) Part(address message.Address) Part {
	d := *s.Document
	p := Part{Contest: d.List.Contest, Phone: address, Key: s.Salt.Key(d.List.Contest, address)}
	p.Entry = NewTicket(p.Contest, p.Key, address)
	p.Listed = d.List.has(p.Entry)
	if d.Draw != nil {
		for i := range d.Draw.Places {
			if d.Draw.Places[i].Entry == p.Entry {
				p.Place = &d.Draw.Places[i]
			}
		}
	}
	return p
}
