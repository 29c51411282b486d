package conversations

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kurzwahl/message"
)

// language is the contact's, else the text's, else that of the form they were asked about, else that of their last text
// that told one, else that of a phone's country that is not the shop's, else the shop's.
func (t *talk) language() message.Language {
	if known := t.facts.Contact.Language; known != "" {
		return known
	}
	return cmp.Or(t.spoken(), t.State.Form.Language, t.State.Spoken, t.desk.abroad(t.Event.Address), t.desk.config.Language)
}

// spoken is the language that the text shows; "" where it shows none.
func (t *talk) spoken() message.Language {
	if t.Reading.Language == "" || shared(t.Event.Text) {
		return ""
	}
	return t.Reading.Language
}

// wordsOfALanguage is how many words a text must have before its language is remembered for good.
const wordsOfALanguage = 3

// learnLanguage keeps the language of the text: on the contact where it is sure, else for the next text that shows none.
func (t *talk) learnLanguage() {
	spoken := t.spoken()
	if spoken == "" {
		return
	}
	t.State.Spoken = spoken
	if t.facts.Contact.Language == "" && len(strings.Fields(t.Event.Text)) >= wordsOfALanguage {
		t.Language = spoken
	}
}

// sharedWords are sent by people of every language, often because a text of ours told them to; "alle" is read as the
// English "all".
var sharedWords = map[string]bool{
	"stop": true, "stopp": true, "start": true, "info": true, "help": true, "ok": true, "hi": true, "unsubscribe": true, "sms": true,
	"alarm": true, "alarms": true, "alert": true, "alerts": true, "newsletter": true, "alle": true,
}

// shared says whether a text tells nothing of its writer's language: it has only words that all languages share, and
// noise.
func shared(text string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !sharedWords[word] && !noise(word) {
			return false
		}
	}
	return true
}

// noise says whether letters are no word of any language here: they have no vowel, or are all the same.
func noise(word string) bool {
	const vowels = "aeiouyäöüąęó"
	first, _ := utf8.DecodeRuneInString(word)
	return !strings.ContainsAny(word, vowels) || utf8.RuneCountInString(word) > 1 && strings.Trim(word, string(first)) == ""
}

// callingCodes of the countries whose language is one of ours.
var callingCodes = []struct {
	code, countries string // ISO 3166
	language        message.Language
}{
	{"+49", "DE", message.German},
	{"+43", "AT", message.German},
	{"+41", "CH", message.German},
	{"+423", "LI", message.German},
	{"+48", "PL", message.Polish},
	{"+44", "GB", message.English},
	{"+1", "US CA", message.English},
	{"+353", "IE", message.English},
	{"+61", "AU", message.English},
	{"+64", "NZ", message.English},
}

// abroad is the language of the phone's country; "" where it is none of ours, or where the shop is at home there: then it
// knows best how its customers speak.
func (d *Desk) abroad(phone message.Address) message.Language {
	for _, of := range callingCodes {
		if strings.HasPrefix(string(phone), of.code) && !strings.Contains(of.countries, d.config.Country) {
			return of.language
		}
	}
	return ""
}
