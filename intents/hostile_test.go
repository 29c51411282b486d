package intents_test

import (
	"strings"
	"testing"

	"kurzwahl/intents"
)

// hostile are texts made to cost time: words that begin many rules, numbers without end, one endless word.
func hostile() map[string]string {
	const size = 4096
	fill := func(s string) string { return strings.Repeat(s, size/len(s)+1)[:size] }
	return map[string]string{
		"rule words": fill("nicht mehr sms bitte schreib mir von der liste nie wieder "),
		"negations":  fill("nie "),
		"gaps":       fill("wenn ihr noch "),
		"polish":     fill("nie chce juz wiecej sms od was prosze "),
		"numbers":    fill("48213 "),
		"scores":     fill("5 von "),
		"dashes":     fill("1-2/"),
		"letters":    fill("a "),
		"long word":  fill("stopabmeldenkeinesms"),
		"signs":      fill("⭐👍"),
		"marks":      fill("́a"),
		"stops":      fill("sotp auslosung "),
		"tips":       fill("tip jest "),
		"products":   fill("sagt bescheid wenn "),
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, text := range hostile() {
		b.Run(name, func(b *testing.B) {
			p := parser()
			for b.Loop() {
				p.Parse(intents.ContextSurvey, text)
			}
		})
	}
}
