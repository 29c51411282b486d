package bot

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// paceOfCards is how long a running campaign's card rests between two updates: its figures move all the time.
const paceOfCards = 5 * time.Second

// The names of cards begin so.
const (
	conversationCard = "conversation:"
	campaignCard     = "campaign:"
)

// showCard posts a card, or brings it up to date where it stands already.
func (b *Bot) showCard(ctx context.Context, p Post, channel string) (shown, error) {
	c, show, err := b.cardContent(ctx, p.Card)
	if err != nil {
		return shown{}, err
	}
	card, stands, err := b.store.Card(ctx, p.Card)
	if err != nil || !show && !stands {
		return sent(""), err
	}
	if c.text == "" { // what it was about is erased
		return shown{Settlement: Settlement{State: PostSent, NoCard: p.Card}}, nil
	}
	if stands {
		if wait := b.pace(p.Card, c); wait > 0 {
			return shown{Settlement: Settlement{State: PostPending, Next: b.now().Add(wait)}}, nil
		}
		return b.updateCard(ctx, p, card, c), nil
	}
	if err := b.suggest(ctx, p); err != nil {
		return shown{}, err
	}
	s, err := b.showMessage(ctx, p, channel, "", c)
	if err != nil || s.State != PostSent || s.TS == "" {
		return s, err
	}
	s.Card = &Card{Name: p.Card}
	s.Card.Channel, s.Card.TS = channel, s.TS
	if p.State == PostUncertain {
		s.State, s.Next = PostPending, b.now() // what was found may be out of date
	}
	return s, nil
}

func (b *Bot) updateCard(ctx context.Context, p Post, card Card, c content) shown {
	_, _, _, err := b.api.UpdateMessageContext(ctx, card.Channel, card.TS, c.options(p)...)
	t := troubleOf(err)
	if simpler, ok := c.simpler(); ok && formRefused(t) {
		return b.updateCard(ctx, p, card, simpler)
	}
	if t.code == "message_not_found" {
		// Somebody has deleted the card: it is posted anew.
		return shown{Settlement: Settlement{State: PostPending, Next: b.now(), NoCard: card.Name}}
	}
	return b.settle(ctx, p, t, true)
}

// pace says how long a card whose figures move all the time has to wait, and else counts this update.
func (b *Bot) pace(card string, c content) time.Duration {
	if !c.moving {
		return 0
	}
	now := b.now()
	b.pacedMu.Lock()
	defer b.pacedMu.Unlock()
	if next := b.paced[card].Add(paceOfCards); now.Before(next) {
		return next.Sub(now)
	}
	if len(b.paced) > 1000 {
		clear(b.paced)
	}
	b.paced[card] = now
	return 0
}

// cardContent makes a card from what is known now; show is false for what needs no card.
func (b *Bot) cardContent(ctx context.Context, name string) (c content, show bool, err error) {
	if id, ok := strings.CutPrefix(name, conversationCard); ok {
		known, found, err := b.store.Case(ctx, id)
		if err != nil || !found {
			return content{}, false, err
		}
		return b.caseCard(known), true, nil
	}
	if id, ok := strings.CutPrefix(name, campaignCard); ok {
		return b.campaignCard(ctx, id)
	}
	if contest, ok := strings.CutPrefix(name, contestCard); ok {
		return b.contestCard(ctx, contest)
	}
	return content{}, false, nil
}

// buttons is a row of buttons.
func buttons(elements ...slack.BlockElement) slack.Block {
	return slack.NewActionBlock("", elements...)
}
