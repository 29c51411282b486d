package conversations

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestLoadPhrasesChecksWhatAShopChanges(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, file, content string
		want                string // part of the error; "" when there is none
	}{
		{name: "nothing changed", file: "notes.txt", content: "x"},
		{name: "own words", file: "de.toml", content: `"survey.thanks" = "Merci vielmals!"`},
		{name: "informal words", file: "de.toml", content: "[du]\n\"survey.thanks\" = \"Merci dir!\""},
		{name: "unknown text", file: "de.toml", content: `"survey.thank" = "Merci"`, want: `there is no text "survey.thank"`},
		{name: "unknown placeholder", file: "en.toml", content: `"order.number" = "Which, {name}?"`, want: "cannot fill in {name}"},
		{name: "lost placeholder", file: "pl.toml", content: `"survey.coupon" = "Dzięki!"`, want: "has lost {coupon}"},
		{name: "too long", file: "de.toml", content: `"survey.thanks" = "` + strings.Repeat("Vielen Dank! ", 30) + `"`, want: "can take 3 segments"},
		{name: "dear characters", file: "de.toml", content: `"survey.thanks" = "Danke 🎉"`, want: "outside GSM 03.38"},
		{name: "broken file", file: "de.toml", content: `= =`, want: "de.toml"},
		{name: "not a text", file: "de.toml", content: `"survey.thanks" = 5`, want: "is no text"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := LoadPhrases(fstest.MapFS{c.file: {Data: []byte(c.content)}}, c.name == "informal words")
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestNewNamesEveryMistake(t *testing.T) {
	t.Parallel()
	c := config(t, "de", false)
	c.Shop = ""
	c.Contests[0].TermsLink = ""
	c.Surveys[0].Name = ""
	_, err := New(c)
	if err == nil {
		t.Fatal("three mistakes were taken")
	}
	for _, want := range []string{"the shop needs a name", "link to its terms", "survey needs a name"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
}
