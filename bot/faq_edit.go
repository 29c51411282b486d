package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/faq"
	"kurzwahl/message"
)

// The modals that change an answer, and their blocks. An answer's block is textBlock of its language.
const (
	viewFAQ       = "faq.edit"
	viewFAQRemove = "faq.remove"
	blockExamples = "examples"
)

// faqPlace is what a modal changes; it holds nothing that customers wrote.
type faqPlace struct {
	Topic faq.Topic `json:"topic,omitempty"` // "" for a new one
	Base  string    `json:"base,omitempty"`  // the edit that was shown
}

// kept gives the entry of a topic, or an empty one, and the edit that is in force for it, which may be its removal.
func (b *Bot) kept(t faq.Topic) (e faq.Kept, base string) {
	book := b.config.Answers.Book()
	if e, ok := book.Entry(t); ok {
		return e, e.Edit
	}
	e.Topic = t
	for _, removed := range book.Removed() {
		if removed.Topic == t {
			base = removed.Edit
		}
	}
	return e, base
}

// faqModal is the form of an answer.
func (b *Bot) faqModal(ctx context.Context, topic faq.Topic) (slack.ModalViewRequest, error) {
	say := b.lang.say
	e, base := b.kept(topic)
	blocks := []slack.Block{}
	if topic == "" || !topic.Known() {
		blocks = append(blocks, line(blockName, say("Thema", "Topic"), say("Wie Kundschaft es liest: „Meinten Sie A: Fahrradverleih …“", "As customers read it: “Did you mean A: bike rental …”"), e.Name, 40))
	} else {
		blocks = append(blocks, titled(b.lang.topic(string(topic)), ""))
	}
	for _, l := range faq.Languages() {
		blocks = append(blocks, area(textBlock(l), say("Antwort auf %s", "Answer in %s", languageName(b.lang, l)), "", e.Answers[l], 600).WithOptional(true))
	}
	texts := make([]string, len(e.Examples))
	for i, example := range e.Examples {
		texts[i] = oneLine(example.Text)
	}
	blocks = append(blocks,
		area(blockExamples, say("Beispielfragen, eine in jeder Zeile", "Example questions, one a line"), say("So, wie Kundschaft sie stellt, in jeder Sprache", "As customers ask them, in each language"), strings.Join(texts, "\n"), 3000).WithOptional(topic.Known()),
		contextLine(say("Höchstens zwei SMS. {shop} und {contact} werden ersetzt.", "Two SMS at most. {shop} and {contact} are filled in.")))
	if e.InFile || e.Edit != "" {
		blocks = append(blocks, contextLine(b.faqOrigin(ctx, e)))
	}
	view := modal(viewFAQ, say("Antwort", "Answer"), say("Speichern", "Save"), say("Abbrechen", "Cancel"), blocks...)
	metadata, err := json.Marshal(faqPlace{Topic: topic, Base: base})
	view.PrivateMetadata = string(metadata)
	return view, err
}

// faqRemoveModal asks before an answer is taken out.
func (b *Bot) faqRemoveModal(topic faq.Topic) (slack.ModalViewRequest, error) {
	say := b.lang.say
	e, base := b.kept(topic)
	view := modal(viewFAQRemove, say("Entfernen?", "Remove?"), say("Entfernen", "Remove"), say("Abbrechen", "Cancel"),
		plainSection(say("Fragen zu „%s“ gehen dann an Menschen. Das lässt sich zurücknehmen.", "Questions about “%s” go to people then. This can be undone.", b.topicName(e.Entry))))
	metadata, err := json.Marshal(faqPlace{Topic: topic, Base: base})
	view.PrivateMetadata = string(metadata)
	return view, err
}

// submitFAQ keeps what was made of an answer, and says so with a way back.
func (b *Bot) submitFAQ(ctx context.Context, p interactionPayload, who member, reply func(any)) error {
	var place faqPlace
	if err := json.Unmarshal([]byte(p.View.PrivateMetadata), &place); err != nil {
		return err
	}
	before, _ := b.kept(place.Topic)
	edit := faq.Edit{Entry: before.Entry, Base: place.Base, Removed: p.View.CallbackID == viewFAQRemove}
	if !edit.Removed {
		edit.Entry = b.faqFilledIn(p.View, place.Topic, before)
		if place.Topic == "" && b.topicTaken(edit.Entry.Topic) {
			reply(fieldErrors(map[string]string{blockName: b.lang.say("Dieses Thema gibt es schon. /sms faq zeigt es.", "This topic is there already. /sms faq shows it.")}))
			return nil
		}
		if errs := b.faqErrors(edit.Entry, textBlock); len(errs) > 0 {
			reply(fieldErrors(errs))
			return nil
		}
	}
	return b.keepFAQ(ctx, p, who, edit, reply)
}

// faqFilledIn reads the form. What is left of the examples keeps whose they are.
func (b *Bot) faqFilledIn(v viewPayload, topic faq.Topic, before faq.Kept) faq.Entry {
	e := faq.Entry{Topic: topic, Name: v.text(blockName), Answers: map[message.Language]string{}}
	if topic == "" {
		e.Topic = faq.TopicOf(e.Name)
	}
	for _, l := range faq.Languages() {
		if text := v.text(textBlock(l)); text != "" {
			e.Answers[l] = text
		}
	}
	e.Examples = examplesOf(v.text(blockExamples), before.Examples, faq.Example{})
	return e
}

// oneLine writes a question in the one line that an example has, as a customer's SMS may be of several.
func oneLine(question string) string { return strings.Join(strings.Fields(question), " ") }

// examplesOf reads examples, one a line, each once. One that was known before stays whose it was; others are like.
func examplesOf(text string, before []faq.Example, like faq.Example) (examples []faq.Example) {
	seen := map[string]bool{}
	for typed := range strings.Lines(text) {
		typed = strings.TrimSpace(typed)
		if typed == "" || seen[strings.ToLower(typed)] {
			continue
		}
		seen[strings.ToLower(typed)] = true
		example := like
		example.Text = typed
		for _, known := range before {
			if oneLine(known.Text) == typed {
				example = known
			}
		}
		examples = append(examples, example)
	}
	return examples
}

func (b *Bot) topicTaken(t faq.Topic) bool {
	_, taken := b.config.Answers.Book().Entry(t)
	return taken || t.Known()
}

// faqErrors puts what is wrong with an answer under its fields; answerBlock names that of a language.
func (b *Bot) faqErrors(e faq.Entry, answerBlock func(message.Language) string) map[string]string {
	errs := map[string]string{}
	for _, p := range b.config.Answers.Words().Problems(e) {
		block := blockName
		switch p.Field {
		case faq.FieldAnswer:
			block = answerBlock(p.Language)
		case faq.FieldExamples:
			block = blockExamples
		case faq.FieldName, faq.FieldTopic:
		}
		if errs[block] == "" {
			errs[block] = p.Sentence(message.Language(b.lang))
		}
	}
	return errs
}

// keepFAQ stores an edit once, and answers the modal.
func (b *Bot) keepFAQ(ctx context.Context, p interactionPayload, who member, edit faq.Edit, reply func(any)) error {
	edit.By, edit.At, edit.Dedupe = who.user, b.now(), "faq:"+p.View.ID
	id, err := b.config.Answers.Save(ctx, edit)
	if errors.Is(err, faq.ErrChanged) {
		reply(slack.NewUpdateViewSubmissionResponse(b.message(b.lang.say("Nicht gespeichert: jemand hat diese Antwort gerade geändert. Öffnen Sie sie mit /sms faq noch einmal.",
			"Not saved: somebody has just changed this answer. Open it again with /sms faq."))))
		return nil
	}
	if err != nil {
		return err
	}
	text := b.lang.say("Gespeichert. Wer danach fragt, bekommt ab jetzt diese Antwort, Tag und Nacht.", "Saved. Who asks for this gets this answer from now on, day and night.")
	if edit.Removed {
		text = b.lang.say("Entfernt. Fragen danach gehen ab jetzt an Menschen.", "Removed. Questions about it go to people from now on.")
	}
	view := b.message(text)
	view.Blocks.BlockSet = append(view.Blocks.BlockSet, buttons(button(actFAQUndo, id, b.lang.say("Rückgängig", "Undo"))))
	reply(slack.NewUpdateViewSubmissionResponse(view))
	return nil
}
