package store

import (
	"context"
	"database/sql"
	"fmt"

	"kurzwahl/bot"
)

// caseQuery reads conversations with what their cards show. The messages that people sent are those that carry a
// Slack message; the parts are counted when an SMSC has accepted them.
const caseQuery = `SELECT v.id, v.address, v.status, v.owner, v.owner_name, v.reason, v.quote, v.intent, v.confidence,
		v.order_number, v.locked, v.replies, v.version, v.opened_ms, v.claimed_ms, v.closed_ms, v.case_id,
		COALESCE(t.first_name, ''), COALESCE(t.last_name, ''), COALESCE(t.language, ''), COALESCE(k.channel, ''), COALESCE(k.ts, ''),
		COALESCE((SELECT MAX(o.state) FROM shop_order AS o WHERE o.number = v.order_number AND o.address = v.address), ''),
		COALESCE((SELECT SUM(m.parts) FROM outbound AS m
			WHERE m.address = v.address AND m.created_ms >= v.opened_ms AND m.slack_ts <> ''), 0)
	FROM conversation AS v LEFT JOIN contact AS t ON t.address = v.address LEFT JOIN slack_card AS k ON k.card = 'conversation:' || v.id `

// Case gives one conversation with all that its card shows.
func (db *DB) Case(ctx context.Context, id string) (bot.Case, bool, error) {
	cases, err := db.cases(ctx, caseQuery+"WHERE v.id = $1", id)
	if err != nil || len(cases) == 0 {
		return bot.Case{}, false, err
	}
	return cases[0], true, nil
}

// Cases lists conversations that are in the wanted state, those that wait longest first. Without a state it lists
// all that are not closed, and of one customer all.
func (db *DB) Cases(ctx context.Context, q bot.CaseQuery) ([]bot.Case, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = 20
	}
	if q.Address != "" {
		return db.cases(ctx, caseQuery+"WHERE v.address = $1 ORDER BY v.opened_ms LIMIT $2", string(q.Address), limit)
	}
	return db.cases(ctx, caseQuery+`WHERE (v.status = $1 OR $1 = '' AND v.status <> 'closed') AND (v.owner = $2 OR $2 = '')
		ORDER BY v.opened_ms LIMIT $3`, string(q.Status), q.Owner, limit)
}

func (db *DB) cases(ctx context.Context, query string, args ...any) ([]bot.Case, error) {
	var cases []bot.Case
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		c, err := scanCase(rows)
		cases = append(cases, c)
		return err
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	return cases, nil
}

func scanCase(rows *sql.Rows) (bot.Case, error) {
	var c bot.Case
	var first, last string
	var opened, claimed, closed int64
	err := rows.Scan(&c.ID, &c.Address, &c.Status, &c.Owner.User, &c.Owner.Name, &c.Reason, &c.Quote, &c.Intent, &c.Confidence,
		&c.Order, &c.Locked, &c.Replies, &c.Version, &opened, &claimed, &closed, &c.Case,
		&first, &last, &c.Spoken, &c.Card.Channel, &c.Card.TS, &c.OrderAt, &c.Parts)
	c.Name = fullName(first, last)
	c.OpenedAt, c.ClaimedAt, c.ClosedAt = fromMillis(opened), fromMillis(claimed), fromMillis(closed)
	return c, err
}

func fullName(first, last string) string {
	if first == "" || last == "" {
		return first + last
	}
	return first + " " + last
}
