package accuracy

import (
	"maps"
	"strings"
	"unicode"

	"kurzwahl/intents"
)

// Parser is what is measured; *intents.Parser is one.
type Parser interface {
	Parse(ctx intents.Context, text string) intents.Reading
}

// Tally counts how one intent was read.
type Tally struct {
	Right  int // texts of this intent that were read as it
	Missed int // texts of this intent that were read as another or as unknown
	False  int // texts of another intent that were read as this one
}

// Recall is the share of the intent's texts that were found, 0..1; 1 when there are none.
func (t Tally) Recall() float64 { return share(t.Right, t.Right+t.Missed) }

// Precision is the share of the texts read as the intent that are of it, 0..1; 1 when there are none.
func (t Tally) Precision() float64 { return share(t.Right, t.Right+t.False) }

// F1 is the harmonic mean of Recall and Precision, 0..1.
func (t Tally) F1() float64 { return share(2*t.Right, 2*t.Right+t.Missed+t.False) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Mistake is a case that was not read as it should be.
type Mistake struct {
	Case Case
	Got  intents.Reading
	What string // "intent", "slots" or "language"
}

// Report is what Measure found.
type Report struct {
	Cases      int
	Right      int // intent as it should be
	Confident  int // a wrong intent other than unknown
	SlotsRight int // of the cases with the right intent, those with the right slots as well
	Spoken     int // cases that have a language
	Languages  int // of these, those whose language was seen
	ByIntent   map[intents.Intent]Tally
	Confusion  map[intents.Intent]map[intents.Intent]int // wanted -> got -> texts
	Mistakes   []Mistake                                 // in the order of the cases
}

// Measure has p read every case.
func Measure(p Parser, cases []Case) Report {
	report := Report{
		ByIntent:  map[intents.Intent]Tally{},
		Confusion: map[intents.Intent]map[intents.Intent]int{},
	}
	for _, c := range cases {
		report.add(c, p.Parse(c.Context, c.Text))
	}
	return report
}

func (r *Report) add(c Case, got intents.Reading) {
	r.Cases++
	if r.Confusion[c.Intent] == nil {
		r.Confusion[c.Intent] = map[intents.Intent]int{}
	}
	r.Confusion[c.Intent][got.Intent]++
	wanted := r.ByIntent[c.Intent]
	if got.Intent == c.Intent {
		wanted.Right++
		r.Right++
		if sameSlots(c.Slots, got.Slots) {
			r.SlotsRight++
		} else {
			r.Mistakes = append(r.Mistakes, Mistake{c, got, "slots"})
		}
	} else {
		wanted.Missed++
		r.mistaken(c, got)
	}
	r.ByIntent[c.Intent] = wanted
	if c.Language == "" {
		return
	}
	r.Spoken++
	if got.Language == c.Language {
		r.Languages++
	} else {
		r.Mistakes = append(r.Mistakes, Mistake{c, got, "language"})
	}
}

// mistaken notes a wrong intent.
func (r *Report) mistaken(c Case, got intents.Reading) {
	other := r.ByIntent[got.Intent]
	other.False++
	r.ByIntent[got.Intent] = other
	if got.Intent != intents.Unknown {
		r.Confident++
	}
	r.Mistakes = append(r.Mistakes, Mistake{c, got, "intent"})
}

// MacroF1 is the mean of the intents' F1, each counted alike; 0 when nothing was measured.
func (r Report) MacroF1() float64 {
	if len(r.ByIntent) == 0 {
		return 0
	}
	sum := 0.0
	for tally := range maps.Values(r.ByIntent) {
		sum += tally.F1()
	}
	return sum / float64(len(r.ByIntent))
}

// sameSlots compares without regard to case and blanks.
func sameSlots(want, got map[string]string) bool {
	return maps.EqualFunc(want, got, func(a, b string) bool { return plain(a) == plain(b) })
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
