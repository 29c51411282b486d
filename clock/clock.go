// Package clock tells the time to the edges of the program and lets tests and the demo move it. Decisions
// never ask a clock: they are given the time.
//
// It is a room of its own because every worker needs it and none of them may depend on another for it.
package clock

import (
	"context"
	"sync"
	"time"
)

// Clock tells the time and waits for it. A Clock may be used by many goroutines at once.
type Clock interface {
	// Now gives the current time.
	Now() time.Time
	// Until blocks until the clock shows t or later, or ctx ends, whose error it then returns.
	Until(ctx context.Context, t time.Time) error
}

// System is the machine's own clock.
type System struct{}

// Now gives the machine's time.
func (System) Now() time.Time { return time.Now() }

// Until blocks until the machine's clock shows t, or ctx ends.
func (System) Until(ctx context.Context, t time.Time) error {
	return sleep(ctx, time.Until(t), nil)
}

// Movable is a clock with a start of its own that can be moved forward; all who wait on it see the move at once.
type Movable struct {
	pace   func() time.Time // what it runs by
	mu     sync.Mutex
	offset time.Duration // from pace to what it shows
	moved  chan struct{}
}

// NewMovable gives a clock that shows start now and runs on from there, at the machine's pace.
func NewMovable(start time.Time) *Movable {
	return &Movable{pace: time.Now, offset: time.Until(start), moved: make(chan struct{})}
}

// NewStill gives a clock that shows start until it is moved: for tests, in which a busy machine must not bring on what
// takes time.
func NewStill(start time.Time) *Movable {
	return &Movable{pace: func() time.Time { return start }, moved: make(chan struct{})}
}

// Now gives the moved time.
func (m *Movable) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pace().Add(m.offset)
}

// Advance moves the clock forward by d and wakes all who wait; a d of zero or less does nothing.
func (m *Movable) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.offset += d
	close(m.moved)
	m.moved = make(chan struct{})
}

// Until blocks until the clock shows t, because time went by or the clock was moved, or ctx ends.
func (m *Movable) Until(ctx context.Context, t time.Time) error {
	for {
		m.mu.Lock()
		wait, moved := t.Sub(m.pace().Add(m.offset)), m.moved
		m.mu.Unlock()
		if wait <= 0 {
			return ctx.Err()
		}
		if err := sleep(ctx, wait, moved); err != nil {
			return err
		}
	}
}

// sleep waits for d, for moved to be closed, or for ctx, whose error it returns.
func sleep(ctx context.Context, d time.Duration, moved <-chan struct{}) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-moved:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
