package bench

import (
	"context"
	"errors"
	"sync"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

// link measures the link alone: the same submissions, receipts acknowledged at once, nothing stored.
func (m *measurement) link(ctx context.Context, result *Result) error {
	u := newUsage()
	address, stop, err := m.peer(ctx)
	if err != nil {
		return err
	}
	defer stop()
	arrived := func(d message.Delivery) bool {
		d.Acknowledge(true)
		if d.Receipt.State.Final() {
			m.watch.end(d.Receipt.From)
		}
		return true
	}
	link, err := linkTo(address, m.Window, m.clock, m.Logger, func(message.Delivery) bool { return false }, arrived)
	if err != nil {
		return err
	}
	links := start(ctx, m.fail, link.Run)
	defer links.stop()
	if err := waitUp(ctx, link); err != nil {
		return err
	}
	var submitting *stage
	err = m.time(ctx, u, result, func() {
		submitting = start(ctx, m.fail, func(ctx context.Context) error { return m.submitAll(ctx, link) })
	})
	if submitting != nil {
		submitting.stop()
	}
	return err
}

// submitters is how many goroutines submit to the bare link: no more than that make it faster.
const submitters = 2

// submitAll hands all messages to the link.
func (m *measurement) submitAll(ctx context.Context, link outbox.Link) error {
	var wait sync.WaitGroup
	errs := make([]error, submitters)
	for i := range submitters {
		wait.Go(func() {
			for n := i; n < m.Messages && errs[i] == nil; n += submitters {
				errs[i] = m.submit(ctx, link, n)
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

func (m *measurement) submit(ctx context.Context, link outbox.Link, n int) error {
	out := m.outbound(n)
	m.watch.begin(out.To)
	return link.Submit(ctx, message.Submission{ID: out.Dedupe, To: out.To, Text: out.Text, Class: out.Class}, func(o message.Outcome) {
		if o.Disposition != message.Accepted {
			m.watch.end(out.To)
		}
		m.watch.settle(1)
	})
}

// store measures the store alone: the outbox with a link that accepts at once, and receipts that come as soon as the
// acceptance is stored.
func (m *measurement) store(ctx context.Context, result *Result) (err error) {
	u := newUsage()
	db, err := openDatabase(ctx, m.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	result.Store = db.kind
	if result.FeedSeconds, err = m.feed(ctx, db); err != nil {
		return err
	}
	watched := timed{DB: db.DB, watch: m.watch}
	receipts := outbox.NewReceipts(watched, outbox.Words{}, m.Logger)
	takers := start(ctx, m.fail, receipts.Run)
	defer takers.stop()
	instant := instant{m}
	watched.settled = func(changes []outbox.Change) { instant.confirm(receipts, changes) }
	return m.measure(ctx, u, result, db, m.dispatcher(watched, db, receipts, instant, nil))
}

// instant is a link that accepts every message at once.
type instant struct{ *measurement }

// Submit accepts the message before it returns.
func (i instant) Submit(_ context.Context, s message.Submission, done func(message.Outcome)) error {
	done(message.Outcome{ID: s.ID, SMSC: name, Disposition: message.Accepted, PartIDs: []string{s.ID}, Parts: 1, At: i.clock.Now()})
	return nil
}

// confirm gives a receipt for each accepted message.
func (i instant) confirm(receipts *outbox.Receipts, changes []outbox.Change) {
	now := i.clock.Now()
	for _, c := range changes {
		if c.State != message.Sent {
			continue
		}
		ok := receipts.Offer(message.Delivery{
			Receipt: &message.Receipt{
				SMSC: name, MessageID: c.PartIDs[0], State: message.Delivered, ErrorCode: "000", From: c.Message.To, To: shortCode, DoneAt: now, ReceivedAt: now,
			},
			Acknowledge: func(stored bool) {
				if !stored {
					i.fail(errors.New("a receipt could not be stored"))
				}
			},
		})
		if !ok {
			i.fail(errors.New("more receipts wait than the outbox takes"))
		}
	}
}
