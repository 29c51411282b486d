package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/inbox"
	"kurzwahl/message"
)

// group is the parts of one long text, as the database has them and as the batch leaves them.
type group struct {
	inbox.Group

	stored bool    // rows of it are in the database
	stale  bool    // those rows are done with
	added  [][]any // rows to be written
}

// wideReference tells a 16-bit reference from an 8-bit one of the same value.
const wideReference = 1 << 16

func storedReference(k inbox.Key) int64 {
	if k.Wide {
		return int64(k.Reference) + wideReference
	}
	return int64(k.Reference)
}

// loadGroups reads the parts that wait for those of the batch, and keeps other processes from adding to them
// until the end of the transaction.
func (t *taking) loadGroups(ctx context.Context, items []inbox.Item) error {
	t.groups = make(map[inbox.Key]*group)
	senders := make(map[message.Address]time.Time)
	for _, item := range items {
		if item.Kind == inbox.Part {
			t.groups[inbox.KeyOf(item.Inbound)] = &group{}
			senders[item.Inbound.From] = item.Inbound.ReceivedAt
		}
	}
	if len(senders) == 0 {
		return nil
	}
	if err := t.lock(ctx, senders); err != nil {
		return err
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(senders)), rowsPerInsert) {
		err := t.c.query(ctx, t.scanPart, partColumns+" WHERE sender IN "+list(1, len(chunk)), anys(chunk)...)
		if err != nil {
			return fmt.Errorf("read waiting parts: %w", err)
		}
	}
	return nil
}

// lock holds the contacts' rows: two processes that each get one half of a text must see each other's.
func (t *taking) lock(ctx context.Context, senders map[message.Address]time.Time) error {
	if err := t.c.addContacts(ctx, senders); err != nil {
		return err
	}
	for _, sender := range slices.Sorted(maps.Keys(senders)) {
		if _, err := t.c.exec(ctx, "UPDATE contact SET updated_ms = updated_ms WHERE address = $1", string(sender)); err != nil {
			return fmt.Errorf("lock sender: %w", err)
		}
	}
	return nil
}

const partColumns = "SELECT smsc, sender, recipient, reference, total, number, body, received_ms FROM inbound_part"

func scanPartRow(rows *sql.Rows) (k inbox.Key, number int, body string, at time.Time, err error) {
	var reference, received int64
	err = rows.Scan(&k.SMSC, &k.From, &k.To, &reference, &k.Total, &number, &body, &received)
	k.Wide = reference >= wideReference
	k.Reference = uint16(reference & (wideReference - 1))
	return k, number, body, fromMillis(received), err
}

func (t *taking) scanPart(rows *sql.Rows) error {
	k, number, body, at, err := scanPartRow(rows)
	if err != nil {
		return err
	}
	if g, wanted := t.groups[k]; wanted {
		g.Add(number, body, at)
		g.stored = true
	}
	return nil
}

// addPart puts one part to the others; the text that it makes whole becomes an event. A part that does not fit
// begins a new text, and what was there of the old one is handed on: at most one text by each part, which has the part's id.
func (t *taking) addPart(in message.Inbound, id string) {
	k := inbox.KeyOf(in)
	g := t.groups[k]
	text := storable(in.Text)
	if !g.Fits(in.Part.Number, text) {
		t.hand(in, g, id)
	}
	if g.Add(in.Part.Number, text, in.ReceivedAt) {
		g.added = append(g.added, []any{
			k.SMSC, string(k.From), string(k.To), storedReference(k), k.Total, in.Part.Number, text, millis(in.ReceivedAt),
		})
	}
	if len(g.Texts) == k.Total {
		t.hand(in, g, id)
	}
}

// hand makes an event of what the group has and empties it.
func (t *taking) hand(in message.Inbound, g *group, id string) {
	text, whole := g.Join(in.Part.Total)
	e := event(in, conversations.Texted, text, !whole)
	e.ID = id
	t.events = append(t.events, e)
	*g = group{stored: g.stored, stale: true}
}

// saveGroups leaves in the database what still waits.
func (t *taking) saveGroups(ctx context.Context) error {
	for k, g := range t.groups {
		if g.stored && g.stale {
			if err := t.c.dropGroup(ctx, k); err != nil {
				return err
			}
		}
		if _, err := t.c.insert(ctx, "inbound_part", "smsc, sender, recipient, reference, total, number, body, received_ms", "", g.added); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) dropGroup(ctx context.Context, k inbox.Key) error {
	_, err := c.exec(ctx, `DELETE FROM inbound_part
		WHERE smsc = $1 AND sender = $2 AND recipient = $3 AND reference = $4 AND total = $5`,
		k.SMSC, string(k.From), string(k.To), storedReference(k), k.Total)
	if err != nil {
		return fmt.Errorf("drop joined parts: %w", err)
	}
	return nil
}
