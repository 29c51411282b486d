package store

import (
	"context"
	"database/sql"
	"fmt"

	"kurzwahl/message"
)

// personal is one table that holds something of a person, and how their rows in it are found; $1 is the address.
type personal struct {
	table string
	where string
	// forget is what erasure does: delete when "", else the SET of an UPDATE that leaves the row to others who need it.
	forget string
}

// ofConversations finds what belongs to the threads of a person.
const ofConversations = "card IN (SELECT 'conversation:' || id FROM conversation WHERE address = $1)"

// personalData lists all tables with something of a person. Rows that are found through others come before those.
var personalData = []personal{
	{table: "slack_event", where: "EXISTS (SELECT 1 FROM slack_card AS k JOIN conversation AS v ON k.card = 'conversation:' || v.id WHERE v.address = $1 AND slack_event.payload LIKE '%' || k.ts || '%')"},
	{table: "audit", where: "object IN (SELECT 'conversation:' || id FROM conversation WHERE address = $1) OR object LIKE '%' || $1 || '%' OR detail LIKE '%' || $1 || '%'", forget: "object = 'erased', detail = ''"},
	{table: "slack_post", where: ofConversations},
	{table: "slack_card", where: ofConversations},
	{table: "taught", where: "address = $1"},
	{table: "faq_example", where: "address = $1 AND address <> ''"},
	{table: "customer_case", where: "address = $1"},
	{table: "conversation", where: "address = $1"},
	{table: "outbound_part", where: "outbound_id IN (SELECT id FROM outbound WHERE address = $1)"},
	{table: "receipt_orphan", where: "sender = $1 OR recipient = $1"},
	{table: "outbound", where: "address = $1"},
	{table: "event", where: "address = $1"},
	{table: "inbound_part", where: "sender = $1"},
	{table: "quarantine", where: "sender = $1"},
	{table: "timer", where: "address = $1"},
	{table: "survey_answer", where: "address = $1"},
	{table: "survey_reply", where: "address = $1"},
	{table: "survey_invitation", where: "address = $1"},
	{table: "coupon", where: "address = $1 AND address <> ''", forget: "address = ''"},
	{table: "contest_entry", where: "address = $1"},
	{table: "signup", where: "address = $1"},
	{table: "contest_prize", where: "address = $1 AND address <> ''", forget: "address = ''"},
	{table: "campaign_recipient", where: "address = $1"},
	{table: "click", where: "code IN (SELECT code FROM link WHERE address = $1 AND address <> '')"},
	{table: "link", where: "(address = $1 AND address <> '') OR (campaign_id = '' AND target IN (SELECT tracking_url FROM shop_order WHERE address = $1 AND tracking_url <> ''))"},
	{table: "hook", where: "(address = $1 AND address <> '') OR (order_number <> '' AND (source, order_number) IN (SELECT source, number FROM shop_order WHERE address = $1))", forget: "body = '', error = '', address = '', state = CASE WHEN state = 'pending' THEN 'done' ELSE state END"},
	{table: "shop_order", where: "address = $1", forget: "address = '', first_name = '', tracking_number = '', tracking_url = '', tracking_link = ''"},
	{table: "consent_state", where: "address = $1"},
	{table: "consent", where: "address = $1"},
	{table: "contact_tag", where: "address = $1"},
	{table: "contact", where: "address = $1"},
}

// ExportContact gives all that is known of a phone: the rows of every table, by the table's name, as column and
// value. Tables without a row about it are left out.
func (db *DB) ExportContact(ctx context.Context, address message.Address) (map[string][]map[string]any, error) {
	known := map[string][]map[string]any{}
	for _, p := range personalData {
		rows, err := db.reader().rowsOf(ctx, p, address)
		if err != nil {
			return nil, fmt.Errorf("export from %s: %w", p.table, err)
		}
		if len(rows) > 0 {
			known[p.table] = rows
		}
	}
	return known, nil
}

func (c *conn) rowsOf(ctx context.Context, p personal, address message.Address) ([]map[string]any, error) {
	var all []map[string]any
	err := c.query(ctx, func(rows *sql.Rows) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		cells, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		row := make(map[string]any, len(columns))
		for i, column := range columns {
			if raw, ok := cells[i].([]byte); ok {
				cells[i] = string(raw)
			}
			row[column] = cells[i]
		}
		all = append(all, row)
		return nil
	}, "SELECT * FROM "+p.table+" WHERE "+p.where, string(address))
	return all, err
}
