package intents

import "kurzwahl/message"

// language says which language a text is in: the classifier's view, unless the text has no word in it.
func (p *Parser) language(r *reader) message.Language {
	for i := range r.tokens {
		if r.tokens[i].kind == wordToken && len(r.tokens[i].word) > 1 {
			return r.verdict.language
		}
	}
	return ""
}
