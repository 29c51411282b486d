package sms

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGSM7Codes pins codes that others often get wrong, from 3GPP TS 23.038 sections 6.2.1 and 6.2.1.1.
func TestGSM7Codes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []byte
	}{
		{"@", []byte{0x00}},
		{"$", []byte{0x02}},
		{"Ç", []byte{0x09}},
		{"\n", []byte{0x0A}},
		{"\r", []byte{0x0D}},
		{"Å", []byte{0x0E}},
		{"Δ_", []byte{0x10, 0x11}},
		{"ΦΓΛΩΠΨΣΘΞ", []byte{0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A}},
		{"ÆæßÉ", []byte{0x1C, 0x1D, 0x1E, 0x1F}},
		{"¤", []byte{0x24}},
		{"¡", []byte{0x40}},
		{"ÄÖÑÜ§", []byte{0x5B, 0x5C, 0x5D, 0x5E, 0x5F}},
		{"¿", []byte{0x60}},
		{"äöñüà", []byte{0x7B, 0x7C, 0x7D, 0x7E, 0x7F}},
		{"€", []byte{0x1B, 0x65}},
		{"\f^{}\\[~]|", []byte{
			0x1B, 0x0A, 0x1B, 0x14, 0x1B, 0x28, 0x1B, 0x29, 0x1B, 0x2F, 0x1B, 0x3C, 0x1B, 0x3D, 0x1B, 0x3E, 0x1B, 0x40,
		}},
		{"Az09", []byte("Az09")},
	}
	for _, tt := range tests {
		got, err := Encode(tt.text, GSM7)
		if err != nil || !cmp.Equal(got, tt.want) {
			t.Errorf("Encode(%q) = % X, %v, want % X", tt.text, got, err, tt.want)
		}
	}
}

func TestTablesAreWhole(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]string{"default": gsmBasic, "turkish": turkishBasic, "portuguese": portugueseBasic} {
		runes := []rune(table)
		if len(runes) != 128 || runes[escape] != escape {
			t.Errorf("%s: %d characters, code 0x1B is %q", name, len(runes), runes[escape])
		}
		seen := make(map[rune]bool)
		for _, r := range runes {
			if seen[r] {
				t.Errorf("%s: %q stands twice", name, r)
			}
			seen[r] = true
		}
	}
	if got := len([]rune(windows1252)); got != 32 {
		t.Errorf("windows1252 has %d characters, want 32", got)
	}
}

func TestEncodeNamesWhatItCannotWrite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text     string
		alphabet Alphabet
		want     UnencodableError
	}{
		{"5 zł", GSM7, UnencodableError{'ł', 3, GSM7}},
		{"garçon", GSM7, UnencodableError{'ç', 3, GSM7}},
		{"ok 👍", Latin1, UnencodableError{'👍', 3, Latin1}},
		{"5 €", Latin1, UnencodableError{'€', 2, Latin1}},
	}
	for _, tt := range tests {
		dst := []byte("kept")
		dst, err := AppendEncode(dst, tt.text, tt.alphabet)
		var unencodable *UnencodableError
		if !errors.As(err, &unencodable) || *unencodable != tt.want {
			t.Errorf("%q: error %+v, want %+v", tt.text, err, tt.want)
		}
		if string(dst) != "kept" {
			t.Errorf("%q: dst became %q", tt.text, dst)
		}
	}
}

func TestAlphabetNames(t *testing.T) {
	t.Parallel()
	for _, want := range []Alphabet{GSM7, Latin1, UCS2} {
		name, err := want.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got Alphabet
		if err := got.UnmarshalText(name); err != nil || got != want {
			t.Errorf("%s came back as %s, %v", want, got, err)
		}
	}
	var a Alphabet
	if err := a.UnmarshalText([]byte("klingon")); err == nil {
		t.Error("an unknown name was read")
	}
	if _, err := Encode("a", Alphabet(9)); err == nil {
		t.Error("an unknown alphabet was written")
	}
}

func TestErrorsHoldNoText(t *testing.T) {
	t.Parallel()
	_, err := Encode("Jan Müller ł", GSM7)
	if want := "encode as gsm7: no character U+0142 (octet 12)"; err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

func TestUnfitListsEachCharacterOnce(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]rune("łż👍"), GSM7.Unfit("łżł äö👍ż")); diff != "" {
		t.Error(diff)
	}
	if got := GSM7.Unfit("Grüße"); got != nil {
		t.Errorf("Unfit = %q, want nil", got)
	}
}

func TestDataCodingFollowsTheSMSC(t *testing.T) {
	t.Parallel()
	tests := []struct {
		alphabet, smsc Alphabet
		want           byte
	}{
		{GSM7, GSM7, 0}, {Latin1, GSM7, 3}, {Latin1, Latin1, 0}, {UCS2, GSM7, 8}, {UCS2, Latin1, 8},
	}
	for _, tt := range tests {
		if got := tt.alphabet.DataCoding(tt.smsc); got != tt.want {
			t.Errorf("%s at an SMSC with %s: data_coding %d, want %d", tt.alphabet, tt.smsc, got, tt.want)
		}
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	text := "Hallo Anna, Ihre Bestellung 4711 für 59,90 € ist unterwegs: https://r.example/l/aB3dE6g"
	buffer := make([]byte, 0, 200)
	if n := testing.AllocsPerRun(100, func() { Measure(text) }); n != 0 {
		t.Errorf("Measure allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = AppendEncode(buffer, text, GSM7) }); n != 0 {
		t.Errorf("AppendEncode allocates %v times", n)
	}
}
