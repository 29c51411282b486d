package store

import (
	"context"
	"fmt"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/outbox"
)

// gating is the gate's work on one batch: its facts, and what it says.
type gating struct {
	c         *conn
	claim     outbox.Claim
	facts     map[message.Address]consent.Facts
	campaigns map[string]campaigns.State
	pass      []outbox.Message
	skipped   []refused
	held      []refused
}

// refused is a message that may not go, or not now.
type refused struct {
	message  outbox.Message
	decision consent.Decision
}

// newGating loads the facts.
func (c *conn) newGating(ctx context.Context, batch []outbox.Message, claim outbox.Claim) (*gating, error) {
	g := &gating{c: c, claim: claim, campaigns: map[string]campaigns.State{}}
	addresses := recipients(batch)
	for _, m := range batch {
		if m.Campaign != "" {
			g.campaigns[m.Campaign] = ""
		}
	}
	var err error
	if claim.Lane == message.Marketing.Lane() {
		g.facts, err = c.gateFacts(ctx, addresses, claim.Now)
	} else {
		g.facts, err = c.consentFacts(ctx, addresses)
	}
	if err != nil {
		return nil, err
	}
	return g, c.campaignStates(ctx, g.campaigns)
}

// consentFacts is gateFacts without what was sent.
func (c *conn) consentFacts(ctx context.Context, addresses []message.Address) (map[message.Address]consent.Facts, error) {
	facts := make(map[message.Address]consent.Facts, len(addresses))
	if len(addresses) == 0 {
		return facts, nil
	}
	if err := c.gateContacts(ctx, addresses, facts); err != nil {
		return nil, fmt.Errorf("load contacts: %w", err)
	}
	standings, err := c.standings(ctx, addresses)
	for address, standing := range standings {
		f := facts[address]
		f.Standing = standing
		facts[address] = f
	}
	return facts, err
}

// campaignStates fills in the states of the campaigns that are the map's keys.
func (c *conn) campaignStates(ctx context.Context, states map[string]campaigns.State) error {
	for id := range states {
		var state campaigns.State
		err := c.row(ctx, "SELECT COALESCE((SELECT state FROM campaign WHERE id = $1), '')", id).Scan(&state)
		if err != nil {
			return fmt.Errorf("load campaign of message: %w", err)
		}
		states[id] = state
	}
	return nil
}

// pausedFor is when a message of a paused campaign is looked at again. Resuming makes what is held due at once, but for
// what another process is about to hold at that moment.
const pausedFor = 30 * time.Second

// sort asks the campaign and the gate about one message.
func (g *gating) sort(m outbox.Message) {
	d := g.decide(m)
	switch d.Verdict {
	case consent.Send:
		g.pass = append(g.pass, m)
		if m.Class.Lane() == message.Marketing.Lane() {
			f := g.facts[m.To]
			f.Sent = append(f.Sent, g.claim.Now)
			g.facts[m.To] = f
		}
	case consent.Hold:
		g.held = append(g.held, refused{m, d})
	case consent.Skip:
		g.skipped = append(g.skipped, refused{m, d})
	}
}

func (g *gating) decide(m outbox.Message) consent.Decision {
	switch g.campaigns[m.Campaign] {
	case campaigns.Paused:
		return consent.Decision{Verdict: consent.Hold, Until: g.claim.Now.Add(pausedFor), Reason: campaignPaused}
	case campaigns.Cancelled:
		return consent.Decision{Verdict: consent.Skip, Reason: campaignCancelled}
	case campaigns.Draft, campaigns.Proposed, campaigns.Approved, campaigns.Rejected, campaigns.Running, campaigns.Done:
	}
	return g.claim.Gate(m.Outbound, g.facts[m.To], g.claim.Now)
}

// The reasons that a campaign's state gives.
const (
	campaignPaused    = "campaign paused"
	campaignCancelled = "campaign cancelled"
)

// saveRefused records what may not go and why, and tells the staff whose replies are among it.
func (g *gating) saveRefused(ctx context.Context) error {
	now := millis(g.claim.Now)
	var held, skipped [][]any
	for _, r := range g.held {
		until := max(millis(r.decision.Until), now+1)
		held = append(held, []any{r.message.ID, storable(r.decision.Reason), until})
	}
	var ends []ending
	for _, r := range g.skipped {
		state := message.Skipped
		if r.decision.Reason == campaignCancelled {
			state = message.Cancelled
		}
		skipped = append(skipped, []any{r.message.ID, storable(r.decision.Reason), string(state), now})
		ends = append(ends, ending{message: r.message.Outbound, state: state, reason: r.decision.Reason})
	}
	if _, err := g.c.update(ctx, "outbound", `reason = v.column2, due_ms = v.column3`,
		[]string{"TEXT", "TEXT", "BIGINT"}, whereStill("queued"), held); err != nil {
		return fmt.Errorf("hold messages: %w", err)
	}
	if _, err := g.c.update(ctx, "outbound", `reason = v.column2, state = v.column3, final_ms = v.column4`,
		[]string{"TEXT", "TEXT", "TEXT", "BIGINT"}, whereStill("queued"), skipped); err != nil {
		return fmt.Errorf("skip messages: %w", err)
	}
	if err := g.untellSkipped(ctx); err != nil {
		return err
	}
	return g.c.tellStaff(ctx, ends, g.claim.Words, g.claim.Now)
}
