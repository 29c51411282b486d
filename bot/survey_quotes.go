package bot

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/surveys"
)

// actWithdraw takes back that words may be published.
const actWithdraw = "quote.withdraw"

// mostQuotes is how many quotes are shown, within the blocks that a message may have.
const mostQuotes = 10

// surveyQuotes shows words that customers agreed to have published.
func (b *Bot) surveyQuotes(ctx context.Context, survey surveys.Survey) (*content, error) {
	quotes, err := b.store.Quotes(ctx, survey.Name, mostQuotes)
	if err != nil {
		return nil, err
	}
	if len(quotes) == 0 {
		return say(b.lang.say("Noch keine Worte, die veröffentlicht werden dürfen.", "No words yet that may be published.")), nil
	}
	c := say(b.lang.say("Diese Worte dürfen ohne Namen veröffentlicht werden. Widerruft jemand, nehmen Sie sie hier zurück.",
		"These words may be published without a name. When somebody takes that back, withdraw them here."))
	for _, q := range quotes {
		withdraw := button(actWithdraw, actWithdraw+"|"+survey.Name+"|"+q.ID, b.lang.say("Zurücknehmen", "Withdraw"))
		withdraw.Confirm = ask(b.lang.say("Zurücknehmen?", "Withdraw?"), b.lang.say("Die Worte dürfen dann nicht mehr gezeigt werden.", "The words may not be shown any more then."),
			b.lang.say("Zurücknehmen", "Withdraw"), b.lang.say("Behalten", "Keep"))
		c.blocks = append(c.blocks, quote(q.Words), contextLine(b.lang.at(b.local(q.At), b.local(b.now()))+" · "+b.scoreName(survey.Scale, q.Score)), buttons(withdraw))
	}
	return c, nil
}

// onWithdraw takes back that words may be published, and shows the others anew. The value is the survey, a bar and the quote.
func (b *Bot) onWithdraw(ctx context.Context, p interactionPayload, value string, who conversations.Staff) error {
	name, id := "", value
	if at := strings.LastIndex(value, "|"); at >= 0 {
		name, id = value[:at], value[at+1:]
	}
	withdrawn, err := b.store.WithdrawQuote(ctx, id, who.User, b.now())
	if err != nil {
		return err
	}
	text := b.lang.say("Zurückgenommen: die Worte dürfen nicht mehr gezeigt werden.", "Withdrawn: the words may not be shown any more.")
	if !withdrawn {
		text = b.lang.say("Das war schon zurückgenommen.", "That was withdrawn already.")
	}
	i := slices.IndexFunc(b.config.Surveys, func(s surveys.Survey) bool { return s.Name == name })
	if i < 0 || p.Response == "" {
		b.replaceHint(ctx, p.Response, text)
		return nil
	}
	rest, err := b.surveyQuotes(ctx, b.config.Surveys[i])
	if err != nil {
		return err
	}
	rest.blocks = slices.Insert(rest.blocks, 0, slack.Block(plainSection(text)))
	answer := ephemeral(*rest)
	answer["replace_original"] = true
	if err := b.respond(ctx, p.Response, answer); err != nil {
		b.log.DebugContext(ctx, "show quotes anew", slog.Any("error", err)) // the words are withdrawn, and the old list does nothing twice
	}
	return nil
}
