package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/intents"
	"kurzwahl/lessons"
	"kurzwahl/message"
)

// The ways to teach, the modal, its blocks, and the button that takes a lesson back. The button's value is the
// lesson's id.
const (
	shortcutTeach = "teach" // the callback_id of the message shortcut in the app's manifest
	choiceTeach   = modalPrefix + "teach"
	viewTeach     = "teach"
	blockIntent   = "intent"
	blockTopic    = "topic"
	actUnteach    = "lesson.undo"
)

// teachPlace is where somebody began to teach; a modal carries it, and nothing of what the customer wrote.
type teachPlace struct {
	Conversation string           `json:"conversation"`
	At           message.SlackRef `json:"at"`
	Said         message.SlackRef `json:"said,omitzero"` // where the text stands; zero for the one that began the conversation
}

// teachModal asks what the customer's text at a place means.
func (b *Bot) teachModal(ctx context.Context, p interactionPayload, value string) (slack.ModalViewRequest, error) {
	place, err := b.teachPlace(ctx, p, value)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	h, problem, err := b.taughtText(ctx, place)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	if problem != "" {
		return *b.message(problem), nil
	}
	metadata, err := json.Marshal(place)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	say := b.lang.say
	view := modal(viewTeach, say("Antwort lehren", "Teach this answer"), say("Lehren", "Teach"), say("Abbrechen", "Cancel"),
		quote(h.Text), contextLine(b.lang.afterQuestion(h.Asked.Context), b.lang.readAs(h.Intent)),
		input(blockIntent, say("Was ist gemeint?", "What is meant?"), "", b.intentSelect()),
		input(blockTopic, say("Thema der allgemeinen Frage", "Topic of the general question"), say("Nur bei „Allgemeine Frage“", "Only for “General question”"), b.topicSelect()).WithOptional(true),
		contextLine(say("Dieser Text wird sofort so verstanden, ähnliche nach einer Prüfung in Sekunden.", "This text is understood so at once, similar ones after a check in seconds.")),
	)
	view.PrivateMetadata = string(metadata)
	return view, nil
}

// teachPlace is the card whose menu was opened, or the message of which the shortcut was used; zero outside of a
// conversation's thread.
func (b *Bot) teachPlace(ctx context.Context, p interactionPayload, value string) (teachPlace, error) {
	if id := caseOf(value); id != "" {
		return teachPlace{Conversation: id, At: message.SlackRef{Channel: p.Container.ChannelID, TS: p.Container.MessageTS}}, nil
	}
	at := message.SlackRef{Channel: p.Channel.ID, TS: p.MessageTS}
	if at.TS == "" {
		at.TS = p.Message.TS
	}
	card, found, err := b.store.CardAt(ctx, p.Message.at(p.Channel.ID))
	id, ours := strings.CutPrefix(card.Name, conversationCard)
	if err != nil || !found || !ours {
		return teachPlace{}, err
	}
	self, err := b.me(ctx)
	place := teachPlace{Conversation: id, At: at}
	if at != card.SlackRef && p.Message.User == self {
		place.Said = at // what others wrote in the thread answers the text that began it
	}
	return place, err
}

// taughtText gives the customer's text at a place; problem says why nothing can be taught there.
func (b *Bot) taughtText(ctx context.Context, place teachPlace) (h lessons.Heard, problem string, err error) {
	nothing := b.lang.say("Hier steht kein Text von Kundschaft, der sich lehren ließe. Nehmen Sie die Karte einer Frage oder eine SMS in ihrem Thread.",
		"There is no customer's text here that could be taught. Use the card of a question, or an SMS in its thread.")
	if place.Conversation == "" {
		return h, nothing, nil
	}
	h, found, err := b.store.SaidAt(ctx, place.Conversation, place.Said)
	if err != nil {
		return h, "", err
	}
	if !found {
		return h, nothing, nil
	}
	if _, err := intents.Teach(nil, lessons.From(h, intents.Unknown, "").Lesson); err != nil {
		return h, b.lang.say("Aus diesem Text lässt sich nichts lernen: er enthält kein Wort.", "Nothing can be learned from this text: it has no word in it."), nil
	}
	return h, "", nil
}

func (b *Bot) intentSelect() *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, intent := range lessons.Teachable() {
		options = append(options, option(string(intent), b.lang.intent(intent)))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(b.lang.say("Wählen", "Choose"), optionLimit), blockIntent, options...)
}

func (b *Bot) topicSelect() *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, topic := range intents.Topics() {
		options = append(options, option(topic, b.lang.topic(topic)))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(b.lang.say("Wählen", "Choose"), optionLimit), blockTopic, options...)
}

// submitTeach keeps what was taught, and tells who taught it what has changed.
func (b *Bot) submitTeach(ctx context.Context, p interactionPayload, who member, reply func(any)) error {
	var place teachPlace
	if err := json.Unmarshal([]byte(p.View.PrivateMetadata), &place); err != nil {
		return err
	}
	intent, topic := intents.Intent(p.View.text(blockIntent)), p.View.text(blockTopic)
	if errs := b.teachErrors(intent, topic); len(errs) > 0 {
		reply(fieldErrors(errs))
		return nil
	}
	h, problem, err := b.taughtText(ctx, place)
	if err != nil {
		return err
	}
	if problem == "" {
		problem = b.outweighed(h, intent)
	}
	if problem != "" {
		reply(slack.NewUpdateViewSubmissionResponse(b.message(problem)))
		return nil
	}
	l := lessons.From(h, intent, topic)
	l.By, l.At, l.Place, l.Dedupe = who.user, b.now(), place.At, "teach:"+p.View.ID
	if l.ID, err = b.store.Teach(ctx, l); err != nil {
		return err
	}
	return b.confirmLesson(ctx, h, l)
}

// teachErrors says under which field what is wrong.
func (b *Bot) teachErrors(intent intents.Intent, topic string) map[string]string {
	switch {
	case !slices.Contains(lessons.Teachable(), intent):
		return map[string]string{blockIntent: b.lang.say("Wählen Sie, was gemeint ist.", "Choose what is meant.")}
	case intent == intents.FAQ && !slices.Contains(intents.Topics(), topic):
		return map[string]string{blockTopic: b.lang.say("Wählen Sie das Thema der Frage.", "Choose the topic of the question.")}
	default:
		return nil
	}
}

// outweighed says why a lesson would change nothing, "" when it would: no lesson outweighs an opt-out in plain words,
// nor the marks of a machine.
func (b *Bot) outweighed(h lessons.Heard, intent intents.Intent) string {
	if b.config.Parser == nil {
		return ""
	}
	reading := b.config.Parser().Parse(h.Asked.Context, h.Text)
	if reading.Intent == intent || reading.Step != intents.StepOptOut && reading.Step != intents.StepAutoReply {
		return ""
	}
	return b.lang.say("Nichts geändert: nach festen Regeln heißt dieser Text „%s“, und das geht jeder Lehre vor.", "Nothing changed: by fixed rules this text means “%s”, and no lesson outweighs that.",
		b.lang.intent(reading.Intent))
}

// lessonNote is the kind of post that confirms a lesson to who taught it.
const lessonNote conversations.NoticeKind = "lesson"

// lessonPayload is the payload of a lessonNote.
type lessonPayload struct {
	conversations.Notice

	Lesson string `json:"lesson"` // its id
}

// confirmLesson tells who taught what has changed, with a button that takes it back.
func (b *Bot) confirmLesson(ctx context.Context, h lessons.Heard, l lessons.Lesson) error {
	meant := b.lang.intent(l.Example.Intent)
	if l.Example.Topic != "" {
		meant += ", " + b.lang.topic(l.Example.Topic)
	}
	text := b.lang.say("🎓 Gelehrt: dieser Text %s heißt ab jetzt „%s“ (bisher „%s“). Ähnliche Texte folgen in Sekunden, wenn die Prüfung besteht.",
		"🎓 Taught: this text %s means “%s” from now on (“%s” so far). Similar texts follow in seconds if the check passes.",
		b.lang.afterQuestion(h.Asked.Context), meant, b.lang.intent(h.Intent))
	payload, err := json.Marshal(lessonPayload{Lesson: l.ID, Notice: conversations.Notice{
		Kind: lessonNote, Conversation: l.Conversation, Text: text, Quote: h.Text, Staff: conversations.Staff{User: l.By, Message: l.Place},
	}})
	if err != nil {
		return err
	}
	return b.store.AddPosts(ctx, []Post{{
		Channel: b.keyOf(l.Place.Channel), Card: conversationCard + l.Conversation, Kind: lessonNote, Payload: payload, Latest: "lesson:" + l.ID,
	}}, b.now())
}

// lessonContent is a lesson's confirmation.
func (b *Bot) lessonContent(p Post, n conversations.Notice) (content, error) {
	var of lessonPayload
	if err := json.Unmarshal(p.Payload, &of); err != nil {
		return content{}, err
	}
	c := b.remark(n)
	c.blocks = append(c.blocks, buttons(button(actUnteach, of.Lesson, b.lang.say("Rückgängig", "Undo"))))
	return c, nil
}

// onUnteach takes a lesson back.
func (b *Bot) onUnteach(ctx context.Context, p interactionPayload, id string, who conversations.Staff) error {
	undone, err := b.store.Unteach(ctx, id, who.User, b.now())
	if err != nil {
		return err
	}
	text := b.lang.say("Zurückgenommen: der Text wird wieder gelesen wie zuvor.", "Taken back: the text is read as before again.")
	if !undone {
		text = b.lang.say("Diese Lehre gilt schon nicht mehr.", "This lesson is not in force any more.")
	}
	b.replaceHint(ctx, p.Response, text)
	return nil
}

// Lessons is what staff teach.
type Lessons interface {
	// SaidAt gives the customer's text that stands at a place of a conversation's thread; for the zero place the text
	// that began it.
	SaidAt(ctx context.Context, conversation string, at message.SlackRef) (h lessons.Heard, found bool, err error)
	// Teach keeps a lesson, once for each Dedupe, and gives its id.
	Teach(ctx context.Context, l lessons.Lesson) (id string, err error)
	// Unteach takes a lesson back and says whether it was in force.
	Unteach(ctx context.Context, id, actor string, now time.Time) (undone bool, err error)
}
