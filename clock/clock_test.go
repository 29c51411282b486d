package clock_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kurzwahl/clock"
)

func TestMovingTheClockWakesAllWhoWait(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	c := clock.NewStill(start)
	const waiters = 20
	woken := make(chan error, waiters)
	for range waiters {
		go func() { woken <- c.Until(t.Context(), start.Add(2*time.Hour)) }()
	}
	c.Advance(time.Hour)
	c.Advance(-time.Hour)
	c.Advance(2 * time.Hour)
	for range waiters {
		if err := <-woken; err != nil {
			t.Error(err)
		}
	}
	if got := c.Now(); !got.Equal(start.Add(3 * time.Hour)) {
		t.Errorf("the clock shows %v, want 13:00", got)
	}
}

func TestUntilEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]clock.Clock{"system": clock.System{}, "movable": clock.NewMovable(time.Now()), "still": clock.NewStill(time.Now())} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Until(ctx, c.Now().Add(time.Hour)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
		if err := c.Until(t.Context(), c.Now().Add(-time.Hour)); err != nil {
			t.Errorf("%s: waiting for the past gave %v, want nothing", name, err)
		}
	}
}
