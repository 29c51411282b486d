package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// heads reads events with their contacts, but those that somebody else has handled meanwhile. On PostgreSQL it runs after
// the lock, so that it sees what the last owner of the lock left. What was taken in since then waits for the next round.
func (c *conn) heads(ctx context.Context, events []string) ([]conversations.Pending, error) {
	batch := make([]conversations.Pending, 0, len(events))
	err := c.query(ctx, func(rows *sql.Rows) error {
		var p conversations.Pending
		var payload, state string
		var at int64
		e, contact := &p.Event, &p.Facts.Contact
		err := rows.Scan(&e.ID, &e.Address, &e.Kind, &payload, &p.Attempts, &at, &contact.FirstName, &contact.Language, &contact.Country, &contact.Suppressed, &state)
		if err != nil {
			return err
		}
		e.At, contact.Address = fromMillis(at), e.Address
		batch = append(batch, unpacked(p, payload, state))
		return nil
	}, `SELECT e.id, e.address, e.kind, e.payload, e.attempts, e.created_ms, c.first_name, c.language, c.country, c.suppressed, c.state
		FROM event AS e JOIN contact AS c ON c.address = e.address
		WHERE e.state = 'pending' AND e.id IN `+list(1, listSize(len(events))), padded(events)...)
	if err != nil {
		return nil, fmt.Errorf("read pending events: %w", err)
	}
	return batch, nil
}

// unpacked reads what is stored as JSON. An event or a state that cannot be read would block its contact for ever, so
// people see the event, and the state begins anew.
func unpacked(p conversations.Pending, payload, state string) conversations.Pending {
	readable := json.Unmarshal([]byte(payload), &p.Event) == nil
	if state != "" && json.Unmarshal([]byte(state), &p.State) != nil {
		p.State, readable = conversations.State{}, false
	}
	if !readable {
		p.Event.Kind, p.Event.Reason = conversations.Broken, "what is stored of it cannot be read"
	}
	return p
}

// loader finds the facts of a contact in its batch.
type loader struct {
	*conn
	facts     map[message.Address]*conversations.Facts
	addresses []any // all of the batch, padded
}

// loadFacts fills in what Next must know, with a few queries for the whole batch.
func (c *conn) loadFacts(ctx context.Context, batch []conversations.Pending, now time.Time, d conversations.Decider) error {
	l := loader{conn: c, facts: make(map[message.Address]*conversations.Facts, len(batch))}
	addresses := make([]message.Address, len(batch))
	for i := range batch {
		addresses[i] = batch[i].Event.Address
		l.facts[addresses[i]] = &batch[i].Facts
	}
	l.addresses = padded(addresses)
	standings, err := c.standings(ctx, addresses)
	if err != nil {
		return err
	}
	for address, standing := range standings {
		l.facts[address].Consent = standing
	}
	if err := l.conversations(ctx); err != nil {
		return fmt.Errorf("load conversations: %w", err)
	}
	if err := l.cases(ctx); err != nil {
		return fmt.Errorf("load cases: %w", err)
	}
	if err := l.orders(ctx); err != nil {
		return fmt.Errorf("load orders: %w", err)
	}
	if err := l.entries(ctx); err != nil {
		return fmt.Errorf("load contest entries: %w", err)
	}
	if err := c.loadDeliveries(ctx, batch); err != nil {
		return fmt.Errorf("load deliveries: %w", err)
	}
	if err := c.loadNamed(ctx, batch); err != nil {
		return fmt.Errorf("load conversations by id: %w", err)
	}
	if err := c.loadSent(ctx, batch, now); err != nil {
		return err
	}
	if err := c.loadCoupons(ctx, batch, d); err != nil {
		return fmt.Errorf("load coupons: %w", err)
	}
	return nil
}

const conversationColumns = `id, address, status, owner, owner_name, reason, quote, intent, confidence, order_number, locked, replies, version,
	opened_ms, claimed_ms, closed_ms, active_ms, case_id`

func scanConversation(rows *sql.Rows) (conversations.Conversation, error) {
	var v conversations.Conversation
	var opened, claimed, closed, active int64
	err := rows.Scan(&v.ID, &v.Address, &v.Status, &v.Owner.User, &v.Owner.Name, &v.Reason, &v.Quote, &v.Intent, &v.Confidence, &v.Order, &v.Locked,
		&v.Replies, &v.Version, &opened, &claimed, &closed, &active, &v.Case)
	v.OpenedAt, v.ClaimedAt, v.ClosedAt, v.ActiveAt = fromMillis(opened), fromMillis(claimed), fromMillis(closed), fromMillis(active)
	return v, err
}

// conversations loads the open ones.
func (l loader) conversations(ctx context.Context) error {
	return l.query(ctx, func(rows *sql.Rows) error {
		v, err := scanConversation(rows)
		if err != nil {
			return err
		}
		l.facts[v.Address].Conversation = v
		return nil
	}, "SELECT "+conversationColumns+" FROM conversation WHERE status <> 'closed' AND address IN "+list(1, len(l.addresses)), l.addresses...)
}

// maxOrders is how many orders of a contact a dialogue knows.
const maxOrders = 20

func (l loader) orders(ctx context.Context) error {
	return l.query(ctx, func(rows *sql.Rows) error {
		o, err := scanOrder(rows.Scan)
		if err != nil {
			return err
		}
		if f := l.facts[o.Address]; len(f.Orders) < maxOrders {
			f.Orders = append(f.Orders, dialogueOrder(o))
		}
		return nil
	}, "SELECT "+orderColumns+" FROM shop_order WHERE address IN "+list(1, len(l.addresses))+" ORDER BY ordered_ms DESC, updated_ms DESC, number DESC", l.addresses...)
}

func (l loader) entries(ctx context.Context) error {
	return l.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var contest string
		if err := rows.Scan(&address, &contest); err != nil {
			return err
		}
		f := l.facts[address]
		if f.Contests == nil {
			f.Contests = map[string]bool{}
		}
		f.Contests[contest] = true
		return nil
	}, "SELECT address, contest FROM contest_entry WHERE address IN "+list(1, len(l.addresses)), l.addresses...)
}

// loadNamed loads the conversations that events name and that are not the open ones. One of another contact is not
// found: a click cannot reach across.
func (c *conn) loadNamed(ctx context.Context, batch []conversations.Pending) error {
	wanted := map[string]*conversations.Pending{}
	var ids []any
	for i := range batch {
		p := &batch[i]
		if id := p.Event.Conversation; id != "" && id != p.Facts.Conversation.ID {
			wanted[id+string(p.Event.Address)] = p
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return c.query(ctx, func(rows *sql.Rows) error {
		v, err := scanConversation(rows)
		if p := wanted[v.ID+string(v.Address)]; err == nil && p != nil {
			p.Facts.Named = v
		}
		return err
	}, "SELECT "+conversationColumns+" FROM conversation WHERE id IN "+list(1, len(ids)), ids...)
}

// loadSent loads what the frequency cap needs, for contacts who are to be asked or told something.
func (c *conn) loadSent(ctx context.Context, batch []conversations.Pending, now time.Time) error {
	var addresses []message.Address
	for i := range batch {
		if batch[i].Event.MayAdvertise() {
			addresses = append(addresses, batch[i].Event.Address)
		}
	}
	sent, err := c.marketingSent(ctx, addresses, now)
	if err != nil {
		return err
	}
	for i := range batch {
		batch[i].Facts.Sent = sent[batch[i].Event.Address]
	}
	return nil
}
