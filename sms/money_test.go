package sms

import (
	"math"
	"testing"
)

func TestMoney(t *testing.T) {
	t.Parallel()
	tests := []struct {
		minor    int64
		currency string
		locale   Locale
		want     string
	}{
		{123450, "EUR", "de", "1.234,50 EUR"},
		{123450, "PLN", "pl", "1 234,50 PLN"},
		{123450, "GBP", "en", "1,234.50 GBP"},
		{123450, "EUR", "", "1,234.50 EUR"},
		{5, "EUR", "de", "0,05 EUR"},
		{0, "EUR", "de", "0,00 EUR"},
		{-5, "EUR", "de", "-0,05 EUR"},
		{-123456789, "EUR", "de", "-1.234.567,89 EUR"},
		{1234, "JPY", "en", "1,234 JPY"},
		{1234567, "KWD", "en", "1,234.567 KWD"},
		{math.MinInt64, "EUR", "en", "-92,233,720,368,547,758.08 EUR"},
	}
	for _, tt := range tests {
		got := Money(tt.minor, tt.currency, tt.locale)
		if got != tt.want {
			t.Errorf("Money(%d, %s, %q) = %q, want %q", tt.minor, tt.currency, tt.locale, got, tt.want)
		}
		if !GSM7.Fits(got) {
			t.Errorf("%q would double the price of its text", got)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1.000", 40000: "40.000", -1000: "-1.000"} {
		if got := Number(n, "de"); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestCost(t *testing.T) {
	t.Parallel()
	if got := (Size{Segments: 3}).Cost(75); got != 225 {
		t.Errorf("three segments at 75 cost %d, want 225", got)
	}
}
