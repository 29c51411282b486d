package bot

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/intents"
)

// The actions of a conversation's card. The value is always the one of caseValue.
const (
	actClaim   = "case.claim"
	actRelease = "case.release"
	actClose   = "case.close"
	actMore    = "case.more"
)

// The choices of the card's menu that open a modal.
const (
	choiceSpam    = modalPrefix + "spam"
	choiceOptOut  = modalPrefix + "optout"
	choicePrivacy = modalPrefix + "privacy"
)

// caseValue is the value of a button of a conversation's card: which conversation, and the version that was seen.
func caseValue(c Case) string { return conversationCard + c.ID + ":" + strconv.Itoa(c.Version) }

// caseOf reads the id from a caseValue, "" when it is none.
func caseOf(value string) string {
	rest, ok := strings.CutPrefix(value, conversationCard)
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, ":")
	return id
}

// caseCard is the card of a conversation.
func (b *Bot) caseCard(c Case) content {
	switch c.Status {
	case conversations.Finished:
		return b.closedCard(c)
	case conversations.InHands:
		return b.claimedCard(c)
	case conversations.Open:
		return b.openCard(c)
	default:
		return b.openCard(c)
	}
}

func (b *Bot) openCard(c Case) content {
	now := b.local(b.now())
	waiting := b.lang.say("wartet seit %s", "waiting since %s", b.lang.at(b.local(c.OpenedAt), now))
	claim := button(actClaim, caseValue(c), b.lang.say("Übernehmen", "Claim")).WithStyle(slack.StylePrimary)
	return content{
		text: b.lang.say("Neue Frage von %s: %s", "New question from %s: %s", b.who(c), escape(cut(c.Quote, 200))),
		blocks: []slack.Block{
			titled("📩 "+b.lang.say("Neue Frage", "New question"), "· "+b.who(c)),
			quote(c.Quote),
			b.caseFacts(c),
			contextLine("⏳ "+waiting, b.lang.say("Antworten im Thread gehen an die Kundschaft, // beginnt eine Notiz", "Replies in the thread go to the customer, // begins a note"), b.lockNote(c)),
			buttons(claim, b.caseMenu(c)),
		},
	}
}

func (b *Bot) claimedCard(c Case) content {
	now := b.local(b.now())
	since := b.lang.say("%s kümmert sich seit %s", "%s has it since %s", c.Owner.Name, b.lang.at(b.local(c.ClaimedAt), now))
	release := button(actRelease, caseValue(c), b.lang.say("Zurückgeben", "Release"))
	closing := button(actClose, caseValue(c), b.lang.say("Abschließen", "Close"))
	return content{
		text: b.lang.say("%s · %s", "%s · %s", escape(since), b.who(c)),
		blocks: []slack.Block{
			titled("💬 "+b.lang.say("In Arbeit", "In hand"), "· "+b.who(c)),
			quote(c.Quote),
			b.caseFacts(c),
			contextLine("👤 "+since, b.sentSoFar(c), b.lockNote(c)),
			buttons(closing, release, b.caseMenu(c)),
		},
	}
}

// closedCard is one line, with a menu where the customer's text can be taught.
func (b *Bot) closedCard(c Case) content {
	by := b.lang.say("✅ Erledigt", "✅ Closed")
	if c.Owner.Name != "" {
		by = b.lang.say("✅ Erledigt von %s", "✅ Closed by %s", c.Owner.Name)
	}
	line := by + " · " + b.who(c) + " · " + b.sentSoFar(c)
	if c.Quote == "" {
		return content{text: escape(line), blocks: []slack.Block{contextLine(line)}}
	}
	menu := slack.NewOverflowBlockElement(actMore, append([]*slack.OptionBlockObject{option(choiceTeach+"|"+caseValue(c), b.lang.say("Lehren …", "Teach …"))}, b.saveOption(c)...)...)
	return content{text: escape(line), blocks: []slack.Block{slack.NewSectionBlock(plain(line, sectionLimit), nil, slack.NewAccessory(menu))}}
}

// who is the customer as a card names them: never with the whole number.
func (b *Bot) who(c Case) string {
	if c.Name != "" {
		return cut(c.Name, 60) + " (" + c.Address.Masked() + ")"
	}
	return c.Address.Masked()
}

func (b *Bot) caseFacts(c Case) slack.Block {
	order := ""
	if c.Order != "" {
		order = c.Order
		if c.OrderAt != "" {
			order += " · " + b.lang.orderState(c.OrderAt)
		}
	}
	why := c.Reason
	if c.Intent != "" && c.Intent != intents.Unknown && c.Confidence > 0 {
		why += b.lang.say(" (erkannt: %s, %d %%)", " (read as %s, %d%%)", b.lang.intent(c.Intent), int(c.Confidence*100+0.5))
	}
	spoken := strings.ToUpper(string(c.Spoken))
	return facts(
		fact{b.lang.say("Warum hier", "Why here"), fallback(why, b.lang.say("Der Bot wusste keine Antwort", "The bot had no answer"))},
		fact{b.lang.say("Vorgang", "Case"), c.Case}, fact{b.lang.say("Bestellung", "Order"), order}, fact{b.lang.say("Sprache", "Language"), spoken},
	)
}

func fallback(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// sentSoFar says how many SMS people wrote and what they cost.
func (b *Bot) sentSoFar(c Case) string {
	text := b.lang.say("%d Antworten", "%d replies", c.Replies)
	if c.Replies == 1 {
		text = b.lang.say("1 Antwort", "1 reply")
	}
	if c.Parts > 0 && b.config.Price > 0 {
		text += ", " + b.lang.money(int64(c.Parts)*b.config.Price, b.config.Currency)
	}
	return text
}

func (b *Bot) lockNote(c Case) string {
	if !c.Locked {
		return ""
	}
	return b.lang.say("🔒 Hat sich abgemeldet: keine SMS mehr möglich", "🔒 Opted out: no more SMS possible")
}

func (b *Bot) caseMenu(c Case) slack.BlockElement {
	value := func(choice string) string { return choice + "|" + caseValue(c) }
	options := []*slack.OptionBlockObject{}
	if c.Status == conversations.Open {
		options = append(options, option(value(actClose), b.lang.say("Ohne Antwort abschließen", "Close without an answer")))
	}
	if c.Status == conversations.InHands && c.Quote != "" {
		options = append(options, option(value(choiceTeach), b.lang.say("Lehren …", "Teach …")))
	}
	options = append(options, b.saveOption(c)...)
	options = append(options,
		option(value(choiceSpam), b.lang.say("Spam …", "Spam …")),
		option(value(choiceOptOut), b.lang.say("Abmelden …", "Opt out …")),
		option(value(choicePrivacy), b.lang.say("Datenschutz …", "Privacy …")),
	)
	return slack.NewOverflowBlockElement(actMore, options...)
}

// saveOption offers to save a reply as the answer, where one was sent and the question may be a general one.
func (b *Bot) saveOption(c Case) []*slack.OptionBlockObject {
	if c.Replies == 0 || !general(c) {
		return nil
	}
	return []*slack.OptionBlockObject{option(choiceFAQSave+"|"+caseValue(c), b.lang.say("Antwort speichern …", "Save the answer …"))}
}
