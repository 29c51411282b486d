package bot

import (
	"context"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/slack-go/slack"
)

// subcommand is one thing that /sms does. It gives what its writer alone sees, nil when a modal says it all.
type subcommand struct {
	name string
	args string // as the help shows them
	what string
	run  func(ctx context.Context, c commandPayload, args string) (*content, error)
}

// subcommands are those of /sms, in the order of the help.
func (b *Bot) subcommands() []subcommand {
	say := b.lang.say
	return []subcommand{
		{"inbox", "[mine|open|all]", say("Fragen von Kundschaft", "customers' questions"), b.inbox},
		{"find", say("NUMMER|BESTELLUNG|NAME", "PHONE|ORDER|NAME"), say("jemanden finden", "find somebody"), b.find},
		{"new", say("[NUMMER]", "[PHONE]"), say("eine SMS schreiben", "write an SMS"), b.newSMS},
		{"campaign", "[new|list|show|pause|resume|cancel|report] [ID]", say("Kampagnen", "campaigns"), b.campaignCommand},
		{"approve", "", say("was auf Ihre Freigabe wartet", "what waits for your approval"), b.approveCommand},
		{"survey", say("[results|quotes NAME] [TAGE] | coupons", "[results|quotes NAME] [DAYS] | coupons"), say("Ergebnisse der Umfragen", "results of surveys"), b.surveyCommand},
		{"contest", "[NAME]", say("Gewinnspiele und ihre Ziehung", "contests and their draw"), b.contestCommand},
		{"waitlist", say("[ARTIKEL]", "[PRODUCT]"), say("worauf Kundschaft wartet", "what customers wait for"), b.demandCommand},
		{"faq", say("[WORT]", "[WORD]"), say("Antworten auf allgemeine Fragen", "answers to general questions"), b.faqCommand},
		{"optout", say("NUMMER", "PHONE"), say("jemanden abmelden", "opt somebody out"), b.optOutCommand},
		{"status", "", say("läuft alles?", "is all well?"), b.statusCommand},
		{"help", "", say("diese Liste", "this list"), b.help},
	}
}

// onCommand answers /sms.
func (b *Bot) onCommand(ctx context.Context, c commandPayload) (*content, error) {
	who, err := b.member(ctx, c.User)
	if err != nil {
		return nil, err
	}
	if !who.ok {
		return say(b.mayNot()), nil
	}
	name, args, _ := strings.Cut(strings.TrimSpace(c.Text), " ")
	name, args = strings.ToLower(name), strings.TrimSpace(args)
	if name == "" {
		return b.hub(ctx, c)
	}
	all := b.subcommands()
	names := make([]string, len(all))
	for i, s := range all {
		if s.name == name {
			return s.run(ctx, c, args)
		}
		names[i] = s.name
	}
	return say(b.didYouMean("/sms", name, names)), nil
}

// say is an answer of one paragraph, in which nothing is parsed.
func say(text string) *content {
	return &content{text: escape(text), blocks: []slack.Block{plainSection(text)}}
}

// didYouMean says that there is no such word, and which one is near.
func (b *Bot) didYouMean(command, typed string, known []string) string {
	best, distance := "", 4
	for _, name := range known {
		if d := levenshtein.ComputeDistance(cut(typed, 40), name); d < distance && d < len(name) {
			best, distance = name, d
		}
	}
	if best == "" {
		return b.lang.say("„%s“ kenne ich nicht. /sms help zeigt, was geht.", "I do not know %q. /sms help shows what there is.", cut(typed, 40))
	}
	return b.lang.say("„%s“ kenne ich nicht. Meinten Sie %s %s?", "I do not know %q. Did you mean %s %s?", cut(typed, 40), command, best)
}

// help lists the subcommands.
func (b *Bot) help(context.Context, commandPayload, string) (*content, error) {
	var lines strings.Builder
	for _, s := range b.subcommands() {
		lines.WriteString(strings.Join(strings.Fields("/sms "+s.name+" "+s.args), " ") + " – " + s.what + "\n")
	}
	lines.WriteString("\n" + b.lang.say("Im Thread einer Frage geht jede Nachricht als SMS an die Kundschaft; // beginnt eine Notiz.",
		"In the thread of a question every message goes to the customer as an SMS; // begins a note."))
	return say(lines.String()), nil
}

// The actions of the hub and of the Home tab.
const (
	openNew      = modalPrefix + "new"
	openCampaign = modalPrefix + "campaign"
)

// hub is what /sms alone shows: what waits, and what can be started.
func (b *Bot) hub(ctx context.Context, c commandPayload) (*content, error) {
	n, err := b.store.Counts(ctx, b.now())
	if err != nil {
		return nil, err
	}
	mine, err := b.store.Cases(ctx, CaseQuery{Owner: c.User})
	if err != nil {
		return nil, err
	}
	line := b.lang.say("Offene Fragen: %d · in Arbeit: %d · davon Ihre: %d", "Questions waiting: %d · in hand: %d · of those yours: %d", n.Open, n.InHands, len(mine))
	return &content{text: line, blocks: []slack.Block{plainSection(line), b.startRow(), contextLine(b.lang.say("/sms help zeigt alles", "/sms help shows everything"))}}, nil
}

// startRow is the row of buttons that start something.
func (b *Bot) startRow() slack.Block {
	return buttons(
		button(openNew, "new", b.lang.say("Neue SMS", "New SMS")).WithStyle(slack.StylePrimary),
		button(openCampaign, "new", b.lang.say("Neue Kampagne", "New campaign")),
	)
}

// statusCommand says whether all is well, and where it is not.
func (b *Bot) statusCommand(ctx context.Context, _ commandPayload, _ string) (*content, error) {
	n, err := b.store.Counts(ctx, b.now())
	if err != nil {
		return nil, err
	}
	return &content{text: b.lang.say("Stand von Kurzwahl", "Kurzwahl's status"), blocks: b.statusBlocks(n)}, nil
}

func (b *Bot) statusBlocks(n Counts) []slack.Block {
	state := b.State()
	link := b.lang.say("verbunden (%d von %d)", "connected (%d of %d)", state.Connected, state.Wanted)
	if state.LastError != "" {
		link += b.lang.say(", zuletzt %s", ", last trouble %s", state.LastError)
	}
	number := b.lang.count
	oldest := ""
	if !n.OldestWaiting.IsZero() {
		oldest = b.lang.span(b.now().Sub(n.OldestWaiting))
	}
	return []slack.Block{facts(
		fact{"Slack", link},
		fact{b.lang.say("SMS in 24 Std.", "SMS in 24 h"), b.lang.say("%s gesendet, %s empfangen", "%s sent, %s received", number(n.SentToday), number(n.ReceivedToday))},
		fact{b.lang.say("Warten auf Versand", "Wait to be sent"), number(n.OutboxWaiting)},
		fact{b.lang.say("Warten auf Bearbeitung", "Wait to be handled"), number(n.EventsWaiting) + b.trouble(n.EventsFailed)},
		fact{b.lang.say("Warten auf Slack", "Wait for Slack"), number(n.PostsWaiting) + b.trouble(n.PostsFailed)},
		fact{b.lang.say("Älteste offene Frage", "Oldest open question"), oldest},
		fact{b.lang.say("Abmeldungen in 7 Tagen", "Opt-outs in 7 days"), number(n.OptedOutInWeek)},
	)}
}

func (b *Bot) trouble(failed int) string {
	if failed == 0 {
		return ""
	}
	return b.lang.say(", %d gescheitert ⚠️", ", %d failed ⚠️", failed)
}
