package bot

import (
	"encoding/json"
	"testing"
)

func named(id string) string {
	switch id {
	case "U1":
		return "Mia"
	case "C1":
		return "lager"
	default:
		return id
	}
}

func TestSlackTextBecomesPlainText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a &lt; b &amp; c":                  "a < b & c",
		"&amp;lt;":                          "&lt;",
		"frag <@U1>, bitte":                 "frag @Mia, bitte",
		"frag <@U1|mia>":                    "frag @mia",
		"in <#C1|lager>":                    "in #lager",
		"<!here> <!channel>":                "@here @channel",
		"<!date^1^{date}|morgen>":           "morgen",
		"<https://a.example/b>":             "https://a.example/b",
		"<https://a.example/b|a.example/b>": "https://a.example/b",
		"<https://a.example/b|hier>":        "hier https://a.example/b",
		"<mailto:a@b.example|a@b.example>":  "a@b.example",
		"<tel:+491711234567|0171 1234567>":  "0171 1234567 +491711234567",
		"gut :+1: :bike:":                   "gut 👍 🚲",
		":wave::skin-tone-3: hi":            "👋 hi",
		":unsere_eigene:":                   ":unsere_eigene:",
		"um 10:30:15 Uhr":                   "um 10:30:15 Uhr",
		"  Rand \r\n zwei ":                 "Rand \n zwei",
		"1 < 2 > 0":                         "1 < 2 > 0",
	} {
		if got := smsText(chatMessage{Text: text}, named); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestRichTextBecomesPlainText(t *testing.T) {
	t.Parallel()
	const blocks = `[{"type":"rich_text","elements":[
		{"type":"rich_text_section","elements":[
			{"type":"text","text":"Hallo ","style":{"bold":true}},{"type":"user","user_id":"U1"},{"type":"text","text":" <b> & *so* "},
			{"type":"emoji","name":"thumbsup","unicode":"1f44d-1f3fd"},{"type":"link","url":"https://a.example","text":"hier"},
			{"type":"made_up_tomorrow","text":"x"}]},
		{"type":"rich_text_list","style":"ordered","elements":[
			{"type":"rich_text_section","elements":[{"type":"text","text":"eins"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"zwei"}]}]},
		{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"drei"}]}]},
		{"type":"rich_text_quote","elements":[{"type":"text","text":"Zitat"}]}]}]`
	m := chatMessage{Text: "not this"}
	if err := json.Unmarshal([]byte(blocks), &m.Blocks); err != nil {
		t.Fatal(err)
	}
	want := "Hallo @Mia <b> & *so* 👍🏽hier https://a.example\n1. eins\n2. zwei\n- drei\nZitat"
	if got := smsText(m, named); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzSlackText(f *testing.F) {
	f.Add("<@U1> &lt; :x:", `{"type":"rich_text","elements":[{"type":"text","text":"a"}]}`)
	f.Fuzz(func(_ *testing.T, text, block string) {
		smsText(chatMessage{Text: text, Blocks: []json.RawMessage{json.RawMessage(block)}}, named)
	})
}

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	b := &Bot{lang: tongueOf("en")}
	names := []string{"inbox", "campaign", "status", "find"}
	for typed, want := range map[string]string{
		"inbx":    `I do not know "inbx". Did you mean /sms inbox?`,
		"campagn": `I do not know "campagn". Did you mean /sms campaign?`,
		"xyzzy":   `I do not know "xyzzy". /sms help shows what there is.`,
	} {
		if got := b.didYouMean("/sms", typed, names); got != want {
			t.Errorf("%s: got %q, want %q", typed, got, want)
		}
	}
}

func TestMoneyAndSpans(t *testing.T) {
	t.Parallel()
	german, english := tongueOf("de"), tongueOf("pl")
	if got := german.money(7500*13, "EUR"); got != "0,98 EUR" {
		t.Errorf("got %q, want 0,98 EUR", got)
	}
	if got := english.money(7500*40_000, "EUR"); got != "3,000.00 EUR" {
		t.Errorf("got %q, want 3,000.00 EUR", got)
	}
	if got := bar(1, 3, 6) + bar(0, 0, 2) + bar(9, 3, 2); got != "██░░░░"+"░░"+"██" {
		t.Errorf("got %q", got)
	}
}
