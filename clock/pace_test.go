package clock_test

import (
	"context"
	"testing"
	"time"

	"kurzwahl/clock"
)

func TestRoundsKeepTheirGapAndAFirstOneDoesNotWait(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	clock.NewPace(time.Hour).Next(ctx)
	const gap = 5 * time.Millisecond
	pace := clock.NewPace(gap)
	began := time.Now()
	for range 4 {
		pace.Next(ctx)
	}
	if took := time.Since(began); took < 3*gap {
		t.Errorf("four rounds began within %v, want %v between each two", took, gap)
	}
	if ctx.Err() != nil {
		t.Error("the first round waited")
	}
}

func TestARoundDoesNotWaitForALostContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	pace := clock.NewPace(time.Hour)
	pace.Next(ctx)
	pace.Next(ctx) // returns, or the test runs into its time limit
}
