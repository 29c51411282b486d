package store

import (
	"context"
	"database/sql"
	"fmt"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/scheduler"
	"kurzwahl/shop"
)

// InviteToSurvey invites a page of customers, as scheduler.Surveys says.
func (db *DB) InviteToSurvey(ctx context.Context, p scheduler.Page) (invited scheduler.Invited, err error) {
	err = db.fenced(ctx, schedulerLease, func(c *conn) error {
		orders, err := c.ordersToAskAbout(ctx, p)
		if err != nil {
			return fmt.Errorf("find delivered orders: %w", err)
		}
		invited = scheduler.Invited{Next: p.After, More: len(orders) == p.Limit}
		if len(orders) == 0 {
			return nil
		}
		last := orders[len(orders)-1]
		invited.Next = scheduler.Mark{DeliveredAt: last.DeliveredAt, Source: last.Source, Number: last.Number}
		fresh, err := c.addInvitations(ctx, p, orders)
		if err != nil {
			return fmt.Errorf("record invitations: %w", err)
		}
		var events []conversations.Event
		for _, o := range orders {
			if !fresh[invitation{o.Address, o.Number}] {
				continue
			}
			delete(fresh, invitation{o.Address, o.Number}) // two shops may have given one customer the same number
			events = append(events, conversations.Event{
				Address: o.Address, Kind: conversations.SurveyDue, At: p.Now, Survey: p.Survey, Order: dialogueOrder(o),
				Dedupe: "survey:" + p.Survey + ":" + o.Source + ":" + o.Number,
			})
		}
		invited.Orders, err = c.addEvents(ctx, events)
		return err
	})
	if err != nil {
		return scheduler.Invited{}, fmt.Errorf("invite to survey: %w", err)
	}
	return invited, nil
}

// ordersToAskAbout finds the orders of a page, those that were asked about already among them: of them addInvitations
// keeps what is new, by the key of the invitations, whatever the database knows of its tables' sizes. That deliveries
// are later than 0 is said in so many words because the index holds only those.
const ordersToAskAbout = "SELECT " + orderColumns + ` FROM shop_order
	WHERE delivered_ms > 0 AND (delivered_ms, source, number) > ($1, $2, $3) AND delivered_ms < $4 AND state = $5 AND address <> ''
	ORDER BY delivered_ms, source, number LIMIT $6`

// ordersToAskAbout gives the orders of a page in the order of their marks.
func (c *conn) ordersToAskAbout(ctx context.Context, p scheduler.Page) (orders []shop.Order, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		o, err := scanOrder(rows.Scan)
		orders = append(orders, o)
		return err
	}, ordersToAskAbout, millis(p.After.DeliveredAt), p.After.Source, p.After.Number, millis(p.Until), string(shop.Delivered), p.Limit)
	return orders, err
}

// invitation names an invitation within one survey.
type invitation struct {
	address message.Address
	number  string
}

// addInvitations records invitations and gives those that were not recorded before.
func (c *conn) addInvitations(ctx context.Context, p scheduler.Page, orders []shop.Order) (map[invitation]bool, error) {
	fresh := make(map[invitation]bool, len(orders))
	for len(orders) > 0 {
		chunk := orders[:min(len(orders), rowsPerInsert)]
		orders = orders[len(chunk):]
		args := make([]any, 0, 4*len(chunk))
		for _, o := range chunk {
			args = append(args, p.Survey, string(o.Address), o.Number, millis(p.Now))
		}
		err := c.query(ctx, func(rows *sql.Rows) error {
			var i invitation
			err := rows.Scan(&i.address, &i.number)
			fresh[i] = true
			return err
		}, insertText("survey_invitation", "survey, address, order_number, invited_ms",
			"ON CONFLICT DO NOTHING RETURNING address, order_number", len(chunk), 4), args...)
		if err != nil {
			return nil, err
		}
	}
	return fresh, nil
}
