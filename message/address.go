package message

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Address is where a message comes from or goes to: a phone number in E.164 form with its plus sign
// ("+491711234567"), a short code ("72100"), or an alphanumeric sender ("RADHAUS").
type Address string

// AddressKind tells the three kinds of Address apart.
type AddressKind string

// The kinds of Address.
const (
	Phone        AddressKind = "phone"
	ShortCode    AddressKind = "short_code"
	Alphanumeric AddressKind = "alphanumeric"
)

// Errors that ParsePhone returns, wrapped.
var (
	// ErrNotAPhone: the text is no possible phone number.
	ErrNotAPhone = errors.New("not a phone number")
	// ErrRounded: a spreadsheet wrote the number with an exponent or decimals ("4.91711E+12"); it is an ErrNotAPhone.
	ErrRounded = fmt.Errorf("%w: a spreadsheet has rounded it", ErrNotAPhone)
	// ErrCannotReceive: the number exists, but cannot receive SMS (fixed line, premium rate and the like).
	ErrCannotReceive = errors.New("this kind of number cannot receive SMS")
)

// ParsePhone reads a number as people and shop systems write it ("0171 1234567", "0171-1234567 (privat)",
// "0049171…") and gives its E.164 form. Country is the ISO 3166 code that a national number belongs to.
// It returns ErrNotAPhone or ErrCannotReceive, wrapped with nothing of the number itself. What a spreadsheet has rounded
// is refused (ErrRounded): its digits may be those of a stranger.
func ParsePhone(raw, country string) (Address, error) {
	if isRounded(raw) {
		return "", fmt.Errorf("read phone number: %w", ErrRounded)
	}
	country = strings.ToUpper(country)
	digits := bare(raw)
	if lostPlus(digits, country) {
		digits = "+" + digits
	}
	number, err := phonenumbers.Parse(digits, country)
	if err != nil {
		return "", fmt.Errorf("read phone number: %w", ErrNotAPhone)
	}
	if !phonenumbers.IsValidNumber(number) {
		return "", fmt.Errorf("read phone number: %w", ErrNotAPhone)
	}
	if !slices.Contains(textable, phonenumbers.GetNumberType(number)) {
		return "", fmt.Errorf("read phone number: %w", ErrCannotReceive)
	}
	return Address(phonenumbers.Format(number, phonenumbers.E164)), nil
}

// lostPlus says whether the digits are a mobile number of the country in its international form without the plus sign,
// which spreadsheets take away, and no mobile number as they stand.
func lostPlus(digits, country string) bool {
	code := strconv.Itoa(phonenumbers.GetCountryCodeForRegion(country))
	if code == "0" || !strings.HasPrefix(digits, code) || isMobile(digits, country) {
		return false
	}
	return isMobile("+"+digits, country)
}

func isMobile(digits, country string) bool {
	number, err := phonenumbers.Parse(digits, country)
	return err == nil && phonenumbers.IsValidNumber(number) && phonenumbers.GetNumberType(number) == phonenumbers.MOBILE
}

// isRounded says whether a text is a number with an exponent or with decimals, as spreadsheets write them.
func isRounded(raw string) bool {
	raw = strings.Replace(strings.TrimSpace(raw), ",", ".", 1)
	_, err := strconv.ParseFloat(raw, 64)
	return err == nil && (strings.ContainsAny(raw, "eE") || strings.HasSuffix(raw, ".0") || strings.HasSuffix(raw, ".00"))
}

// textable are the kinds of number that SMS may reach; where a country's plan does not tell mobile from fixed, or
// says nothing, the SMSC will.
var textable = []phonenumbers.PhoneNumberType{
	phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.PERSONAL_NUMBER, phonenumbers.UNKNOWN,
}

// bare keeps the digits and a leading plus sign: letters are a remark, not a vanity number, and "(0)" in an
// international number is a national prefix that must not be dialled.
func bare(raw string) string {
	raw = strings.TrimSpace(raw)
	if strings.HasPrefix(raw, "+") || strings.HasPrefix(raw, "00") {
		raw = strings.Replace(raw, "(0)", "", 1)
	}
	var b strings.Builder
	for _, r := range raw {
		switch {
		case unicode.IsDigit(r) && r < 128:
			b.WriteRune(r)
		case r == '+' && b.Len() == 0:
			b.WriteRune(r)
		}
	}
	digits := b.String()
	if after, ok := strings.CutPrefix(digits, "00"); ok {
		return "+" + after
	}
	return digits
}

// FromNetwork makes an Address of what an SMSC put into an address field: digits of an international
// number with or without plus, a short code, or letters. An address of 7 or more digits counts as a phone.
func FromNetwork(digits string, international bool) Address {
	digits = strings.TrimSpace(digits)
	trimmed := strings.TrimPrefix(digits, "+")
	if !allDigits(trimmed) {
		return Address(digits)
	}
	if after, ok := strings.CutPrefix(trimmed, "00"); ok && len(after) >= 7 {
		return Address("+" + after)
	}
	if international || strings.HasPrefix(digits, "+") || len(trimmed) >= 10 && trimmed[0] != '0' {
		return Address("+" + trimmed)
	}
	return Address(trimmed)
}

// Kind says what sort of address a is; the empty Address is Alphanumeric.
func (a Address) Kind() AddressKind {
	switch {
	case strings.HasPrefix(string(a), "+") && allDigits(string(a[1:])):
		return Phone
	case a != "" && allDigits(string(a)):
		return ShortCode
	default:
		return Alphanumeric
	}
}

// Country gives the ISO 3166 code of a phone number ("DE"), or "" where there is none or it is not known.
func (a Address) Country() string {
	if region := a.onlyRegion(); region != "" {
		return region
	}
	number, err := phonenumbers.Parse(string(a), "")
	if err != nil {
		return ""
	}
	region := phonenumbers.GetRegionCodeForNumber(number)
	if region == "ZZ" || region == "001" {
		return ""
	}
	return region
}

// maxCallingCode is how many digits a country calling code has at most (ITU-T E.164 section 6.2.1).
const maxCallingCode = 3

// onlyRegion gives the country whose calling code a begins with, where one country alone has that code. No code begins
// with another one, so the first that is known is the right one. Numbers of unusual lengths are left to a closer look.
func (a Address) onlyRegion() string {
	if len(a) < len("+4912345") || len(a) > len("+123456789012345") || a.Kind() != Phone {
		return ""
	}
	code := 0
	for _, digit := range a[1 : 1+maxCallingCode] {
		code = 10*code + int(digit-'0')
		if regions := phonenumbers.GetRegionCodesForCountryCode(code); len(regions) > 0 {
			if len(regions) == 1 && regions[0] != "001" {
				return regions[0]
			}
			return ""
		}
	}
	return ""
}

// Masked is the form for logs, metrics and cards: "+4917•••567" keeps five characters in front and three
// behind; short addresses keep only their first character.
func (a Address) Masked() string {
	runes := []rune(string(a))
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) < 9:
		return string(runes[:1]) + "•••"
	default:
		return string(runes[:5]) + "•••" + string(runes[len(runes)-3:])
	}
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
