package contests

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Finding is one thing that was checked.
type Finding struct {
	Fits bool
	Says string // one or two sentences for people
}

// Report is all that was checked, in the order of the draw.
type Report []Finding

// Wrong gives what does not fit; empty when all does.
func (r Report) Wrong() []string {
	var wrong []string
	for _, f := range r {
		if !f.Fits {
			wrong = append(wrong, f.Says)
		}
	}
	return wrong
}

func (r *Report) fits(format string, args ...any) {
	*r = append(*r, Finding{Fits: true, Says: printable(fmt.Sprintf(format, args...))})
}

func (r *Report) wrong(format string, args ...any) {
	*r = append(*r, Finding{Says: printable(fmt.Sprintf(format, args...))})
}

// check reports good when ok, else bad.
func (r *Report) check(ok bool, good, bad string) {
	if ok {
		r.fits("%s", good)
		return
	}
	r.wrong("%s", bad)
}

// longestFinding is the most octets of a finding: what it quotes comes from a file that anybody may have written.
const longestFinding = 500

// printable keeps a file from writing more to a terminal than text.
func printable(says string) string {
	if len(says) > longestFinding {
		says = says[:longestFinding] + "…"
	}
	return strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return unicode.ReplacementChar
		}
		return c
	}, strings.ToValidUTF8(says, "\ufffd"))
}

// Verify works everything in a document out again, from the document alone, and says what fits and what does not.
// What a document cannot prove is when it was published, and that a public source gave the value; see Posted.
func Verify(d Document) Report {
	var r Report
	if d.Format != format {
		r.wrong("The file is of the format %q; this program knows %q.", d.Format, format)
		return r
	}
	r.list(d)
	if d.Draw == nil {
		return r
	}
	r.secret(d)
	r.value(d)
	r.seed(d)
	r.times(d)
	r.places(d)
	return r
}

// Posted compares a document with what was posted before the draw: the commitment and the list's SHA-256. An empty
// one is not compared.
func Posted(d Document, commitment, list Digest) Report {
	var r Report
	if commitment != "" {
		r.check(d.List.Commitment != nil && d.List.Commitment.SHA256 == commitment,
			"The commitment is the one that was posted.", "The commitment is NOT the one that was posted: the secret was exchanged.")
	}
	if list != "" {
		r.check(d.ListSHA256 == list,
			"The list is the one whose SHA-256 was posted.", "The list is NOT the one whose SHA-256 was posted: entries or rules were changed.")
	}
	return r
}

func (r *Report) list(d Document) {
	faults := d.List.faults()
	for _, fault := range faults {
		r.wrong("%s", fault)
	}
	if len(faults) == 0 {
		r.fits("The list is in order: %d entries, each once; %d winner(s) and %d substitute(s) to be drawn.", len(d.List.Entries), d.List.Winners, d.List.Substitutes)
	}
	if sum := d.List.SHA256(); sum != d.ListSHA256 {
		r.wrong("The list's SHA-256 is %s, the file says %s: the list or its rules were changed after the sum was taken.", sum, orNothing(d.ListSHA256))
		return
	}
	r.fits("The list's SHA-256 is the one in the file.")
}

func (r *Report) secret(d Document) {
	secret, commitment := d.Draw.Secret, d.List.Commitment
	switch {
	case commitment == nil && secret == "":
	case commitment == nil:
		r.wrong("A secret went into the draw to which nobody had committed.")
	case secret == "":
		r.wrong("The secret is missing to which the shop had committed.")
	case !wellFormed(secret):
		r.wrong("The secret is not 64 hexadecimal digits.")
	default:
		r.check(secret.Commitment() == commitment.SHA256,
			"The secret is the one that was committed to before the list was frozen.",
			fmt.Sprintf("The secret does not fit the commitment: its SHA-256 is %s, committed was %s.", secret.Commitment(), commitment.SHA256))
	}
}

func (r *Report) value(d Document) {
	value, source := d.Draw.Value, d.List.Source
	switch {
	case source == nil && value == "":
	case source == nil:
		r.wrong("A public value went into the draw, but no source was named before.")
	case value == "":
		r.wrong("The value of the public source %q is missing.", source.Name)
	default:
		r.check(value == PlainValue(value), "The value of the public source is written in the one way that counts.",
			fmt.Sprintf("The value of the public source is not written in the one way that counts, which is %q.", PlainValue(value)))
	}
}

func (r *Report) seed(d Document) {
	want := NewSeed(d.List.SHA256(), d.Draw.Secret, d.Draw.Value)
	r.check(d.Draw.Seed == want, "The seed follows from the list, the secret and the public value.",
		fmt.Sprintf("The seed does not follow from the list, the secret and the public value: it should be %s, the file says %s.", want, orNothing(d.Draw.Seed)))
}

func (r *Report) times(d Document) {
	at, ok := d.Draw.At, true
	bad := func(says string) { r.wrong("%s", says); ok = false }
	if !wholeSeconds(at) {
		bad("The time of the draw is not a whole second in UTC.")
	}
	if at.Before(d.List.FrozenAt) {
		bad("The draw is older than the list it was drawn from.")
	}
	if s := d.List.Source; s != nil && at.Before(s.KnownAt) {
		bad("The draw is older than the public source's value.")
	}
	if ok {
		r.fits("The times follow one another: frozen %s, drawn %s.", stamp(d.List.FrozenAt), stamp(at))
	}
}

// places compares who was drawn with who should have been, from the list and the seed that it should be.
func (r *Report) places(d Document) {
	l := d.List
	if l.Winners < 1 || l.Substitutes < 0 || l.Winners > MaxPlaces || l.Substitutes > MaxPlaces {
		return // said already, and nothing can be drawn
	}
	want := DrawPlaces(NewSeed(l.SHA256(), d.Draw.Secret, d.Draw.Value), l.Entries, l.Winners, l.Substitutes)
	got := d.Draw.Places
	if slices.Equal(got, want) {
		r.fits("All %d places are those that the seed gives, in the right order.", len(want))
		return
	}
	if len(got) != len(want) {
		r.wrong("The file has %d places, but %d are to be drawn.", len(got), len(want))
	}
	if len(got) == len(want) && sameEntries(got, want) {
		r.wrong("The right entries were drawn, but their order or their roles were changed.")
	}
	r.eachPlace(l, got, want)
}

// mostPlaces is how many wrong places are named one by one.
const mostPlaces = 10

func (r *Report) eachPlace(l List, got, want []Place) {
	named := 0
	for i := range min(len(got), len(want)) {
		g, w := got[i], want[i]
		if g == w {
			continue
		}
		if named++; named > mostPlaces {
			r.wrong("More places are wrong.")
			return
		}
		switch {
		case !l.has(g.Entry):
			r.wrong("Place %d: entry %s is not in the list at all; %s should be there.", i+1, orNothing(short(g.Entry)), short(w.Entry))
		case g.Entry != w.Entry:
			r.wrong("Place %d: it belongs to entry %s, the file says %s.", i+1, short(w.Entry), short(g.Entry))
		default:
			r.wrong("Place %d: entry %s is right, but it should be place %d, %s; the file says place %d, %s.", i+1, short(g.Entry), w.Place, w.Role, g.Place, orNothing(g.Role))
		}
	}
}

func sameEntries(a, b []Place) bool {
	entries := func(places []Place) []Ticket {
		all := make([]Ticket, len(places))
		for i, p := range places {
			all[i] = p.Entry
		}
		slices.Sort(all)
		return all
	}
	return slices.Equal(entries(a), entries(b))
}

func orNothing[T ~string](text T) string {
	if text == "" {
		return "nothing"
	}
	return string(text)
}
