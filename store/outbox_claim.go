package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

var _ outbox.Store = (*DB)(nil)

// ClaimOutbound claims due messages as outbox.Store says. Where nothing is due it only reads.
func (db *DB) ClaimOutbound(ctx context.Context, claim outbox.Claim) (outbox.Claimed, error) {
	due := false
	err := db.reader().row(ctx, "SELECT EXISTS (SELECT 1 FROM outbound WHERE state = 'queued' AND lane = $1 AND due_ms <= $2)",
		claim.Lane, millis(claim.Now)).Scan(&due)
	if err != nil {
		return outbox.Claimed{}, fmt.Errorf("look for due messages: %w", err)
	}
	if !due && claim.Failed == 0 {
		return outbox.Claimed{}, nil
	}
	mark, err := db.mark(ctx, claim.Lane) // before the gate reads
	if err != nil {
		return outbox.Claimed{}, fmt.Errorf("claim due messages: %w", err)
	}
	var claimed outbox.Claimed
	err = db.tx(ctx, func(c *conn) error {
		claimed, err = c.claim(ctx, claim, mark)
		return err
	})
	if err != nil {
		return outbox.Claimed{}, fmt.Errorf("claim due messages: %w", err)
	}
	return claimed, nil
}

// mark begins the way of messages past opt-outs. Service messages ask for none.
func (db *DB) mark(ctx context.Context, lane int) (mark outbox.Mark, err error) {
	mark.Seen = db.stops.now()
	if db.alone() {
		db.sends.Store(true)
		mark.Passage = db.sinceOpen()
	} else if lane != message.Service.Lane() {
		mark.Passage, err = db.passage.enter(ctx)
	}
	return mark, err
}

func (c *conn) claim(ctx context.Context, claim outbox.Claim, mark outbox.Mark) (outbox.Claimed, error) {
	var none outbox.Claimed
	if err := c.unclaim(ctx, claim); err != nil {
		return none, err
	}
	due, err := c.dueMessages(ctx, claim)
	if err != nil || len(due) == 0 {
		return none, err
	}
	due, versions, err := c.takeContacts(ctx, due, claim.Lane)
	if err != nil || len(due) == 0 {
		return none, err
	}
	g, err := c.newGating(ctx, due, claim)
	if err != nil {
		return none, err
	}
	for _, m := range due {
		if len(g.pass) == claim.Limit {
			break
		}
		m.Owner, m.Claim, m.Mark = claim.Owner, claim.Number, mark
		m.Mark.Version = versions[m.To]
		g.sort(m)
	}
	if err := c.recordWritten(ctx, claim, g.pass); err != nil {
		return none, err
	}
	return outbox.Claimed{Messages: g.pass, Refused: len(g.held) + len(g.skipped)}, g.saveRefused(ctx)
}

// recordWritten records that messages are about to go to the link. Marketing counts for the frequency cap from here on.
func (c *conn) recordWritten(ctx context.Context, claim outbox.Claim, batch []outbox.Message) error {
	counted := int64(0)
	if claim.Lane == message.Marketing.Lane() {
		counted = millis(claim.Now)
	}
	return c.execIn(ctx, `UPDATE outbound SET state = 'written', owner = $1, lease_ms = $2, sent_ms = $3, written_ms = $4, attempts = attempts + 1
		WHERE COALESCE(state = 'queued', FALSE) AND id IN `, []any{claim.Owner, claim.Number, counted, millis(claim.Now)}, ids(batch))
}

// takeContacts leaves out the marketing for contacts that another process works on: it may be about to text them, or to hear
// that they want no more. Those that are left stay locked, so that what was sent to them counts for whoever is next. With
// them it gives the versions of what the ledger says about the recipients, where there may be other processes.
func (c *conn) takeContacts(ctx context.Context, due []outbox.Message, lane int) ([]outbox.Message, map[message.Address]int64, error) {
	if c.db.alone() || lane == message.Service.Lane() {
		return due, nil, nil
	}
	to := recipients(due)
	locked := map[message.Address]bool{}
	if lane == message.Marketing.Lane() {
		err := c.query(ctx, func(rows *sql.Rows) error {
			var address message.Address
			err := rows.Scan(&address)
			locked[address] = true
			return err
		}, "SELECT address FROM contact WHERE address IN "+list(1, listSize(len(to)))+" ORDER BY address"+c.db.dialect.skipLocked, padded(to)...)
		if err != nil {
			return nil, nil, fmt.Errorf("lock contacts: %w", err)
		}
	}
	versions, err := c.ledgerVersions(ctx, to)
	if err != nil || lane != message.Marketing.Lane() {
		return due, versions, err
	}
	return slices.DeleteFunc(due, func(m outbox.Message) bool { return versions[m.To]%3 != 0 && !locked[m.To] }), versions, nil
}

// recipients gives the addresses of the messages, each once, in order.
func recipients(batch []outbox.Message) []message.Address {
	to := make([]message.Address, len(batch))
	for i, m := range batch {
		to[i] = m.To
	}
	slices.Sort(to)
	return slices.Compact(to)
}

// unclaim gives back what failed claims got of which the owner was never told: nothing of it went to the link.
func (c *conn) unclaim(ctx context.Context, claim outbox.Claim) error {
	if claim.Failed == 0 {
		return nil
	}
	_, err := c.exec(ctx, `UPDATE outbound SET state = 'queued', owner = '', lease_ms = 0, sent_ms = 0, attempts = attempts - 1
		WHERE state = 'written' AND owner = $1 AND lane = $2 AND lease_ms >= $3`, claim.Owner, claim.Lane, claim.Failed)
	return err
}

// dueMessages reads what is due, and on PostgreSQL locks it, leaving out what another process has locked.
func (c *conn) dueMessages(ctx context.Context, claim outbox.Claim) ([]outbox.Message, error) {
	look := max(claim.Limit, claim.Look)
	due := make([]outbox.Message, 0, look)
	err := c.query(ctx, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		due = append(due, m)
		return err
	}, `SELECT `+messageColumns+` FROM outbound WHERE state = 'queued' AND lane = $1 AND due_ms <= $2
		ORDER BY due_ms, id LIMIT $3`+c.db.dialect.skipLocked, claim.Lane, millis(claim.Now), look)
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
