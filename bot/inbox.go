package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// inbox lists conversations.
func (b *Bot) inbox(ctx context.Context, c commandPayload, args string) (*content, error) {
	q := CaseQuery{Limit: 15}
	switch strings.ToLower(args) {
	case "", "open":
		q.Status = conversations.Open
	case "mine":
		q.Owner = c.User
	case "all":
	default:
		return say(b.didYouMean("/sms inbox", args, []string{"mine", "open", "all"})), nil
	}
	cases, err := b.store.Cases(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return say(b.lang.say("Nichts da. Alle Fragen sind beantwortet.", "Nothing here. All questions are answered.")), nil
	}
	return &content{text: b.lang.say("Fragen: %d", "Questions: %d", len(cases)), blocks: b.caseLines(ctx, cases)}, nil
}

// caseLines shows conversations as a list, each with a link to its card.
func (b *Bot) caseLines(ctx context.Context, cases []Case) []slack.Block {
	blocks := make([]slack.Block, 0, 2*len(cases))
	now := b.now()
	for _, c := range cases {
		state := b.lang.say("wartet %s", "waits %s", b.lang.span(now.Sub(c.OpenedAt)))
		if c.Status == conversations.InHands {
			state = b.lang.say("bei %s", "with %s", c.Owner.Name)
		}
		line := plainSection(b.who(c) + " · " + state + "\n" + cut(strings.ReplaceAll(c.Quote, "\n", " "), 150))
		if link := b.permalink(ctx, c.Card); link != "" {
			open := slack.NewButtonBlockElement("open", "", plain(b.lang.say("Ansehen", "View"), optionLimit)).WithURL(link)
			line = slack.NewSectionBlock(line.(*slack.SectionBlock).Text, nil, slack.NewAccessory(open))
		}
		blocks = append(blocks, line)
	}
	return blocks
}

// permalink gives the address of a message, "" where it is not known: the list is of use without it, too.
func (b *Bot) permalink(ctx context.Context, at message.SlackRef) string {
	if at.IsZero() {
		return ""
	}
	if _, err := b.me(ctx); err != nil {
		return ""
	}
	b.self.mu.Lock()
	defer b.self.mu.Unlock()
	if b.self.url == "" {
		return ""
	}
	return strings.TrimSuffix(b.self.url, "/") + "/archives/" + at.Channel + "/p" + strings.ReplaceAll(at.TS, ".", "")
}

// find looks for a contact by phone number, order number or name.
func (b *Bot) find(ctx context.Context, _ commandPayload, args string) (*content, error) {
	if args == "" {
		return say(b.lang.say("Wen? /sms find 0171 1234567, /sms find 4711 oder /sms find Nowak", "Whom? /sms find 0171 1234567, /sms find 4711 or /sms find Nowak")), nil
	}
	found, err := b.search(ctx, args)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return say(b.lang.say("Niemanden gefunden.", "Nobody found.")), nil
	}
	c := &content{text: b.lang.say("%d gefunden", "%d found", len(found))}
	for _, p := range found {
		c.blocks = append(c.blocks, plainSection(b.personLine(p)))
	}
	return c, nil
}

// search tries what was typed as a phone number, then as an order, then as a name.
func (b *Bot) search(ctx context.Context, typed string) ([]PersonFound, error) {
	var queries []PeopleQuery
	if address, err := message.ParsePhone(typed, b.config.Country); err == nil {
		queries = append(queries, PeopleQuery{Address: address})
	}
	queries = append(queries, PeopleQuery{Order: strings.TrimPrefix(typed, "#")})
	if len([]rune(typed)) >= 2 {
		queries = append(queries, PeopleQuery{Name: typed})
	}
	for _, q := range queries {
		if found, err := b.store.People(ctx, q); err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}

func (b *Bot) personLine(p PersonFound) string {
	first := strings.TrimSpace(p.Name + " " + p.Address.Masked())
	if p.Language != "" {
		first += " · " + strings.ToUpper(string(p.Language))
	}
	switch {
	case p.Suppressed != "":
		first += b.lang.say(" · bekommt nichts (%s)", " · gets nothing (%s)", p.Suppressed)
	case p.OptedOut:
		first += b.lang.say(" · abgemeldet", " · opted out")
	}
	lines := []string{first}
	for _, o := range p.Orders {
		lines = append(lines, b.lang.say("Bestellung %s: %s", "Order %s: %s", o.Number, b.lang.orderState(o.State)))
	}
	if p.Conversation != "" {
		lines = append(lines, b.lang.say("Hat gerade eine offene Frage.", "Has an open question now."))
	}
	return strings.Join(lines, "\n")
}
