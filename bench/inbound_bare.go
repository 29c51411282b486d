package bench

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

// raiseLink brings up the link alone: each text is acknowledged at once and answered with as many characters as the desk
// would, and nothing is read or stored.
func (d *desk) raiseLink(ctx context.Context) (texting, error) {
	server, err := newSimulator(ctx, d.Window, d.tap)
	if err != nil {
		return nil, err
	}
	d.up(ctx, server.Run)
	texts := make(chan message.Delivery, d.Window)
	inbound := func(t message.Delivery) bool {
		select {
		case texts <- t:
			return true
		default:
			return false
		}
	}
	receipt := func(r message.Delivery) bool {
		r.Acknowledge(true)
		return true
	}
	if d.link, err = linkTo(server.Addr().String(), d.Window, d.clock, d.Logger, inbound, receipt); err != nil {
		return nil, err
	}
	d.up(ctx, d.link.Run)
	if err := waitUp(ctx, d.link); err != nil {
		return nil, err
	}
	for range submitters {
		d.up(ctx, func(ctx context.Context) error { return d.answerAll(ctx, texts) })
	}
	return phonesOf(server), nil
}

// answerLength is about how long the desk's answers are.
const answerLength = 110

// answerAll acknowledges and answers texts until ctx ends.
func (d *desk) answerAll(ctx context.Context, texts <-chan message.Delivery) error {
	for {
		select {
		case t := <-texts:
			t.Acknowledge(true)
			to := t.Inbound.From
			n, _ := numberOf(to) // the simulator's phones have numbers
			err := d.link.Submit(ctx, message.Submission{ID: string(to), To: to, Text: words(n, answerLength), Class: message.Service}, func(message.Outcome) {})
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// raiseStore brings up all rooms without a link: texts are offered to the inbox as a link does, and answers are accepted
// at once.
func (d *desk) raiseStore(ctx context.Context) (texting, error) {
	watched := d.takers()
	instant := instant{&measurement{clock: d.clock, fail: d.fail}}
	watched.settled = func(changes []outbox.Change) { instant.confirm(d.receipts, changes) }
	if err := d.workers(watched, answering{instant, d.tap}, nil); err != nil {
		return nil, err
	}
	d.up(ctx, d.intake.Run, d.receipts.Run)
	d.up(ctx, d.turns.Run, d.dispatcher.Run)
	slots := make(chan struct{}, d.Window)
	session := &direct{}
	return func(ctx context.Context, n int) error {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		d.tap.text(n, time.Now())
		return d.offer(n, session, slots)
	}, nil
}

// offer hands the text of phone n to the inbox.
func (d *desk) offer(n int, session *direct, slots <-chan struct{}) error {
	took := d.intake.Offer(message.Delivery{
		Inbound: &message.Inbound{SMSC: name, From: phone(n), To: shortCode, Text: question(n), ReceivedAt: d.clock.Now()},
		Session: session,
		Acknowledge: func(stored bool) {
			session.answered.Add(1)
			<-slots
			if !stored {
				d.fail(errors.New("a text could not be stored"))
			}
		},
	})
	if !took {
		return errors.New("more texts wait than the inbox takes")
	}
	return nil
}

// answering is instant, and tells the tap.
type answering struct {
	instant

	tap *tap
}

// Submit accepts the message before it returns.
func (a answering) Submit(ctx context.Context, s message.Submission, done func(message.Outcome)) error {
	if n, ok := numberOf(s.To); ok {
		a.tap.answer(n, time.Now())
	}
	return a.instant.Submit(ctx, s, done)
}

// direct is the session of texts that come over no link: whatever is answered was read.
type direct struct{ answered atomic.Int64 }

// ID is the same for all.
func (*direct) ID() string { return name }

// Since is not known.
func (*direct) Since() time.Time { return time.Time{} }

// Heard is always now.
func (*direct) Heard() time.Time { return time.Now() }

// Ended is never.
func (*direct) Ended() time.Time { return time.Time{} }

// Answered gives how many texts were.
func (s *direct) Answered() (given, read int64) {
	n := s.answered.Load()
	return n, n
}
