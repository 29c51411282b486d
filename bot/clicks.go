package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// onClick does what somebody clicked, rights checked anew.
func (b *Bot) onClick(ctx context.Context, a Arrival, p interactionPayload) error {
	if len(p.Actions) == 0 {
		return nil
	}
	who, err := b.member(ctx, p.User.ID)
	if err != nil {
		return err
	}
	at := message.SlackRef{Channel: p.Container.ChannelID, TS: p.Container.MessageTS}
	if !who.ok {
		return b.refuseClick(ctx, p, at)
	}
	click := p.Actions[0]
	choice, value, menu := strings.Cut(click.chosen(), "|")
	if !menu {
		choice, value = click.ActionID, click.chosen()
	}
	staff := conversations.Staff{User: who.user, Name: who.name, Message: at}
	switch choice {
	case actClaim:
		return b.caseEvent(ctx, a, value, staff, conversations.Claimed, "")
	case actRelease:
		return b.caseEvent(ctx, a, value, staff, conversations.Released, "")
	case actClose:
		return b.caseEvent(ctx, a, value, staff, conversations.Closed, "")
	case actHeldClaim, actHeldOnce, actHeldNote:
		return b.onHeld(ctx, a, p, choice, value, staff)
	case actUndo:
		return b.onUndo(ctx, a, p, value, staff)
	case actFAQUndo:
		return b.onFAQUndo(ctx, p, value, staff)
	case actSuggested:
		return b.onSuggested(ctx, a, value, staff)
	case actUnteach:
		return b.onUnteach(ctx, p, value, staff)
	case actContestCheck, actContestConfirm:
		return b.onContestClick(ctx, choice, value, staff)
	case actWithdraw:
		return b.onWithdraw(ctx, p, value, staff)
	default:
		return b.onCampaignClick(ctx, choice, value, staff)
	}
}

func (b *Bot) refuseClick(ctx context.Context, p interactionPayload, at message.SlackRef) error {
	if at.Channel == "" {
		return nil
	}
	return b.hint(ctx, "", at, p.User.ID, b.mayNot())
}

// caseEvent makes an event of a click on a conversation's card, once for each click. What became of the conversation
// meanwhile is the dialogue's to judge, in its order; the person hears of it as a hint.
func (b *Bot) caseEvent(ctx context.Context, a Arrival, value string, staff conversations.Staff, kind conversations.EventKind, reason string) error {
	c, found, err := b.store.Case(ctx, caseOf(value))
	if err != nil || !found {
		return err
	}
	_, err = b.store.AddEvents(ctx, []conversations.Event{{
		Address: c.Address, Kind: kind, At: b.now(), Dedupe: a.Dedupe, Conversation: c.ID, Staff: staff, Reason: reason,
	}})
	return err
}

// replaceHint puts a line in place of the question that was answered. That it does not get through does no harm: its
// buttons do nothing twice.
func (b *Bot) replaceHint(ctx context.Context, responseURL, text string) {
	if responseURL == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	err := slack.PostWebhookContext(ctx, responseURL, &slack.WebhookMessage{Text: escape(text), ReplaceOriginal: true})
	if err != nil {
		b.log.DebugContext(ctx, "replace hint")
	}
}
