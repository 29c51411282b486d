package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// slots bound how many messages wait for their outcome.
type slots struct {
	free chan struct{} // holds a token for each one taken
	mu   sync.Mutex
	idle chan struct{} // closed when the last one is given back; nil when nobody asked
}

func newSlots(n int) slots { return slots{free: make(chan struct{}, n)} }

// take waits for a slot; false means that ctx ended first.
func (s *slots) take(ctx context.Context) bool {
	select {
	case s.free <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *slots) give() {
	<-s.free
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.idle != nil && len(s.free) == 0 {
		close(s.idle)
		s.idle = nil
	}
}

func (s *slots) used() int { return len(s.free) }

// empty gives a channel that is closed when no slot is taken. It is asked for once nobody takes slots any more.
func (s *slots) empty() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan struct{})
	if len(s.free) == 0 {
		close(done)
		return done
	}
	s.idle = done
	return done
}

// held are the slots of one message; the zero held has none.
type held struct{ all, bulk *slots }

func (h held) give() {
	for _, s := range []*slots{h.bulk, h.all} {
		if s != nil {
			s.give()
		}
	}
}

// outcomes are changes that wait to be committed together. A message keeps its slots until then, so they cannot
// pile up.
type outcomes struct {
	mu      sync.Mutex
	changes []Change
	held    []held
	ring    chan struct{}
	added   uint64        // how many ever came
	stored  uint64        // how many of those are committed, or were given up
	moved   chan struct{} // closed and replaced when stored grows
}

func newOutcomes() outcomes {
	return outcomes{ring: make(chan struct{}, 1), moved: make(chan struct{})}
}

// add is called by the link: it is quick.
func (o *outcomes) add(c Change, h held) {
	o.mu.Lock()
	o.changes = append(o.changes, c)
	o.held = append(o.held, h)
	o.added++
	o.mu.Unlock()
	select {
	case o.ring <- struct{}{}:
	default:
	}
}

// take gives what has gathered, at most n.
func (o *outcomes) take(n int) ([]Change, []held) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n = min(n, len(o.changes))
	changes, slots := o.changes[:n:n], o.held[:n:n]
	o.changes, o.held = o.changes[n:], o.held[n:]
	if len(o.changes) == 0 {
		o.changes, o.held = nil, nil
	}
	return changes, slots
}

// done counts changes that take gave and that are dealt with.
func (o *outcomes) done(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stored += uint64(n) //nolint:gosec // a length
	close(o.moved)
	o.moved = make(chan struct{})
}

// wait blocks until all that came before the call is dealt with, or ctx ends.
func (o *outcomes) wait(ctx context.Context) {
	o.mu.Lock()
	until := o.added
	o.mu.Unlock()
	for {
		o.mu.Lock()
		reached, moved := o.stored >= until, o.moved
		o.mu.Unlock()
		if reached {
			return
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return
		}
	}
}

// settleAll commits changes as they come until drained is closed and none is left.
func (d *Dispatcher) settleAll(ctx context.Context, drained <-chan struct{}) {
	for {
		select {
		case <-d.outcomes.ring:
			d.settleSome(ctx, drained)
		case <-drained:
			ctx, cancel := context.WithTimeout(ctx, stopWithin)
			defer cancel()
			d.settleSome(ctx, drained)
			return
		}
	}
}

// settleSome commits what there is. A commit that fails is tried again until it succeeds or the program ends: what
// is left then stands as written, which the next start treats as unknown.
func (d *Dispatcher) settleSome(ctx context.Context, drained <-chan struct{}) {
	for {
		changes, slots := d.outcomes.take(2 * d.config.Batch)
		if len(changes) == 0 {
			return
		}
		for !d.commit(ctx, changes) {
			if over(ctx, drained) {
				break
			}
		}
		d.outcomes.done(len(changes))
		for _, h := range slots {
			h.give()
		}
	}
}

func (d *Dispatcher) commit(ctx context.Context, changes []Change) bool {
	ctx, cancel := context.WithTimeout(ctx, commitWithin)
	defer cancel()
	err := d.config.Store.SettleOutbound(ctx, changes, d.config.Words)
	if err != nil {
		d.config.Logger.ErrorContext(ctx, "outcomes not stored", slog.Int("messages", len(changes)), slog.Any("error", err))
	}
	return err == nil
}

// over waits a moment on the machine's time before a commit is tried again; true means not to.
func over(ctx context.Context, drained <-chan struct{}) bool {
	wait := time.NewTimer(time.Second)
	defer wait.Stop()
	select {
	case <-wait.C:
		return ctx.Err() != nil
	case <-drained:
		return true
	}
}
