package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/contests"
	"kurzwahl/conversations"
)

// contestCard begins the names of contests' cards.
const contestCard = "contest:"

// The actions of a contest's card. The value is the contest's name.
const (
	actContestCheck   = "contest.check"
	actContestConfirm = "contest.confirm"
)

// contestCommand lists the contests, or shows one as its card does.
func (b *Bot) contestCommand(ctx context.Context, _ commandPayload, args string) (*content, error) {
	all, err := b.store.ContestStandings(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return say(b.lang.say("Noch keine Teilnahme an einem Gewinnspiel.", "Nobody has entered a contest yet.")), nil
	}
	names := make([]string, len(all))
	var lines []string
	for i, c := range all {
		names[i] = c.Contest
		if args == c.Contest {
			card, err := b.contestContent(ctx, c)
			return &card, err
		}
		lines = append(lines, c.Contest+": "+b.entries(c.Entries)+" · "+b.contestStage(c.Standing))
	}
	if args != "" {
		return say(b.lang.say("Welches Gewinnspiel? Es gibt: %s", "Which contest? There is: %s", strings.Join(names, ", "))), nil
	}
	answer := say(strings.Join(lines, "\n"))
	answer.blocks = append(answer.blocks, contextLine(b.lang.say("/sms contest NAME zeigt eines davon.", "/sms contest NAME shows one of them.")))
	return answer, nil
}

func (b *Bot) entries(n int) string {
	if n == 1 {
		return b.lang.say("1 Teilnahme", "1 entry")
	}
	return b.lang.say("%s Teilnahmen", "%s entries", b.lang.count(n))
}

// contestStage says how far a draw is.
func (b *Bot) contestStage(s contests.Standing) string {
	say := b.lang.say
	switch {
	case s.ConfirmedBy != "":
		return say("Gewinne bestätigt", "winners confirmed")
	case s.CheckedBy != "":
		return say("gezogen und angesehen, wartet auf Bestätigung", "drawn and looked at, waits to be confirmed")
	case s.Document != nil && s.Document.Draw != nil:
		return say("gezogen, niemand ist benachrichtigt", "drawn, nobody is told")
	case s.Document != nil:
		return say("Liste eingefroren, wartet auf die Ziehung", "list frozen, waits for the draw")
	case s.Secret != "":
		return say("Zusage hinterlegt", "commitment made")
	default:
		return say("nimmt Teilnahmen an oder wartet auf das Einfrieren der Liste", "takes entries, or waits for its list to be frozen")
	}
}

// contestCard is the card of a contest whose draw has begun.
func (b *Bot) contestCard(ctx context.Context, name string) (content, bool, error) {
	all, err := b.store.ContestStandings(ctx)
	if err != nil {
		return content{}, false, err
	}
	i := slices.IndexFunc(all, func(c contests.Overview) bool { return c.Contest == name })
	if i < 0 {
		all, i = []contests.Overview{{Contest: name}}, 0
	}
	card, err := b.contestContent(ctx, all[i])
	return card, true, err
}

// contestContent shows a contest: what was published of its draw, its places, and what is to be done next.
func (b *Bot) contestContent(ctx context.Context, c contests.Overview) (content, error) {
	prizes, err := b.store.ContestPrizes(ctx, c.Contest)
	if err != nil {
		return content{}, err
	}
	say := b.lang.say
	title := say("Gewinnspiel %s", "Contest %s", c.Contest)
	card := content{text: escape(title), blocks: []slack.Block{header("🎁 " + title), plainSection(b.entries(c.Entries) + " · " + b.contestStage(c.Standing))}}
	if published := b.publishedOf(c.Standing); published != "" {
		card.blocks = append(card.blocks, verbatim(published))
	}
	if places := b.placeLines(c.Standing, prizes); places != "" {
		card.blocks = append(card.blocks, plainSection(places))
	}
	if c.CheckedBy != "" {
		card.blocks = append(card.blocks, contextLine(say("angesehen von %s", "looked at by %s", b.nameOf(ctx, campaigns.Person(c.CheckedBy))), b.confirmedBy(ctx, c.Standing)))
	}
	if row := b.contestButtons(c); row != nil {
		card.blocks = append(card.blocks, row)
	}
	return card, nil
}

func (b *Bot) confirmedBy(ctx context.Context, s contests.Standing) string {
	if s.ConfirmedBy == "" {
		return ""
	}
	return b.lang.say("bestätigt von %s", "confirmed by %s", b.nameOf(ctx, campaigns.Person(s.ConfirmedBy)))
}

// publishedOf is what anybody may see of a draw so far.
func (b *Bot) publishedOf(s contests.Standing) string {
	say := b.lang.say
	var lines []string
	if c := s.Commitment(); c != nil {
		lines = append(lines, say("Zusage (SHA-256) vom ", "Commitment (SHA-256) of ")+c.At.UTC().Format(time.RFC3339), string(c.SHA256))
	}
	if d := s.Document; d != nil {
		lines = append(lines, say("Liste (SHA-256) vom ", "List (SHA-256) of ")+d.List.FrozenAt.Format(time.RFC3339)+" · "+b.entries(len(d.List.Entries)), string(d.ListSHA256))
	}
	if s.Document != nil && s.Document.Draw != nil {
		lines = append(lines, say("Gezogen am ", "Drawn at ")+s.Document.Draw.At.Format(time.RFC3339)+" · "+say("Startwert", "seed"), string(s.Document.Draw.Seed))
	}
	return strings.Join(lines, "\n")
}

// mostPlaces is how many places a card lists.
const mostPlaces = 30

// placeLines lists the places with masked numbers, once they are confirmed, else with the beginnings of their entries.
func (b *Bot) placeLines(s contests.Standing, prizes []contests.Prize) string {
	var lines []string
	for _, p := range prizes[:min(len(prizes), mostPlaces)] {
		lines = append(lines, b.lang.say("Platz %d (%s): %s · %s", "Place %d (%s): %s · %s", p.Place, b.role(p.Role), p.Address.Masked(), b.prizeState(p.State)))
	}
	if len(prizes) == 0 && s.Document != nil && s.Document.Draw != nil {
		places := s.Document.Draw.Places
		for _, p := range places[:min(len(places), mostPlaces)] {
			lines = append(lines, b.lang.say("Platz %d (%s): Los %s", "Place %d (%s): entry %s", p.Place, b.role(p.Role), p.Entry[:12]))
		}
	}
	return strings.Join(lines, "\n")
}

func (b *Bot) role(r contests.Role) string {
	if r == contests.Winner {
		return b.lang.say("Gewinn", "winner")
	}
	return b.lang.say("rückt nach", "substitute")
}

func (b *Bot) prizeState(s contests.PrizeState) string {
	names := map[contests.PrizeState][2]string{
		contests.Waiting: {"noch nicht an der Reihe", "not their turn yet"}, contests.Asked: {"benachrichtigt, Antwort steht aus", "told, no answer yet"},
		contests.Accepted: {"✅ angenommen", "✅ accepted"}, contests.Declined: {"abgelehnt", "declined"}, contests.Silent: {"keine Antwort in der Frist", "no answer in time"},
		contests.Unreachable: {"nicht erreichbar", "cannot be reached"}, contests.Erased: {"Daten gelöscht", "data erased"},
	}
	return b.lang.say(names[s][0], names[s][1])
}

// contestButtons are what is to be done next; nil when nothing is.
func (b *Bot) contestButtons(c contests.Overview) slack.Block {
	say := b.lang.say
	switch {
	case c.Document == nil || c.Document.Draw == nil || c.ConfirmedBy != "":
		return nil
	case c.CheckedBy == "":
		return buttons(button(actContestCheck, c.Contest, say("Ziehung geprüft", "Draw looked at")).WithStyle(slack.StylePrimary))
	default:
		confirm := button(actContestConfirm, c.Contest, say("Bestätigen und benachrichtigen", "Confirm and tell winners")).WithStyle(slack.StylePrimary)
		confirm.Confirm = ask(say("Gewinne bestätigen?", "Confirm the winners?"),
			say("%d Personen bekommen jetzt eine SMS, dass sie gewonnen haben. Das lässt sich nicht zurücknehmen.", "%d people are told by SMS now that they have won. This cannot be undone.", winnersOf(*c.Document)),
			say("Bestätigen", "Confirm"), say("Noch nicht", "Not yet"))
		return buttons(confirm)
	}
}

func winnersOf(d contests.Document) int { return min(d.List.Winners, len(d.Draw.Places)) }

// onContestClick notes that somebody looked at a draw, or confirms it. Confirming takes an approver who is somebody else.
func (b *Bot) onContestClick(ctx context.Context, choice, contest string, staff conversations.Staff) error {
	say := b.lang.say
	var err error
	switch {
	case choice == actContestCheck:
		err = b.store.CheckContest(ctx, contest, staff.User, b.now())
	case !b.config.approver(staff.User):
		return b.contestHint(ctx, contest, staff, say("Bestätigen darf nur, wer auf der Liste der Freigebenden steht.", "Only those on the list of approvers may confirm."))
	default:
		err = b.store.ConfirmContest(ctx, contest, staff.User, b.now())
	}
	switch {
	case errors.Is(err, contests.ErrSamePerson):
		return b.contestHint(ctx, contest, staff, say("Sie haben die Ziehung geprüft: bestätigen muss jemand anderes.", "You looked at the draw: somebody else has to confirm it."))
	case errors.Is(err, contests.ErrMoved):
		return b.contestMoved(ctx, contest, choice, staff)
	default:
		return err
	}
}

// contestMoved tells who has done a step of a draw already.
func (b *Bot) contestMoved(ctx context.Context, contest, choice string, staff conversations.Staff) error {
	all, err := b.store.ContestStandings(ctx)
	if err != nil {
		return err
	}
	sentence := b.lang.say("Das geht gerade nicht: sehen Sie auf der Karte nach, wie weit die Ziehung ist.", "That cannot be done now: the card shows how far the draw is.")
	i := slices.IndexFunc(all, func(c contests.Overview) bool { return c.Contest == contest })
	switch {
	case i < 0:
	case choice == actContestCheck && all[i].CheckedBy != "":
		sentence = b.lang.say("Schon erledigt: %s hat die Ziehung geprüft.", "Done already: %s looked at the draw.", b.nameOf(ctx, campaigns.Person(all[i].CheckedBy)))
	case choice == actContestConfirm && all[i].ConfirmedBy != "":
		sentence = b.lang.say("Schon erledigt: %s hat die Gewinne bestätigt.", "Done already: %s confirmed the winners.", b.nameOf(ctx, campaigns.Person(all[i].ConfirmedBy)))
	}
	return b.contestHint(ctx, contest, staff, sentence)
}

func (b *Bot) contestHint(ctx context.Context, contest string, staff conversations.Staff, sentence string) error {
	if staff.Message.Channel == "" {
		return nil
	}
	return b.hint(ctx, contestCard+contest, staff.Message, staff.User, sentence)
}
