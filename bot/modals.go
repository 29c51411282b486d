package bot

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/conversations"
	"kurzwahl/faq"
	"kurzwahl/message"
)

// onOpen opens the modal that a click or a shortcut asks for.
func (b *Bot) onOpen(ctx context.Context, p interactionPayload) error {
	who, err := b.member(ctx, p.User.ID)
	if err != nil {
		return err
	}
	if !who.ok {
		return b.openView(ctx, p.TriggerID, *b.message(b.mayNot()))
	}
	choice, value := p.CallbackID, ""
	if len(p.Actions) > 0 {
		var menu bool
		click := p.Actions[0]
		if choice, value, menu = strings.Cut(click.chosen(), "|"); !menu {
			choice, value = click.ActionID, click.chosen()
		}
	}
	view, err := b.modalFor(ctx, p, choice, value)
	if sentence := b.refusal(err); sentence != "" {
		view, err = *b.message(sentence), nil
	}
	if err != nil || view.Type == "" {
		return err
	}
	if p.Container.Type == "view" && choice == openEdit && p.View.CallbackID == viewPreview {
		_, err = b.api.UpdateViewContext(ctx, view, "", "", p.Container.ViewID)
		return err
	}
	err = b.openView(ctx, p.TriggerID, view)
	if code := troubleOf(err).code; (code == "expired_trigger_id" || code == "trigger_expired") && p.Container.ChannelID != "" {
		return b.hint(ctx, "", message.SlackRef{Channel: p.Container.ChannelID, TS: p.Container.MessageTS}, who.user,
			b.lang.say("Das hat zu lange gedauert. Klicken Sie noch einmal.", "That took too long. Click again."))
	}
	return err
}

// modalFor gives the modal of a choice; one without a type when there is none.
func (b *Bot) modalFor(ctx context.Context, p interactionPayload, choice, value string) (slack.ModalViewRequest, error) {
	id, _ := campaignOf(value)
	switch choice {
	case openNew, "send_sms":
		return b.writeModal(""), nil
	case openCampaign:
		return b.openBuilder(ctx, "")
	case openEdit:
		return b.openBuilder(ctx, id)
	case openReject:
		return b.rejectModal(value), nil
	case openTest:
		return b.testModal(value), nil
	case choiceSpam, choiceOptOut, choicePrivacy:
		return b.caseModal(choice, value, p.User.ID), nil
	case choiceFAQEdit:
		return b.faqModal(ctx, faq.Topic(value))
	case choiceFAQRemove:
		return b.faqRemoveModal(faq.Topic(value))
	case choiceFAQSave:
		return b.faqSaveModal(ctx, caseOf(value))
	case choiceSuggestion:
		return b.suggestionModal(ctx, p, value)
	case choiceTeach, shortcutTeach:
		return b.teachModal(ctx, p, value)
	default:
		return slack.ModalViewRequest{}, nil
	}
}

// caseModal asks once more before something is done to a customer that is not undone easily.
func (b *Bot) caseModal(choice, value, user string) slack.ModalViewRequest {
	say := b.lang.say
	title, text, yes := say("Spam?", "Spam?"), say("Die Frage wird ohne Antwort abgeschlossen.", "The question is closed without an answer."), say("Ist Spam", "It is spam")
	switch choice {
	case choiceOptOut:
		title, yes = say("Abmelden?", "Opt out?"), say("Abmelden", "Opt out")
		text = say("Diese Person bekommt keine Werbung mehr. Rückgängig machen kann es nur sie selbst.", "This person gets no marketing any more. Only they can undo it.")
	case choicePrivacy:
		title, yes = say("Datenschutz", "Privacy"), say("Melden", "Report")
		text = say("Die Admins erfahren, dass jemand Auskunft oder Löschung verlangt, und erledigen es. Die Frist beträgt einen Monat.",
			"The admins hear that somebody wants to see or erase their data, and do it. They have a month.")
		if b.erases(user) {
			yes = say("Alles löschen", "Erase all")
			text = say("Löscht alles über diese Person, hier und in der Datenbank, und behält nur einen Prüfwert, damit sie nie wieder angeschrieben wird. Das lässt sich nicht zurücknehmen. Wer Auskunft will, bekommt sie vorher: kurzwahl contacts export.",
				"Erases all about this person, here and in the database, and keeps only a check value so that they are never written to again. This cannot be undone. Who wants to see their data gets it before: kurzwahl contacts export.")
		}
	}
	view := modal(choice, title, yes, say("Abbrechen", "Cancel"), plainSection(text))
	view.PrivateMetadata = value
	return view
}

// onSubmit does what a submitted modal asks for.
func (b *Bot) onSubmit(ctx context.Context, p interactionPayload, reply func(any)) error {
	who, err := b.member(ctx, p.User.ID)
	if err != nil {
		return err
	}
	if !who.ok {
		reply(slack.NewUpdateViewSubmissionResponse(b.message(b.mayNot())))
		return nil
	}
	switch p.View.CallbackID {
	case viewBuilder:
		return b.submitBuilder(ctx, p, who, reply)
	case viewWrite:
		answer, err := b.submitWrite(ctx, p, who)
		if err == nil && answer != nil {
			reply(answer)
		}
		return err
	case choiceSpam, choiceOptOut, choicePrivacy:
		return b.submitCase(ctx, p, who)
	case viewOptOut:
		return b.submitOptOut(ctx, p, who)
	case viewFAQ, viewFAQRemove:
		return b.submitFAQ(ctx, p, who, reply)
	case viewFAQSave:
		return b.submitFAQSave(ctx, p, who, reply)
	case viewSuggested:
		return b.submitSuggested(ctx, p, who, reply)
	case viewTeach:
		return b.submitTeach(ctx, p, who, reply)
	default:
		return b.submitCampaign(ctx, p, who, reply)
	}
}

// submitCampaign does what a modal about a campaign asks for.
func (b *Bot) submitCampaign(ctx context.Context, p interactionPayload, who member, reply func(any)) error {
	id, _ := campaignOf(p.View.PrivateMetadata)
	if id == "" {
		return nil
	}
	by := campaigns.Person(who.user)
	var err error
	switch p.View.CallbackID {
	case viewPreview:
		_, err = b.campaigns.Propose(ctx, by, id)
	case viewReject:
		_, err = b.campaigns.Reject(ctx, by, id, p.View.text(blockReason))
	case viewTest:
		to, problem := b.phone(p.View.text(blockPhone))
		if problem != "" {
			reply(fieldErrors(map[string]string{blockPhone: problem}))
			return nil
		}
		err = b.campaigns.SendSample(ctx, by, id, to)
	}
	if sentence := b.overtaken(ctx, id, err); sentence != "" {
		reply(slack.NewUpdateViewSubmissionResponse(b.message(sentence)))
		return nil
	}
	if err == nil {
		reply(slack.NewClearViewSubmissionResponse())
	}
	return err
}

// submitCase does what was confirmed about a conversation.
func (b *Bot) submitCase(ctx context.Context, p interactionPayload, who member) error {
	c, found, err := b.store.Case(ctx, caseOf(p.View.PrivateMetadata))
	if err != nil || !found {
		return err
	}
	staff := conversations.Staff{User: who.user, Name: who.name, Message: c.Card}
	e := conversations.Event{Address: c.Address, Kind: conversations.Closed, At: b.now(), Dedupe: "case:" + p.View.ID, Conversation: c.ID, Staff: staff, Reason: "spam"}
	switch p.View.CallbackID {
	case choicePrivacy:
		if b.erases(who.user) {
			return b.orderErasure(ctx, c, who.user, p.View.ID)
		}
		return b.reportPrivacy(ctx, c, who)
	case choiceOptOut:
		e.Kind, e.Reason = conversations.StaffOptOut, ""
	}
	_, err = b.store.AddEvents(ctx, []conversations.Event{e})
	return err
}

// reportPrivacy tells the admins, and the thread, that somebody wants to see or erase their data.
func (b *Bot) reportPrivacy(ctx context.Context, c Case, who member) error {
	b.tellAdmins(ctx, "privacy:"+c.ID, b.lang.say(
		"%s meldet eine Datenschutzanfrage von %s. Die Nummer steht in der Datenbank beim Gespräch %s; kurzwahl contacts export und kurzwahl contacts erase erledigen sie.",
		"%s reports a privacy request of %s. The number is in the database under conversation %s; kurzwahl contacts export and kurzwahl contacts erase do the rest.",
		who.name, c.Address.Masked(), c.ID))
	payload, err := json.Marshal(conversations.Notice{Kind: conversations.DeskRemark, Conversation: c.ID, Text: b.lang.say("🔐 %s hat die Anfrage den Admins gemeldet.", "🔐 %s reported the request to the admins.", who.name)})
	if err != nil {
		return err
	}
	return b.store.AddPosts(ctx, []Post{{Channel: inboxKey, Card: conversationCard + c.ID, Kind: conversations.DeskRemark, Payload: payload, Latest: "privacy:" + c.ID}}, b.now())
}

// viewOptOut is the modal that opts a number out.
const viewOptOut = "optout"

// optOutCommand asks before it opts a number out.
func (b *Bot) optOutCommand(ctx context.Context, c commandPayload, args string) (*content, error) {
	to, problem := b.phone(args)
	if problem != "" {
		return say(problem), nil
	}
	view := b.caseModal(choiceOptOut, string(to), c.User)
	view.CallbackID = viewOptOut
	return nil, b.openView(ctx, c.TriggerID, view)
}

func (b *Bot) submitOptOut(ctx context.Context, p interactionPayload, who member) error {
	_, err := b.store.AddEvents(ctx, []conversations.Event{{
		Address: message.Address(p.View.PrivateMetadata), Kind: conversations.StaffOptOut, At: b.now(), Dedupe: "optout:" + p.View.ID,
		Staff: conversations.Staff{User: who.user, Name: who.name},
	}})
	return err
}
