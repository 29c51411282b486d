package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/inbox"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/shop"
	"kurzwahl/smpp"
	"kurzwahl/smpp/smsc"
	"kurzwahl/store"
)

// desk is the way of a text through the rooms, as the service has it, without Slack: what people would be shown stays
// in its queue.
type desk struct {
	Inbound

	db    *database
	zone  *time.Location
	clock clock.Clock
	tap   *tap
	fail  context.CancelCauseFunc

	watch      *stopwatch // of the answers
	intake     *inbox.Intake
	receipts   *outbox.Receipts
	link       *smpp.Link
	dispatcher *outbox.Dispatcher
	turns      *conversations.Worker
	stages     []*stage // what is up, in the order in which it came up
}

// raise brings up the whole: the simulator, the link and all rooms behind it.
func (d *desk) raise(ctx context.Context) (texting, error) {
	server, err := newSimulator(ctx, d.Window, d.tap)
	if err != nil {
		return nil, err
	}
	d.up(ctx, server.Run)
	watched := d.takers()
	if d.link, err = linkTo(server.Addr().String(), d.Window, d.clock, d.Logger, d.intake.Offer, d.receipts.Offer); err != nil {
		return nil, err
	}
	if err := d.workers(watched, d.link, d.link.Up); err != nil {
		return nil, err
	}
	d.up(ctx, d.intake.Run, d.receipts.Run)
	d.up(ctx, d.link.Run)
	if err := waitUp(ctx, d.link); err != nil {
		return nil, err
	}
	d.up(ctx, d.turns.Run, d.dispatcher.Run)
	return phonesOf(server), nil
}

// phonesOf has the simulator's phones text.
func phonesOf(server *smsc.Server) texting {
	return func(ctx context.Context, n int) error {
		return server.Phone(phone(n)).Send(ctx, shortCode, question(n))
	}
}

// up starts rooms that come up together.
func (d *desk) up(ctx context.Context, rooms ...func(context.Context) error) {
	d.stages = append(d.stages, start(ctx, d.fail, rooms...))
}

// lower stops what is up, the last first.
func (d *desk) lower() {
	for _, s := range slices.Backward(d.stages) {
		s.stop()
	}
}

// takers makes the rooms that take what comes, and gives the store as the rooms see it.
func (d *desk) takers() timed {
	d.watch = newStopwatch(d.Messages + warmUp)
	watched := timed{DB: d.db.DB, watch: d.watch}
	d.intake = inbox.New(inbox.Config{Clock: d.clock, Logger: d.Logger}, d.db)
	d.receipts = outbox.NewReceipts(watched, outbox.Words{}, d.Logger)
	return watched
}

// workers makes the rooms that decide and send.
func (d *desk) workers(watched timed, link outbox.Link, up func() bool) error {
	gate, err := consent.NewGate(consent.Rules{Zone: d.zone, Country: "DE"})
	if err != nil {
		return err
	}
	d.dispatcher = outbox.NewDispatcher(outbox.Config{
		Store: watched, Link: link, Up: up, Gate: gate.Decide, Bell: func() <-chan struct{} { return d.db.Watch(store.Outbox) },
		Receipts: d.receipts, Clock: d.clock, Logger: d.Logger,
	})
	dialogue, err := conversations.New(conversations.Config{Shop: "Radhaus", Zone: d.zone, Gate: gate})
	if err != nil {
		return err
	}
	d.turns = conversations.NewWorker(dialogue, d.db, d.db.Watch(store.Events), d.clock, d.Logger)
	return nil
}

// commits is how many the store has made.
func (d *desk) commits() int64 {
	if d.db == nil {
		return 0
	}
	return d.db.Commits()
}

// arrived waits until all answers have their receipts: only then are their rows final.
func (d *desk) arrived(ctx context.Context) error {
	if d.watch == nil {
		return nil
	}
	_, err := d.watch.wait(ctx, func(done, total int) { d.Progress("arrived", done, total) })
	return err
}

// known says whether phone n is that of a customer.
func known(n int) bool { return n%2 == 0 }

// question is what phone n texts: customers ask for their order, with its number or without; others want help, or to
// be on the list. Each gets one answer.
func question(n int) string {
	switch n % 4 {
	case 0:
		return fmt.Sprintf("Hallo, wo bleibt meine Bestellung %d?", orderNumber(n))
	case 1:
		return "HILFE"
	case 2:
		return "wo ist denn mein paket"
	default:
		return "START"
	}
}

func orderNumber(n int) int { return 10_000_000 + n }

// orders are those of the known customers from first to before end.
func orders(first, end int, now time.Time) []shop.Order {
	var all []shop.Order
	for n := first; n < end; n++ {
		if known(n) {
			all = append(all, shop.Order{
				Source: "bench", Number: fmt.Sprint(orderNumber(n)), Address: phone(n), State: shop.Shipped, StateAt: now, ShippedAt: now,
				FirstName: "Anna", Language: message.German, Country: "DE", Total: "59.90", Currency: "EUR", Carrier: "dhl",
			})
		}
	}
	return all
}
