package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// progressCard is the card of a campaign that runs or is paused.
func (b *Bot) progressCard(ctx context.Context, p campaigns.Progress) content {
	c, say := p.Campaign, b.lang.say
	done := c.Recipients - p.Left
	line := say("%s · %s von %s erledigt", "%s · %s of %s done", bar(done, c.Recipients, 20), b.lang.count(done), b.lang.count(c.Recipients))
	state := say("▶️ Läuft", "▶️ Running")
	toggle := button(actPause, campaignValue(c), say("Anhalten", "Pause"))
	if c.State == campaigns.Paused {
		state = say("⏸️ Angehalten", "⏸️ Paused")
		toggle = button(actResume, campaignValue(c), say("Weiter", "Resume")).WithStyle(slack.StylePrimary)
	}
	end := c.Reason
	if !p.WaitsUntil.IsZero() {
		state = b.waits(p.WaitsUntil)
	}
	if !p.FinishAt.IsZero() {
		end = say("fertig gegen %s", "done around %s", b.lang.at(b.local(p.FinishAt), b.local(b.now())))
	}
	return content{
		text: escape(c.Name + " · " + line), moving: c.State == campaigns.Running,
		blocks: []slack.Block{
			header("📣 " + c.Name), plainSection(line), b.figures(p),
			contextLine(state, end, say("freigegeben von %s", "approved by %s", b.nameOf(ctx, c.Approver))),
			buttons(toggle, b.cancelButton(c)),
		},
	}
}

// waits says that quiet hours hold a campaign.
func (b *Bot) waits(until time.Time) string {
	return b.lang.say("⏳ wartet bis %s (Ruhezeit)", "⏳ waits until %s (quiet hours)", b.lang.until(b.local(until), b.local(b.now())))
}

// figures are what came of a campaign so far.
func (b *Bot) figures(p campaigns.Progress) slack.Block {
	say, number := b.lang.say, b.lang.count
	return facts(
		fact{say("Angekommen", "Delivered"), number(p.States[message.Arrived])},
		fact{say("Gesendet, Bestätigung fehlt", "Sent, no receipt yet"), some(number, p.States[message.Sent]+p.States[message.Ambiguous])},
		fact{say("Gescheitert", "Failed"), number(p.States[message.Failed] + p.States[message.Lapsed])},
		fact{say("Ausgelassen", "Left out"), number(p.States[message.Skipped] + p.LeftOut)},
		fact{say("Abgebrochen", "Withdrawn"), some(number, p.States[message.Cancelled])},
		fact{say("Klicks", "Clicks"), number(p.Clicked)},
		fact{say("Antworten", "Replies"), number(p.Replied)},
		fact{say("Abmeldungen", "Opt-outs"), number(p.OptedOut)},
		fact{say("SMS und Kosten", "SMS and cost"), number(p.Segments) + " · " + b.cost(p.Cost, p.Currency)},
	)
}

// some writes a number, "" for none.
func some(number func(int) string, n int) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

// bar draws a share with characters.
func bar(part, whole, width int) string {
	filled := 0
	if whole > 0 {
		filled = max(0, min(width, part*width/whole))
	}
	return strings.Repeat("█", filled) + strings.Repeat("░", width-filled)
}

// reportCard is the card of a campaign that is over: figures, charts, and why people were left out.
func (b *Bot) reportCard(ctx context.Context, p campaigns.Progress) content {
	c, say := p.Campaign, b.lang.say
	title := say("Bericht: ", "Report: ")
	if c.State == campaigns.Cancelled {
		title = say("Abgebrochen: ", "Cancelled: ")
	}
	took := ""
	if !p.LastSent.IsZero() && !c.StartedAt.IsZero() {
		took = say("in %s gesendet", "sent in %s", b.lang.span(p.LastSent.Sub(c.StartedAt)))
	}
	head := []slack.Block{header("📊 " + title + c.Name), b.figures(p)}
	tail := []slack.Block{contextLine(took, say("von %s", "by %s", b.nameOf(ctx, c.Author)), say("freigegeben von %s", "approved by %s", b.nameOf(ctx, c.Approver)))}
	if why := b.reasons(p.Reasons); why != "" {
		tail = append([]slack.Block{plainSection(why)}, tail...)
	}
	outcomes := b.outcomes(p)
	tail = append(b.texts(c.Content), tail...)
	tail = append(tail, buttons(button(actExport, campaignValue(c), say("Als CSV", "As CSV"))))
	card := content{text: escape(title + c.Name), blocks: slices.Concat(head, charts(say("Was daraus wurde", "What became of it"), outcomes), tail)}
	card.simple = slices.Concat(head, bars(b.lang, outcomes), tail)
	return card
}

// outcomes tallies what became of the recipients, largest first, those that are none left out.
func (b *Bot) outcomes(p campaigns.Progress) []Tally {
	say := b.lang.say
	all := []Tally{
		{say("Angekommen", "Delivered"), p.States[message.Arrived]},
		{say("Gesendet", "Sent"), p.States[message.Sent]},
		{say("Gescheitert", "Failed"), p.States[message.Failed] + p.States[message.Lapsed]},
		{say("Ausgelassen", "Left out"), p.States[message.Skipped] + p.LeftOut},
		{say("Abgebrochen", "Withdrawn"), p.States[message.Cancelled]},
		{say("Ungewiss", "Unknown"), p.States[message.Ambiguous]},
	}
	return slices.DeleteFunc(all, func(t Tally) bool { return t.Count == 0 })
}

// reasons lists why people got nothing, the most frequent first.
func (b *Bot) reasons(why map[string]int) string {
	all := make([]Tally, 0, len(why))
	for reason, n := range why {
		all = append(all, Tally{reason, n})
	}
	slices.SortFunc(all, func(x, y Tally) int {
		if x.Count != y.Count {
			return y.Count - x.Count
		}
		return strings.Compare(x.Name, y.Name)
	})
	var lines []string
	for _, t := range all[:min(len(all), 8)] {
		lines = append(lines, b.lang.count(t.Count)+" × "+fallback(b.lang.reason(t.Name), "–"))
	}
	return strings.Join(lines, "\n")
}

// chartLabel is the longest label of a chart (characters), and chartTitle its longest title.
const (
	chartLabel = 20
	chartTitle = 50
)

// charts draws a pie of at most six slices; nothing where there is nothing to draw.
func charts(title string, tallies []Tally) []slack.Block {
	if len(tallies) == 0 {
		return nil
	}
	var slices []slack.DataVisualizationSegment
	for _, t := range tallies[:min(len(tallies), 6)] {
		slices = append(slices, slack.NewDataVisualizationSegment(cut(t.Name, chartLabel), float64(t.Count)))
	}
	return []slack.Block{slack.NewDataVisualizationBlock(cut(title, chartTitle), slack.NewDataVisualizationPieChart(slices...))}
}

// bars draws tallies with characters, where Slack draws no charts.
func bars(t tongue, tallies []Tally) []slack.Block {
	whole := 0
	for _, tally := range tallies {
		whole += tally.Count
	}
	var lines []string
	for _, tally := range tallies {
		lines = append(lines, bar(tally.Count, whole, 12)+" "+t.count(tally.Count)+" "+tally.Name)
	}
	if len(lines) == 0 {
		return nil
	}
	return []slack.Block{verbatim(strings.Join(lines, "\n"))}
}
