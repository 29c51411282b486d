package bot

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/faq"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// The modal that saves a reply as an answer, its blocks, and the choice of a new topic.
const (
	choiceFAQSave = modalPrefix + "faq.save"
	viewFAQSave   = "faq.save"
	blockAnswer   = "answer"
	newTopic      = "+"
)

// Answered knows what people answered by hand.
type Answered interface {
	faq.Store
	// AnsweredByHand gives general questions that people answered in other conversations since a time, the latest first.
	AnsweredByHand(ctx context.Context, conversation string, since time.Time, limit int) ([]faq.Past, error)
	// AnsweredIn gives the question of one conversation with its first answer; found is false while there is none.
	AnsweredIn(ctx context.Context, conversation string) (p faq.Past, found bool, err error)
}

// savePlace is the conversation of which a reply is saved.
type savePlace struct {
	Conversation string           `json:"conversation"`
	Language     message.Language `json:"language"`
}

// faqSaveModal offers the reply of a conversation as the answer to all who ask so.
func (b *Bot) faqSaveModal(ctx context.Context, conversation string) (slack.ModalViewRequest, error) {
	say := b.lang.say
	past, found, err := b.store.AnsweredIn(ctx, conversation)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	if !found {
		return *b.message(say("Hier hat noch niemand geantwortet. Antworten Sie zuerst im Thread.", "Nobody has answered here yet. Answer in the thread first.")), nil
	}
	h, found, err := b.store.SaidAt(ctx, conversation, message.SlackRef{})
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	if !found {
		return *b.message(say("Dieses Gespräch begann nicht mit einer Frage.", "This conversation did not begin with a question.")), nil
	}
	place := savePlace{Conversation: conversation, Language: b.spoken(h.Language, past.Language)}
	metadata, err := json.Marshal(place)
	view := modal(viewFAQSave, say("Antwort speichern", "Save the answer"), say("Speichern", "Save"), say("Abbrechen", "Cancel"),
		input(blockTopic, say("Thema", "Topic"), "", b.faqTopicSelect(b.faqOpen(past.Question, place.Language))),
		line(blockName, say("Name des neuen Themas", "Name of the new topic"), say("Nur bei einem neuen Thema; Kundschaft liest ihn in „Meinten Sie A: …“", "For a new topic only; customers read it in “Did you mean A: …”"), "", 40).WithOptional(true),
		area(blockAnswer, say("Antwort auf %s", "Answer in %s", languageName(b.lang, place.Language)), say("An alle, die danach fragen: keine Namen, keine Bestellnummern", "To all who ask: no names, no order numbers"), past.Reply, 600),
		area(blockExamples, say("So wurde gefragt", "How it was asked"), say("Eine Frage in jeder Zeile; schreiben Sie sie allgemein", "One question a line; make it general"), oneLine(past.Question), 3000),
		contextLine(say("Kundschaft, die so fragt, bekommt die Antwort ab jetzt sofort. Das lässt sich zurücknehmen.", "Customers who ask so get the answer at once from now on. This can be undone.")),
	)
	view.PrivateMetadata = string(metadata)
	return view, err
}

// spoken is the first language that answers may be in, else the desk's.
func (b *Bot) spoken(languages ...message.Language) message.Language {
	for _, l := range languages {
		if slices.Contains(faq.Languages(), l) {
			return l
		}
	}
	return message.Language(b.lang)
}

// faqGuess is the topic that a question seems to be about, "" for none.
func (b *Bot) faqGuess(question string) faq.Topic {
	if near := b.config.Answers.Book().Match(question); near.Likeness >= guessFrom {
		return near.Topic
	}
	if b.config.Parser == nil {
		return ""
	}
	reading := b.config.Parser().Parse(intents.ContextNone, question)
	if reading.Intent == intents.FAQ {
		return faq.Topic(reading.Slots[intents.SlotTopic])
	}
	if guesses := b.config.Parser().Guess(intents.ContextNone, question); len(guesses) > 0 && guesses[0].Lead > 0 {
		return faq.Topic(guesses[0].Topic)
	}
	return ""
}

// guessFrom is the likeness to an example from which its topic is offered first.
const guessFrom = 0.35

// faqOpen is the topic that a question seems to be about, "" where that has an answer in the language already: a reply to
// one question is no reason to replace what others are told.
func (b *Bot) faqOpen(question string, language message.Language) faq.Topic {
	guess := b.faqGuess(question)
	if e, _ := b.kept(guess); e.Answers[language] != "" {
		return ""
	}
	return guess
}

// faqTopicSelect offers all topics, and a new one.
func (b *Bot) faqTopicSelect(guess faq.Topic) *slack.SelectBlockElement {
	options := []*slack.OptionBlockObject{option(newTopic, b.lang.say("➕ Neues Thema", "➕ New topic"))}
	add := func(e faq.Entry) { options = append(options, option(string(e.Topic), b.topicName(e))) }
	for _, topic := range intents.Topics() {
		add(faq.Entry{Topic: faq.Topic(topic)})
	}
	for _, e := range b.config.Answers.Book().Entries() {
		if !e.Topic.Known() && len(options) < 100 {
			add(e.Entry)
		}
	}
	choose := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(b.lang.say("Wählen", "Choose"), optionLimit), blockTopic, options...)
	choose.InitialOption = options[0]
	for _, o := range options {
		if o.Value == string(guess) {
			choose.InitialOption = o
		}
	}
	return choose
}

// submitFAQSave keeps a reply as the answer to a topic, and the question as one of its examples.
func (b *Bot) submitFAQSave(ctx context.Context, p interactionPayload, who member, reply func(any)) error {
	var place savePlace
	if err := json.Unmarshal([]byte(p.View.PrivateMetadata), &place); err != nil {
		return err
	}
	past, found, err := b.store.AnsweredIn(ctx, place.Conversation)
	if err != nil {
		return err
	}
	h, asked, err := b.store.SaidAt(ctx, place.Conversation, message.SlackRef{})
	if err != nil {
		return err
	}
	if !found || !asked {
		reply(slack.NewUpdateViewSubmissionResponse(b.message(b.lang.say("Nicht gespeichert: dieses Gespräch wurde gelöscht.", "Not saved: this conversation was erased."))))
		return nil
	}
	edit, errs := b.savedReply(p.View, place, faq.Example{Event: h.Event, Address: h.Address})
	switch answer := p.View.text(blockAnswer); {
	case faq.Names(answer, past.Names):
		errs[blockAnswer] = b.lang.say("Die Antwort nennt jemanden beim Namen. Sie geht an alle: schreiben Sie sie allgemein.", "The answer names somebody. It goes to everybody: make it general.")
	case faq.NamesOrder(answer):
		errs[blockAnswer] = b.lang.say("Die Antwort nennt die Nummer einer Bestellung. Sie geht an alle: schreiben Sie sie allgemein.", "The answer gives the number of an order. It goes to everybody: make it general.")
	}
	if faq.Names(p.View.text(blockExamples), past.Names) {
		errs[blockExamples] = b.lang.say("Die Frage nennt jemanden beim Namen. Lassen Sie ihn weg.", "The question names somebody. Leave that out.")
	}
	if len(errs) > 0 {
		reply(fieldErrors(errs))
		return nil
	}
	return b.keepFAQ(ctx, p, who, edit, reply)
}

// savedReply reads the form: the entry of the topic with the answer in its language, and the questions as examples.
func (b *Bot) savedReply(v viewPayload, place savePlace, asked faq.Example) (faq.Edit, map[string]string) {
	topic := faq.Topic(v.text(blockTopic))
	if topic == newTopic {
		topic = faq.TopicOf(v.text(blockName))
		if b.topicTaken(topic) {
			return faq.Edit{}, map[string]string{blockName: b.lang.say("Dieses Thema gibt es schon: wählen Sie es oben.", "This topic is there already: choose it above.")}
		}
	}
	before, base := b.kept(topic)
	if problem := b.notOpen(before, v, place.Language); problem != "" {
		return faq.Edit{}, map[string]string{blockTopic: problem}
	}
	e := before.Entry
	if v.text(blockTopic) == newTopic {
		e.Name = v.text(blockName)
	}
	e.Answers = map[message.Language]string{}
	maps.Copy(e.Answers, before.Answers)
	e.Answers[place.Language] = v.text(blockAnswer)
	e.Examples = slices.Clone(before.Examples)
	for _, example := range examplesOf(v.text(blockExamples), before.Examples, asked) {
		if !hasExample(e.Examples, example.Text) {
			e.Examples = append(e.Examples, example)
		}
	}
	return faq.Edit{Entry: e, Base: base}, b.faqErrors(e, func(message.Language) string { return blockAnswer })
}

// notOpen says why a reply cannot be saved as the answer to the chosen topic, "" when it can.
func (b *Bot) notOpen(e faq.Kept, v viewPayload, language message.Language) string {
	switch {
	case e.Answers[language] != "" && e.Answers[language] != v.text(blockAnswer):
		return b.lang.say("Zu diesem Thema gibt es schon eine Antwort in dieser Sprache. Wählen Sie „Neues Thema“, oder ändern Sie die Antwort mit /sms faq.",
			"This topic has an answer in this language already. Choose “New topic”, or change the answer with /sms faq.")
	case v.text(blockTopic) != newTopic && v.text(blockName) != "":
		return b.lang.say("Wählen Sie „Neues Thema“, oder lassen Sie den Namen leer.", "Choose “New topic”, or leave the name empty.")
	default:
		return ""
	}
}

func hasExample(examples []faq.Example, text string) bool {
	return slices.ContainsFunc(examples, func(e faq.Example) bool { return e.Text == text })
}

// saveNote is the kind of post that offers to save a reply, to who wrote it.
const saveNote conversations.NoticeKind = "save"

// How far back it is looked for what was answered by hand, and at how much.
const (
	handSpan  = 365 * 24 * time.Hour
	handLimit = 200
)

// offerToSave offers to save a reply when it is the first one in its conversation and the same was answered by hand
// before: once for each conversation, and only to who wrote it.
func (b *Bot) offerToSave(ctx context.Context, card Card, staff conversations.Staff) error {
	c, found, err := b.store.Case(ctx, caseOf(card.Name))
	if err != nil || !found || !general(c) || c.Replies > 0 || c.Owner.User != staff.User {
		return err
	}
	past, err := b.store.AnsweredByHand(ctx, c.ID, b.now().Add(-handSpan), handLimit)
	if err != nil {
		return err
	}
	again, err := b.config.Answers.Repeated(c.Quote, past)
	if err != nil || !again && !b.sameTopic(c.Quote, past) {
		return err
	}
	payload, err := json.Marshal(conversations.Notice{Kind: saveNote, Conversation: c.ID, Staff: staff, Text: b.lang.say(
		"💾 So etwas wurde schon einmal von Hand beantwortet. Als Antwort speichern, dann bekommt es die Nächste sofort?", "💾 Something like this was answered by hand before. Save it as the answer, so that the next one gets it at once?")})
	if err != nil {
		return err
	}
	return b.store.AddPosts(ctx, []Post{{Channel: b.keyOf(staff.Message.Channel), Card: card.Name, Kind: saveNote, Payload: payload, Latest: "save:" + c.ID}}, b.now())
}

// general says whether a conversation may be about a general question: no case, and nothing that the bot knew to be
// something else.
func general(c Case) bool {
	return c.Case == "" && c.Quote != "" && (c.Intent == intents.FAQ || c.Intent == intents.Unknown || c.Intent == intents.Human)
}

// sameTopic says whether a question is about a topic without an answer that was asked about before.
func (b *Bot) sameTopic(question string, past []faq.Past) bool {
	if b.config.Parser == nil {
		return false
	}
	parser := b.config.Parser()
	topic := func(text string) string {
		return parser.Parse(intents.ContextNone, text).Slots[intents.SlotTopic]
	}
	asked := topic(question)
	if _, stored := b.config.Answers.Book().Entry(faq.Topic(asked)); stored || asked == "" {
		return false
	}
	for _, p := range past {
		if topic(p.Question) == asked {
			return true
		}
	}
	return false
}

// saveContent is the offer.
func (b *Bot) saveContent(n conversations.Notice) content {
	c := b.remark(n)
	c.blocks = append(c.blocks, buttons(button(choiceFAQSave, conversationCard+n.Conversation+":0", b.lang.say("Als Antwort speichern …", "Save as the answer …"))))
	return c
}
