package conversations

import (
	"slices"
	"strings"
	"testing"

	"kurzwahl/faq"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// storedAnswers are those of the shop in the talks: to two topics that are known, and to one of its own.
func storedAnswers(t testing.TB) func() *faq.Book {
	t.Helper()
	file, err := faq.ReadFile([]byte(`
[hours]
de = "Wir sind Mo-Fr 9-18 Uhr und Sa 10-14 Uhr für Sie da."
en = "We are open Mon-Fri 9-18 and Sat 10-14."
pl = "Otwarte pn-pt 9-18, sob 10-14."
[shipping]
de = "Versand in Deutschland: 4,90 EUR, 2 bis 3 Werktage. {shop}"
[rental]
name = "Fahrradverleih"
de = "Ja, Räder ab 25 EUR am Tag. Reservieren: {contact}"
en = "Yes, bikes from 25 EUR a day. Book: {contact}"
examples = ["Verleiht ihr Fahrräder?", "Kann man bei Ihnen ein Rad ausleihen?", "Do you rent out bikes?", "Can I rent a bike from you?", "czy wypożyczacie rowery?"]
`), faqWords)
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := faq.NewKeeper(faq.Config{Words: faqWords, File: file})
	if err != nil {
		t.Fatal(err)
	}
	return keeper.Book
}

var faqWords = faq.Words{Shop: "Radhaus", Contact: "030 1234567", Language: message.German}

// TestAnOptOutIsNeverReadAsAQuestionOfTheShops wants no likeness to an example to outweigh an opt-out.
func TestAnOptOutIsNeverReadAsAQuestionOfTheShops(t *testing.T) {
	t.Parallel()
	file := []faq.Entry{{Topic: "stopp", Name: "Bremsen", Answers: map[message.Language]string{message.German: "Alle Bremsen sind da."}}}
	for _, text := range []string{"STOP", "bitte keine SMS mehr", "Stoppt das!", "ruft ihr mich von dieser Liste an?"} {
		file[0].Examples = append(file[0].Examples, faq.Example{Text: text})
	}
	keeper, err := faq.NewKeeper(faq.Config{Words: faqWords, File: file})
	if err != nil {
		t.Fatal(err)
	}
	c := config(t, message.German, false)
	c.Answers = keeper.Book
	c.Parser = hesitant(t)
	w := newWorld(t, c)
	for _, example := range file[0].Examples[:3] {
		if got := w.texts(example.Text); got.Reading.Intent != intents.OptOut || len(got.Consents) == 0 {
			t.Errorf("%q was read as %s, want an opt-out", example.Text, got.Reading.Intent)
		}
	}
	if got := w.texts("ruft mich nicht mehr an and from this list"); w.state.Question != AskStop {
		t.Errorf("what may be an opt-out was answered with %q, want the question whether it is one", got.Replies)
	}
}

// TestEveryAnswerFitsWhateverTheLanguage asks for all topics in all languages.
func TestEveryAnswerFitsWhateverTheLanguage(t *testing.T) {
	t.Parallel()
	c := config(t, message.German, false)
	c.Answers = storedAnswers(t)
	for _, language := range faq.Languages() {
		for _, text := range []string{"Wann habt ihr geöffnet?", "Verleiht ihr Fahrräder?", "Was kostet der Versand?"} {
			w := newWorld(t, c)
			w.contact.Language = language
			turn := w.texts(text)
			if len(turn.Replies) != 1 || turn.Replies[0].Class != message.Service || turn.Conversation != nil {
				t.Errorf("%q in %s: got %+v, want one answer of class service and nobody asked", text, language, turn.Replies)
				continue
			}
			if size := sms.Measure(turn.Replies[0].Text); size.Segments > MaxSegments {
				t.Errorf("%q takes %d segments", turn.Replies[0].Text, size.Segments)
			}
		}
	}
}

// TestTwoQuestionsInOneText wants both answered where both are stored and fit, else the first and people.
func TestTwoQuestionsInOneText(t *testing.T) {
	t.Parallel()
	c := config(t, message.German, false)
	c.Answers = storedAnswers(t)
	desk := newWorld(t, c).desk
	const hours, shipping = "Mo-Fr 9-18", "4,90 EUR"
	for text, want := range map[string]struct {
		said  []string
		cards int
	}{
		"Wann habt ihr offen? Und was kostet der Versand?":         {[]string{hours, shipping}, 0},
		"Wie lange dauert der Versand und wann habt ihr geöffnet?": {[]string{shipping, hours}, 0},
		"Wie lange dauert der Versand und kann ich bar zahlen?":    {[]string{shipping}, 1},
		"Kann ich bar zahlen und wie lange dauert der Versand?":    {[]string{shipping}, 1},
		"Was kostet der Versand und die Lieferung?":                {[]string{shipping}, 0},
		"Was kostet der Versand?":                                  {[]string{shipping}, 0},
	} {
		w := worldOf(desk)
		w.contact.Language = message.German
		turn := w.texts(text)
		said := ""
		for _, r := range turn.Replies {
			said += r.Text
		}
		for _, answer := range []string{hours, shipping} {
			if strings.Contains(said, answer) != slices.Contains(want.said, answer) {
				t.Errorf("%q: got %q, want %v", text, said, want.said)
			}
		}
		if len(w.conversations) != want.cards || len(turn.Replies) != 1 {
			t.Errorf("%q: %d cards and %d replies, want %d and one", text, len(w.conversations), len(turn.Replies), want.cards)
		}
	}
}
