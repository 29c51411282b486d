package sms

import "testing"

func TestMendKeepsWhatIsWholeAndMarksWhatIsNot(t *testing.T) {
	t.Parallel()
	high, low := string(rune(halfMark|0xD83D)), string(rune(halfMark|0xDEB2))
	for joined, want := range map[string]string{
		"":                      "",
		"Żółw 🚲":                "Żółw 🚲",
		"a" + high + low + "b":  "a🚲b",
		high + low + high + low: "🚲🚲",
		"a" + high + " […] b":   "a\uFFFD […] b",
		low + high:              "\uFFFD\uFFFD",
		high + high + low + "x": "\uFFFD🚲x",
		"x" + low:               "x\uFFFD",
	} {
		if got := Mend(joined); got != want {
			t.Errorf("Mend(%q) = %q, want %q", joined, got, want)
		}
	}
}

// FuzzMend cuts a text between any two units, as no segment should be cut, and wants it to be read as if it were whole.
func FuzzMend(f *testing.F) {
	f.Add("Gute Fahrt 🚲👍🏽", uint(23))
	f.Add("🚲", uint(1))
	f.Add("abc", uint(0))
	f.Fuzz(func(t *testing.T, text string, cut uint) {
		octets := appendUCS2(nil, text)
		if len(octets) == 0 {
			return
		}
		at := 2 * int(cut%uint(len(octets)/2))
		coding := Coding{DataCoding: codingUCS2}
		want, err := Decode(octets, coding)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range want {
			if r>>11 == (halfMark|firstHigh)>>11 {
				t.Skip("the text has the private characters itself")
			}
		}
		if mark := octets[at]; at > 0 && len(octets) > at+1 && (mark|octets[at+1]) == 0xFF && (mark == 0xFE || mark == 0xFF) {
			t.Skip("a byte order mark in the middle is one at the beginning of a segment")
		}
		coding.Segment = true
		first, err := Decode(octets[:at], coding)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Decode(octets[at:], coding)
		if err != nil {
			t.Fatal(err)
		}
		if got := Mend(first + second); got != want {
			t.Errorf("%q cut before octet %d is read as %q", want, at, got)
		}
	})
}
