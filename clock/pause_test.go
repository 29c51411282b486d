package clock_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"kurzwahl/clock"
)

// counted is a clock that knows how many wait on it.
type counted struct {
	*clock.Movable
	waiting atomic.Int64
	asked   chan struct{} // gets a token for each wait that begins
}

func newCounted() *counted {
	return &counted{Movable: clock.NewMovable(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)), asked: make(chan struct{}, 16)}
}

func (c *counted) Until(ctx context.Context, t time.Time) error {
	c.waiting.Add(1)
	defer c.waiting.Add(-1)
	c.asked <- struct{}{}
	return c.Movable.Until(ctx, t)
}

func TestPauseEndsByWhatComesFirst(t *testing.T) {
	t.Parallel()
	for name, wake := range map[string]func(c *counted, bell chan struct{}, cancel context.CancelFunc){
		"the time":    func(c *counted, _ chan struct{}, _ context.CancelFunc) { c.Advance(2 * time.Hour) },
		"the bell":    func(_ *counted, bell chan struct{}, _ context.CancelFunc) { bell <- struct{}{} },
		"its context": func(_ *counted, _ chan struct{}, cancel context.CancelFunc) { cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			c, bell, ended := newCounted(), make(chan struct{}), make(chan struct{})
			go func() {
				defer close(ended)
				clock.Pause(ctx, c, c.Now().Add(time.Hour), bell)
			}()
			<-c.asked
			wake(c, bell, cancel)
			<-ended
			if n := c.waiting.Load(); n != 0 {
				t.Errorf("%d goroutines wait after the pause, want none", n)
			}
		})
	}
}

func TestPauseWithoutBellWaitsForTheTime(t *testing.T) {
	t.Parallel()
	c := newCounted()
	clock.Pause(t.Context(), c, c.Now().Add(-time.Minute), nil)
	if n := c.waiting.Load(); n != 0 {
		t.Errorf("%d goroutines wait after the pause, want none", n)
	}
}

func TestStoppedAlarmLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	c := newCounted()
	rung, stop := clock.Alarm(t.Context(), c, c.Now().Add(time.Hour))
	<-c.asked
	select {
	case <-rung:
		t.Error("the alarm rang an hour early")
	default:
	}
	stop()
	stop()
	if n := c.waiting.Load(); n != 0 {
		t.Errorf("%d goroutines wait after the stop, want none", n)
	}
}
