package contests

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// List is a contest when its entries were frozen: everything that decides the draw but the seed. All of it is under
// its SHA-256, so that nothing can be changed once that was posted.
type List struct {
	Contest     string      `json:"contest"`
	Terms       string      `json:"terms"`  // link to them
	Answer      string      `json:"answer"` // the right one; "" where every entry takes part
	Winners     int         `json:"winners"`
	Substitutes int         `json:"substitutes"`
	Commitment  *Commitment `json:"commitment,omitempty"` // nil where the source alone makes the seed
	Source      *Source     `json:"source,omitempty"`     // nil where the commitment alone does
	FrozenAt    time.Time   `json:"frozen_at"`            // whole seconds in UTC, like all times here
	LeftOut     []LeftOut   `json:"left_out,omitempty"`   // sorted by reason
	Entries     []Ticket    `json:"entries"`              // sorted, each once
}

// Commitment is the published side of a secret.
type Commitment struct {
	SHA256 Digest    `json:"sha256"`
	At     time.Time `json:"at"` // when it was made
}

// Source is where a value comes from that nobody in the shop controls.
type Source struct {
	Name    string    `json:"name"`     // precise enough that everybody finds the same value
	KnownAt time.Time `json:"known_at"` // before this moment nobody knows it
}

// LeftOut counts entries that do not take part.
type LeftOut struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// MaxPlaces is the most winners and substitutes together.
const MaxPlaces = 10_000

// SHA256 is the digest of the list's canonical text, as docs/contests.md gives it.
func (l List) SHA256() Digest {
	h := sha256.New()
	l.writeCanonical(h)
	return Digest(hex.EncodeToString(h.Sum(nil)))
}

// writeCanonical writes a name, a space and a value a line. What is not there is a dash.
func (l List) writeCanonical(h hash.Hash) {
	line := func(name, value string) { h.Write([]byte(name + " " + value + "\n")) }
	line("kurzwahl contest list", "1")
	line("contest", l.Contest)
	line("terms", l.Terms)
	line("answer", cmp.Or(l.Answer, "-"))
	line("winners", strconv.Itoa(l.Winners))
	line("substitutes", strconv.Itoa(l.Substitutes))
	if c := l.Commitment; c != nil {
		line("commitment", string(c.SHA256)+" "+stamp(c.At))
	} else {
		line("commitment", "-")
	}
	if s := l.Source; s != nil {
		line("source", stamp(s.KnownAt)+" "+s.Name)
	} else {
		line("source", "-")
	}
	line("frozen", stamp(l.FrozenAt))
	for _, left := range l.LeftOut {
		line("left out", strconv.Itoa(left.Count)+" "+left.Reason)
	}
	for _, entry := range l.Entries {
		line("entry", string(entry))
	}
}

// stamp is a time as it stands in documents.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// faults says what is wrong with the list in itself, in plain words; nil when nothing is.
func (l List) faults() []string {
	var wrong []string
	add := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	add(l.Contest == "", "The contest has no name.")
	add(!oneLine(l.texts()...), "A name, a link or a reason holds a line break or another control character.")
	add(l.Answer == "-", `The answer is "-", which would mean none.`)
	add(l.Winners < 1, "There is no winner to draw.")
	add(l.Substitutes < 0 || l.Winners+l.Substitutes > MaxPlaces || l.Winners > MaxPlaces, "More than %d places, or fewer than none, are to be drawn.", MaxPlaces)
	add(l.Commitment == nil && l.Source == nil, "There is neither a commitment nor a public source: the shop could choose the seed.")
	add(!wholeSeconds(l.FrozenAt), "The time of freezing is not a whole second in UTC.")
	if c := l.Commitment; c != nil {
		add(!wellFormed(c.SHA256), "The commitment is not a SHA-256.")
		add(!wholeSeconds(c.At), "The commitment's time is not a whole second in UTC.")
		add(c.At.After(l.FrozenAt), "The commitment was made after the list was frozen: the secret could be chosen to suit the list.")
	}
	if s := l.Source; s != nil {
		add(s.Name == "", "The public source has no name.")
		add(!wholeSeconds(s.KnownAt), "The public source's time is not a whole second in UTC.")
		add(!s.KnownAt.After(l.FrozenAt), "The public source's value was known before the list was frozen: the list could be made to suit it.")
	}
	for i, left := range l.LeftOut {
		add(left.Count < 1, "The number left out for %q is not positive.", left.Reason)
		add(i > 0 && l.LeftOut[i-1].Reason >= left.Reason, "The reasons for leaving out are not in order, or one stands twice.")
	}
	return append(wrong, l.entryFaults()...)
}

// entryFaults names the first entry that is wrong.
func (l List) entryFaults() []string {
	if len(l.Entries) == 0 {
		return []string{"The list has no entries."}
	}
	for i, entry := range l.Entries {
		switch {
		case !wellFormed(entry):
			return []string{fmt.Sprintf("Entry %d of the list is not a SHA-256.", i+1)}
		case i > 0 && l.Entries[i-1] == entry:
			return []string{fmt.Sprintf("Entry %d of the list (%s) stands there twice: that phone would have two chances.", i+1, short(entry))}
		case i > 0 && l.Entries[i-1] > entry:
			return []string{fmt.Sprintf("Entry %d of the list (%s) is out of order.", i+1, short(entry))}
		}
	}
	return nil
}

// has says whether an entry is in the list.
func (l List) has(entry Ticket) bool {
	_, found := slices.BinarySearch(l.Entries, entry)
	return found
}

// texts are the list's free texts.
func (l List) texts() []string {
	all := []string{l.Contest, l.Terms, l.Answer}
	if l.Source != nil {
		all = append(all, l.Source.Name)
	}
	for _, left := range l.LeftOut {
		all = append(all, left.Reason)
	}
	return all
}

func oneLine(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { return strings.ContainsFunc(text, unicode.IsControl) })
}

func wholeSeconds(t time.Time) bool {
	_, offset := t.Zone()
	return t.Nanosecond() == 0 && offset == 0
}

// short is enough of a digest to find it by.
func short[T ~string](digest T) string {
	if len(digest) <= 12 {
		return string(digest)
	}
	return string(digest[:12]) + "…"
}
