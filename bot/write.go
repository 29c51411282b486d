package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// The modal that writes to a customer, and its blocks.
const (
	viewWrite  = "write"
	blockPhone = "phone"
	blockText  = "text"
)

// newSMS opens the modal that writes to a customer, with the number filled in when one was given.
func (b *Bot) newSMS(ctx context.Context, c commandPayload, args string) (*content, error) {
	return nil, b.openView(ctx, c.TriggerID, b.writeModal(args))
}

// modal is a modal with a form.
func modal(callback, title, submit, cancel string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, Title: plain(title, 24), Submit: plain(submit, 24), Close: plain(cancel, 24),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// line is an input of one line; area one of several.
func line(block, label, hint, initial string, limit int) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(nil, block)
	element.InitialValue, element.MaxLength = cut(initial, limit), limit
	return input(block, label, hint, element)
}

func area(block, label, hint, initial string, limit int) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(nil, block)
	element.InitialValue, element.MaxLength, element.Multiline = cut(initial, limit), limit, true
	return input(block, label, hint, element)
}

func input(block, label, hint string, element slack.BlockElement) *slack.InputBlock {
	var under *slack.TextBlockObject
	if hint != "" {
		under = plain(hint, fieldLimit)
	}
	return slack.NewInputBlock(block, plain(label, fieldLimit), under, element)
}

func (b *Bot) writeModal(phone string) slack.ModalViewRequest {
	say := b.lang.say
	return modal(viewWrite, say("SMS schreiben", "Write an SMS"), say("Senden", "Send"), say("Abbrechen", "Cancel"),
		line(blockPhone, say("Telefonnummer", "Phone number"), say("Wie 0171 1234567 oder +48 512 345 678", "Such as 0171 1234567 or +48 512 345 678"), phone, 40),
		area(blockText, say("Text", "Text"), say("Die Antwort kommt in einem Thread hier an; die Frage gehört dann Ihnen.", "The answer arrives in a thread here; the conversation is yours then."), "", 1000),
	)
}

// openView opens a modal. A trigger that has expired is no error of ours: the person clicks again.
func (b *Bot) openView(ctx context.Context, trigger string, view slack.ModalViewRequest) error {
	_, err := b.api.OpenViewContext(ctx, trigger, view)
	return err
}

// fieldErrors is the answer to a submitted modal that keeps it open, with what is wrong by block.
func fieldErrors(errs map[string]string) *slack.ViewSubmissionResponse {
	return slack.NewErrorsViewSubmissionResponse(errs)
}

// submitWrite texts a customer in the name of who wrote it.
func (b *Bot) submitWrite(ctx context.Context, p interactionPayload, who member) (*slack.ViewSubmissionResponse, error) {
	address, text := p.View.text(blockPhone), p.View.text(blockText)
	to, problem := b.phone(address)
	if problem != "" {
		return fieldErrors(map[string]string{blockPhone: problem}), nil
	}
	if n := sms.Measure(text).Segments; n > b.config.MaxSegments*2 {
		return fieldErrors(map[string]string{blockText: b.lang.say("Das sind %d SMS. Kürzen Sie auf höchstens %d.", "That takes %d SMS. Shorten it to at most %d.", n, b.config.MaxSegments*2)}), nil
	}
	known, err := b.store.People(ctx, PeopleQuery{Address: to})
	if err != nil {
		return nil, err
	}
	if len(known) > 0 && (known[0].Suppressed != "" || known[0].OptedOut) {
		return fieldErrors(map[string]string{blockPhone: b.lang.say("Diese Nummer hat sich abgemeldet und bekommt keine SMS.", "This number has opted out and gets no SMS.")}), nil
	}
	_, err = b.store.AddEvents(ctx, []conversations.Event{{
		Address: to, Kind: conversations.StaffWrote, At: b.now(), Dedupe: "write:" + p.View.ID + ":" + p.View.Hash,
		Staff: conversations.Staff{User: who.user, Name: who.name}, Text: text,
	}})
	return nil, err
}

// phone reads a number that somebody typed; problem says what is wrong with it.
func (b *Bot) phone(typed string) (to message.Address, problem string) {
	to, err := message.ParsePhone(typed, b.config.Country)
	switch {
	case errors.Is(err, message.ErrCannotReceive):
		return "", b.lang.say("Diese Nummer kann keine SMS empfangen. Geben Sie eine Handynummer an.", "This number cannot receive SMS. Give a mobile number.")
	case err != nil:
		return "", b.lang.say("Das ist keine Telefonnummer. Schreiben Sie sie wie 0171 1234567 oder +48 512 345 678.", "That is no phone number. Write it like 0171 1234567 or +48 512 345 678.")
	default:
		return to, ""
	}
}
