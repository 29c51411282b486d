package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kurzwahl/conversations"
)

// maxCases is how many cases of a contact a dialogue knows.
const maxCases = 20

// cases loads the cases of the contacts: those that are not done first, then the newest.
func (l loader) cases(ctx context.Context) error {
	return l.query(ctx, func(rows *sql.Rows) error {
		var v conversations.Case
		var opened, changed int64
		var id, told string
		err := rows.Scan(&id, &v.Address, &v.Kind, &v.Order, &v.Text, &v.Conversation, &v.State, &v.Round, &opened, &changed, &told)
		v.Number, _ = strconv.ParseInt(strings.TrimPrefix(id, "R"), 10, 64)
		v.Told = splitStates(told)
		v.OpenedAt, v.ChangedAt = fromMillis(opened), fromMillis(changed)
		if f := l.facts[v.Address]; err == nil && len(f.Cases) < maxCases {
			f.Cases = append(f.Cases, v)
		}
		return err
	}, "SELECT "+caseColumns+" FROM customer_case WHERE address IN "+list(1, len(l.addresses))+
		" ORDER BY CASE WHEN state = 'done' THEN 1 ELSE 0 END, opened_ms DESC, id DESC", l.addresses...)
}

const caseColumns = "id, address, kind, order_number, body, conversation, state, round, opened_ms, changed_ms, told"

// joinStates writes states as the column told has them.
func joinStates(states []conversations.CaseState) string {
	words := make([]string, len(states))
	for i, state := range states {
		words[i] = string(state)
	}
	return strings.Join(words, ",")
}

// splitStates reads what joinStates wrote.
func splitStates(column string) (states []conversations.CaseState) {
	for word := range strings.SplitSeq(column, ",") {
		if word != "" {
			states = append(states, conversations.CaseState(word))
		}
	}
	return states
}

// lastCase names the setting that holds the number of the last case, and casesBegin is the number before the first.
const (
	lastCase   = "last_case"
	casesBegin = 100
)

// numberCases gives numbers to the turns that open a case, and has those decided again with them. A number of a turn
// that then fails is never used.
func (c *conn) numberCases(ctx context.Context, batch []conversations.Pending, outcomes []conversations.Outcome, d conversations.Decider) error {
	var again []conversations.Pending
	var places []int
	for i := range outcomes {
		if outcomes[i].Err == nil && outcomes[i].Turn.NeedsCase {
			again, places = append(again, batch[i]), append(places, i)
		}
	}
	if len(again) == 0 {
		return nil
	}
	var last string
	err := c.row(ctx, `INSERT INTO setting (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + CAST($3 AS BIGINT) AS TEXT) RETURNING value`,
		lastCase, strconv.Itoa(casesBegin+len(again)), strconv.Itoa(len(again))).Scan(&last)
	if err != nil {
		return fmt.Errorf("number cases: %w", err)
	}
	number, err := strconv.ParseInt(last, 10, 64)
	if err != nil {
		return fmt.Errorf("number cases: %w", err)
	}
	for i := range again {
		again[i].Facts.CaseNumber = number - int64(len(again)-1-i)
		batch[places[i]].Facts.CaseNumber = again[i].Facts.CaseNumber
	}
	for i, outcome := range d.Decide(again) {
		outcomes[places[i]] = outcome
	}
	return nil
}

// writeCases stores cases that were opened or have changed.
func (c *conn) writeCases(ctx context.Context, done []settled, _ time.Time) error {
	var rows [][]any
	for _, s := range done {
		if v := s.turn.Case; v != nil {
			rows = append(rows, []any{
				v.ID(), string(v.Address), string(v.Kind), storable(v.Order), storable(v.Text), v.Conversation, string(v.State), v.Round,
				millis(v.OpenedAt), millis(v.ChangedAt), joinStates(v.Told),
			})
		}
	}
	_, err := c.insert(ctx, "customer_case", caseColumns,
		"ON CONFLICT (id) DO UPDATE SET state = excluded.state, round = excluded.round, changed_ms = excluded.changed_ms, told = excluded.told", rows)
	return err
}
