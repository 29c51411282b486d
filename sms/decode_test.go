package sms

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDecodeByDataCoding(t *testing.T) {
	t.Parallel()
	gsm := Coding{}
	tests := []struct {
		name   string
		octets string
		coding Coding
		want   string
	}{
		{"default is GSM", "Gr\x7E\x1Ee \x00 \x1B\x65", gsm, "Grüße @ €"},
		{"default is Latin-1", "Gr\xFC\xDFe", Coding{Default: Latin1}, "Grüße"},
		{"default is UCS-2", "\x00a", Coding{Default: UCS2}, "a"},
		{"IA5", "f{r", Coding{DataCoding: 1}, "f{r"},
		{"IA5 that is GSM", "f\x7Er", Coding{DataCoding: 1, IA5IsDefault: true}, "für"},
		{"Latin-1", "\xE7a va", Coding{DataCoding: 3}, "ça va"},
		{"Latin-1 that is Windows-1252", "5 \x80 \x84x\x93", Coding{DataCoding: 3}, "5 € „x“"},
		{"Latin-1, free place", "\x81", Coding{DataCoding: 3}, "\ufffd"},
		{"UCS-2", "\x01\x42\x20\xAC", Coding{DataCoding: 8}, "ł€"},
		{"UCS-2 with a surrogate pair", "\xD8\x3D\xDC\x4D", Coding{DataCoding: 8}, "👍"},
		{"UCS-2 with half a pair", "\xD8\x3D\x00a", Coding{DataCoding: 8}, "\ufffda"},
		{"UCS-2 with an odd octet", "\x00a\x00", Coding{DataCoding: 8}, "a\ufffd"},
		{"UCS-2 with NUL", "\x00a\x00\x00", Coding{DataCoding: 8}, "a"},
		{"UCS-2 with byte order mark", "\xFE\xFF\x00a", Coding{DataCoding: 8}, "a"},
		{"UCS-2 the other way round", "\xFF\xFEa\x00", Coding{DataCoding: 8}, "a"},
		{"class 0, GSM", "\x7B", Coding{DataCoding: 0xF0}, "ä"},
		{"class 3, GSM whatever the default", "\x7B", Coding{DataCoding: 0xF3, Default: Latin1}, "ä"},
		{"general group with class, GSM", "\x7B", Coding{DataCoding: 0x11}, "ä"},
		{"general group with class, UCS-2", "\x00\xE4", Coding{DataCoding: 0x18}, "ä"},
		{"automatic deletion, GSM", "\x7B", Coding{DataCoding: 0x40}, "ä"},
		{"message waiting, GSM", "\x7B", Coding{DataCoding: 0xC8}, "ä"},
		{"message waiting stored, GSM", "\x7B", Coding{DataCoding: 0xD0}, "ä"},
		{"message waiting, UCS-2", "\x00\xE4", Coding{DataCoding: 0xE0}, "ä"},
		{"unknown escape shows the base character", "\x1Ba", gsm, "a"},
		{"doubled escape", "\x1B\x1Bx", gsm, " x"},
		{"escape at the end", "x\x1B", gsm, "x "},
		{"octets above septets, Latin-1", "f\xFCr", gsm, "für"},
		{"octets above septets, UTF-8", "für", gsm, "für"},
		{"empty", "", gsm, ""},
	}
	for _, tt := range tests {
		got, err := Decode([]byte(tt.octets), tt.coding)
		if err != nil || got != tt.want {
			t.Errorf("%s: Decode(% X) = %q, %v, want %q", tt.name, tt.octets, got, err, tt.want)
		}
	}
}

func TestDecodeRefusesWhatIsNoText(t *testing.T) {
	t.Parallel()
	for _, coding := range []byte{0x02, 0x04, 0x05, 0x06, 0x0A, 0x0E, 0x14, 0x1C, 0x20, 0x30, 0x60, 0x80, 0xB0, 0xF4, 0xF7} {
		if got, err := Decode([]byte("STOP"), Coding{DataCoding: coding}); !errors.Is(err, ErrNotText) || got != "" {
			t.Errorf("data_coding 0x%02X: %q, %v, want ErrNotText", coding, got, err)
		}
	}
}

// TestDecodeNationalTables reads words as phones with these tables send them (3GPP TS 23.038 annex A).
func TestDecodeNationalTables(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		octets string
		shift  Shift
		want   string
	}{
		{"Turkish locking", "\x40stanbul \x0B\x0C\x1C\x1D\x07\x60 \x04", Shift{Locking: TurkishTable}, "İstanbul ĞğŞşıç €"},
		{"Turkish single", "\x1BIstanbul \x1BG\x1Bg\x1BS\x1Bs\x1Bi\x1Bc \x1Be", Shift{Single: TurkishTable}, "İstanbul ĞğŞşıç €"},
		{"Turkish both", "\x07\x1Bi\x1B\x3C", Shift{Locking: TurkishTable, Single: TurkishTable}, "ıı["},
		{"Spanish single", "adi\x1Bos, \x1B\x09 \x1BA\x1BI\x1BO\x1BU\x1Ba\x1Bi\x1Bo\x1Bu", Shift{Single: SpanishTable}, "adiós, ç ÁÍÓÚáíóú"},
		{"Spanish has no locking table", "\x7B", Shift{Locking: SpanishTable}, "ä"},
		{"Portuguese locking", "n\x7Bo, cora\x09\x7C\x65s \x18 \x60", Shift{Locking: PortugueseTable}, "não, coraçõ" + "es € ~"},
		{"Portuguese single", "n\x1B\x7Bo \x1Ba\x1B\x05 \x1B\x15", Shift{Single: PortugueseTable}, "não Âê Ω"},
		{"unknown tables are the default", "\x7B\x1Be", Shift{Locking: 200, Single: 14}, "ä€"},
	}
	for _, tt := range tests {
		if got, err := Decode([]byte(tt.octets), Coding{Shift: tt.shift}); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("Gr\x7E\x1Ee \x1B"), byte(0), byte(0), false)
	f.Add([]byte("\xD8\x3D\xDC\x4D\x00"), byte(8), byte(0), false)
	f.Add([]byte("\x1B\x1B\x1Bi"), byte(0xF1), byte(0x11), true)
	f.Fuzz(func(t *testing.T, octets []byte, dataCoding, shift byte, latin bool) {
		coding := Coding{DataCoding: dataCoding, Shift: Shift{NationalTable(shift >> 4), NationalTable(shift & 15)}}
		if latin {
			coding.Default = Latin1
		}
		text, err := Decode(octets, coding)
		if err != nil && text != "" {
			t.Errorf("text %q with error %v", text, err)
		}
		if !utf8.ValidString(text) || dataCoding != 0 && strings.ContainsRune(text, 0) {
			t.Errorf("Decode(% X, %+v) = %q", octets, coding, text)
		}
		if len(text) > 4*len(octets) {
			t.Errorf("%d octets became %d", len(octets), len(text))
		}
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("zażółć\r\n")
	f.Add("👨‍👩‍👧\ufe0f€{}")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsFunc(text, func(r rune) bool { return r == 0 || r == '\ufeff' || r == '\ufffe' || r >= 0x80 && r < 0xA0 }) {
			t.Skip("decoding drops these on purpose")
		}
		if Measure(text).Segments > MaxSegments/3 {
			t.Skip("too long for one of the layouts")
		}
		for _, l := range layouts {
			checkSplit(t, l.name, l.layout, strings.ToValidUTF8(text, "?"))
		}
	})
}
