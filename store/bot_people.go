package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"kurzwahl/bot"
	"kurzwahl/conversations"
)

// People finds contacts, the last active first: by address, by the number of an order, or by part of a name.
func (db *DB) People(ctx context.Context, q bot.PeopleQuery) ([]bot.PersonFound, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = 10
	}
	where, arg := "address = $1", string(q.Address)
	switch {
	case q.Order != "":
		where, arg = "address IN (SELECT address FROM shop_order WHERE number = $1 AND address <> '')", q.Order
	case q.Name != "":
		where = `LOWER(first_name || ' ' || last_name) LIKE $1 ESCAPE '\'`
		arg = "%" + likeLiteral(strings.ToLower(q.Name)) + "%"
	}
	var found []bot.PersonFound
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var p bot.PersonFound
		var first, last string
		err := rows.Scan(&p.Address, &first, &last, &p.Language, &p.Suppressed, &p.OptedOut, &p.Conversation)
		p.Name = fullName(first, last)
		found = append(found, p)
		return err
	}, `SELECT address, first_name, last_name, language, suppressed,
			EXISTS (SELECT 1 FROM consent_state AS s WHERE s.address = contact.address AND s.purpose = '*' AND s.status = 'revoked'),
			COALESCE((SELECT MAX(v.id) FROM conversation AS v WHERE v.address = contact.address AND v.status <> 'closed'), '')
		FROM contact WHERE `+where+` ORDER BY updated_ms DESC LIMIT $2`, arg, limit)
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	for i := range found {
		if err := db.addOrders(ctx, &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (db *DB) addOrders(ctx context.Context, p *bot.PersonFound) error {
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var o conversations.Order
		var at int64
		err := rows.Scan(&o.Source, &o.Number, &o.State, &at)
		o.StateAt = fromMillis(at)
		p.Orders = append(p.Orders, o)
		return err
	}, "SELECT source, number, state, state_ms FROM shop_order WHERE address = $1 ORDER BY updated_ms DESC LIMIT 5", string(p.Address))
	if err != nil {
		return fmt.Errorf("read orders of a contact: %w", err)
	}
	return nil
}

// likeLiteral takes the meaning from LIKE's wildcards; the query says ESCAPE '\'.
func likeLiteral(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
}
