package bot_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kurzwahl/bot"
	"kurzwahl/bot/workspace"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// second is another phone.
const second message.Address = "+491711234599"

// understands has the bot know how texts are read.
func understands(t *testing.T) func(*bot.Config) {
	t.Helper()
	parser, err := intents.New(intents.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return func(c *bot.Config) { c.Parser = func() *intents.Parser { return parser } }
}

// listed gives the list of answers, once it shows the words.
func (d *desk) listed(words string) workspace.Message {
	d.t.Helper()
	d.command(workspace.Mia, "/sms faq")
	return d.hinted(workspace.Mia, words)
}

// writes opens the form of a topic from the list, and fills it in.
func (d *desk) writes(topic string, values map[string]string) workspace.Submission {
	d.t.Helper()
	d.chooses(workspace.Mia, d.listed("Write a new answer"), "faq.new", "modal.faq.edit|"+topic)
	return d.submits(workspace.Mia, d.view(workspace.Mia, "faq.edit"), filledIn(values))
}

func filledIn(values map[string]string) map[string]map[string]any {
	filled := map[string]map[string]any{}
	for block, value := range values {
		filled[block] = map[string]any{block: value}
	}
	return filled
}

func TestAnswersAreWrittenChangedAndTakenBack(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	hostile := "9 to 18 <!channel> & *so*"
	if got := d.writes("hours", map[string]string{"text_en": ""}); got.Errors["text_en"] == "" {
		t.Errorf("an answer without a text gave %+v, want a word at the field", got)
	}
	if got := d.submits(workspace.Mia, d.view(workspace.Mia, "faq.edit"), filledIn(map[string]string{"text_en": strings.Repeat("long ", 70)})); !strings.Contains(got.Errors["text_en"], "3 SMS") {
		t.Errorf("an answer of three SMS gave %+v", got)
	}
	got := d.submits(workspace.Mia, d.view(workspace.Mia, "faq.edit"), filledIn(map[string]string{"text_en": hostile, "text_de": "9 bis 18 Uhr"}))
	if !strings.Contains(asJSON(got), "Saved.") {
		t.Errorf("the modal does not say that it is saved: %s", asJSON(got))
	}
	d.text(customer, "what time do you open?")
	d.phone.gets(t, hostile)
	list := d.listed("written in Slack by Mia")
	if !strings.Contains(everything(list), "DE EN") || strings.Contains(list.Text, "<!channel>") {
		t.Errorf("the list shows: %s", everything(list))
	}
	d.chooses(workspace.Mia, list, "faq.more", "modal.faq.edit|hours")
	d.submits(workspace.Mia, d.view(workspace.Mia, "faq.edit"), filledIn(map[string]string{"text_en": "10 to 18"}))
	d.text(customer, "When are you open?")
	d.phone.gets(t, "10 to 18")
	list = d.listed("10 to 18")
	d.chooses(workspace.Mia, list, "faq.more", "modal.faq.remove|hours")
	removed := d.submits(workspace.Mia, d.view(workspace.Mia, "faq.remove"), nil)
	d.listed("removed by Mia")
	if err := d.Click(d.ctx(), workspace.Click{User: workspace.Mia, ViewID: removed.View.ID, ActionID: "faq.undo"}); err != nil {
		t.Fatal(err)
	}
	d.eventually("the modal to say so", func() bool {
		v, err := d.WaitView(d.ctx(), workspace.Mia, func(v workspace.View) bool { return strings.Contains(asJSON(v), "Taken back") })
		return err == nil && v.ID == removed.View.ID
	})
	d.chooses(workspace.Mia, d.listed("10 to 18"), "faq.more", find(t, d.listed("10 to 18"), "faq.more", "faq.undo"))
	d.listed("9 to 18")
	d.settled()
}

func TestATopicOfTheShopsOwnIsRecognisedByItsExamples(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	values := map[string]string{"name": "Bike rental", "text_en": "Yes, from 25 EUR a day.", "examples": ""}
	if got := d.writes("", values); got.Errors["examples"] == "" {
		t.Errorf("a topic of its own without examples gave %+v", got)
	}
	values["examples"] = "Do you rent out bikes?\n\n  can I rent a bike from you  \ndo you rent out bikes?"
	d.submits(workspace.Mia, d.view(workspace.Mia, "faq.edit"), filledIn(values))
	d.text(customer, "can i rent a bike from you?")
	d.phone.gets(t, "Yes, from 25 EUR a day.")
	d.chooses(workspace.Mia, d.listed("Bike rental"), "faq.new", "modal.faq.edit|")
	if got := d.submits(workspace.Mia, d.view(workspace.Mia, "faq.edit"), filledIn(values)); !strings.Contains(got.Errors["name"], "there already") {
		t.Errorf("a second topic of the name gave %+v", got)
	}
	edits, _, err := d.db.FAQEdits(d.ctx())
	if err != nil || len(edits) != 1 || len(edits[0].Entry.Examples) != 2 || edits[0].Entry.Topic != "bike_rental" {
		t.Errorf("stored: %+v, %v, want one topic with two examples", edits, err)
	}
}

func TestOfTwoWhoChangeAnAnswerTheSecondIsTold(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.writes("hours", map[string]string{"text_en": "9 to 18"})
	list := d.listed("9 to 18")
	d.command(workspace.Tarek, "/sms faq")
	his := d.hinted(workspace.Tarek, "9 to 18")
	d.chooses(workspace.Mia, list, "faq.more", "modal.faq.edit|hours")
	d.chooses(workspace.Tarek, his, "faq.more", "modal.faq.edit|hours")
	hers, other := d.view(workspace.Mia, "faq.edit"), d.view(workspace.Tarek, "faq.edit")
	d.submits(workspace.Tarek, other, filledIn(map[string]string{"text_en": "10 to 18"}))
	if got := d.submits(workspace.Mia, hers, filledIn(map[string]string{"text_en": "11 to 18"})); !strings.Contains(asJSON(got), "somebody has just changed") {
		t.Errorf("the second change gave %s", asJSON(got))
	}
	d.listed("10 to 18")
}

func TestASuggestionIsSentOnceHoweverOftenItIsClicked(t *testing.T) {
	t.Parallel()
	d := openDesk(t, understands(t))
	d.writes("", map[string]string{"name": "Baskets", "text_en": "Our baskets fit all bikes but folding ones.", "examples": "Passt der Korb an mein Fahrrad?\nDoes the basket fit my bike?"})
	d.text(customer, "Ich möchte mit einem Mitarbeiter sprechen: passt der Korb auch?")
	card := d.inbox("the card", func(m workspace.Message) bool { return hasAction(m, "case.claim") })
	suggestion := d.inbox("the suggestion", func(m workspace.Message) bool { return m.ThreadTS == card.TS && hasAction(m, "suggested.send") })
	if all := everything(suggestion); !strings.Contains(all, "stored answer: Baskets") || !strings.Contains(all, "folding ones") {
		t.Errorf("the suggestion shows %s", all)
	}
	d.clicks(workspace.Mia, suggestion, "suggested.send")
	for _, user := range []string{workspace.Mia, workspace.Tarek} { // they may still see the buttons
		again := workspace.Click{User: user, Channel: workspace.Inbox, MessageTS: suggestion.TS, ActionID: "suggested.send"}
		if err := d.Click(d.ctx(), again); err != nil && !errors.Is(err, workspace.ErrNotThere) {
			t.Fatal(err)
		}
	}
	d.phone.gets(t, "Our baskets fit all bikes but folding ones.")
	d.inbox("who took it up", func(m workspace.Message) bool {
		return m.TS == suggestion.TS && strings.Contains(everything(m), "Mia") && !hasAction(m, "suggested.send") && reacted(m, "hourglass_flowing_sand")
	})
	d.settled()
	d.phone.gets(t, "Our baskets fit all bikes but folding ones.")
	cases, err := d.db.Cases(d.ctx(), bot.CaseQuery{})
	if err != nil || len(cases) != 1 || cases[0].Owner.User != workspace.Mia || cases[0].Replies != 1 {
		t.Errorf("the conversation is %+v, %v, want it Mia's with one reply", cases, err)
	}
}

func TestWhatWasAnsweredBeforeIsSuggestedAndEditedFirst(t *testing.T) {
	t.Parallel()
	d := openDesk(t, understands(t))
	const question = "Ich möchte mit einem Mitarbeiter über den Korb sprechen, passt er auf Klappräder?"
	d.text(customer, question)
	card := d.claimed(d.inbox("the card", func(m workspace.Message) bool { return hasAction(m, "case.claim") }))
	d.says(workspace.Mia, card, "Nein, leider nicht auf Klappräder.")
	d.phone.gets(t, "Nein, leider nicht auf Klappräder.")
	d.settled()
	d.text(second, "Hallo! "+question)
	suggestion := d.inbox("the suggestion", func(m workspace.Message) bool { return hasAction(m, "suggested.send") })
	d.clicks(workspace.Tarek, suggestion, "modal.suggested")
	view := d.view(workspace.Tarek, "suggested")
	if strings.Contains(view.PrivateMetadata, "Klapp") {
		t.Errorf("the modal carries the text: %s", view.PrivateMetadata)
	}
	if got := d.submits(workspace.Tarek, view, filledIn(map[string]string{"text": strings.Repeat("lang ", 300)})); got.Errors["text"] == "" {
		t.Errorf("a text of ten SMS gave %+v", got)
	}
	d.submits(workspace.Tarek, d.view(workspace.Tarek, "suggested"), filledIn(map[string]string{"text": "Nein, aber auf alle anderen."}))
	d.phone.gets(t, "Nein, aber auf alle anderen.")
	d.settled()
}

// suggestedInOneSMS is a desk where replies of one SMS go out unasked, and Mia has a suggestion open to change it.
func suggestedInOneSMS(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t, func(c *bot.Config) {
		understands(t)(c)
		c.MaxSegments = 1
	})
	d.writes("", map[string]string{"name": "Baskets", "text_en": "Our baskets fit all bikes.", "examples": "Passt der Korb an mein Fahrrad?"})
	d.text(customer, "Ich möchte mit einem Mitarbeiter sprechen: passt der Korb auch?")
	suggestion := d.inbox("the suggestion", func(m workspace.Message) bool { return hasAction(m, "suggested.send") })
	d.clicks(workspace.Mia, suggestion, "modal.suggested")
	return d
}

func TestALongSuggestionIsHeldUntilItIsConfirmed(t *testing.T) {
	t.Parallel()
	d := suggestedInOneSMS(t)
	long := strings.TrimSpace(strings.Repeat("passt immer ", 14)) // two SMS
	d.submits(workspace.Mia, d.view(workspace.Mia, "suggested"), filledIn(map[string]string{"text": long}))
	held := d.hinted(workspace.Mia, "The reply takes 2 SMS.")
	d.settled()
	if n := d.phone.got(long); n != 0 {
		t.Errorf("a reply that was held was sent %d times", n)
	}
	d.clicks(workspace.Mia, held, "held.claim")
	d.phone.gets(t, long)
	d.settled()
}

func TestASuggestionIsMeasuredAsItGoesOut(t *testing.T) {
	t.Parallel()
	d := suggestedInOneSMS(t)
	text := strings.TrimSpace(strings.Repeat("passt immer ", 12)) // one SMS; three with quotes that need UCS-2
	d.submits(workspace.Mia, d.view(workspace.Mia, "suggested"), filledIn(map[string]string{"text": "“" + text + "”"}))
	d.phone.gets(t, `"`+text+`"`)
	d.settled()
}

func TestAReplyIsSavedAsTheAnswer(t *testing.T) {
	t.Parallel()
	d := openDesk(t, understands(t))
	anna := d.people(1)[0]
	const question = "Ich möchte mit einem Mitarbeiter sprechen: verleiht ihr Lastenräder?"
	d.text(anna, strings.ReplaceAll(question, ": ", ":\n")) // it is one example all the same
	card := d.claimed(d.inbox("the card", func(m workspace.Message) bool { return hasAction(m, "case.claim") }))
	if strings.Contains(everything(card), "modal.faq.save") {
		t.Error("a reply can be saved before there is one")
	}
	d.says(workspace.Mia, card, "Ja, Anna, ab 25 EUR am Tag.")
	answered := d.inbox("the card that offers to save", func(m workspace.Message) bool {
		return m.TS == card.TS && strings.Contains(everything(m), "modal.faq.save")
	})
	d.chooses(workspace.Mia, answered, "case.more", find(t, answered, "case.more", "modal.faq.save"))
	view := d.view(workspace.Mia, "faq.save")
	if !strings.Contains(asJSON(view), question) || !strings.Contains(asJSON(view), "Anna, ab 25 EUR") || strings.Contains(view.PrivateMetadata, "Lastenr") {
		t.Errorf("the modal shows %s", asJSON(view))
	}
	values := map[string]string{"topic": "+", "name": "Verleih", "answer": "Ja, Anna, ab 25 EUR am Tag.", "examples": "Verleiht ihr Lastenräder?"}
	if got := d.submits(workspace.Mia, view, filledIn(values)); !strings.Contains(got.Errors["answer"], "names somebody") {
		t.Errorf("an answer with a name gave %+v", got)
	}
	for text, want := range map[string]string{"Hallo Frau Meier, ja.": "names somebody", "Ja, wie bei Ihrer Bestellung 123.": "number of an order"} {
		values["answer"] = text
		if got := d.submits(workspace.Mia, d.view(workspace.Mia, "faq.save"), filledIn(values)); !strings.Contains(got.Errors["answer"], want) {
			t.Errorf("the answer %q gave %+v, want %q", text, got, want)
		}
	}
	values["answer"], values["topic"] = "Ja, ab 25 EUR am Tag.", "size"
	if got := d.submits(workspace.Mia, d.view(workspace.Mia, "faq.save"), filledIn(values)); !strings.Contains(got.Errors["topic"], "New topic") {
		t.Errorf("a new name for a known topic gave %+v", got)
	}
	values["topic"] = "+"
	d.submits(workspace.Mia, d.view(workspace.Mia, "faq.save"), filledIn(values))
	d.text(second, "verleiht ihr auch lastenräder?")
	d.phone.gets(t, "Ja, ab 25 EUR am Tag.")
	d.chooses(workspace.Mia, answered, "case.more", find(t, answered, "case.more", "modal.faq.save"))
	values = map[string]string{"topic": "verleih", "answer": "Nein", "examples": "Verleiht ihr Lastenräder?"}
	if got := d.submits(workspace.Mia, d.view(workspace.Mia, "faq.save"), filledIn(values)); !strings.Contains(got.Errors["topic"], "an answer in this language already") {
		t.Errorf("a reply that would replace another answer gave %+v", got)
	}
	edits, _, err := d.db.FAQEdits(d.ctx())
	if err != nil || len(edits) != 1 || edits[0].Entry.Examples[0].Address != anna || edits[0].Entry.Name != "Verleih" {
		t.Errorf("stored: %+v, %v, want an example that is known to be the customer's", edits, err)
	}
}

func TestTheSecondAnswerByHandOffersToSaveIt(t *testing.T) {
	t.Parallel()
	d := openDesk(t, understands(t))
	const question = "Ich möchte mit einem Mitarbeiter über die Miete von Zelten sprechen"
	offers := func() (n int) {
		for _, m := range d.Ephemerals(workspace.Mia) {
			if hasAction(m, "modal.faq.save") {
				n++
			}
		}
		return n
	}
	for i, phone := range []message.Address{customer, second} {
		d.text(phone, question)
		card := d.claimed(d.inbox("the card", func(m workspace.Message) bool { return hasAction(m, "case.claim") }))
		for _, text := range []string{"Zelte ab 10 EUR am Tag.", "Gern geschehen!"} {
			text = fmt.Sprintf("%s (%d)", text, i)
			d.says(workspace.Mia, card, text)
			d.phone.gets(t, text)
		}
		d.settled()
		if got := offers(); i == 0 && got != 0 {
			t.Errorf("after the first answered question %d offers, want none", got)
		}
	}
	hint := d.hinted(workspace.Mia, "Save it as the answer")
	if got := offers(); got != 1 {
		t.Errorf("after two answered questions %d offers, want one", got)
	}
	d.clicks(workspace.Mia, hint, "modal.faq.save")
	if view := d.view(workspace.Mia, "faq.save"); !strings.Contains(asJSON(view), "Zelte ab 10 EUR am Tag.") {
		t.Errorf("the modal shows %s", asJSON(view))
	}
}
