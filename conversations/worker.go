package conversations

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"kurzwahl/clock"
)

// Pending is an event that waits for its turn, with all that Next must know.
type Pending struct {
	Event    Event
	Attempts int // how often it was tried in vain
	State    State
	Facts    Facts
	Pool     string // from which Facts.Coupon comes
}

// Outcome is what became of a Pending: a Turn to be committed, or why there is none yet.
type Outcome struct {
	Turn Turn
	Err  error
}

// Decider works out turns. It is called within the transaction that commits them.
type Decider interface {
	// Pool names the pool from which the turn of an event may take a coupon, "" for none.
	Pool(s State, e Event) string
	// Stock says what people are to hear of a pool that has so many free codes left, after codes were given away: the
	// level, "" for none, and the notice. Of one level they hear once, until the pool is filled up.
	Stock(pool string, free int) (level string, n Notice)
	// Decide gives an Outcome for each Pending, in the same order.
	Decide(batch []Pending) []Outcome
}

// Store keeps events, states and what turns leave behind.
type Store interface {
	// Turns takes the oldest pending event of up to limit contacts, lets d decide, and commits everything at once.
	// A turn that cannot be committed is tried alone, so that it spoils no other. It gives how many events it got
	// done with; 0 means that nothing waits, or that another process has it.
	Turns(ctx context.Context, now time.Time, limit int, d Decider) (handled int, err error)
	// RingTimers makes events of timers that are due, at most limit, and gives how many, and when the next is due;
	// the zero time when none is.
	RingTimers(ctx context.Context, now time.Time, limit int) (rung int, next time.Time, err error)
}

// maxAttempts is how often a turn is tried before people see it.
const maxAttempts = 3

// Limits of the worker.
const (
	batchSize  = 256
	pollEvery  = time.Second          // for events that other processes took in
	retryAfter = 2 * time.Second      // after the store failed
	gatherFor  = 4 * time.Millisecond // from the begin of one round to the next: some texts share a round, a lone one does not wait
)

// Worker runs the turns of all contacts. Several, in several processes on one PostgreSQL, may work at once.
type Worker struct {
	desk  *Desk
	store Store
	bell  <-chan struct{}
	clock clock.Clock
	log   *slog.Logger
}

// NewWorker makes a Worker. The bell holds a token when events were taken in; it may be nil, then the worker polls.
func NewWorker(desk *Desk, store Store, bell <-chan struct{}, clock clock.Clock, log *slog.Logger) *Worker {
	return &Worker{desk: desk, store: store, bell: bell, clock: clock, log: log}
}

// Run works until ctx ends and returns nil then. Errors of the store are logged, and tried again.
func (w *Worker) Run(ctx context.Context) error {
	pace := clock.NewPace(gatherFor)
	for ctx.Err() == nil {
		pace.Next(ctx)
		handled, next, err := w.round(ctx)
		wait := w.clock.Now().Add(pollEvery)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			w.log.LogAttrs(ctx, slog.LevelError, "turns failed", slog.String("error", err.Error()))
			wait = w.clock.Now().Add(retryAfter)
		case handled > 0:
			continue
		case !next.IsZero() && next.Before(wait):
			wait = next
		}
		clock.Pause(ctx, w.clock, wait, w.bell)
	}
	return nil
}

// round rings what is due and handles one batch.
func (w *Worker) round(ctx context.Context) (handled int, next time.Time, err error) {
	rung, next, err := w.store.RingTimers(ctx, w.clock.Now(), batchSize)
	if err != nil {
		return 0, next, fmt.Errorf("ring timers: %w", err)
	}
	handled, err = w.store.Turns(ctx, w.clock.Now(), batchSize, w)
	if err != nil {
		return 0, next, fmt.Errorf("handle turns: %w", err)
	}
	return handled + rung, next, nil
}

// Decide runs Next for a batch on all processors. A panic costs only its own turn.
func (w *Worker) Decide(batch []Pending) []Outcome {
	outcomes := make([]Outcome, len(batch))
	now := w.clock.Now()
	workers := min(runtime.GOMAXPROCS(0), 1+len(batch)/16)
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			for i := worker; i < len(batch); i += workers {
				outcomes[i] = w.decide(batch[i], now)
			}
		})
	}
	wait.Wait()
	return outcomes
}

// decide gives the turn of one event. After the last attempt the turn is to show it to people.
func (w *Worker) decide(p Pending, now time.Time) Outcome {
	err := errors.New("it could not be stored")
	if p.Attempts < maxAttempts {
		turn, panicked := w.guarded(p, func() Turn { return w.desk.Next(p.State, p.Event, p.Facts, now) })
		if panicked == nil {
			return Outcome{Turn: turn}
		}
		if p.Attempts+1 < maxAttempts {
			return Outcome{Err: panicked}
		}
		err = panicked
	}
	turn, panicked := w.guarded(p, func() Turn { return w.desk.Unhandled(p.State, p.Event, p.Facts, err.Error(), now) })
	if panicked != nil {
		turn = Turn{Event: p.Event, State: p.State, Failed: err.Error(), Why: "could not be handled: " + err.Error()}
	}
	return Outcome{Turn: turn}
}

// guarded makes an error of a panic. The log gets where it happened, and nothing of what the customer wrote.
func (w *Worker) guarded(p Pending, next func() Turn) (turn Turn, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("an error in the program")
			w.log.LogAttrs(context.Background(), slog.LevelError, "turn panicked", slog.String("event", p.Event.ID),
				slog.String("kind", string(p.Event.Kind)), slog.String("panic", fmt.Sprintf("%T", r)), slog.String("stack", string(debug.Stack())))
		}
	}()
	return next(), nil
}
