package store

import (
	"context"
	"fmt"
	"maps"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

var _ outbox.ReceiptStore = (*DB)(nil)

// TakeReceipts matches receipts as outbox.ReceiptStore says.
func (db *DB) TakeReceipts(ctx context.Context, receipts []message.Receipt, words outbox.Words) error {
	said := make([]word, len(receipts))
	for i, r := range receipts {
		said[i] = newWord(r)
	}
	var unmatched []word
	err := db.tx(ctx, func(c *conn) (err error) {
		unmatched, err = matching{c: c, words: words}.take(ctx, said)
		return err
	})
	if err == nil && len(unmatched) > 0 {
		err = db.keepReceipts(ctx, unmatched, words)
	}
	if err != nil {
		return fmt.Errorf("take receipts: %w", err)
	}
	return nil
}

// keepReceipts keeps what matched nothing, unless its answer has come meanwhile or it can only mean one message.
func (db *DB) keepReceipts(ctx context.Context, said []word, words outbox.Words) error {
	return db.tx(ctx, func(c *conn) error {
		if err := c.keepsReceipts(ctx); err != nil {
			return err
		}
		m := matching{c: c, words: words}
		unmatched, err := m.take(ctx, said)
		if err != nil {
			return err
		}
		if unmatched, err = m.resolveUnknown(ctx, unmatched); err != nil {
			return err
		}
		return c.keepOrphans(ctx, unmatched)
	})
}

// word is what a receipt says, and the ways to read its id, best first.
type word struct {
	receipt  string // of one that was kept; "" for a new one
	smsc     string
	ids      []string
	doubtful bool // ids hold guesses only: the address must match too
	state    message.DeliveryState
	code     string
	from, to message.Address
	at       time.Time

	reference uint16    // of the message, 0 where the SMSC does not echo it
	submitted time.Time // as the SMSC says; zero where it does not
}

func newWord(r message.Receipt) word {
	w := word{smsc: r.SMSC, state: r.State, code: storable(r.ErrorCode), from: r.From, to: r.To, at: r.ReceivedAt, reference: r.Reference, submitted: r.SentAt}
	seen := make(map[string]bool, 4)
	candidates := r.Candidates
	if len(candidates) == 0 {
		candidates = []string{r.MessageID}
	}
	for _, candidate := range candidates {
		id := normalID(candidate)
		if id != "" && !seen[id] {
			seen[id] = true
			w.ids = append(w.ids, id)
		}
	}
	return w
}

// concerns says whether the receipt names the address. Receipts come from the recipient; some SMSCs swap the two.
func (w word) concerns(address message.Address) bool {
	return w.from == address || w.to == address
}

// matching finds the messages that receipts are about.
type matching struct {
	c     *conn
	words outbox.Words
}

// take settles what receipts can be matched and gives the others.
func (m matching) take(ctx context.Context, said []word) (unmatched []word, err error) {
	said, err = m.takeWhole(ctx, said)
	if err != nil || len(said) == 0 {
		return nil, err
	}
	found, err := m.parts(ctx, said, func(w word) []string { return w.ids[:min(1, len(w.ids))] })
	if err != nil {
		return nil, err
	}
	var hits []hit
	var open []word
	for _, w := range said {
		if p, ok := found.find(w.smsc, w.ids); ok && !w.doubtful && (len(w.ids) == 1 || w.concerns(p.of.message.To)) {
			hits = append(hits, hit{w, p})
		} else {
			open = append(open, w)
		}
	}
	guesses, err := m.parts(ctx, open, func(w word) []string { return w.ids })
	if err != nil {
		return nil, err
	}
	maps.Copy(guesses, found)
	for _, w := range open {
		if p, ok := guesses.about(w); ok {
			hits = append(hits, hit{w, p})
		} else if p, ok := found.find(w.smsc, w.ids); ok && !w.doubtful {
			hits = append(hits, hit{w, p})
		} else {
			unmatched = append(unmatched, w)
		}
	}
	return unmatched, m.settle(ctx, hits)
}

// hit is a receipt and the part that it is about.
type hit struct {
	word word
	part *sentPart
}

// settle records what the hits say.
func (m matching) settle(ctx context.Context, hits []hit) error {
	var changed []*sentPart // in the order of the receipts, which is about that of the rows
	var touched []last
	at := make(map[string]int) // in touched, by message
	for _, h := range hits {
		switch {
		case h.part.state.Final() || h.part.state == h.word.state:
			continue // it was said before
		case h.part.changed.IsZero() && !h.part.whole:
			changed = append(changed, h.part)
		}
		h.part.state, h.part.changed = h.word.state, h.word.at
		if !h.word.state.Final() {
			continue
		}
		if i, twice := at[h.part.outbound]; twice {
			touched[i].word = h.word
			continue
		}
		at[h.part.outbound] = len(touched)
		touched = append(touched, last{h.word, h.part.of})
	}
	rows := make([][]any, len(changed))
	for i, part := range changed {
		rows[i] = []any{part.smsc, part.id, string(part.state), millis(part.changed)}
	}
	_, err := m.c.update(ctx, "outbound_part", `state = v.column3, at_ms = v.column4`,
		[]string{"TEXT", "TEXT", "TEXT", "BIGINT"}, "outbound_part.smsc = v.column1 AND outbound_part.smsc_id = v.column2", rows)
	if err != nil {
		return fmt.Errorf("record receipts: %w", err)
	}
	return m.finish(ctx, touched)
}

// finish gives messages their final state where their parts' states allow.
func (m matching) finish(ctx context.Context, touched []last) error {
	states, err := m.states(ctx, touched)
	if err != nil {
		return err
	}
	var rows [][]any
	var ends []ending
	var now time.Time
	for _, t := range touched {
		w, row, id := t.word, t.message, t.message.message.ID
		state, ok := outbox.Fold(states[id], row.parts)
		if !ok || row.state != message.Sent && row.state != message.Ambiguous {
			continue
		}
		reason := outbox.ReceiptReason(w.state, w.code)
		rows = append(rows, []any{id, string(state), reason, w.code, millis(w.at)})
		ends = append(ends, ending{row.message, state, reason})
		if w.at.After(now) {
			now = w.at
		}
	}
	_, err = m.c.update(ctx, "outbound", `state = v.column2, reason = v.column3, smsc_error = v.column4, final_ms = v.column5`,
		[]string{"TEXT", "TEXT", "TEXT", "TEXT", "BIGINT"}, "outbound.id = v.column1 AND outbound.state IN ('sent', 'unknown')", rows)
	if err != nil {
		return fmt.Errorf("finish messages: %w", err)
	}
	return m.c.tellStaff(ctx, ends, m.words, now)
}
