package smpp

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"kurzwahl/message"
)

// ErrStopped is what Submit returns when the link was stopped before anything of the message was written.
var ErrStopped = errors.New("link is stopped")

// Link keeps the binds to all SMSCs. It may be used by many goroutines at once.
type Link struct {
	config   Config
	accounts []*account
	began    time.Time     // when it was made, by the machine's clock
	stopped  chan struct{} // closed when Run begins to stop

	mu     sync.Mutex
	change chan struct{} // closed and replaced when an account comes up or goes down
}

// New checks the config and gives a Link that does nothing until Run. The error joins all that is wrong with the
// config, or is nil.
func New(config Config) (*Link, error) {
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("configure SMPP link: %w", err)
	}
	l := &Link{
		config:  config.withDefaults(),
		began:   time.Now(),
		stopped: make(chan struct{}),
		change:  make(chan struct{}),
	}
	for _, c := range l.config.SMSCs {
		c = c.withDefaults()
		//nolint:gosec // a reference number needs no secrecy, only to differ from that of the last run
		a := newAccount(c, l, rand.Uint32())
		binds, err := newBinds(a)
		if err != nil {
			return nil, fmt.Errorf("configure SMSC %q: %w", c.Name, err)
		}
		a.binds = binds
		l.accounts = append(l.accounts, a)
	}
	return l, nil
}

// Run dials and binds, and keeps doing so until ctx ends; then it stops sending, waits for answers and
// acknowledgements as long as Timing.Drain says, unbinds, and returns nil when all goroutines have ended. It is
// called once.
func (l *Link) Run(ctx context.Context) error {
	var running sync.WaitGroup
	for _, a := range l.accounts {
		for _, b := range a.binds {
			running.Go(func() { b.keep(ctx) })
		}
	}
	<-ctx.Done()
	close(l.stopped)
	running.Wait()
	for _, a := range l.accounts {
		a.timer.Stop()
	}
	return nil
}

// Submit sends a message: it routes it, lays it out in parts, and blocks until window and rate have let all parts
// into one bind's outgoing buffer, next to each other. While no SMSC is up it waits for one.
//
// When it returns nil, done is called exactly once, at any time from before the return on, by any goroutine, with
// what the SMSC answered or that it never did. A message that can never be sent as it is has its outcome at
// once: RefusedSender, RefusedRecipient or RefusedContent with status 0. done must be quick and must not be
// called under a lock that it takes itself.
//
// Submission.Wanted is asked under the lock that the message's slot is given out with: it must not call the link.
// Submission.Ask is called by Submit itself, and others go on meanwhile. What is unsure again and again is NotSent.
//
// When it returns an error, nothing was written and done is never called: the error is ctx's, or ErrStopped. Once
// the first part of a long message is in the buffer the message is no longer called back: the end of ctx then
// only ends the wait.
//
// An SMSC that takes another's place refuses no number and no sender for good: that outcome is Transient.
//
// A Throttled or Transient outcome with PartIDs says that some parts of a long text are out.
func (l *Link) Submit(ctx context.Context, sub message.Submission, done func(message.Outcome)) error {
	j := &job{sub: &sub, done: done}
	var composedFor *account
	for {
		a, standIn, err := l.route(ctx, &sub)
		if err != nil {
			return err
		}
		j.standIn = standIn
		if a != composedFor {
			if j.parcel, err = a.composer.compose(&sub); err != nil {
				done(a.verdict(&sub, refusal(err)))
				return nil
			}
			composedFor = a
		}
		err = a.submit(ctx, j)
		switch {
		case errors.Is(err, errDown):
			continue
		case errors.Is(err, errUnsure) && j.ask(ctx):
			continue
		case errors.Is(err, errUnwanted), errors.Is(err, errUnsure):
			done(a.verdict(&sub, message.NotSent))
			return nil
		}
		return err
	}
}

// verdict is the outcome of a message of which nothing was written.
func (a *account) verdict(sub *message.Submission, d message.Disposition) message.Outcome {
	return message.Outcome{ID: sub.ID, SMSC: a.config.Name, Disposition: d, At: a.link.config.Clock.Now()}
}

// changed wakes those that wait for an account to come up or go down.
func (l *Link) changed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.change)
	l.change = make(chan struct{})
}

func (l *Link) changes() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.change
}
