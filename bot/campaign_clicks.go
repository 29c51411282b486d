package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/conversations"
)

// onCampaignClick does what somebody clicked on a campaign's card. What they may not do, or not any more, they hear.
func (b *Bot) onCampaignClick(ctx context.Context, choice, value string, staff conversations.Staff) error {
	id, hash := campaignOf(value)
	if id == "" {
		return nil
	}
	by := campaigns.Person(staff.User)
	var err error
	switch choice {
	case actApprove:
		_, err = b.campaigns.Approve(ctx, by, id, hash)
	case actPause:
		_, err = b.campaigns.Pause(ctx, by, id)
	case actResume:
		_, err = b.campaigns.Resume(ctx, by, id)
	case actCancel:
		_, err = b.campaigns.Cancel(ctx, by, id)
	case actExport:
		var c campaigns.Campaign
		if c, err = b.campaigns.Campaign(ctx, id); err == nil {
			return b.onExport(ctx, c, staff)
		}
	case actToDraft:
		_, err = b.campaigns.Withdraw(ctx, by, id)
	default:
		return nil
	}
	if sentence := b.overtaken(ctx, id, err); sentence != "" {
		if staff.Message.Channel == "" {
			return nil
		}
		return b.hint(ctx, campaignCard+id, staff.Message, staff.User, sentence)
	}
	return err
}

// The modals that ask for one thing more.
const (
	viewReject  = "campaign.reject"
	viewTest    = "campaign.test"
	blockReason = "reason"
)

func (b *Bot) rejectModal(value string) slack.ModalViewRequest {
	say := b.lang.say
	view := modal(viewReject, say("Ablehnen", "Reject"), say("Ablehnen", "Reject"), say("Abbrechen", "Cancel"),
		area(blockReason, say("Was soll geändert werden?", "What should be changed?"), say("Die Verfasserin oder der Verfasser liest es auf der Karte.", "Its author reads this on the card."), "", 500))
	view.PrivateMetadata = value
	return view
}

func (b *Bot) testModal(value string) slack.ModalViewRequest {
	say := b.lang.say
	view := modal(viewTest, say("Test an mich", "Send test to me"), say("Senden", "Send"), say("Abbrechen", "Cancel"),
		line(blockPhone, say("Ihre Handynummer", "Your mobile number"), say("Der Text kommt so an, wie ihn die Kundschaft lesen würde.", "The text arrives as a customer would read it."), "", 40))
	view.PrivateMetadata = value
	return view
}

// openBuilder shows the builder with a campaign filled in; the empty id is a new one.
func (b *Bot) openBuilder(ctx context.Context, id string) (slack.ModalViewRequest, error) {
	tags, err := b.store.Tags(ctx)
	if err != nil || id == "" {
		return b.builderModal(campaigns.Form{}, tags, ""), err
	}
	c, err := b.campaigns.Campaign(ctx, id)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	view := b.builderModal(campaigns.Form{Name: c.Name, Content: c.Content}, tags, fmt.Sprintf("%s:%d", c.ID, c.Version))
	if note := b.voids(ctx, c); note != "" {
		view.Blocks.BlockSet = append([]slack.Block{contextLine(note)}, view.Blocks.BlockSet...)
	}
	return view, nil
}

// voids says what an edit of a campaign undoes, "" where that is nothing.
func (b *Bot) voids(ctx context.Context, c campaigns.Campaign) string {
	switch c.State {
	case campaigns.Proposed:
		return b.lang.say("⚠️ Die Kampagne wartet auf Freigabe. Mit „Vorschau“ wird sie wieder ein Entwurf, der neu vorgeschlagen wird.",
			"⚠️ The campaign waits for approval. “Preview” makes it a draft again, which is proposed anew.")
	case campaigns.Approved:
		return b.lang.say("⚠️ %s hat die Kampagne freigegeben. Mit „Vorschau“ verfällt die Freigabe.", "⚠️ %s approved the campaign. “Preview” voids the approval.", b.nameOf(ctx, c.Approver))
	case campaigns.Draft, campaigns.Rejected, campaigns.Running, campaigns.Paused, campaigns.Done, campaigns.Cancelled:
		return ""
	default:
		return ""
	}
}
