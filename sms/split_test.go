package sms

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// layouts are all that Split can be asked for, with the most octets that a segment may then have.
var layouts = []struct {
	name   string
	layout Layout
}{
	{"gsm7 8-bit", Layout{}},
	{"gsm7 16-bit", Layout{Joining: Reference16}},
	{"gsm7 unsplit", Layout{Joining: Unsplit}},
	{"latin1 8-bit", Layout{Prefer: Latin1}},
	{"latin1 16-bit", Layout{Prefer: Latin1, Joining: Reference16}},
	{"ucs2 8-bit", Layout{Prefer: UCS2}},
	{"ucs2 16-bit", Layout{Prefer: UCS2, Joining: Reference16}},
}

// TestSegmentLimits pins where a text begins to need one more segment: 3GPP TS 23.040 section 9.2.3.24.
func TestSegmentLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		layout          Layout
		char            string
		single, several int
	}{
		{Layout{}, "a", 160, 153},
		{Layout{Joining: Reference16}, "a", 160, 152},
		{Layout{Joining: Unsplit}, "a", 160, 153},
		{Layout{}, "€", 80, 76},
		{Layout{}, "ł", 70, 67},
		{Layout{Joining: Reference16}, "ł", 70, 66},
		{Layout{}, "😀", 35, 33},
		{Layout{Prefer: UCS2}, "a", 70, 67},
		{Layout{Prefer: Latin1}, "ç", 140, 134},
		{Layout{Prefer: Latin1, Joining: Reference16}, "ç", 140, 133},
	}
	for _, tt := range tests {
		for count, want := range map[int]int{
			0: 1, 1: 1, tt.single: 1, tt.single + 1: 2, 2 * tt.several: 2, 2*tt.several + 1: 3, 3*tt.several + 1: 4,
		} {
			if got := tt.layout.Measure(strings.Repeat(tt.char, count)).Segments; got != want {
				t.Errorf("%+v: %d times %q takes %d segments, want %d", tt.layout, count, tt.char, got, want)
			}
		}
	}
}

func TestMeasureTellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       Size
	}{
		{"empty", "", Size{GSM7, 0, 1, 160, 160}},
		{"umlauts are cheap", "Grüße", Size{GSM7, 5, 1, 160, 155}},
		{"the euro takes two", "5 €", Size{GSM7, 4, 1, 160, 156}},
		{"one Polish letter", "zażółć", Size{UCS2, 6, 1, 70, 64}},
		{"an emoji takes two", "ok 👍", Size{UCS2, 5, 1, 70, 65}},
		{"two segments", strings.Repeat("x", 170), Size{GSM7, 170, 2, 153, 136}},
		{"an escape that does not fit moves on", strings.Repeat("x", 152) + "€" + strings.Repeat("x", 20), Size{GSM7, 174, 2, 153, 131}},
	}
	for _, tt := range tests {
		if got := Measure(tt.text); got != tt.want {
			t.Errorf("%s: Measure = %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// TestSplitLosesNothing splits random text in every layout and joins it again.
func TestSplitLosesNothing(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 38))
	for range 3000 {
		text := randomText(rng)
		for _, l := range layouts {
			checkSplit(t, l.name, l.layout, text)
		}
	}
}

func checkSplit(t *testing.T, name string, l Layout, text string) {
	t.Helper()
	size := l.Measure(text)
	parts, err := l.Split(text)
	if err != nil {
		t.Fatalf("%s: split %q: %v", name, text, err)
	}
	if l.Joining != Unsplit && len(parts.Segments) != size.Segments || parts.Alphabet != size.Alphabet {
		t.Fatalf("%s: %q measured %+v, split in %d of %s", name, text, size, len(parts.Segments), parts.Alphabet)
	}
	var joined strings.Builder
	for i, segment := range parts.Segments {
		if most := octetsOf(Size{Alphabet: size.Alphabet, Units: size.PerSegment}); l.Joining != Unsplit && len(segment) > most {
			t.Fatalf("%s: segment %d of %q has %d octets, at most %d fit", name, i+1, text, len(segment), most)
		}
		part, err := Decode(segment, Coding{DataCoding: parts.Alphabet.DataCoding(l.Prefer), Default: l.Prefer})
		if err != nil {
			t.Fatalf("%s: decode segment %d of %q: %v", name, i+1, text, err)
		}
		joined.WriteString(part) // decoded alone: a cut through a character would show here
	}
	if joined.String() != text {
		t.Fatalf("%s: %q came back as %q", name, text, joined.String())
	}
}

// randomText gives text of one of several mixtures of characters, of a length around the limits.
func randomText(rng *rand.Rand) string {
	mixtures := []string{
		"abc def",
		gsmBasic[:strings.IndexByte(gsmBasic, escape)] + "€[]{}|~^\\",
		"aä€",
		"zażółć gęślą jaźń",
		"ok😀👍🏽👨‍👩‍👧🇵🇱e\u0301\r\n",
		"a\u0301\u0302\u0303",
		"çÇéñ¡",
	}
	mixture := []rune(mixtures[rng.IntN(len(mixtures))])
	var b strings.Builder
	for range rng.IntN(500) {
		b.WriteRune(mixture[rng.IntN(len(mixture))])
	}
	return b.String()
}

func TestSplitKeepsWhatReadsAsOneCharacter(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, before, cluster string }{
		{"family", strings.Repeat("ż", 64), "👨‍👩‍👧"},
		{"skin tone", strings.Repeat("ż", 64), "👍🏽"},
		{"flag", strings.Repeat("ż", 64), "🇵🇱"},
		{"letter and mark", strings.Repeat("ż", 66), "e\u0301"},
		{"heart in colour", strings.Repeat("ż", 66), "❤\ufe0f"},
		{"line break", strings.Repeat("x", 152), "\r\n"},
	}
	for _, tt := range tests {
		parts, err := Layout{}.Split(tt.before + tt.cluster + strings.Repeat("y", 20))
		if err != nil {
			t.Fatal(err)
		}
		want, err := Encode(tt.before, parts.Alphabet)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(parts.Segments[0]); got != string(want) {
			t.Errorf("%s: the first segment has %d octets, want %d: the cluster was cut", tt.name, len(got), len(want))
		}
	}
}

func TestSplitCutsAClusterRatherThanPayMore(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("ż", 65) + "👨‍👩‍👧" + strings.Repeat("ż", 2*67-65-8)
	parts, err := Layout{}.Split(text)
	if err != nil || len(parts.Segments) != 2 {
		t.Errorf("134 units with a cluster on the border: %d segments, error %v, want 2", len(parts.Segments), err)
	}
}

func TestSplitCutsAClusterLongerThanASegment(t *testing.T) {
	t.Parallel()
	checkSplit(t, "marks", Layout{}, "a"+strings.Repeat("\u0301", 400))
}

func TestSplitRefusesMoreThan255Segments(t *testing.T) {
	t.Parallel()
	if _, err := (Layout{}).Split(strings.Repeat("x", 255*153)); err != nil {
		t.Errorf("255 segments: %v", err)
	}
	if _, err := (Layout{}).Split(strings.Repeat("x", 255*153+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("256 segments: error %v, want ErrTooLong", err)
	}
}

func TestSplitSegmentsCannotGrowIntoEachOther(t *testing.T) {
	t.Parallel()
	parts, err := Layout{}.Split(strings.Repeat("x", 200))
	if err != nil {
		t.Fatal(err)
	}
	_ = append(parts.Segments[0], 'y')
	if parts.Segments[1][0] != 'x' {
		t.Error("appending to the first segment changed the second")
	}
}

func TestInvalidUTF8GoesAsReplacementCharacters(t *testing.T) {
	t.Parallel()
	parts, err := Layout{}.Split("a\xffb")
	if err != nil || parts.Alphabet != UCS2 {
		t.Fatalf("Split = %+v, %v, want UCS2", parts, err)
	}
	if got, _ := Decode(parts.Segments[0], Coding{DataCoding: codingUCS2}); got != "a"+string(utf8.RuneError)+"b" {
		t.Errorf("came back as %q", got)
	}
}
