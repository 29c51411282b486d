package sms

import (
	"strconv"
	"strings"
)

// Locale is an ISO 639-1 language code that decides how numbers are written. Those that are not known are written as
// in English.
type Locale string

// separators are ASCII in all languages: what libraries put there, the no-break space above all, is outside GSM 7 bit
// and doubles the price of a text.
type separators struct {
	thousands, decimal string
}

func (l Locale) separators() separators {
	switch l {
	case "de":
		return separators{thousands: ".", decimal: ","}
	case "pl":
		return separators{thousands: " ", decimal: ","}
	default:
		return separators{thousands: ",", decimal: "."}
	}
}

// Number writes n for people: 12345 is "12.345" in German, "12 345" in Polish, "12,345" in English.
func Number(n int64, l Locale) string {
	return Decimal(n, 0, l)
}

// Decimal writes n divided by ten to the power of places, which is at least 0: 123450 with 2 places is "1.234,50" in
// German.
func Decimal(n int64, places int, l Locale) string {
	sign, digits := "", strconv.FormatInt(n, 10)
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if short := places + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	whole, fraction := digits[:len(digits)-places], digits[len(digits)-places:]
	marks := l.separators()
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(marks.thousands)
		}
		b.WriteRune(digit)
	}
	if places > 0 {
		b.WriteString(marks.decimal)
		b.WriteString(fraction)
	}
	return b.String()
}

// Money writes an amount, given in the currency's smallest unit, with the ISO 4217 code behind it in all languages:
// 123450 EUR is "1.234,50 EUR" in German.
func Money(minor int64, currency string, l Locale) string {
	return Decimal(minor, minorDigits(currency), l) + " " + currency
}

// minorDigits gives the decimals of a currency (ISO 4217, the exceptions from two that a European shop meets).
func minorDigits(currency string) int {
	switch currency {
	case "JPY", "KRW", "ISK", "CLP", "VND":
		return 0
	case "KWD", "BHD", "TND", "JOD", "OMR":
		return 3
	default:
		return 2
	}
}
