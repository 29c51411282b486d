package faq

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/message"
	"kurzwahl/sms"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

var words = Words{Shop: "Radhaus", Contact: "030 1234567", Language: message.German}

func keep(t testing.TB, file ...Entry) *Keeper {
	t.Helper()
	k, err := NewKeeper(Config{Words: words, File: file})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func answer(topic Topic, text string, examples ...string) Entry {
	e := Entry{Topic: topic, Name: string(topic), Answers: map[message.Language]string{message.German: text}}
	for _, example := range examples {
		e.Examples = append(e.Examples, Example{Text: example})
	}
	return e
}

func TestAFileTellsAllThatIsWrongAtOnce(t *testing.T) {
	t.Parallel()
	_, err := ReadFile([]byte(`
loose = "x"
[hours]
de = "Offen {wann}?"
fr = "ouvert"
[shipping]
de = 5
[Bad-Name]
name = "Schlecht"
de = "x"
examples = ["y"]
[rental]
en = "`+strings.Repeat("long ", 80)+`"
[gifts]
name = "Geschenke"
pl = "tak"
examples = [1]
`), words)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"loose stands outside", "[hours] fr is no key", "[hours] de: {wann} cannot be filled in", "[shipping] de is no text", "[shipping] de: Write the answer",
		"[Bad-Name] A topic is named", "[rental] en: The answer takes 3 SMS", "[rental] A topic of your own needs a name", "[rental] A topic of your own needs example",
		"[gifts] examples is no list", "[gifts] A topic of your own needs example",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
	if _, err := ReadFile([]byte("[hours]\nde = \"x"), words); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v, want the line of what is no TOML", err)
	}
	silent := words
	silent.Contact = ""
	if _, err := ReadFile([]byte("[hours]\nde = \"{contact}\""), silent); err == nil || !strings.Contains(err.Error(), "shop.contact") {
		t.Errorf("got %v, want a word about the missing contact", err)
	}
}

func TestAnAnswerComesInTheNearestLanguage(t *testing.T) {
	t.Parallel()
	all := Entry{Topic: "hours", Answers: map[message.Language]string{"de": "Offen", "en": "Open", "pl": "Otwarte {shop}"}}
	polish := Entry{Topic: "size", Answers: map[message.Language]string{"pl": "duże „M”"}}
	english := Entry{Topic: "stock", Answers: map[message.Language]string{"en": "Ask {contact}", "pl": "jest", "de": " "}}
	book := keep(t, all, polish, english).Book()
	for _, c := range []struct {
		topic    Topic
		language message.Language
		want     string
	}{
		{"hours", "pl", "Otwarte Radhaus"},
		{"hours", "en", "Open"},
		{"hours", "", "Offen"},
		{"hours", "fr", "Offen"},
		{"size", "de", "duze \"M\""},
		{"stock", "de", "Ask 030 1234567"},
		{"stock", "pl", "jest"},
		{"voucher", "de", ""},
	} {
		if got, ok := book.Answer(c.topic, c.language); got != c.want || ok != (c.want != "") {
			t.Errorf("Answer(%s, %s) = %q, %v, want %q", c.topic, c.language, got, ok, c.want)
		}
	}
	var none *Book
	if _, ok := none.Answer("hours", "de"); ok || none.Match("offen?") != (Match{}) || len(none.Entries()) > 0 {
		t.Error("the nil book is not empty")
	}
}

func TestMatchFindsTheNearestTopicAndDoubtsWhatAddsAWord(t *testing.T) {
	t.Parallel()
	book := keep(t, answer("rental", "Ja", "Verleiht ihr Fahrräder?", "Do you rent out bikes?"), answer("gifts", "Ja", "Packt ihr das als Geschenk ein?")).Book()
	for _, c := range []struct {
		text  string
		topic Topic
		least float64
		most  float64
	}{
		{"Verleiht ihr Fahrräder?", "rental", 0.99, 1},
		{"verleiht ihr auch fahrraeder", "rental", 0.65, 1},
		{"do u rent out bikes", "rental", 0.65, 1},
		{"Do you rent out tents?", "rental", 0.45, 0.6},
		{"packt ihr das auch als geschenk ein", "gifts", 0.65, 1},
		{"wo ist meine Bestellung?", "", 0, 0.3},
		{"", "", 0, 0},
		{"🙂", "", 0, 0.3},
	} {
		got := book.Match(c.text)
		if c.topic != "" && got.Topic != c.topic || got.Likeness < c.least || got.Likeness > c.most || got.Lead > got.Likeness || got.Lead < 0 {
			t.Errorf("Match(%q) = %+v, want %s between %v and %v", c.text, got, c.topic, c.least, c.most)
		}
	}
}

func TestSuggestPrefersTheStoredAnswer(t *testing.T) {
	t.Parallel()
	k := keep(t, answer("rental", "Ja, ab 25 EUR.", "Verleiht ihr Fahrräder?"), answer("hours", "9 bis 18 Uhr"))
	past := []Past{
		{Question: "Passt der Helm Brise über eine Mütze?", Reply: "Ja, eine dünne passt.", At: noon},
		{Question: "Passt der Helm Brise über eine Mütze?", Reply: "Ja, Frau Nowak, sehr gut.", Names: []string{"Kasia", "Nowak"}, At: noon.Add(-1)},
	}
	for _, c := range []struct {
		question string
		guessed  Topic
		want     Suggestion
	}{
		{"Kann man Fahrräder bei euch leihen?", "stock", Suggestion{Topic: "rental", Text: "Ja, ab 25 EUR."}},
		{"seid ihr da", "hours", Suggestion{Topic: "hours", Text: "9 bis 18 Uhr"}},
		{"Passt der Helm auch über eine dicke Mütze?", "size", Suggestion{Text: "Ja, eine dünne passt.", At: noon}},
		{"blaue Elefanten", "size", Suggestion{}},
	} {
		got, ok, err := k.Suggest(c.question, message.German, c.guessed, past)
		if err != nil || ok != (c.want.Text != "") || got != c.want {
			t.Errorf("Suggest(%q) = %+v, %v, %v, want %+v", c.question, got, ok, err, c.want)
		}
	}
	if got, ok, err := k.Suggest("Passt der Helm Brise über eine Mütze?", message.German, "", past[1:]); err != nil || ok {
		t.Errorf("%+v names a customer and is suggested for another (%v)", got, err)
	}
	for question, want := range map[string]bool{"passt der helm brise ueber eine muetze": true, "Passt der Korb an mein Rad?": false} {
		if again, err := k.Repeated(question, past); err != nil || again != want {
			t.Errorf("Repeated(%q) = %v, %v, want %v", question, again, err, want)
		}
	}
}

func TestPersonalRepliesAreKnown(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]bool{
		"Ja, das passt.": false, "Wir haben von 9 bis 18 Uhr offen": false, "Ihre 4711 kommt morgen": true, "siehe https://x.example/a": true, "Vorgang R101": true,
		"Wir erstatten 59,90": true, "Hallo Frau NOWAK!": true, "Hallo Kasia-Maria": true, "Anna": false, "": false,
		"Ihre Bestellung 123 kommt morgen": true, "Your order no. 12 is on its way": true, "zamówienie nr 77 jest gotowe": true, "Nr. 5 ist da": true,
		"Kundennummer: 17": true, "#12 ist da": true, "Bestellungen dauern 3 Tage": false, "in order of 3": false,
		"wir erstatten 59 EUR": true, "59,- €": true, "zwrot 80 złotych": true, "£5 off": true, "EUR 20 zurück": true, "20\u00a0€": true, "20 zł": true, "3 Europaletten": false, "3 Center": false, "3 zlecenia": false,
		"Hallo Frau Meier, ja": true, "hallo frau meier, ja": true, "Ja, Herr Brown": true, "Mrs. Brown, yes": true, "Dear Anna, yes": true,
		"Cześć Piotrze, tak": true, "Pani Kasiu, tak": true, "Dzień dobry Pani Kasiu": true, "Sehr geehrter Herr Öz": true, "Guten Tag Jens": true,
		"Hallo zusammen, ja": false, "Hallo! Ja": false, "Hallo, Lastenräder haben wir": false, "Liebe Grüße Mia": false, "Szanowni Państwo, tak": false,
		"Dear customer, yes": false, "Dear Customer, yes": false, "Dzień dobry, tak": false, "Czy ma pani rower?": false, "Die Frau fragte": false,
	} {
		if got := personal(reply, []string{"Kasia Maria", "Nowak", ""}); got != want {
			t.Errorf("personal(%q) = %v, want %v", reply, got, want)
		}
	}
}

func TestTopicsAreMadeOfNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Topic{
		"Fahrradverleih": "fahrradverleih", "Geschenke & Gutscheine": "geschenke_gutscheine", "  Größe? ": "groesse", "Żółte łódki": "zolte_lodki",
		"24/7": "", "3D-Druck": "d_druck", "привет": "", strings.Repeat("lang ", 20): "lang_lang_lang_lang_lang_lang_lang_lang",
	} {
		if got := TopicOf(name); got != want {
			t.Errorf("TopicOf(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestEditsWinOverTheFile(t *testing.T) {
	t.Parallel()
	file := []Entry{answer("hours", "aus der Datei"), answer("zelte", "Ja", "Habt ihr Zelte?"), answer("size", "M")}
	edits := []Edit{
		{ID: "1", Entry: answer("hours", "aus Slack"), By: "U1", At: noon},
		{ID: "2", Entry: Entry{Topic: "size"}, Removed: true},
		{ID: "3", Entry: answer("boote", "Nein", "Habt ihr Boote?")},
	}
	book, err := newBook(words, file, edits)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range book.Entries() {
		got = append(got, fmt.Sprintf("%s %s %v %s", e.Topic, e.Origin, e.InFile, e.Answers["de"]))
	}
	want := []string{"hours slack true aus Slack", "boote slack false Nein", "zelte file true Ja"}
	if diff := cmp.Diff(want, got); diff != "" || len(book.Removed()) != 1 || !book.Removed()[0].InFile {
		t.Errorf("the entries are others (-want +got):\n%s\nremoved: %+v", diff, book.Removed())
	}
}

// FuzzReadFile wants that whatever is read without an error can be answered with.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte("[hours]\nde = \"Offen {shop}\"\nexamples = [\"wann?\"]"))
	f.Add([]byte("[a]\nname = \"x\"\npl = \"ąę {{shop}} {\"\nexamples = [\"\\u0000\"]"))
	f.Add([]byte("hours = 1\n[[x]]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		entries, err := ReadFile(content, words)
		if err != nil {
			return
		}
		book, err := newBook(words, entries, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			for _, language := range Languages() {
				text, ok := book.Answer(e.Topic, language)
				if !ok || strings.TrimSpace(text) == "" || sms.Measure(text).Segments > MaxSegments {
					t.Errorf("%s in %s is answered with %q", e.Topic, language, text)
				}
			}
		}
	})
}
