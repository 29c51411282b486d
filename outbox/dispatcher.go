package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// Config is how a Dispatcher works; zero values have the defaults named.
type Config struct {
	Store    Store
	Link     Link
	Up       func() bool            // whether the link can take messages at all; nil means always
	Gate     Gate                   // asked when a message is claimed
	Bell     func() <-chan struct{} // called once a lane: rings when something was queued; nil leaves it to Poll
	Poll     time.Duration          // how often to look without a bell; default 1 second
	Batch    int                    // messages in one transaction at most; default 256
	InFlight int                    // messages that may wait for their outcome; default 4,096, an eighth is kept from marketing
	Receipts *Receipts              // those of this process, which then wait for the outcomes that came before them; may be nil
	Validity time.Duration          // how long an SMSC may try a message without a deadline; 0 leaves it to the SMSC
	Words    Words
	Clock    clock.Clock
	Logger   *slog.Logger
}

// Dispatcher sends what is due. Make one with NewDispatcher.
type Dispatcher struct {
	config   Config
	owner    string
	all      slots // every message in flight
	bulk     slots // the marketing ones among them
	outcomes outcomes
	claims   numbers
	failed   [lanes]int64 // since which claim a lane's claims fail, 0 where they do not; only the lane's worker uses it
}

// NewDispatcher makes a Dispatcher; Run makes it work.
func NewDispatcher(config Config) *Dispatcher {
	if config.Up == nil {
		config.Up = func() bool { return true }
	}
	if config.Bell == nil {
		config.Bell = func() <-chan struct{} { return nil }
	}
	config.Poll = positive(config.Poll, time.Second)
	config.Batch = positive(config.Batch, 256)
	config.InFlight = max(positive(config.InFlight, 4096), 8)
	d := &Dispatcher{
		config: config, owner: uuid.NewString(),
		all: newSlots(config.InFlight), bulk: newSlots(config.InFlight - config.InFlight/8),
		outcomes: newOutcomes(),
	}
	if config.Receipts != nil {
		config.Receipts.before.Store(&d.outcomes)
	}
	return d
}

func positive[T int | time.Duration](value, normal T) T {
	if value <= 0 {
		return normal
	}
	return value
}

// The lanes, by message.Class.Lane.
const lanes = 3

// How long what is in flight may take to be answered when the program ends, and the last commits after that.
const (
	drainWithin = 12 * time.Second
	stopWithin  = 5 * time.Second
)

// Run sends until ctx ends. It then claims no more, gives back what it did not hand to the link, waits up to 12
// seconds for the outcomes of the rest, and returns; the link must run on meanwhile. It is called once.
func (d *Dispatcher) Run(ctx context.Context) error {
	work := context.WithoutCancel(ctx) // transactions end by themselves, not with ctx
	d.recover(work)
	var workers sync.WaitGroup
	for lane := range lanes {
		workers.Go(func() { d.serve(ctx, lane) })
	}
	workers.Go(func() { d.keepAlive(ctx) })
	settled := make(chan struct{})
	drained := make(chan struct{})
	go func() {
		defer close(settled)
		d.settleAll(work, drained)
	}()
	workers.Wait()
	d.drain()
	close(drained)
	<-settled
	return nil
}

// drain waits for the outcomes of what is in flight, on the machine's time.
func (d *Dispatcher) drain() {
	deadline := time.NewTimer(drainWithin)
	defer deadline.Stop()
	select {
	case <-d.all.empty():
	case <-deadline.C:
		d.config.Logger.Warn("messages still without an answer at the end", slog.Int("messages", d.all.used()))
	}
}

// The takeover of messages from owners that died.
const (
	aliveEvery = 3 * time.Second
	aliveFor   = 10 * time.Second
)

func (d *Dispatcher) keepAlive(ctx context.Context) {
	for d.config.Clock.Until(ctx, d.config.Clock.Now().Add(aliveEvery)) == nil {
		d.recover(context.WithoutCancel(ctx))
	}
}

func (d *Dispatcher) recover(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, commitWithin)
	defer cancel()
	now := d.config.Clock.Now()
	n, err := d.config.Store.RecoverOutbound(ctx, d.owner, now, now.Add(aliveFor), d.config.Words)
	switch {
	case err != nil:
		d.config.Logger.ErrorContext(ctx, "messages of dead workers not taken over", slog.Any("error", err))
	case n > 0:
		d.config.Logger.InfoContext(ctx, "messages of dead workers taken over", slog.Int("messages", n))
	}
}

// InFlight gives how many messages wait for their outcome now.
func (d *Dispatcher) InFlight() int { return d.all.used() }

// submission is what the link needs of a message.
func (d *Dispatcher) submission(m Message) message.Submission {
	s := message.Submission{
		ID: m.ID, SMSC: m.SMSC, From: m.From, To: m.To, Text: m.Text, Class: m.Class, Validity: d.config.Validity,
		Reference: Reference(m.ID),
	}
	if !m.Deadline.IsZero() {
		s.Validity = max(m.Deadline.Sub(d.config.Clock.Now()), time.Minute)
	}
	if m.Class != message.Service {
		mark := m.Mark // the link never asks both at once
		s.Wanted = func() message.Wish { return d.config.Store.Wanted(m.To, mark) }
		s.Ask = func(ctx context.Context) (ok bool) {
			mark, ok = d.config.Store.Renew(ctx, m.To, mark)
			return ok
		}
	}
	return s
}
