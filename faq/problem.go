package faq

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// MaxSegments is how many segments an answer takes at most.
const MaxSegments = 2

// The bounds of an entry: enough for any shop, few enough that each text is compared with all examples.
const (
	MaxExamples      = 40
	maxExampleRunes  = 200
	maxExamplesRunes = 2500 // altogether: they are edited in one field of a modal
	maxNameRunes     = 40
)

// Words is what a shop's answers are filled in with and measured by.
type Words struct {
	Shop     string
	Contact  string           // stands for {contact}; "" where the shop names none
	Language message.Language // the one to fall back on
	Marks    bool             // Polish letters keep their marks
}

// Field is the part of an entry that a Problem is about.
type Field string

// The fields.
const (
	FieldTopic    Field = "topic"
	FieldName     Field = "name"
	FieldAnswer   Field = "answer" // with a Language
	FieldExamples Field = "examples"
)

// Problem is something that keeps an entry from being used.
type Problem struct {
	Field    Field
	Language message.Language // of FieldAnswer
	german   string
	english  string
}

// Sentence says in German or English what is wrong and what to do.
func (p Problem) Sentence(l message.Language) string {
	if l == message.German {
		return p.german
	}
	return p.english
}

// Problems gives all that is wrong with an entry; none when it can be used.
func (w Words) Problems(e Entry) []Problem {
	problems := w.wrongAnswers(e)
	if !topicForm.MatchString(string(e.Topic)) {
		problems = append(problems, Problem{Field: FieldTopic, german: "Ein Thema heißt mit Kleinbuchstaben, Ziffern und _, wie fahrrad_verleih.", english: "A topic is named with small letters, digits and _, such as bike_rental."})
	}
	if !e.Topic.Known() {
		problems = append(problems, wrongOwn(e)...)
	}
	return append(problems, wrongExamples(e)...)
}

// wrongOwn checks what only the shop's own topics need.
func wrongOwn(e Entry) (problems []Problem) {
	switch length := utf8.RuneCountInString(e.Name); {
	case strings.TrimSpace(e.Name) == "":
		problems = append(problems, Problem{Field: FieldName, german: "Ein eigenes Thema braucht einen Namen: Kundschaft liest ihn, wenn zwei Themen gemeint sein können.", english: "A topic of your own needs a name: customers read it when two topics may be meant."})
	case length > maxNameRunes:
		problems = append(problems, Problem{Field: FieldName, german: fmt.Sprintf("Der Name hat %d Zeichen, höchstens %d gehen.", length, maxNameRunes), english: fmt.Sprintf("The name has %d characters; at most %d will do.", length, maxNameRunes)})
	}
	if len(e.Examples) == 0 {
		problems = append(problems, Problem{Field: FieldExamples, german: "Ein eigenes Thema braucht Beispielfragen: nur an ihnen wird es erkannt.", english: "A topic of your own needs example questions: it is recognised by nothing else."})
	}
	return problems
}

func wrongExamples(e Entry) (problems []Problem) {
	if len(e.Examples) > MaxExamples {
		problems = append(problems, Problem{Field: FieldExamples, german: fmt.Sprintf("Das sind %d Beispielfragen, höchstens %d gehen.", len(e.Examples), MaxExamples), english: fmt.Sprintf("These are %d example questions; at most %d will do.", len(e.Examples), MaxExamples)})
	}
	all := 0
	for i, example := range e.Examples {
		all += utf8.RuneCountInString(example.Text) + 1
		if n := utf8.RuneCountInString(example.Text); n > maxExampleRunes || strings.TrimSpace(example.Text) == "" {
			problems = append(problems, Problem{Field: FieldExamples, german: fmt.Sprintf("Die %d. Beispielfrage hat %d Zeichen: 1 bis %d gehen.", i+1, n, maxExampleRunes), english: fmt.Sprintf("The %d. example question has %d characters: 1 to %d will do.", i+1, n, maxExampleRunes)})
			break
		}
	}
	if all > maxExamplesRunes {
		problems = append(problems, Problem{Field: FieldExamples, german: fmt.Sprintf("Die Beispielfragen haben zusammen %d Zeichen, höchstens %d gehen.", all, maxExamplesRunes), english: fmt.Sprintf("The example questions have %d characters altogether; at most %d will do.", all, maxExamplesRunes)})
	}
	return problems
}

func (w Words) wrongAnswers(e Entry) (problems []Problem) {
	answered := false
	for _, language := range Languages() {
		text := e.Answers[language]
		if strings.TrimSpace(text) == "" {
			continue
		}
		answered = true
		problems = append(problems, w.wrongAnswer(language, text)...)
	}
	if !answered {
		problems = append(problems, Problem{Field: FieldAnswer, Language: w.fallback(), german: "Schreiben Sie die Antwort in wenigstens einer Sprache.", english: "Write the answer in one language at least."})
	}
	return problems
}

func (w Words) wrongAnswer(language message.Language, text string) (problems []Problem) {
	add := func(german, english string) {
		problems = append(problems, Problem{Field: FieldAnswer, Language: language, german: german, english: english})
	}
	for _, name := range placeholders(text) {
		switch {
		case name == "contact" && w.Contact == "":
			add("{contact} steht für shop.contact in der Datei mit den Einstellungen, und dort steht nichts.", "{contact} stands for shop.contact in the config, which is empty.")
		case !slices.Contains([]string{"shop", "contact"}, name):
			add(fmt.Sprintf("{%s} kann nicht ersetzt werden, nur {shop} und {contact}.", name), fmt.Sprintf("{%s} cannot be filled in, only {shop} and {contact}.", name))
		}
	}
	if size := sms.Measure(w.fill(text)); size.Segments > MaxSegments {
		why, reason := "", ""
		if size.Alphabet == sms.UCS2 {
			why, reason = " Zeichen wie Emojis machen sie länger.", " Characters such as emoji make it longer."
		}
		add(fmt.Sprintf("Die Antwort braucht %d SMS, höchstens %d gehen.%s", size.Segments, MaxSegments, why), fmt.Sprintf("The answer takes %d SMS; at most %d will do.%s", size.Segments, MaxSegments, reason))
	}
	return problems
}

func (w Words) fallback() message.Language {
	if w.Language == "" {
		return message.German
	}
	return w.Language
}
