package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/outbox"
)

var _ outbox.Store = (*DB)(nil)

// LeaseOutbound claims due messages as outbox.Store says. Where nothing is due it only reads.
func (db *DB) LeaseOutbound(ctx context.Context, l outbox.Lease) ([]outbox.Message, error) {
	due := false
	err := db.reader().row(ctx, "SELECT EXISTS (SELECT 1 FROM outbound WHERE state = 'queued' AND lane = $1 AND due_ms <= $2)",
		l.Lane, millis(l.Now)).Scan(&due)
	if err != nil {
		return nil, fmt.Errorf("look for due messages: %w", err)
	}
	if !due && !l.Again {
		return nil, nil
	}
	var leased []outbox.Message
	err = db.tx(ctx, func(c *conn) error {
		leased, err = c.lease(ctx, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("lease due messages: %w", err)
	}
	return leased, nil
}

func (c *conn) lease(ctx context.Context, l outbox.Lease) ([]outbox.Message, error) {
	if l.Again {
		_, err := c.exec(ctx, `UPDATE outbound SET state = 'queued', owner = '', lease_ms = 0, sent_ms = 0
			WHERE state = 'leased' AND state IN ('leased', 'written') AND owner = $1 AND lane = $2`, l.Owner, l.Lane)
		if err != nil {
			return nil, err
		}
	}
	due, err := c.dueMessages(ctx, l)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	g, err := c.newGating(ctx, due, l, true)
	if err != nil {
		return nil, err
	}
	stamp := c.db.leases.next(millis(l.Now))
	for _, m := range due {
		m.Owner, m.Lease = l.Owner, stamp
		g.sort(m)
	}
	counted := int64(0) // marketing counts for the frequency cap from here on
	if l.Lane == message.Marketing.Lane() {
		counted = millis(l.Now)
	}
	_, err = c.execIn(ctx, `UPDATE outbound SET state = 'leased', owner = $1, lease_ms = $2, sent_ms = $3
		WHERE state = 'queued' AND id IN `, []any{l.Owner, stamp, counted}, ids(g.pass))
	if err != nil {
		return nil, err
	}
	return g.pass, g.saveRefused(ctx)
}

// stamps are numbers that grow: unix milliseconds, or one more than the last.
type stamps struct{ last atomic.Int64 }

func (s *stamps) next(now int64) int64 {
	for {
		last := s.last.Load()
		if next := max(now, last+1); s.last.CompareAndSwap(last, next) {
			return next
		}
	}
}

// dueMessages reads what is due, and on PostgreSQL locks it, leaving out what another process has locked.
func (c *conn) dueMessages(ctx context.Context, l outbox.Lease) ([]outbox.Message, error) {
	due := make([]outbox.Message, 0, l.Limit)
	err := c.query(ctx, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		due = append(due, m)
		return err
	}, `SELECT `+messageColumns+` FROM outbound WHERE state = 'queued' AND lane = $1 AND due_ms <= $2
		ORDER BY due_ms, id LIMIT $3`+c.db.dialect.skipLocked, l.Lane, millis(l.Now), l.Limit)
	return due, err
}

const messageColumns = `id, address, sender, smsc, class, purpose, body, cause, campaign_id,
	slack_channel, slack_ts, deadline_ms, attempts, unanswered`

func scanMessage(rows *sql.Rows) (outbox.Message, error) {
	var m outbox.Message
	var deadline int64
	err := rows.Scan(&m.ID, &m.To, &m.From, &m.SMSC, &m.Class, &m.Purpose, &m.Text, &m.Cause, &m.Campaign,
		&m.Slack.Channel, &m.Slack.TS, &deadline, &m.Attempts, &m.Unanswered)
	m.Deadline = fromMillis(deadline)
	return m, err
}

func ids(batch []outbox.Message) []string {
	list := make([]string, len(batch))
	for i, m := range batch {
		list[i] = m.ID
	}
	return list
}

// gating is the gate's work on one batch: its facts, and what it says.
type gating struct {
	c         *conn
	lease     outbox.Lease
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

// newGating loads the facts. What was sent to a recipient counts when a message is leased; when it is about to be
// written it is among them itself, so then only consent matters.
func (c *conn) newGating(ctx context.Context, batch []outbox.Message, l outbox.Lease, counts bool) (*gating, error) {
	g := &gating{c: c, lease: l, campaigns: map[string]campaigns.State{}}
	var addresses []message.Address
	for _, m := range batch {
		addresses = append(addresses, m.To)
		if m.Campaign != "" {
			g.campaigns[m.Campaign] = ""
		}
	}
	slices.Sort(addresses)
	addresses = slices.Compact(addresses)
	var err error
	if counts && l.Lane == message.Marketing.Lane() {
		g.facts, err = c.gateFacts(ctx, addresses, l.Now)
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
			f.Sent = append(f.Sent, g.lease.Now)
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
		return consent.Decision{Verdict: consent.Hold, Until: g.lease.Now.Add(pausedFor), Reason: campaignPaused}
	case campaigns.Cancelled:
		return consent.Decision{Verdict: consent.Skip, Reason: campaignCancelled}
	case campaigns.Draft, campaigns.Proposed, campaigns.Approved, campaigns.Rejected, campaigns.Running, campaigns.Done:
	}
	return g.lease.Gate(m.Outbound, g.facts[m.To], g.lease.Now)
}

// The reasons that a campaign's state gives.
const (
	campaignPaused    = "campaign paused"
	campaignCancelled = "campaign cancelled"
)

// saveRefused records what may not go and why, and tells the staff whose replies are among it.
func (g *gating) saveRefused(ctx context.Context) error {
	now := millis(g.lease.Now)
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
	return g.c.tellStaff(ctx, ends, g.lease.Words, g.lease.Now)
}
