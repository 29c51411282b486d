package contests

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Draw is what a document gains when the places are drawn.
type Draw struct {
	At     time.Time `json:"at"`
	Secret Secret    `json:"secret,omitempty"`       // that the commitment was made to
	Value  string    `json:"source_value,omitempty"` // of the public source, as PlainValue gives it
	Seed   Digest    `json:"seed"`
	Places []Place   `json:"places"` // in order
}

// Place is one drawn entry.
type Place struct {
	Place int    `json:"place"` // from 1
	Role  Role   `json:"role"`
	Entry Ticket `json:"entry"`
}

// Role is what a place gets.
type Role string

// The roles. A substitute moves up, in the order of the places, when a winner cannot be reached or declines.
const (
	Winner     Role = "winner"
	Substitute Role = "substitute"
)

// DrawPlaces puts the entries into the order of the SHA-256 of the seed, a colon and the entry, and gives the first
// of them: winners, then substitutes, fewer where there are not as many entries. Every entry has the same chance: no
// number is cut down to the length of the list, so that no remainder favours anybody, and how many places are
// drawn does not change who is on them.
func DrawPlaces(seed Digest, entries []Ticket, winners, substitutes int) []Place {
	type ranked struct {
		rank  [sha256.Size]byte
		entry Ticket
	}
	all := make([]ranked, len(entries))
	for i, entry := range entries {
		all[i] = ranked{sha256.Sum256([]byte(string(seed) + ":" + string(entry))), entry}
	}
	slices.SortFunc(all, func(a, b ranked) int { return bytes.Compare(a.rank[:], b.rank[:]) })
	places := make([]Place, 0, min(winners+substitutes, len(all)))
	for i, r := range all[:cap(places)] {
		role := Winner
		if i >= winners {
			role = Substitute
		}
		places = append(places, Place{Place: i + 1, Role: role, Entry: r.entry})
	}
	return places
}

// Holders finds who holds the drawn entries among the candidates. Whoever had their data erased since is not there.
func (d Document) Holders(salt Secret, candidates []Candidate) map[Ticket]Candidate {
	holders := map[Ticket]Candidate{}
	if d.Draw == nil {
		return holders
	}
	drawn := make(map[Ticket]bool, len(d.Draw.Places))
	for _, p := range d.Draw.Places {
		drawn[p.Entry] = true
	}
	for _, c := range candidates {
		if ticket := NewTicket(d.List.Contest, salt.Key(d.List.Contest, c.Address), c.Address); drawn[ticket] {
			holders[ticket] = c
		}
	}
	return holders
}

// ErrNotCommitted is returned, wrapped, where a draw with a commitment lacks its secret.
var ErrNotCommitted = errors.New("the secret is not the one that was committed to")

// Drawn gives the document with the places drawn. Secret is "" where there was no commitment, value is what the
// public source gave, "" where there is none. It refuses a document in which something does not fit, a secret that
// was not committed to (ErrNotCommitted), and a value that cannot be known at now.
func (d Document) Drawn(secret Secret, value string, now time.Time) (Document, error) {
	l, value := d.List, PlainValue(value)
	if d.Draw != nil {
		return Document{}, fmt.Errorf("contest %q was drawn at %s already", l.Contest, stamp(d.Draw.At))
	}
	if l.Commitment == nil {
		secret = ""
	} else if secret.Commitment() != l.Commitment.SHA256 {
		return Document{}, fmt.Errorf("draw contest %q: %w", l.Contest, ErrNotCommitted)
	}
	switch s := l.Source; {
	case s == nil && value != "":
		return Document{}, fmt.Errorf("contest %q was frozen without a public source, so that no value of one counts", l.Contest)
	case s != nil && now.Before(s.KnownAt):
		return Document{}, fmt.Errorf("the value of %q is known at %s: draw after that", s.Name, stamp(s.KnownAt))
	case s != nil && value == "":
		return Document{}, fmt.Errorf("the value of %q is missing", s.Name)
	}
	seed := NewSeed(d.ListSHA256, secret, value)
	d.Draw = &Draw{
		At: now.UTC().Truncate(time.Second), Secret: secret, Value: value, Seed: seed,
		Places: DrawPlaces(seed, l.Entries, l.Winners, l.Substitutes),
	}
	if wrong := Verify(d).Wrong(); len(wrong) > 0 {
		return Document{}, fmt.Errorf("draw contest %q: %s", l.Contest, strings.Join(wrong, " "))
	}
	return d, nil
}
