package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/conversations"
	"kurzwahl/faq"
	"kurzwahl/intents"
)

// The actions of the list of answers. The value of the first two is a topic ("" for a new one), that of the third an
// edit's id.
const (
	choiceFAQEdit   = modalPrefix + "faq.edit"
	choiceFAQRemove = modalPrefix + "faq.remove"
	actFAQUndo      = "faq.undo"
	actFAQMore      = "faq.more"
	actFAQNew       = "faq.new"
)

// maxFAQListed is how many answers one list shows: Slack takes fifty blocks.
const maxFAQListed = 40

// faqCommand lists the answers to general questions; args narrow it to what has them in its name or text.
func (b *Bot) faqCommand(ctx context.Context, _ commandPayload, args string) (*content, error) {
	book := b.config.Answers.Book()
	c := &content{text: b.lang.say("Antworten auf allgemeine Fragen", "Answers to general questions")}
	hidden := 0
	for _, e := range book.Entries() {
		switch {
		case !b.faqHas(e, args):
		case len(c.blocks) >= maxFAQListed:
			hidden++
		default:
			c.blocks = append(c.blocks, b.faqLine(ctx, e))
		}
	}
	for _, e := range book.Removed() {
		if args == "" && len(c.blocks) < maxFAQListed {
			c.blocks = append(c.blocks, b.faqRemovedLine(ctx, e))
		}
	}
	if len(c.blocks) == 0 {
		c.blocks = append(c.blocks, plainSection(b.lang.say("Keine Antwort gefunden.", "No answer found.")))
	}
	if hidden > 0 {
		c.blocks = append(c.blocks, contextLine(b.lang.say("%d weitere: /sms faq WORT sucht.", "%d more: /sms faq WORD searches.", hidden)))
	}
	c.blocks = append(c.blocks, b.faqMissing(book))
	return c, nil
}

// faqHas says whether a name, an answer or an example of an entry holds the words that were typed.
func (b *Bot) faqHas(e faq.Kept, words string) bool {
	var all strings.Builder
	all.WriteString(b.topicName(e.Entry))
	for _, text := range e.Answers {
		all.WriteString("\n" + text)
	}
	for _, example := range e.Examples {
		all.WriteString("\n" + example.Text)
	}
	return strings.Contains(strings.ToLower(all.String()), strings.ToLower(words))
}

// topicName is what staff read a topic is called.
func (b *Bot) topicName(e faq.Entry) string {
	if e.Topic.Known() {
		return b.lang.topic(string(e.Topic))
	}
	return fallback(e.Name, string(e.Topic))
}

// faqLine shows one answer, with a menu.
func (b *Bot) faqLine(ctx context.Context, e faq.Kept) slack.Block {
	text, _ := b.config.Answers.Book().Answer(e.Topic, b.config.Language)
	var spoken []string
	for _, l := range faq.Languages() {
		if strings.TrimSpace(e.Answers[l]) != "" {
			spoken = append(spoken, strings.ToUpper(string(l)))
		}
	}
	line := strings.Join([]string{b.topicName(e.Entry), strings.Join(spoken, " "), b.faqOrigin(ctx, e)}, " · ") + "\n" + cut(text, 300)
	options := []*slack.OptionBlockObject{
		option(choiceFAQEdit+"|"+string(e.Topic), b.lang.say("Ändern …", "Change …")), option(choiceFAQRemove+"|"+string(e.Topic), b.lang.say("Entfernen …", "Remove …")),
	}
	if e.Edit != "" {
		options = append(options, option(actFAQUndo+"|"+e.Edit, b.lang.say("Letzte Änderung zurücknehmen", "Undo the last change")))
	}
	return slack.NewSectionBlock(plain(line, sectionLimit), nil, slack.NewAccessory(slack.NewOverflowBlockElement(actFAQMore, options...)))
}

// faqOrigin says where an answer comes from, and what it stands in front of.
func (b *Bot) faqOrigin(ctx context.Context, e faq.Kept) string {
	switch {
	case e.Origin == faq.FromFile:
		return b.lang.say("aus der Datei", "from the file")
	case e.InFile:
		return b.lang.say("in Slack geändert von %s, %s, gilt statt der Datei", "changed in Slack by %s, %s, wins over the file", b.nameOf(ctx, campaigns.Person(e.By)), b.lang.at(b.local(e.At), b.local(b.now())))
	default:
		return b.lang.say("in Slack geschrieben von %s, %s", "written in Slack by %s, %s", b.nameOf(ctx, campaigns.Person(e.By)), b.lang.at(b.local(e.At), b.local(b.now())))
	}
}

func (b *Bot) faqRemovedLine(ctx context.Context, e faq.Kept) slack.Block {
	line := b.lang.say("%s · entfernt von %s, %s", "%s · removed by %s, %s", b.topicName(e.Entry), b.nameOf(ctx, campaigns.Person(e.By)), b.lang.at(b.local(e.At), b.local(b.now())))
	menu := slack.NewOverflowBlockElement(actFAQMore, option(actFAQUndo+"|"+e.Edit, b.lang.say("Zurückholen", "Bring back")))
	return slack.NewSectionBlock(plain(line, sectionLimit), nil, slack.NewAccessory(menu))
}

// faqMissing offers to write an answer to a topic that has none, or that is the shop's own.
func (b *Bot) faqMissing(book *faq.Book) slack.Block {
	options := []*slack.OptionBlockObject{option(choiceFAQEdit+"|", b.lang.say("➕ Eigenes Thema", "➕ A topic of your own"))}
	for _, topic := range intents.Topics() {
		if _, known := book.Entry(faq.Topic(topic)); !known {
			options = append(options, option(choiceFAQEdit+"|"+topic, b.lang.topic(topic)))
		}
	}
	return buttons(slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(b.lang.say("Neue Antwort schreiben …", "Write a new answer …"), optionLimit), actFAQNew, options...))
}

// onFAQUndo takes an edit back.
func (b *Bot) onFAQUndo(ctx context.Context, p interactionPayload, id string, who conversations.Staff) error {
	undone, err := b.config.Answers.Undo(ctx, id, who.User, b.now())
	if err != nil {
		return err
	}
	text := b.lang.say("Zurückgenommen: es gilt wieder, was zuvor galt. /sms faq zeigt es.", "Taken back: what was in force before is so again. /sms faq shows it.")
	if !undone {
		text = b.lang.say("Nicht zurückgenommen: seitdem hat jemand die Antwort noch einmal geändert. /sms faq zeigt sie.", "Not taken back: somebody has changed the answer again since. /sms faq shows it.")
	}
	if p.Container.Type == "view" {
		_, err := b.api.UpdateViewContext(ctx, *b.message(text), "", "", p.Container.ViewID)
		if troubleOf(err).kind == refused {
			return nil // the modal was closed meanwhile
		}
		return err
	}
	b.replaceHint(ctx, p.Response, text)
	return nil
}
