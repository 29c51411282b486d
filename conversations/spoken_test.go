package conversations

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// TestEveryTextIsSaidInATalk wants each text that customers get in some talk of its language, and where German has a text
// of its own for those who are on first-name terms, in one of theirs. A new text wants a new line in testdata/talks.
func TestEveryTextIsSaidInATalk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		language message.Language
		informal bool
	}{{"de", message.German, false}, {"de du", message.German, true}, {"en", message.English, false}, {"pl", message.Polish, false}} {
		file, err := readPhrases(builtinPhrases, "phrases/"+string(c.language)+".toml")
		if err != nil {
			t.Fatal(err)
		}
		texts := file.texts
		if c.informal {
			texts = file.informal
		}
		spoken := spokenIn(t, c.name)
		for key, text := range texts {
			if !forDesk(key) && !ofDoubt(key) && !pattern(text).MatchString(spoken) {
				t.Errorf("nobody is told %q in a talk of %q: %s", key, c.name, text)
			}
		}
	}
}

// ofDoubt says whether a text belongs to a question about what was meant: which of them is put depends on how well texts are
// understood, and not on the dialogue.
func ofDoubt(key string) bool {
	return strings.HasPrefix(key, "choice.") || strings.HasPrefix(key, "faq.") || key == "which" || key == "stop.ask"
}

// spokenIn gives all that customers are told in the talks of shops that speak so.
func spokenIn(t *testing.T, manner string) string {
	t.Helper()
	files, err := filepath.Glob("testdata/talks/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		language := ""
		for line := range strings.Lines(string(content)) {
			if shop, ok := strings.CutPrefix(line, "shop "); ok {
				words := strings.Fields(shop)
				language = words[0]
				if len(words) > 1 && words[1] == "du" {
					language += " du"
				}
			}
			if language == manner && strings.HasPrefix(line, "< ") {
				all.WriteString(line)
			}
		}
	}
	return all.String()
}

// pattern fits a text with anything in the places that are filled in.
func pattern(text string) *regexp.Regexp {
	plain, _ := sms.Replace(text, sms.Policy{Polish: true})
	pieces := placeholder.Split(plain, -1)
	for i := range pieces {
		pieces[i] = regexp.QuoteMeta(pieces[i])
	}
	return regexp.MustCompile(strings.Join(pieces, ".*"))
}
