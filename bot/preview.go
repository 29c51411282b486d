package bot

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/clock"
	"kurzwahl/message"
)

// viewPreview is the modal that shows what a campaign would do, and asks for approval.
const viewPreview = "campaign.preview"

// The bounds of an answer to a submitted modal: Slack waits three seconds for it and drops one of 20 KiB.
const (
	previewPatience = 1500 * time.Millisecond
	answerLimit     = 19 << 10
)

// answerPreview answers a submitted builder with the campaign's preview. When counting the audience takes its time, or
// the preview is too large for an answer, a word of patience is shown first and replaced.
func (b *Bot) answerPreview(ctx context.Context, viewID string, c campaigns.Campaign, reply func(any)) error {
	soon, cancel := context.WithTimeout(ctx, previewPatience)
	preview, err := b.previewModal(soon, c)
	late := soon.Err() != nil
	cancel()
	if err != nil && !late {
		return err
	}
	if err == nil {
		answer := slack.NewUpdateViewSubmissionResponse(&preview)
		if size, err := json.Marshal(answer); err == nil && len(size) < answerLimit {
			reply(answer)
			return nil
		}
	}
	wait := b.message(b.lang.say("Einen Moment: die Empfänger werden gezählt …", "One moment: counting the recipients …"))
	wait.ExternalID = "preview:" + viewID + ":" + c.Hash
	reply(slack.NewUpdateViewSubmissionResponse(wait))
	if err != nil {
		if preview, err = b.previewModal(ctx, c); err != nil {
			b.log.ErrorContext(ctx, "preview campaign", slog.String("campaign", c.ID), slog.Any("error", err))
			preview = *b.message(b.lang.say("Das Zählen hat nicht geklappt. Der Entwurf ist gespeichert: /sms campaign list",
				"Counting did not work. The draft is kept: /sms campaign list"))
			ctx = context.WithoutCancel(ctx)
		}
	}
	return b.replaceView(ctx, wait.ExternalID, preview)
}

// replaceView puts a view in the place of one that was given as an answer. The answer and this call travel on
// different ways: until the answer has arrived there is no view of that name.
func (b *Bot) replaceView(ctx context.Context, externalID string, view slack.ModalViewRequest) error {
	for range 50 {
		_, err := b.api.UpdateViewContext(ctx, view, externalID, "", "")
		if troubleOf(err).code != "not_found" {
			return err
		}
		if err := (clock.System{}).Until(ctx, time.Now().Add(200*time.Millisecond)); err != nil {
			return err
		}
	}
	return errNoView
}

// errNoView says that a view that was given as an answer never opened: its reader has closed the modal.
var errNoView = errors.New("the modal is not open any more")

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
	blocks = append(blocks, b.previewNotes(p)...)
	for i, sample := range p.Samples {
		blocks = append(blocks, contextLine(say("Beispiel %d · %s · %d SMS", "Sample %d · %s · %d SMS", i+1, sample.To.Masked(), sample.Segments)), verbatim(sample.Text))
	}
	blocks = append(blocks, buttons(button(openEdit, campaignValue(c), say("Zurück zum Bearbeiten", "Back to editing"))))
	view := modal(viewPreview, say("Vorschau", "Preview"), say("Freigabe erbitten", "Ask for approval"), say("Später", "Later"), blocks...)
	view.PrivateMetadata = campaignValue(c)
	if !p.Fit() {
		view.Submit = nil // there is nothing to ask for
	}
	return view, nil
}

// previewNotes are what people should know before they ask for approval or give it.
func (b *Bot) previewNotes(p campaigns.Preview) []slack.Block {
	say := b.lang.say
	var notes []string
	if p.Held > 0 {
		note := b.waits(p.OpensAt)
		if p.Held < p.Recipients {
			note += say(": %s von %s Empfängern", ": %s of %s recipients", b.lang.count(p.Held), b.lang.count(p.Recipients))
		}
		notes = append(notes, note)
	}
	for _, problem := range p.Problems {
		notes = append(notes, "⚠️ "+problem.Sentence(message.Language(b.lang)))
	}
	for _, l := range slices.Sorted(maps.Keys(p.Foreign)) {
		notes = append(notes, say("⚠️ Kein Text auf %s: %s Empfänger lesen diese Sprache und bekommen einen anderen Text", "⚠️ No text in %s: %s recipients read that language and get another text",
			languageName(b.lang, l), b.lang.count(p.Foreign[l])))
	}
	if len(p.Replaced) > 0 && p.Unreplaced > p.Segments {
		var signs []string
		for _, r := range p.Replaced[:min(len(p.Replaced), 12)] {
			signs = append(signs, r.From)
		}
		notes = append(notes, say("✂️ %s ersetzt: zusammen %s statt %s SMS", "✂️ %s replaced: %s instead of %s SMS altogether",
			strings.Join(signs, " "), b.lang.count(p.Segments), b.lang.count(p.Unreplaced)))
	}
	blocks := make([]slack.Block, 0, len(notes))
	for _, note := range notes {
		blocks = append(blocks, contextLine(note))
	}
	return blocks
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
		fact{say("SMS je Person", "SMS a person"), b.perPerson(p)},
		fact{say("Kosten", "Cost"), b.cost(p.Cost, p.Currency)},
		fact{say("Start", "Start"), start}, fact{say("Ende der Frist", "Deadline"), deadline},
		fact{say("Fertig etwa", "Done around"), finish}, fact{say("Link führt zu", "Link leads to"), cut(c.LinkTarget, 200)},
	)
}

// perPerson says how many SMS each recipient gets.
func (b *Bot) perPerson(p campaigns.Preview) string {
	if p.MinSegments == p.MaxSegments {
		return b.lang.count(p.MinSegments)
	}
	return b.lang.say("%d bis %d, im Mittel %s", "%d to %d, mean %s", p.MinSegments, p.MaxSegments, b.lang.tenths(p.MeanSegments()))
}

// overtaken is refusal, and says first who was quicker where a campaign has moved on meanwhile.
func (b *Bot) overtaken(ctx context.Context, id string, refused error) string {
	sentence := b.refusal(refused)
	r, ok := errors.AsType[*campaigns.Refusal](refused)
	if !ok || r.Kind != campaigns.WrongState && r.Kind != campaigns.Changed {
		return sentence
	}
	m, at, found, err := b.store.LastMark(ctx, id)
	if err != nil {
		b.log.WarnContext(ctx, "read audit trail", slog.String("campaign", id), slog.Any("error", err))
	}
	done, known := b.deed(m.Action)
	if !found || !known {
		return sentence
	}
	return b.lang.say("%s hat die Kampagne um %s %s. ", "%[1]s %[3]s the campaign at %[2]s. ", b.nameOf(ctx, m.Actor), b.lang.at(b.local(at), b.local(b.now())), done) + sentence
}

// deed names what was done to a campaign, by its action in the audit trail.
func (b *Bot) deed(action string) (name string, known bool) {
	names := map[string][2]string{
		"campaign.edit": {"geändert", "changed"}, "campaign.propose": {"vorgeschlagen", "proposed"}, "campaign.approve": {"freigegeben", "approved"},
		"campaign.reject": {"abgelehnt", "rejected"}, "campaign.withdraw": {"zurückgezogen", "withdrew"}, "campaign.start": {"gestartet", "started"},
		"campaign.pause": {"angehalten", "paused"}, "campaign.resume": {"fortgesetzt", "resumed"}, "campaign.cancel": {"abgebrochen", "cancelled"},
		"campaign.done": {"abgeschlossen", "finished"},
	}
	n, known := names[action]
	return b.lang.say(n[0], n[1]), known
}

// refusal gives the sentence of what a person may not do, "" for other errors and none.
func (b *Bot) refusal(err error) string {
	if r, ok := errors.AsType[*campaigns.Refusal](err); ok {
		return r.Sentence(message.Language(b.lang))
	}
	return ""
}
