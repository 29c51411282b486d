package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
)

// campaignCommand answers /sms campaign.
func (b *Bot) campaignCommand(ctx context.Context, c commandPayload, args string) (*content, error) {
	verb, ref, _ := strings.Cut(args, " ")
	verb, ref = strings.ToLower(verb), strings.TrimSpace(ref)
	switch verb {
	case "new":
		view, err := b.openBuilder(ctx, "")
		if err != nil {
			return nil, err
		}
		return nil, b.openView(ctx, c.TriggerID, view)
	case "", "list":
		return b.campaignList(ctx)
	case "show", "report", "pause", "resume", "cancel":
		return b.campaignVerb(ctx, verb, ref, campaigns.Person(c.User))
	default:
		return say(b.didYouMean("/sms campaign", verb, []string{"new", "list", "show", "pause", "resume", "cancel", "report"})), nil
	}
}

func (b *Bot) campaignList(ctx context.Context, states ...campaigns.State) (*content, error) {
	all, err := b.campaigns.List(ctx, 15, states...)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return say(b.lang.say("Keine Kampagnen. /sms campaign new beginnt eine.", "No campaigns. /sms campaign new begins one.")), nil
	}
	return &content{text: b.lang.say("Kampagnen: %d", "Campaigns: %d", len(all)), blocks: b.campaignLines(ctx, all)}, nil
}

// campaignLines shows campaigns as a list, each with a link to its card or, for a draft, a button to go on with it.
func (b *Bot) campaignLines(ctx context.Context, all []campaigns.Campaign) []slack.Block {
	blocks := make([]slack.Block, 0, len(all))
	for _, c := range all {
		text := plain(c.Name+" · "+b.stateName(c.State)+"\n"+b.nameOf(ctx, c.Author)+" · "+shortID(c.ID), sectionLimit)
		blocks = append(blocks, slack.NewSectionBlock(text, nil, b.campaignLink(ctx, c)))
	}
	return blocks
}

func (b *Bot) campaignLink(ctx context.Context, c campaigns.Campaign) *slack.Accessory {
	if c.State == campaigns.Draft || c.State == campaigns.Rejected {
		return slack.NewAccessory(button(openEdit, campaignValue(c), b.lang.say("Bearbeiten", "Edit")))
	}
	card, found, err := b.store.Card(ctx, campaignCard+c.ID)
	if err != nil || !found {
		return nil
	}
	link := b.permalink(ctx, card.SlackRef)
	if link == "" {
		return nil
	}
	return slack.NewAccessory(button("open", "", b.lang.say("Ansehen", "View")).WithURL(link))
}

// shortID is enough of an id to name a campaign in a command.
func shortID(id string) string { return id[max(0, len(id)-6):] }

func (b *Bot) stateName(s campaigns.State) string {
	names := map[campaigns.State][2]string{
		campaigns.Draft: {"Entwurf", "draft"}, campaigns.Proposed: {"wartet auf Freigabe", "waits for approval"}, campaigns.Approved: {"freigegeben", "approved"},
		campaigns.Running: {"läuft", "running"}, campaigns.Paused: {"angehalten", "paused"}, campaigns.Done: {"fertig", "done"},
		campaigns.Rejected: {"abgelehnt", "rejected"}, campaigns.Cancelled: {"abgebrochen", "cancelled"},
	}
	return b.lang.say(names[s][0], names[s][1])
}

// campaignVerb does something with the one campaign that ref names: the end of its id, or part of its name.
func (b *Bot) campaignVerb(ctx context.Context, verb, ref string, by campaigns.Person) (*content, error) {
	c, problem, err := b.findCampaign(ctx, ref)
	if err != nil || problem != "" {
		return say(problem), err
	}
	switch verb {
	case "pause":
		_, err = b.campaigns.Pause(ctx, by, c.ID)
	case "resume":
		_, err = b.campaigns.Resume(ctx, by, c.ID)
	case "cancel":
		_, err = b.campaigns.Cancel(ctx, by, c.ID)
	default:
		return b.campaignShow(ctx, c)
	}
	if sentence := b.overtaken(ctx, c.ID, err); sentence != "" {
		return say(sentence), nil
	}
	return say(b.lang.say("Erledigt: %s.", "Done: %s.", c.Name)), err
}

// campaignShow shows a campaign as its card does, without what can be clicked.
func (b *Bot) campaignShow(ctx context.Context, c campaigns.Campaign) (*content, error) {
	card, _, err := b.campaignCard(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	action := func(block slack.Block) bool { return block.BlockType() == slack.MBTAction }
	card.blocks, card.simple = slices.DeleteFunc(card.blocks, action), slices.DeleteFunc(card.simple, action)
	return &card, nil
}

// findCampaign finds the campaign that ref names; problem says why there is not just one.
func (b *Bot) findCampaign(ctx context.Context, ref string) (found campaigns.Campaign, problem string, err error) {
	if ref == "" {
		return found, b.lang.say("Welche? Nennen Sie den Namen oder die Kennung aus /sms campaign list.", "Which one? Give its name or its id from /sms campaign list."), nil
	}
	all, err := b.campaigns.List(ctx, 200)
	if err != nil {
		return found, "", err
	}
	ref = strings.ToLower(ref)
	fits := slices.DeleteFunc(all, func(c campaigns.Campaign) bool {
		return !strings.HasSuffix(c.ID, ref) && !strings.Contains(strings.ToLower(c.Name), ref)
	})
	switch len(fits) {
	case 0:
		return found, b.lang.say("Keine Kampagne heißt so. /sms campaign list zeigt alle.", "No campaign has that name. /sms campaign list shows all."), nil
	case 1:
		return fits[0], "", nil
	default:
		return found, b.lang.say("Das passt auf %d Kampagnen. Nennen Sie die Kennung aus /sms campaign list.", "That fits %d campaigns. Give the id from /sms campaign list.", len(fits)), nil
	}
}

// approveCommand lists what waits for the approval of the person who asks.
func (b *Bot) approveCommand(ctx context.Context, c commandPayload, _ string) (*content, error) {
	waiting, err := b.approvable(ctx, c.User)
	if err != nil {
		return nil, err
	}
	if len(waiting) == 0 {
		return say(b.lang.say("Nichts wartet auf Ihre Freigabe.", "Nothing waits for your approval.")), nil
	}
	return &content{text: b.lang.say("Warten auf Ihre Freigabe: %d", "Waiting for your approval: %d", len(waiting)), blocks: b.campaignLines(ctx, waiting)}, nil
}

// approvable gives the proposals that the user may approve.
func (b *Bot) approvable(ctx context.Context, user string) ([]campaigns.Campaign, error) {
	if !b.config.approver(user) {
		return nil, nil
	}
	all, err := b.campaigns.List(ctx, 50, campaigns.Proposed)
	return slices.DeleteFunc(all, func(c campaigns.Campaign) bool {
		return c.Author == campaigns.Person(user) || c.Editor == campaigns.Person(user)
	}), err
}
