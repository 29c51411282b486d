package clock

import (
	"context"
	"time"
)

// Pace keeps rounds of work apart, on the machine's time, whatever a movable clock shows: under load what comes within
// one gap shares a round, and a lone piece of work after a rest is not delayed. It belongs to one goroutine.
type Pace struct {
	gap   time.Duration
	began time.Time // of the last round
}

// NewPace makes a Pace with the gap between the beginnings of two rounds. A round that takes longer than that is
// followed by the next at once.
func NewPace(gap time.Duration) *Pace { return &Pace{gap: gap} }

// Next begins a round: it blocks until the gap since the last one's beginning has passed, or ctx ends.
func (p *Pace) Next(ctx context.Context) {
	if wait := p.gap - time.Since(p.began); wait > 0 && !p.began.IsZero() {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	p.began = time.Now()
}
