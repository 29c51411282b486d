package web

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"kurzwahl/message"
)

// typed is what came back in the fields of the opt-in page.
type typed struct {
	Phone     string
	FirstName string
	Consent   bool
}

// The most characters of a field.
const (
	longestPhone = 40
	longestName  = 40
)

// readTyped takes the fields out of a form. What no person types is cut off, so that it is not shown again at length.
func readTyped(form url.Values) typed {
	return typed{
		Phone:     clip(form.Get("phone"), longestPhone),
		FirstName: clip(form.Get("first_name"), longestName+1),
		Consent:   form.Get("consent") == "yes",
	}
}

// clip gives a field without blanks around it and without what is not text, at most n characters.
func clip(field string, n int) string {
	field = strings.TrimSpace(strings.ToValidUTF8(field, ""))
	if utf8.RuneCountInString(field) > n {
		field = string([]rune(field)[:n])
	}
	return field
}

// check reads the phone number and says all that is wrong with the fields, in their order.
func (t typed) check(v view, country string) (message.Address, []problem) {
	var wrong []problem
	add := func(field, key string) { wrong = append(wrong, problem{field, v.Say(key)}) }
	phone, err := message.ParsePhone(t.Phone, country)
	switch {
	case t.Phone == "":
		add("phone", "join.phone_missing")
	case errors.Is(err, message.ErrCannotReceive):
		add("phone", "join.phone_fixed")
	case err != nil:
		add("phone", "join.phone_wrong")
	}
	if !isName(t.FirstName) {
		add("first_name", "join.name_wrong")
	}
	if !t.Consent {
		add("consent", "join.consent_missing")
	}
	return phone, wrong
}

// isName says whether a text may be a first name: it will stand in texts to a phone that may be anybody's, so it
// must hold neither an address nor a sentence.
func isName(text string) bool {
	if utf8.RuneCountInString(text) > longestName || len(strings.Fields(text)) > 3 {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -'’", r)
	})
}
