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

// fewWords is how many words tell a language only when they tell it clearly.
const fewWords = 3

// language says which language a text is in: by its letters, else as the classifier sees it; "" where there is no
// word to judge by.
func (p *Parser) language(r *reader) message.Language {
	if p.onlyStop(r) {
		if strings.Count(strings.ToLower(r.raw), "p") > 1 {
			return message.German
		}
		return ""
	}
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
		case r.verdict.spokenLead < fewWordsLead && r.words() <= fewWords:
			return ""
		}
		return r.verdict.language
	}
	return ""
}

// onlyStop says whether a text says STOP and no other word. Many languages share it; only German doubles its p.
func (p *Parser) onlyStop(r *reader) bool {
	found := false
	for i := range r.tokens {
		if r.tokens[i].kind != wordToken {
			continue
		}
		if !r.tokens[i].classes.has(p.class.stop) {
			return false
		}
		found = true
	}
	return found
}
