package bench

import (
	"context"
	"fmt"
	"time"
)

// Patience, and how often progress is told.
const (
	patience  = 30 * time.Second
	tellEvery = 250 * time.Millisecond
)

// await blocks until done is closed, ctx ends, or progress, which counts to total, has stood still for too long. tell
// hears of the progress.
func await(ctx context.Context, done <-chan struct{}, total int, progress func() int, tell func(done, total int)) error {
	ticker := time.NewTicker(tellEvery)
	defer ticker.Stop()
	last, moved := -1, time.Now()
	for {
		select {
		case <-done:
			tell(total, total)
			return nil
		case <-ctx.Done():
			return fmt.Errorf("measure: %w", context.Cause(ctx))
		case <-ticker.C:
		}
		now := progress()
		tell(now, total)
		if now != last {
			last, moved = now, time.Now()
		} else if time.Since(moved) > patience {
			return fmt.Errorf("measure: nothing has moved for %v, and only %d of %d are done", patience, now, total)
		}
	}
}
