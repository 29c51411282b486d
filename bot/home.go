package bot

import (
	"context"

	"github.com/slack-go/slack"

	"kurzwahl/campaigns"
	"kurzwahl/conversations"
)

// onHome shows somebody their Home tab when they open it.
func (b *Bot) onHome(ctx context.Context, user, tab string) error {
	if tab != "" && tab != "home" {
		return nil
	}
	who, err := b.member(ctx, user)
	if err != nil {
		return err
	}
	blocks := []slack.Block{plainSection(b.mayNot())}
	if who.ok {
		if blocks, err = b.homeBlocks(ctx, user); err != nil {
			return err
		}
	}
	_, err = b.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
		UserID: user, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}},
	})
	return err
}

// homeLimit is how many lines a list of the Home tab has.
const homeLimit = 10

// homeBlocks is the Home tab of one person: what is theirs, what waits, what runs, and whether all is well.
func (b *Bot) homeBlocks(ctx context.Context, user string) ([]slack.Block, error) {
	mine, err := b.store.Cases(ctx, CaseQuery{Owner: user, Status: conversations.InHands, Limit: homeLimit})
	if err != nil {
		return nil, err
	}
	open, err := b.store.Cases(ctx, CaseQuery{Status: conversations.Open, Limit: homeLimit})
	if err != nil {
		return nil, err
	}
	toApprove, err := b.approvable(ctx, user)
	if err != nil {
		return nil, err
	}
	running, err := b.campaigns.List(ctx, homeLimit, campaigns.Running, campaigns.Paused, campaigns.Approved)
	if err != nil {
		return nil, err
	}
	n, err := b.store.Counts(ctx, b.now())
	if err != nil {
		return nil, err
	}
	say := b.lang.say
	blocks := []slack.Block{header("Kurzwahl"), b.startRow()}
	list := func(title string, lines []slack.Block) {
		if len(lines) > 0 {
			blocks = append(blocks, header(title))
			blocks = append(blocks, lines...)
		}
	}
	list(say("Meine Gespräche", "My conversations"), b.caseLines(ctx, mine))
	list(say("Wartende Fragen", "Waiting questions"), b.caseLines(ctx, open))
	list(say("Warten auf meine Freigabe", "Waiting for my approval"), b.campaignLines(ctx, toApprove[:min(len(toApprove), homeLimit)]))
	list(say("Laufende Kampagnen", "Running campaigns"), b.campaignLines(ctx, running))
	if len(blocks) == 2 {
		blocks = append(blocks, plainSection(say("Alles erledigt. Neue Fragen von Kundschaft erscheinen im Kanal.", "All done. New questions from customers appear in the channel.")))
	}
	list(say("Betrieb", "Health"), b.statusBlocks(n))
	return blocks, nil
}
