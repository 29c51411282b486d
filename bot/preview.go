package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// viewPreview is the modal that shows what a campaign would do, and asks for approval.
const viewPreview = "campaign.preview"

// previewModal shows what a campaign would do.
func (b *Bot) previewModal(ctx context.Context, c campaigns.Campaign) (slack.ModalViewRequest, error) {
	p, err := b.campaigns.Preview(ctx, campaigns.Form{Name: c.Name, Content: c.Content})
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	say := b.lang.say
	blocks := []slack.Block{header(c.Name), b.previewFacts(p, c.Content)}
	if why := b.reasons(p.LeftOut); why != "" {
		blocks = append(blocks, contextLine(say("Nicht dabei:", "Left out:")+"\n"+why))
	}
	for _, problem := range p.Problems {
		blocks = append(blocks, contextLine("⚠️ "+problem.Sentence(message.Language(b.lang))))
	}
	for i, sample := range p.Samples {
		blocks = append(blocks, contextLine(say("Beispiel %d · %s · %d SMS", "Sample %d · %s · %d SMS", i+1, sample.To.Masked(), sample.Segments)), verbatim(sample.Text))
	}
	blocks = append(blocks, buttons(button(openEdit, campaignValue(c), say("Zurück zum Bearbeiten", "Back to editing"))))
	view := modal(viewPreview, say("Vorschau", "Preview"), say("Freigabe erbitten", "Ask for approval"), say("Später", "Later"), blocks...)
	view.PrivateMetadata = campaignValue(c)
	return view, nil
}

// previewFacts are the numbers of a preview.
func (b *Bot) previewFacts(p campaigns.Preview, c campaigns.Content) slack.Block {
	say, number, now := b.lang.say, b.lang.count, b.local(b.now())
	start := say("sobald freigegeben", "as soon as approved")
	if !c.StartAt.IsZero() {
		start = b.lang.at(b.local(c.StartAt), now)
	}
	deadline := ""
	if !c.Deadline.IsZero() {
		deadline = b.lang.at(b.local(c.Deadline), now)
	}
	finish := ""
	if p.Recipients > 0 {
		finish = b.lang.at(b.local(p.FinishAt), now)
	}
	return facts(
		fact{say("Empfänger", "Recipients"), say("%s von %s", "%s of %s", number(p.Recipients), number(p.Audience))},
		fact{say("Zielgruppe", "Audience"), cut(c.Audience, 200)},
		fact{say("SMS je Person", "SMS a person"), say("%d bis %d, im Mittel %.1f", "%d to %d, mean %.1f", p.MinSegments, p.MaxSegments, p.MeanSegments())},
		fact{say("Kosten", "Cost"), b.cost(p.Cost, p.Currency)},
		fact{say("Start", "Start"), start}, fact{say("Ende der Frist", "Deadline"), deadline},
		fact{say("Fertig etwa", "Done around"), finish}, fact{say("Link führt zu", "Link leads to"), cut(c.LinkTarget, 200)},
	)
}

// refusal gives the sentence of what a person may not do, "" for other errors and none.
func (b *Bot) refusal(err error) string {
	if r, ok := errors.AsType[*campaigns.Refusal](err); ok {
		return r.Sentence(message.Language(b.lang))
	}
	return ""
}
