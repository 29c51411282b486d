package bench

import (
	"context"
	"fmt"
	"time"

	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/inbox"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/shop"
	"kurzwahl/smpp"
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
}

// build makes the rooms in the order in which they need each other.
func (d *desk) build(address string) (err error) {
	gate, err := consent.NewGate(consent.Rules{Zone: d.zone, Country: "DE"})
	if err != nil {
		return err
	}
	d.watch = newStopwatch(d.Messages + warmUp)
	watched := timed{DB: d.db.DB, watch: d.watch}
	d.intake = inbox.New(inbox.Config{Clock: d.clock, Logger: d.Logger}, d.db)
	d.receipts = outbox.NewReceipts(watched, outbox.Words{}, d.Logger)
	if d.link, err = linkTo(address, d.Window, d.clock, d.Logger, d.intake.Offer, d.receipts.Offer); err != nil {
		return err
	}
	d.dispatcher = outbox.NewDispatcher(outbox.Config{
		Store: watched, Link: d.link, Up: d.link.Up, Gate: gate.Decide, Bell: func() <-chan struct{} { return d.db.Watch(store.Outbox) },
		Receipts: d.receipts, Clock: d.clock, Logger: d.Logger,
	})
	dialogue, err := conversations.New(conversations.Config{Shop: "Radhaus", Zone: d.zone, Gate: gate})
	if err != nil {
		return err
	}
	d.turns = conversations.NewWorker(dialogue, d.db, d.db.Watch(store.Events), d.clock, d.Logger)
	return nil
}

// arrived waits until all answers have their receipts: only then are their rows final.
func (d *desk) arrived(ctx context.Context) error {
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
