package intents_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"kurzwahl/intents"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"STOP", "5/6", "4711", "⭐⭐", "wo ist 883 201?", "S T O P P", "6️⃣", "\xff\xfe", "a'b’c", "ż\u0301ó", "１２３４", "1 bis 6",
		"wenn wenn", "- – —", "nr", "#", "sagt bescheid wenn", "ﬁ ﬀ", "A", "İstanbul ı", "0 0 0 0", "5er", "12/3/4-A",
	} {
		f.Add(uint8(1), seed)
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		contexts := intents.Contexts()
		ctx := contexts[int(which)%len(contexts)]
		got := parser().Parse(ctx, text)
		checkReading(t, text, got)
		for _, also := range got.Also {
			checkReading(t, text, also)
		}
		if len(text) > 1000 {
			return
		}
		if stopped := parser().Parse(ctx, text+"\nSTOP"); stopped.Intent != intents.OptOut && stopped.Intent != intents.AutoReply {
			t.Errorf("Parse(%q + STOP) = %s, want opt_out", text, stopped.Intent)
		}
	})
}

// However long a text is, only its beginning and its end cost work.
func FuzzLongTextsAreReadFromBothEnds(f *testing.F) {
	f.Add("wo bleibt mein Paket ", "keine SMS mehr")
	f.Add("nie nie nie ", "48213")
	f.Add("\xf0\x9f", "\x80\xffSTOP")
	f.Fuzz(func(t *testing.T, head, tail string) {
		head, tail = strings.Repeat(head+" ", 4000/(len(head)+1)+1), strings.Repeat(" "+tail, 1000/(len(tail)+1)+1)
		one := parser().Parse(intents.ContextNone, head+"a"+tail)
		other := parser().Parse(intents.ContextNone, head+strings.Repeat("nicht mehr 48213 ", 5000)+tail)
		if one.Intent != other.Intent || one.Slots[intents.SlotOrder] != other.Slots[intents.SlotOrder] {
			t.Errorf("the middle of a long text counts: %s and %s", one.Intent, other.Intent)
		}
	})
}

func checkReading(t *testing.T, text string, got intents.Reading) {
	t.Helper()
	if !slices.Contains(intents.Intents(), got.Intent) || got.Confidence < 0 || got.Confidence > 1 {
		t.Errorf("Parse(%q) = %s with confidence %v", text, got.Intent, got.Confidence)
	}
	for name, value := range got.Slots {
		if value == "" || !utf8.ValidString(value) && utf8.ValidString(text) {
			t.Errorf("Parse(%q): slot %s is %q", text, name, value)
		}
	}
	if number := got.Slots[intents.SlotOrder]; number != "" && !strings.Contains(text, number) {
		t.Errorf("Parse(%q): order %q does not stand in the text", text, number)
	}
	if got.Intent == intents.Rating {
		if n, err := strconv.Atoi(got.Slots[intents.SlotScore]); err != nil || n < 1 || n > 6 {
			t.Errorf("Parse(%q): score %q", text, got.Slots[intents.SlotScore])
		}
	}
}
