package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/faq"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// The actions below a suggested answer, whose value is the id of the post that suggests, and the modal that edits it.
const (
	actSuggested     = "suggested.send"
	choiceSuggestion = modalPrefix + "suggested"
	viewSuggested    = "suggested"
)

// suggestionNote is the kind of post that suggests an answer in a conversation's thread.
const suggestionNote conversations.NoticeKind = "suggestion"

// suggest queues a suggestion for the thread of a card that is about to be posted, if there is one.
func (b *Bot) suggest(ctx context.Context, p Post) error {
	id, ok := strings.CutPrefix(p.Card, conversationCard)
	if !ok {
		return nil
	}
	c, found, err := b.store.Case(ctx, id)
	if err != nil || !found || !general(c) || c.Status != conversations.Open {
		return err
	}
	past, err := b.store.AnsweredByHand(ctx, c.ID, b.now().Add(-handSpan), handLimit)
	if err != nil {
		return err
	}
	var language message.Language
	if b.config.Parser != nil {
		language = b.config.Parser().Parse(intents.ContextNone, c.Quote).Language
	}
	s, ok, err := b.config.Answers.Suggest(c.Quote, b.spoken(c.Spoken, language), b.faqGuess(c.Quote), past)
	if err != nil || !ok {
		return err
	}
	payload, err := json.Marshal(conversations.Notice{Kind: suggestionNote, Conversation: c.ID, Text: s.Text, Quote: b.suggestedWhy(s)})
	if err != nil {
		return err
	}
	return b.store.AddPosts(ctx, []Post{{Channel: p.Channel, Card: p.Card, Kind: suggestionNote, Payload: payload, Latest: "suggestion:" + c.ID}}, b.now())
}

// suggestedWhy says where a suggestion comes from.
func (b *Bot) suggestedWhy(s faq.Suggestion) string {
	if s.Topic == "" {
		return b.lang.say("so wurde am %s geantwortet", "so it was answered on %s", b.local(s.At).Format(b.lang.say("02.01.2006", "2 Jan 2006")))
	}
	e, _ := b.config.Answers.Book().Entry(s.Topic)
	return b.lang.say("gespeicherte Antwort: %s", "stored answer: %s", b.topicName(e.Entry))
}

// showSuggestion posts a suggestion while it is of use.
func (b *Bot) showSuggestion(ctx context.Context, p Post, n conversations.Notice) (shown, error) {
	c, found, err := b.store.Case(ctx, n.Conversation)
	if err != nil {
		return shown{}, err
	}
	if !found || c.Status == conversations.Finished || c.Replies > 0 {
		return sent(""), nil
	}
	return b.showInThread(ctx, p, b.suggestionContent(p.ID, n))
}

func (b *Bot) suggestionContent(post string, n conversations.Notice) content {
	send := button(actSuggested, post, b.lang.say("Senden", "Send")).WithStyle(slack.StylePrimary)
	edit := button(choiceSuggestion, post, b.lang.say("Erst bearbeiten …", "Edit first …"))
	return content{
		text:   b.lang.say("Vorschlag: %s", "Suggestion: %s", escape(n.Text)),
		blocks: []slack.Block{titled("💡 "+b.lang.say("Vorschlag", "Suggestion"), "· "+n.Quote), quote(n.Text), buttons(send, edit)},
	}
}

// suggestion reads what a post suggests, and its conversation; found is false when that is gone.
func (b *Bot) suggestion(ctx context.Context, id string) (n conversations.Notice, c Case, found bool, err error) {
	post, found, err := b.store.Post(ctx, id)
	if err != nil || !found {
		return n, c, false, err
	}
	if err := json.Unmarshal(post.Payload, &n); err != nil {
		return n, c, false, err
	}
	c, found, err = b.store.Case(ctx, strings.TrimPrefix(post.Card, conversationCard))
	return n, c, found, err
}

// onSuggested sends a suggestion as the reply of who clicked.
func (b *Bot) onSuggested(ctx context.Context, a Arrival, id string, staff conversations.Staff) error {
	n, c, found, err := b.suggestion(ctx, id)
	if err != nil || !found {
		return err
	}
	return b.sendSuggested(ctx, c, staff, n.Text, a.Dedupe, "suggested:"+id+":"+staff.User, id)
}

// sendSuggested makes the events of a reply that was suggested: a question that nobody has is claimed first. What becomes
// of it is the dialogue's to judge, as of every reply; each key counts once, however often somebody clicks. A reply that
// would take many SMS is held until they confirm it.
func (b *Bot) sendSuggested(ctx context.Context, c Case, staff conversations.Staff, text, claimKey, replyKey, post string) error {
	if b.sizeOf(text).Segments > b.config.MaxSegments {
		return b.holdReply(ctx, Card{Name: conversationCard + c.ID, SlackRef: c.Card}, staff, text, replyKey)
	}
	reply := conversations.Event{
		Address: c.Address, Kind: conversations.StaffReplied, At: b.now(), Dedupe: replyKey, Conversation: c.ID, Staff: staff, Text: text,
	}
	events := []conversations.Event{reply}
	if c.Status == conversations.Open {
		claim := reply
		claim.Kind, claim.Dedupe, claim.Text = conversations.Claimed, claimKey, ""
		events = []conversations.Event{claim, reply}
	}
	if _, err := b.store.AddEvents(ctx, events); err != nil {
		return err
	}
	if c.Status == conversations.Open || c.Status == conversations.InHands && c.Owner.User == staff.User {
		b.markSuggested(ctx, staff, text, post)
	}
	return nil
}

// markSuggested takes the buttons from a suggestion that was taken up. That it does not get through does no harm: its
// buttons send nothing twice.
func (b *Bot) markSuggested(ctx context.Context, staff conversations.Staff, text, post string) {
	c := content{
		text:   b.lang.say("%s antwortet: %s", "%s answers: %s", escape(staff.Name), escape(text)),
		blocks: []slack.Block{titled("💡 "+b.lang.say("%s antwortet:", "%s answers:", staff.Name), ""), quote(text)},
	}
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	if _, _, _, err := b.api.UpdateMessageContext(ctx, staff.Message.Channel, staff.Message.TS, c.options(Post{ID: post})...); err != nil {
		b.log.DebugContext(ctx, "mark suggestion", slog.String("code", troubleOf(err).code))
	}
}

// suggestedPlace is the suggestion that a modal edits.
type suggestedPlace struct {
	Post string           `json:"post"`
	At   message.SlackRef `json:"at"`
}

// suggestionModal has somebody edit a suggestion before it is sent.
func (b *Bot) suggestionModal(ctx context.Context, p interactionPayload, id string) (slack.ModalViewRequest, error) {
	say := b.lang.say
	n, c, found, err := b.suggestion(ctx, id)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	if !found || c.Status == conversations.Finished {
		return *b.message(say("Diese Frage ist abgeschlossen.", "This question is closed.")), nil
	}
	view := modal(viewSuggested, say("Antwort", "Answer"), say("Senden", "Send"), say("Abbrechen", "Cancel"),
		quote(c.Quote), area(blockText, say("Text", "Text"), say("Geht als SMS an die Kundschaft; die Frage gehört dann Ihnen.", "Goes to the customer as an SMS; the question is yours then."), n.Text, 1000))
	metadata, err := json.Marshal(suggestedPlace{Post: id, At: message.SlackRef{Channel: p.Container.ChannelID, TS: p.Container.MessageTS}})
	view.PrivateMetadata = string(metadata)
	return view, err
}

// submitSuggested sends what was made of a suggestion.
func (b *Bot) submitSuggested(ctx context.Context, p interactionPayload, who member, reply func(any)) error {
	var place suggestedPlace
	if err := json.Unmarshal([]byte(p.View.PrivateMetadata), &place); err != nil {
		return err
	}
	text := p.View.text(blockText)
	if n := b.sizeOf(text).Segments; n > b.config.MaxSegments*2 {
		reply(fieldErrors(map[string]string{blockText: b.lang.say("Das sind %d SMS. Kürzen Sie auf höchstens %d.", "That takes %d SMS. Shorten it to at most %d.", n, b.config.MaxSegments*2)}))
		return nil
	}
	_, c, found, err := b.suggestion(ctx, place.Post)
	if err != nil || !found {
		return err
	}
	staff := conversations.Staff{User: who.user, Name: who.name, Message: place.At}
	return b.sendSuggested(ctx, c, staff, text, "suggested:claim:"+p.View.ID, "suggested:view:"+p.View.ID, place.Post)
}
