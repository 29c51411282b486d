package intents

import (
	"strings"

	"kurzwahl/message"
)

// Letters that only one of the languages uses. "ó" and "ö" are left out where other neighbours use them, too.
const (
	germanLetters = "äöüßÄÖÜ"
	polishLetters = "ąćęłńśźżĄĆĘŁŃŚŹŻ"
)

// language says which language a text is in: by its letters, else as the classifier sees it; "" where there is no
// word to judge by.
func (p *Parser) language(r *reader) message.Language {
	for i := range r.tokens {
		if r.tokens[i].kind != wordToken || r.tokens[i].end-r.tokens[i].start < 2 {
			continue
		}
		switch {
		case r.verdict.language == "":
			return ""
		case strings.ContainsAny(r.raw, polishLetters):
			return message.Polish
		case r.verdict.language != message.German && strings.ContainsAny(r.raw, germanLetters):
			return message.German
		}
		return r.verdict.language
	}
	return ""
}
