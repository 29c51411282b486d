package intents_test

import (
	"testing"

	"kurzwahl/intents"
)

func BenchmarkParse(b *testing.B) {
	texts := map[string]string{
		"keyword": "STOP",
		"rating":  "5, schnelle Lieferung",
		"short":   "wo bleibt mein Paket 48213?",
		"segment": "Guten Tag, ich habe am 3. Oktober bei Ihnen einen Akkuschrauber bestellt und seitdem nichts mehr gehört. " +
			"Können Sie mir sagen, wann er kommt? Viele Grüße, Uwe W",
	}
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			p := parser()
			b.ReportAllocs()
			for b.Loop() {
				p.Parse(intents.ContextSurvey, text)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := intents.New(intents.Config{}); err != nil {
			b.Fatal(err)
		}
	}
}
