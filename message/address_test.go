package message_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"kurzwahl/message"
)

func TestParsePhoneReadsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]message.Address{
		"0171 1234567":          "+491711234567",
		"0171-1234567 (privat)": "+491711234567",
		"+49 (0) 171 1234567":   "+491711234567",
		"0049 171/1234567":      "+491711234567",
		"+48 512 345 678":       "+48512345678",
		"Tel.: +43 664 1234567": "+436641234567",
		"491711234567":          "+491711234567", // as a spreadsheet leaves it
		"4915112345678":         "+4915112345678",
	} {
		got, err := message.ParsePhone(raw, "DE")
		if err != nil || got != want {
			t.Errorf("ParsePhone(%q) = %q, %v, want %q", raw, got, err, want)
		}
	}
}

func TestParsePhoneRefuses(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]error{
		"":                        message.ErrNotAPhone,
		"keine":                   message.ErrNotAPhone,
		"12":                      message.ErrNotAPhone,
		"030 901820":              message.ErrCannotReceive,
		"48512345678":             message.ErrCannotReceive, // without the plus sign it is one of Marne, not of Poland
		"+1234567890123456789012": message.ErrNotAPhone,
		"4.9151123456E+11":        message.ErrRounded,
		"4,9151123456e+11":        message.ErrRounded,
		"4915112345.6E2":          message.ErrRounded,
		"491511234567.0":          message.ErrRounded,
	} {
		got, err := message.ParsePhone(raw, "DE")
		if !errors.Is(err, want) {
			t.Errorf("ParsePhone(%q) = %q, %v, want %v", raw, got, err, want)
		}
		if err != nil && raw != "" && strings.Contains(err.Error(), raw) {
			t.Errorf("the error of %q repeats the number: %v", raw, err)
		}
	}
}

func TestFromNetworkTellsKinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		digits        string
		international bool
		want          message.Address
		kind          message.AddressKind
	}{
		{"491711234567", true, "+491711234567", message.Phone},
		{"491711234567", false, "+491711234567", message.Phone},
		{"+491711234567", false, "+491711234567", message.Phone},
		{"00491711234567", false, "+491711234567", message.Phone},
		{"72100", false, "72100", message.ShortCode},
		{"RADHAUS", false, "RADHAUS", message.Alphanumeric},
		{"", false, "", message.Alphanumeric},
	} {
		got := message.FromNetwork(tt.digits, tt.international)
		if got != tt.want || got.Kind() != tt.kind {
			t.Errorf("FromNetwork(%q, %v) = %q (%s), want %q (%s)", tt.digits, tt.international, got, got.Kind(), tt.want, tt.kind)
		}
	}
}

func TestMaskedHidesTheMiddle(t *testing.T) {
	t.Parallel()
	for address, want := range map[message.Address]string{
		"+491711234567": "+4917•••567", "72100": "7•••", "": "", "RADHAUS": "R•••",
	} {
		if got := address.Masked(); got != want {
			t.Errorf("%q masked is %q, want %q", address, got, want)
		}
	}
}

func TestCountry(t *testing.T) {
	t.Parallel()
	for address, want := range map[message.Address]string{"+491711234567": "DE", "+48512345678": "PL", "72100": "", "": ""} {
		if got := address.Country(); got != want {
			t.Errorf("%q is of %q, want %q", address, got, want)
		}
	}
}

func TestCountryIsThatOfTheWholeNumber(t *testing.T) {
	t.Parallel()
	for code := range phonenumbers.GetSupportedCallingCodes() {
		for _, rest := range []string{"1712345678", "5123456789", "2025550123", "7911123456", "612345678", "9995550123"} {
			address := message.Address(fmt.Sprintf("+%d%s", code, rest))
			want := ""
			if number, err := phonenumbers.Parse(string(address), ""); err == nil {
				want = phonenumbers.GetRegionCodeForNumber(number)
			}
			if want == "001" || want == "ZZ" {
				want = ""
			}
			if got := address.Country(); got != want {
				t.Errorf("%s is of %q, want %q", address, got, want)
			}
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	f.Add("0171 1234567", "DE")
	f.Fuzz(func(t *testing.T, raw, country string) {
		address, err := message.ParsePhone(raw, country)
		if err == nil && address.Kind() != message.Phone {
			t.Errorf("ParsePhone(%q, %q) gave %q, which is no phone", raw, country, address)
		}
	})
}
