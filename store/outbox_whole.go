package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

// takeWhole settles the receipts that end messages of one part, nearly all there are, without reading the messages
// first. It gives the others, and behind them those that match no such message.
func (m matching) takeWhole(ctx context.Context, said []word) (rest []word, err error) {
	verdicts := make([]verdict, 0, len(said))
	at := make(map[partID]int, len(said)) // in verdicts
	for _, w := range said {
		v, ok := w.verdict()
		if _, twice := at[v.of]; !ok || twice {
			rest = append(rest, w)
			continue
		}
		at[v.of] = len(verdicts)
		verdicts = append(verdicts, v)
	}
	ended, err := m.endWhole(ctx, verdicts)
	if err != nil {
		return nil, err
	}
	var ends []ending
	var now time.Time
	for _, e := range ended {
		v := &verdicts[at[e.of]]
		v.done = true
		if v.word.at.After(now) {
			now = v.word.at
		}
		if !e.message.Slack.IsZero() {
			ends = append(ends, ending{e.message, v.state, v.reason})
		}
	}
	for _, v := range verdicts {
		if !v.done {
			rest = append(rest, v.word)
		}
	}
	return rest, m.c.tellStaff(ctx, ends, m.words, now)
}

// verdict is what a receipt makes of a message of one part.
type verdict struct {
	word   word
	of     partID
	to     message.Address // whom the message must have gone to; "" where the id leaves no doubt
	state  message.State
	reason string
	done   bool // it ended one
}

// verdict says whether the receipt would end a message of one part, by its first id, and by its sender where there are
// others.
func (w word) verdict() (v verdict, ok bool) {
	state, final := outbox.Fold([]message.DeliveryState{w.state}, 1)
	if !final || w.doubtful || len(w.ids) == 0 || len(w.ids) > 1 && w.from == "" {
		return verdict{}, false
	}
	v = verdict{word: w, of: partID{w.smsc, w.ids[0]}, state: state, reason: outbox.ReceiptReason(w.state, w.code)}
	if len(w.ids) > 1 {
		v.to = w.from
	}
	return v, true
}

// endedMessage is a message of one part that a receipt ended.
type endedMessage struct {
	of      partID
	message message.Outbound
}

// endWhole records what the receipts say, and gives the messages that they ended. The ids stand in expressions: as
// bare columns they make SQLite walk through all messages that have one, and look for each among the few rows.
func (m matching) endWhole(ctx context.Context, verdicts []verdict) (ended []endedMessage, err error) {
	rows := make([][]any, len(verdicts))
	for i, v := range verdicts {
		rows[i] = []any{v.of.id, v.of.smsc, string(v.state), v.reason, v.word.code, millis(v.word.at), string(v.to)}
	}
	for len(rows) > 0 {
		chunk := rows[:powerOfTwo(len(rows))]
		rows = rows[len(chunk):]
		text := m.c.updateText("outbound", `state = v.column3, reason = v.column4, smsc_error = v.column5, final_ms = v.column6`,
			[]string{"TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "TEXT"},
			`outbound.smsc_id = v.column1 || '' AND outbound.smsc_id <> '' AND outbound.smsc = v.column2 || '' AND COALESCE(outbound.state = 'sent', FALSE)
				AND (v.column7 = '' OR outbound.address = v.column7)`, len(chunk))
		err := m.c.query(ctx, func(rows *sql.Rows) error {
			var e endedMessage
			err := rows.Scan(&e.of.smsc, &e.of.id, &e.message.Cause, &e.message.Slack.Channel, &e.message.Slack.TS)
			ended = append(ended, e)
			return err
		}, text+" RETURNING smsc, smsc_id, cause, slack_channel, slack_ts", flat(chunk)...)
		if err != nil {
			return nil, fmt.Errorf("finish messages: %w", err)
		}
	}
	return ended, nil
}
