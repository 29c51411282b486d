package inbox

import (
	"strings"
	"time"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// Key is what parts of one long text have in common.
type Key struct {
	SMSC      string
	From, To  message.Address
	Reference uint16
	Wide      bool
	Total     int
}

// KeyOf gives the key of a part.
func KeyOf(in message.Inbound) Key {
	return Key{
		SMSC: in.SMSC, From: in.From, To: in.To,
		Reference: in.Part.Reference, Wide: in.Part.Wide, Total: in.Part.Total,
	}
}

// Group is the parts of one long text that have come so far. The zero Group is empty.
type Group struct {
	Texts map[int]string // by number, from 1
	Since time.Time      // when the first of them came
}

// Fits says whether a part can belong to the group: its number is still free, or taken by the same words. One that
// does not fit is of a newer text with a recycled reference.
func (g Group) Fits(number int, text string) bool {
	have, taken := g.Texts[number]
	return !taken || have == text
}

// Add puts a part into the group and says whether it is new to it.
func (g *Group) Add(number int, text string, at time.Time) bool {
	if _, taken := g.Texts[number]; taken {
		return false
	}
	if g.Texts == nil {
		g.Texts, g.Since = make(map[int]string), at
	}
	g.Texts[number] = text
	return true
}

// gap stands where a part is missing.
const gap = " […] "

// Join gives the text in the order of its parts and whether all are there; missing ones leave a gap.
func (g Group) Join(total int) (text string, whole bool) {
	var b strings.Builder
	missing := false
	for n := 1; n <= total; n++ {
		part, ok := g.Texts[n]
		switch {
		case ok:
			b.WriteString(part)
			missing = false
		case !missing:
			b.WriteString(gap)
			missing = true
		}
	}
	return sms.Mend(b.String()), len(g.Texts) >= total
}
