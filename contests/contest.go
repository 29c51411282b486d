package contests

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"kurzwahl/message"
)

// Contest is one contest that customers enter by texting a keyword.
type Contest struct {
	Name      string                      // by which entries name it
	Keywords  []string                    // any of them enters; case does not matter
	From      time.Time                   // first moment of entry; zero is always
	Until     time.Time                   // entries end here; zero is never
	Question  map[message.Language]string // asked where the keyword comes without an answer; nil asks nothing
	Answers   string                      // the letters that answer it; "" is "ABC"
	TermsLink string                      // in the call and in the confirmation
	Prize     string                      // what is won, as winners read it; "" does not name it
	Answer    time.Duration               // in which a winner must answer before a substitute moves up; 0 is 72 hours
}

// AnswerTime is how long a winner may take to answer.
func (c Contest) AnswerTime() time.Duration {
	if c.Answer == 0 {
		return 72 * time.Hour
	}
	return c.Answer
}

// Check says what is wrong with the contest, all of it at once; nil when nothing is.
func (c Contest) Check() error {
	var wrong []error
	if c.Name == "" {
		wrong = append(wrong, errors.New("a contest needs a name"))
	}
	if len(c.Keywords) == 0 || slices.Contains(c.Keywords, "") {
		wrong = append(wrong, fmt.Errorf("contest %q needs a keyword", c.Name))
	}
	if !c.From.IsZero() && !c.Until.IsZero() && !c.From.Before(c.Until) {
		wrong = append(wrong, fmt.Errorf("contest %q ends before it begins", c.Name))
	}
	if c.TermsLink == "" {
		wrong = append(wrong, fmt.Errorf("contest %q needs a link to its terms (DDG section 6)", c.Name))
	}
	return errors.Join(wrong...)
}

// Open says whether entries are taken at now.
func (c Contest) Open(now time.Time) bool {
	return !now.Before(c.From) && (c.Until.IsZero() || now.Before(c.Until))
}

// Asks says whether an entry needs an answer.
func (c Contest) Asks() bool { return len(c.Question) > 0 }

// Letters are those that answer the question, in one word: "ABC".
func (c Contest) Letters() string { return cmp.Or(c.Answers, "ABC") }

// NamedIn says whether a text holds one of the keywords.
func (c Contest) NamedIn(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(c.Keywords, func(k string) bool { return slices.Contains(words, strings.ToLower(k)) })
}

// Meant finds the contest that a text enters: one whose keyword it holds, or for a text without a keyword the one
// that was asked about. Of several, one that is open at now is preferred. ok is false when there is none.
func Meant(all []Contest, text, asked string, now time.Time) (contest Contest, ok bool) {
	named := func(c Contest) bool { return c.NamedIn(text) }
	for _, fits := range []func(Contest) bool{
		func(c Contest) bool { return named(c) && c.Open(now) },
		named,
		func(c Contest) bool { return c.Name == asked },
		func(c Contest) bool { return c.Open(now) },
	} {
		if i := slices.IndexFunc(all, fits); i >= 0 {
			return all[i], true
		}
	}
	return Contest{}, false
}
