package sms

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseUDH(t *testing.T) {
	t.Parallel()
	three := Concat{Reference: 0xAB, Total: 3, Number: 2}
	tests := []struct {
		name, octets string
		want         Header
		text         string
	}{
		{"8-bit reference", "\x05\x00\x03\xAB\x03\x02text", Header{Concat: three}, "text"},
		{"16-bit reference", "\x06\x08\x04\xAB\xCD\x03\x02text", Header{Concat: Concat{0xABCD, true, 3, 2}}, "text"},
		{"ports", "\x06\x05\x04\x0B\x84\x23\xF0x", Header{Ports: &Ports{2948, 9200}}, "x"},
		{"8-bit ports", "\x04\x04\x02\xF0\xF1x", Header{Ports: &Ports{0xF0, 0xF1}}, "x"},
		{"Turkish tables", "\x06\x25\x01\x01\x24\x01\x01x", Header{Shift: Shift{TurkishTable, TurkishTable}}, "x"},
		{"unknown element", "\x08\x70\x01\x09\x00\x03\xAB\x03\x02x", Header{Concat: three}, "x"},
		{"empty element", "\x07\x70\x00\x00\x03\xAB\x03\x02x", Header{Concat: three}, "x"},
		{"empty header", "\x00x", Header{}, "x"},
		{"header alone", "\x05\x00\x03\xAB\x03\x02", Header{Concat: three}, ""},
		{"part 0", "\x05\x00\x03\xAB\x03\x00x", Header{}, "x"},
		{"part 4 of 3", "\x05\x00\x03\xAB\x03\x04x", Header{}, "x"},
		{"0 parts", "\x05\x00\x03\xAB\x00\x00x", Header{}, "x"},
		{"wrong length of the element", "\x04\x00\x02\xAB\x03x", Header{}, "x"},
		{"the last of two counts", "\x0A\x00\x03\x01\x02\x01\x00\x03\xAB\x03\x02x", Header{Concat: three}, "x"},
	}
	for _, tt := range tests {
		got, text, err := ParseUDH([]byte(tt.octets))
		if err != nil || string(text) != tt.text {
			t.Errorf("%s: text %q, error %v, want %q", tt.name, text, err, tt.text)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestParseUDHIgnoresABrokenHeaderAsAWhole(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, octets, text string }{
		{"nothing", "", ""},
		{"longer than the text", "\x20\x00\x03\xAB", "\x20\x00\x03\xAB"},
		{"element longer than the header", "\x05\x00\x09\xAB\x03\x02text", "text"},
		{"half an element", "\x06\x00\x03\xAB\x03\x02\x70text", "text"},
	}
	for _, tt := range tests {
		header, text, err := ParseUDH([]byte(tt.octets))
		if !errors.Is(err, ErrBadHeader) || string(text) != tt.text || header != (Header{}) {
			t.Errorf("%s: %+v, %q, %v", tt.name, header, text, err)
		}
	}
}

func TestAppendUDHIsReadBack(t *testing.T) {
	t.Parallel()
	for _, want := range []Concat{{7, false, 2, 1}, {255, false, 255, 255}, {0xBEEF, true, 2, 2}} {
		got, text, err := ParseUDH(append(AppendUDH(nil, want), "text"...))
		if err != nil || string(text) != "text" || got.Concat != want {
			t.Errorf("%+v came back as %+v, %q, %v", want, got.Concat, text, err)
		}
	}
	if got := len(AppendUDH(nil, Concat{Total: 2, Number: 1})); got != 6 {
		t.Errorf("8-bit header has %d octets, want 6", got)
	}
}

func FuzzParseUDH(f *testing.F) {
	f.Add([]byte("\x05\x00\x03\xAB\x03\x02text"))
	f.Add([]byte("\x06\x25\x01\x01\x24\x01\x01x"))
	f.Add([]byte("\xFF\x00"))
	f.Fuzz(func(t *testing.T, octets []byte) {
		h, text, err := ParseUDH(octets)
		if err != nil && h != (Header{}) {
			t.Errorf("header %+v with error %v", h, err)
		}
		if err == nil && len(text) != len(octets)-1-int(octets[0]) {
			t.Errorf("%d octets of text in %d with a header of %d", len(text), len(octets), octets[0])
		}
		if c := h.Concat; c.Total > 0 && (c.Number < 1 || c.Number > c.Total) {
			t.Errorf("impossible place %+v", c)
		}
	})
}
