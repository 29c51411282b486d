package bot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// The campaign builder's modal and its blocks. A text's block is textBlock of its language.
const (
	viewBuilder   = "campaign.build"
	blockName     = "name"
	blockTags     = "tags"
	blockAudience = "audience"
	blockStart    = "start"
	blockDeadline = "deadline"
	blockLink     = "link"
	blockCoupon   = "coupon"
)

func textBlock(l message.Language) string { return "text_" + string(l) }

// written are the languages that the builder has a field for.
func written() []message.Language {
	return []message.Language{message.German, message.English, message.Polish}
}

// builderModal is the form of a campaign. metadata names the draft that it changes, "" for a new one. Fields without which
// there is no campaign are required; where one of several does, their hints say so.
func (b *Bot) builderModal(f campaigns.Form, tags []Tally, metadata string) slack.ModalViewRequest {
	say := b.lang.say
	blocks := []slack.Block{line(blockName, say("Name der Kampagne", "Name of the campaign"), say("Nur für Sie, nicht in der SMS", "For you only, not in the SMS"), f.Name, 80)}
	if len(tags) > 0 {
		blocks = append(blocks, b.tagSelect(tags))
	}
	hint := say("Zum Beispiel: tag:vip and not tag:b2b, language:de, bought:\"City Bike\", all", "For example: tag:vip and not tag:b2b, language:de, bought:\"City Bike\", all")
	if len(tags) > 0 {
		hint = say("Schlagwörter, ein Ausdruck oder beides ist nötig. ", "Tags, an expression or both are needed. ") + hint
	}
	blocks = append(blocks, line(blockAudience, say("Empfänger als Ausdruck", "Audience as an expression"), hint, f.Content.Audience, 500).WithOptional(len(tags) > 0))
	for _, l := range written() {
		hint := ""
		if l == message.German {
			hint = say("Mindestens eine Sprache ist nötig. Platzhalter: {{vorname|Kunde}}, {{link}}, {{coupon}}. Zum Schluss etwa: Abmelden: STOP",
				"At least one language is needed. Placeholders: {{first_name|customer}}, {{link}}, {{coupon}}. At the end for example: Opt out: STOP")
		}
		blocks = append(blocks, area(textBlock(l), say("Text auf %s", "Text in %s", languageName(b.lang, l)), hint, f.Content.Texts[l], 900).WithOptional(true))
	}
	return b.withTimes(modal(viewBuilder, say("Neue Kampagne", "New campaign"), say("Vorschau", "Preview"), say("Abbrechen", "Cancel"), blocks...), f.Content, metadata)
}

// withTimes adds the fields for times, link and coupon to the builder.
func (b *Bot) withTimes(view slack.ModalViewRequest, c campaigns.Content, metadata string) slack.ModalViewRequest {
	say := b.lang.say
	view.PrivateMetadata = metadata
	view.Blocks.BlockSet = append(view.Blocks.BlockSet,
		input(blockStart, say("Start", "Start"), say("Leer: sobald sie freigegeben ist", "Empty: as soon as it is approved"), moment(blockStart, c.StartAt)).WithOptional(true),
		input(blockDeadline, say("Nichts mehr senden nach", "Send nothing after"), say("Leer: ohne Frist", "Empty: no deadline"), moment(blockDeadline, c.Deadline)).WithOptional(true),
		line(blockLink, say("Wohin {{link}} führt", "Where {{link}} leads"), "", c.LinkTarget, 500).WithOptional(true),
		line(blockCoupon, say("Gutscheinvorrat für {{coupon}}", "Pool of coupons for {{coupon}}"), "", c.CouponPool, 100).WithOptional(true),
	)
	return view
}

func moment(block string, initial time.Time) *slack.DateTimePickerBlockElement {
	picker := slack.NewDateTimePickerBlockElement(block)
	if !initial.IsZero() {
		picker.InitialDateTime = initial.Unix()
	}
	return picker
}

// tagSelect offers the tags that contacts have, with how many have each.
func (b *Bot) tagSelect(tags []Tally) slack.Block {
	options := make([]*slack.OptionBlockObject, 0, len(tags))
	for _, t := range tags[:min(len(tags), 100)] {
		if len(t.Name) <= optionLimit {
			options = append(options, option(t.Name, t.Name+" ("+b.lang.count(t.Count)+")"))
		}
	}
	choose := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain(b.lang.say("Schlagwörter wählen", "Choose tags"), optionLimit), blockTags, options...)
	return input(blockTags, b.lang.say("Empfänger mit einem dieser Schlagwörter", "People with any of these tags"), "", choose).WithOptional(true)
}

// formOf reads the builder.
func (b *Bot) formOf(v viewPayload) campaigns.Form {
	f := campaigns.Form{Name: v.text(blockName), Content: campaigns.Content{
		Texts: map[message.Language]string{}, Audience: v.text(blockAudience), LinkTarget: v.text(blockLink), CouponPool: v.text(blockCoupon),
		StartAt: at(v.moment(blockStart)), Deadline: at(v.moment(blockDeadline)),
	}}
	f.Content.Audience = campaigns.WithTags(v.chosen(blockTags), f.Content.Audience)
	for _, l := range written() {
		if text := v.text(textBlock(l)); text != "" {
			f.Content.Texts[l] = text
		}
	}
	return f
}

func at(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

// blockOf says under which field of the builder a problem belongs.
func blockOf(p campaigns.Problem) string {
	switch p.Field {
	case campaigns.FieldName:
		return blockName
	case campaigns.FieldTexts:
		if p.Language != "" {
			return textBlock(p.Language)
		}
		return textBlock(message.German)
	case campaigns.FieldAudience, campaigns.FieldPurpose:
		return blockAudience
	case campaigns.FieldStart:
		return blockStart
	case campaigns.FieldDeadline:
		return blockDeadline
	case campaigns.FieldLink:
		return blockLink
	case campaigns.FieldCoupon:
		return blockCoupon
	default:
		return blockName
	}
}

// problemsOf puts what stands in the way of a draft under its fields.
func (b *Bot) problemsOf(problems []campaigns.Problem) map[string]string {
	errs := map[string]string{}
	for _, p := range problems {
		if block := blockOf(p); !p.Warning && errs[block] == "" {
			errs[block] = p.Sentence(message.Language(b.lang))
		}
	}
	return errs
}

// submitBuilder keeps what was filled in as a draft and shows its preview.
func (b *Bot) submitBuilder(ctx context.Context, p interactionPayload, who member, reply func(any)) error {
	f := b.formOf(p.View)
	if errs := b.problemsOf(b.campaigns.Check(f)); len(errs) > 0 {
		reply(fieldErrors(errs))
		return nil
	}
	c, err := b.keepDraft(ctx, f, p.View.PrivateMetadata, campaigns.Person(who.user))
	edited, _, _ := strings.Cut(p.View.PrivateMetadata, ":")
	if sentence := b.overtaken(ctx, edited, err); sentence != "" {
		reply(slack.NewUpdateViewSubmissionResponse(b.message(sentence)))
		return nil
	}
	if err != nil {
		return err
	}
	return b.answerPreview(ctx, p.View.ID, c, reply)
}

// keepDraft stores a form as a new draft, or over the one that metadata names as "ID:VERSION".
func (b *Bot) keepDraft(ctx context.Context, f campaigns.Form, metadata string, by campaigns.Person) (campaigns.Campaign, error) {
	id, version, edits := strings.Cut(metadata, ":")
	if !edits {
		return b.campaigns.New(ctx, by, f)
	}
	n, err := strconv.Atoi(version)
	if err != nil {
		n = -1 // refused as changed
	}
	return b.campaigns.Edit(ctx, by, id, n, f)
}

// message is a modal that only says something.
func (b *Bot) message(text string) *slack.ModalViewRequest {
	return &slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "message", Title: plain("Kurzwahl", 24), Close: plain(b.lang.say("Schließen", "Close"), 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{plainSection(text)}},
	}
}
