package store

import (
	"context"
	"database/sql"

	"kurzwahl/scheduler"
)

// OrdersToAskAbout is the survey's query for tests.
const OrdersToAskAbout = ordersToAskAbout

// ScheduleRuns gives all recorded runs for tests, by schedule and time.
func (db *DB) ScheduleRuns(ctx context.Context) (runs []scheduler.Run, err error) {
	err = db.reader().query(ctx, func(rows *sql.Rows) error {
		var r scheduler.Run
		var due, at int64
		err := rows.Scan(&r.Schedule, &due, &r.State, &r.Detail, &at)
		r.Due, r.At = fromMillis(due), fromMillis(at)
		runs = append(runs, r)
		return err
	}, "SELECT name, due_ms, state, detail, at_ms FROM schedule_run ORDER BY name, due_ms")
	return runs, err
}

// PendingEvents gives address, kind and payload of all events for tests, in their order.
func (db *DB) PendingEvents(ctx context.Context) (events []string, err error) {
	err = db.reader().query(ctx, func(rows *sql.Rows) error {
		var address, kind, payload string
		err := rows.Scan(&address, &kind, &payload)
		events = append(events, address+" "+kind+" "+payload)
		return err
	}, "SELECT address, kind, payload FROM event WHERE state = 'pending' ORDER BY id")
	return events, err
}
