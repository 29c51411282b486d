package bot

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// The actions of a campaign's card. The value is always the one of campaignValue.
const (
	actApprove  = "campaign.approve"
	actPause    = "campaign.pause"
	actResume   = "campaign.resume"
	actCancel   = "campaign.cancel"
	actToDraft  = "campaign.withdraw"
	actExport   = "campaign.export"
	actCampaign = "campaign.more"
	openReject  = modalPrefix + "reject"
	openTest    = modalPrefix + "test"
	openEdit    = modalPrefix + "edit"
)

// campaignValue is the value of a button of a campaign's card: which campaign, and the hash of what was seen.
func campaignValue(c campaigns.Campaign) string { return campaignCard + c.ID + ":" + c.Hash }

// campaignOf reads a campaignValue; the id is "" when it is none.
func campaignOf(value string) (id, hash string) {
	rest, ok := strings.CutPrefix(value, campaignCard)
	if !ok {
		return "", ""
	}
	id, hash, _ = strings.Cut(rest, ":")
	return id, hash
}

// campaignCard is the card of a campaign; a draft has none.
func (b *Bot) campaignCard(ctx context.Context, id string) (content, bool, error) {
	c, err := b.campaigns.Campaign(ctx, id)
	if refusal, ok := errors.AsType[*campaigns.Refusal](err); ok && refusal.Kind == campaigns.NotFound {
		return content{}, false, nil
	}
	if err != nil {
		return content{}, false, err
	}
	switch c.State {
	case campaigns.Proposed:
		card, err := b.proposalCard(ctx, c)
		return card, true, err
	case campaigns.Running, campaigns.Paused, campaigns.Done, campaigns.Cancelled:
		if c.StartedAt.IsZero() {
			return b.restingCard(ctx, c), true, nil
		}
		p, err := b.campaigns.Progress(ctx, id)
		if err != nil {
			return content{}, false, err
		}
		if c.State == campaigns.Done || c.State == campaigns.Cancelled {
			return b.reportCard(ctx, p), true, nil
		}
		return b.progressCard(ctx, p), true, nil
	case campaigns.Approved, campaigns.Rejected:
		return b.restingCard(ctx, c), true, nil
	case campaigns.Draft:
		return b.restingCard(ctx, c), false, nil
	default:
		return content{}, false, nil
	}
}

// proposalCard asks for an approval: exactly what would be sent, to how many, and what it costs.
func (b *Bot) proposalCard(ctx context.Context, c campaigns.Campaign) (content, error) {
	p, err := b.campaigns.Preview(ctx, campaigns.Form{Name: c.Name, Content: c.Content})
	if err != nil {
		return content{}, err
	}
	say := b.lang.say
	blocks := []slack.Block{header("📣 " + say("Freigabe: ", "Approval: ") + c.Name)}
	blocks = append(blocks, b.texts(c.Content)...)
	blocks = append(blocks, b.previewFacts(p, c.Content))
	blocks = append(blocks, b.previewNotes(p)...)
	blocks = append(blocks, contextLine(say("Von %s", "By %s", b.nameOf(ctx, c.Author)), b.lastEditor(ctx, c), say("Prüfsumme %s", "Hash %s", c.Hash[:min(12, len(c.Hash))])))
	approve := button(actApprove, campaignValue(c), say("Freigeben", "Approve")).WithStyle(slack.StylePrimary)
	approve.Confirm = ask(say("Wirklich freigeben?", "Really approve?"), b.numbers(p), say("Freigeben", "Approve"), say("Noch nicht", "Not yet"))
	blocks = append(blocks, buttons(approve,
		button(openTest, campaignValue(c), say("Test an mich", "Send test to me")),
		button(openReject, campaignValue(c), say("Ablehnen …", "Reject …")).WithStyle(slack.StyleDanger), b.campaignMenu(c)))
	return content{text: say("Kampagne „%s“ wartet auf Freigabe", "Campaign “%s” waits for approval", escape(c.Name)), blocks: blocks}, nil
}

// campaignMenu offers to take a campaign back while nothing of it was sent.
func (b *Bot) campaignMenu(c campaigns.Campaign) slack.BlockElement {
	return slack.NewOverflowBlockElement(actCampaign,
		option(openEdit+"|"+campaignValue(c), b.lang.say("Bearbeiten …", "Edit …")),
		option(actToDraft+"|"+campaignValue(c), b.lang.say("Zurückziehen", "Withdraw")))
}

// numbers are what somebody must have seen before they approve.
func (b *Bot) numbers(p campaigns.Preview) string {
	return b.lang.say("Empfänger: %s\nSMS zusammen: %s\nKosten: %s\nStart: %s", "Recipients: %s\nSMS altogether: %s\nCost: %s\nStart: %s",
		b.lang.count(p.Recipients), b.lang.count(p.Segments), b.cost(p.Cost, p.Currency), b.lang.at(b.local(p.StartAt), b.local(b.now())))
}

func (b *Bot) cost(thousandths int64, currency string) string {
	if thousandths == 0 {
		return "–"
	}
	return b.lang.money(thousandths, fallback(currency, b.config.Currency))
}

// texts shows the text of each language exactly as it is.
func (b *Bot) texts(c campaigns.Content) []slack.Block {
	var blocks []slack.Block
	for _, language := range slices.Sorted(maps.Keys(c.Texts)) {
		blocks = append(blocks, contextLine(languageName(b.lang, language)), verbatim(c.Texts[language]))
	}
	return blocks
}

// languageName names a language; one that is not spoken here keeps its code.
func languageName(t tongue, l message.Language) string {
	names := map[message.Language][2]string{
		message.German: {"Deutsch", "German"}, message.English: {"Englisch", "English"}, message.Polish: {"Polnisch", "Polish"},
	}
	if name, ok := names[l]; ok {
		return t.say(name[0], name[1])
	}
	return string(l)
}

// nameOf names a person, without a mention: nobody is disturbed by a card.
func (b *Bot) nameOf(ctx context.Context, p campaigns.Person) string {
	if p == "" {
		return "Kurzwahl"
	}
	who, err := b.member(ctx, string(p))
	if err != nil {
		return string(p)
	}
	return who.name
}

func (b *Bot) lastEditor(ctx context.Context, c campaigns.Campaign) string {
	if c.Editor == c.Author {
		return ""
	}
	return b.lang.say("zuletzt geändert von %s", "last changed by %s", b.nameOf(ctx, c.Editor))
}

// restingCard is the card of a campaign that waits, was sent back, or was stopped before it began.
func (b *Bot) restingCard(ctx context.Context, c campaigns.Campaign) content {
	say := b.lang.say
	var line string
	var row []slack.BlockElement
	switch c.State {
	case campaigns.Approved:
		line = say("✅ Freigegeben von %s", "✅ Approved by %s", b.nameOf(ctx, c.Approver))
		if c.Content.StartAt.After(b.now()) {
			line += say(" · Start %s", " · starts %s", b.lang.at(b.local(c.Content.StartAt), b.local(b.now())))
		}
		row = []slack.BlockElement{b.cancelButton(c), b.campaignMenu(c)}
	case campaigns.Rejected:
		line = say("↩️ Abgelehnt: %s", "↩️ Rejected: %s", c.Reason)
		row = []slack.BlockElement{button(openEdit, campaignValue(c), say("Überarbeiten", "Revise"))}
	case campaigns.Draft:
		line = say("✏️ Wird überarbeitet", "✏️ Being revised")
		row = []slack.BlockElement{button(openEdit, campaignValue(c), say("Bearbeiten", "Edit"))}
	case campaigns.Proposed, campaigns.Running, campaigns.Paused, campaigns.Done, campaigns.Cancelled:
		line = say("🚫 Abgebrochen, bevor etwas gesendet wurde", "🚫 Cancelled before anything was sent")
	}
	blocks := []slack.Block{header("📣 " + c.Name)}
	blocks = append(blocks, b.texts(c.Content)...)
	blocks = append(blocks, contextLine(line))
	if len(row) > 0 {
		blocks = append(blocks, buttons(row...))
	}
	return content{text: escape(c.Name + " · " + line), blocks: blocks}
}

func (b *Bot) cancelButton(c campaigns.Campaign) *slack.ButtonBlockElement {
	say := b.lang.say
	cancel := button(actCancel, campaignValue(c), say("Abbrechen", "Cancel")).WithStyle(slack.StyleDanger)
	cancel.Confirm = ask(say("Kampagne abbrechen?", "Cancel the campaign?"), say("Was noch nicht gesendet ist, wird nie gesendet. Das lässt sich nicht zurücknehmen.",
		"What has not been sent will never be sent. This cannot be undone."), say("Abbrechen", "Cancel it"), say("Weiterlaufen lassen", "Keep it")).WithStyle(slack.StyleDanger)
	return cancel
}
