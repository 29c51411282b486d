package sms

import (
	"strings"
	"testing"
)

var texts = map[string]string{
	"gsm7 one":   strings.Repeat("Ihre Bestellung für 59,90 € ", 5)[:150],
	"gsm7 three": strings.Repeat("Ihre Bestellung für 59,90 € ", 15),
	"ucs2 one":   strings.Repeat("zażółć gęślą ", 5),
}

func BenchmarkMeasure(b *testing.B) {
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Measure(text)
			}
		})
	}
}

func BenchmarkAppendEncode(b *testing.B) {
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			alphabet := Measure(text).Alphabet
			buffer := make([]byte, 0, 2*len(text))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := AppendEncode(buffer, text, alphabet); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSplit(b *testing.B) {
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := (Layout{}).Split(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	octets, err := Encode(texts["gsm7 one"], GSM7)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(octets, Coding{}); err != nil {
			b.Fatal(err)
		}
	}
}
