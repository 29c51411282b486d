package bench

import (
	"context"
	"errors"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
)

// pipeline measures the whole: outbox, store, link, a socket, and the SMSC behind it.
func (m *measurement) pipeline(ctx context.Context, result *Result) (err error) {
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
	address, stop, err := m.peer(ctx)
	if err != nil {
		return err
	}
	defer stop()
	watched := timed{DB: db.DB, watch: m.watch}
	receipts := outbox.NewReceipts(watched, outbox.Words{}, m.Logger)
	link, err := linkTo(address, m.Window, m.clock, m.Logger, func(message.Delivery) bool { return false }, receipts.Offer)
	if err != nil {
		return err
	}
	takers := start(ctx, m.fail, receipts.Run)
	defer takers.stop()
	links := start(ctx, m.fail, link.Run)
	defer links.stop()
	if err := waitUp(ctx, link); err != nil {
		return err
	}
	dispatcher := m.dispatcher(watched, db, receipts, link, link.Up)
	return m.measure(ctx, u, result, db, dispatcher)
}

// dispatcher is the outbox as the service makes it.
func (m *measurement) dispatcher(watched timed, db *database, receipts *outbox.Receipts, link outbox.Link, up func() bool) *outbox.Dispatcher {
	return outbox.NewDispatcher(outbox.Config{
		Store: watched, Link: link, Up: up, Gate: m.gate.Decide, Bell: func() <-chan struct{} { return db.Watch(store.Outbox) },
		Receipts: receipts, Clock: m.clock, Logger: m.Logger,
	})
}

// measure lets the dispatcher send all that is queued and looks at what became of it.
func (m *measurement) measure(ctx context.Context, u usage, result *Result, db *database, dispatcher *outbox.Dispatcher) error {
	u.cpu = processorTime() // queueing is not measured, but its memory is
	commits := db.Commits()
	var outboxes *stage
	err := m.time(ctx, u, result, func() { outboxes = start(ctx, m.fail, dispatcher.Run) })
	result.Commits = db.Commits() - commits
	if outboxes != nil {
		outboxes.stop()
	}
	if err != nil {
		return err
	}
	result.States, err = db.finalStates(ctx)
	return err
}

// peer is the SMSC: the one that was named, or a simulator of our own.
func (m *measurement) peer(ctx context.Context) (address string, stop func(), err error) {
	if m.SMSC != "" {
		return m.SMSC, func() {}, nil
	}
	server, err := newSimulator(ctx, m.Window, nil)
	if err != nil {
		return "", nil, err
	}
	s := start(ctx, m.fail, server.Run)
	return server.Addr().String(), s.stop, nil
}
