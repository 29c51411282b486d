package campaigns

import (
	"fmt"
	"strings"
	"time"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// Field names the part of a draft that a Problem is about.
type Field string

// The fields of a draft.
const (
	FieldName     Field = "name"
	FieldTexts    Field = "texts"
	FieldAudience Field = "audience"
	FieldPurpose  Field = "purpose"
	FieldStart    Field = "start"
	FieldDeadline Field = "deadline"
	FieldLink     Field = "link"
	FieldCoupon   Field = "coupon"
)

// Problem is one thing that is wrong, or doubtful, in a draft.
type Problem struct {
	Field    Field
	Language message.Language // of the text, for FieldTexts
	Warning  bool             // true: it may be proposed all the same
	says     sentence
}

// Sentence says what is wrong and how to mend it, in German or else English.
func (p Problem) Sentence(language message.Language) string { return p.says.in(language) }

// MaxSegments is the most segments a campaign's text may have in its longest case.
const MaxSegments = 6

// Form is what a person fills in.
type Form struct {
	Name    string
	Content Content
}

// startsLate is how long ago a start may be: whoever writes slowly is not bothered.
const startsLate = time.Hour

// check gives all problems of a draft that show without looking at anything else.
func (d Form) check(now time.Time, policy sms.Policy) []Problem {
	var problems []Problem
	add := func(f Field, german, english string) {
		problems = append(problems, Problem{Field: f, says: sentence{german, english}})
	}
	c := d.Content.canonical()
	if strings.TrimSpace(d.Name) == "" {
		add(FieldName, "Geben Sie der Kampagne einen Namen.", "Give the campaign a name.")
	}
	if len(c.Texts) == 0 {
		add(FieldTexts, "Schreiben Sie einen Text.", "Write a text.")
	}
	if _, err := ParseAudience(c.Audience); err != nil {
		problems = append(problems, audienceProblem(c.Audience, err))
	}
	if !c.StartAt.IsZero() && now.Sub(c.StartAt) > startsLate {
		add(FieldStart, "Der Start liegt in der Vergangenheit. Wählen Sie einen späteren, oder lassen Sie ihn leer.",
			"The start is in the past. Choose a later one, or leave it empty.")
	}
	if !c.Deadline.IsZero() && !c.Deadline.After(now) {
		add(FieldDeadline, "Die Frist liegt in der Vergangenheit.", "The deadline is in the past.")
	}
	if !c.Deadline.IsZero() && !c.StartAt.IsZero() && !c.Deadline.After(c.StartAt) {
		add(FieldDeadline, "Die Frist muss nach dem Start liegen.", "The deadline must be after the start.")
	}
	for _, language := range c.languages() {
		problems = append(problems, checkText(c, language, policy)...)
	}
	return problems
}

// checkText gives the problems of one language's text.
func checkText(c Content, language message.Language, policy sms.Policy) []Problem {
	var problems []Problem
	add := func(f Field, warning bool, s sentence) {
		problems = append(problems, Problem{Field: f, Language: language, Warning: warning, says: s})
	}
	t, err := ParseTemplate(c.Texts[language])
	if err != nil {
		add(FieldTexts, false, templateSentence(err))
		return problems
	}
	if t.Uses(Link) && c.LinkTarget == "" {
		add(FieldLink, false, sentence{"Der Text enthält {{link}}: geben Sie an, wohin er führt.", "The text has {{link}}: say where it leads."})
	}
	if t.Uses(Coupon) && c.CouponPool == "" {
		add(FieldCoupon, false, sentence{"Der Text enthält {{coupon}}: wählen Sie einen Gutscheinvorrat.", "The text has {{coupon}}: choose a pool of coupons."})
	}
	if n := t.Longest(policy).Segments; n > MaxSegments {
		add(FieldTexts, false, sentence{
			fmt.Sprintf("Der Text wird im längsten Fall %d SMS lang; höchstens %d sind erlaubt. Kürzen Sie ihn.", n, MaxSegments),
			fmt.Sprintf("In its longest case the text takes %d segments; %d are allowed. Shorten it.", n, MaxSegments),
		})
	}
	if !strings.Contains(strings.ToUpper(c.Texts[language]), "STOP") {
		add(FieldTexts, true, sentence{
			"Der Text sagt nicht, wie man sich abmeldet. Ergänzen Sie zum Beispiel: Abmelden: STOP",
			"The text does not say how to opt out. Add for example: Opt out: STOP",
		})
	}
	return problems
}

// blocking gives the problems that are no mere warnings.
func blocking(problems []Problem) []Problem {
	var out []Problem
	for _, p := range problems {
		if !p.Warning {
			out = append(out, p)
		}
	}
	return out
}
