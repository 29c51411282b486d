package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"kurzwahl/clock"
)

// pollEvery is how often queues are looked at when no bell rings: another process may have filled them.
const pollEvery = time.Second

// The bounds of handling arrivals.
const (
	lanesAtOnce  = 8
	arrivalTries = 8 // about four minutes
)

// laneDone says that a lane has no more to do for now, or that its first arrival has to be tried again after a rest.
type laneDone struct {
	lane string
	rest time.Duration // 0 when nothing is left to try
}

// handleAll handles what arrived, each lane in order and lanes side by side, until ctx ends and all is down.
func (b *Bot) handleAll(ctx context.Context) {
	done := make(chan laneDone)
	busy, resting := map[string]bool{}, map[string]time.Time{}
	for ctx.Err() == nil {
		if err := b.startLanes(ctx, busy, resting, done); err != nil && ctx.Err() == nil {
			b.log.ErrorContext(ctx, "read slack arrivals", slog.Any("error", err))
		}
		poll, stop := clock.Alarm(ctx, b.config.Clock, b.now().Add(pollEvery))
		select {
		case <-ctx.Done():
		case <-b.config.Events:
		case <-poll:
		case d := <-done:
			b.endLane(busy, resting, d)
		}
		stop()
	}
	for len(busy) > 0 {
		d := <-done
		delete(busy, d.lane)
	}
}

func (b *Bot) endLane(busy map[string]bool, resting map[string]time.Time, d laneDone) {
	delete(busy, d.lane)
	if d.rest > 0 {
		resting[d.lane] = b.now().Add(d.rest)
	} else {
		delete(resting, d.lane)
	}
}

// startLanes sets lanes going that have something to do and are neither busy nor resting.
func (b *Bot) startLanes(ctx context.Context, busy map[string]bool, resting map[string]time.Time, done chan<- laneDone) error {
	if len(busy) >= lanesAtOnce {
		return nil
	}
	waiting, err := b.store.PendingArrivals(ctx, 1000)
	if err != nil {
		return err
	}
	byLane := map[string][]Arrival{}
	var order []string
	for _, a := range waiting {
		if byLane[a.Lane] == nil {
			order = append(order, a.Lane)
		}
		byLane[a.Lane] = append(byLane[a.Lane], a)
	}
	for _, lane := range order {
		if busy[lane] || len(busy) >= lanesAtOnce || b.now().Before(resting[lane]) {
			continue
		}
		busy[lane] = true
		go func() { done <- laneDone{lane: lane, rest: b.runLane(ctx, byLane[lane])} }()
	}
	return nil
}

// runLane handles arrivals one after another. When one has to be tried again it gives how long to rest before, longer
// with each attempt.
func (b *Bot) runLane(ctx context.Context, arrivals []Arrival) time.Duration {
	for _, a := range arrivals {
		err := b.handleSafely(ctx, a)
		if ctx.Err() != nil {
			return time.Second
		}
		problem, again := "", false
		if err != nil {
			problem, again = err.Error(), a.Attempts+1 < arrivalTries
			b.log.WarnContext(ctx, "handle slack arrival", slog.String("arrival", a.ID), slog.String("kind", a.Kind), slog.Bool("again", again), slog.Any("error", err))
		}
		if err := b.store.SettleArrival(ctx, a.ID, problem, again); err != nil {
			b.log.ErrorContext(ctx, "settle slack arrival", slog.String("arrival", a.ID), slog.Any("error", err))
			return pollEvery
		}
		if again {
			return time.Second << a.Attempts
		}
	}
	return 0
}

// handleSafely handles one arrival and makes an error of a panic.
func (b *Bot) handleSafely(ctx context.Context, a Arrival) (err error) {
	defer func() {
		if r := recover(); r != nil {
			b.log.ErrorContext(ctx, "panic while handling slack arrival", slog.String("arrival", a.ID), slog.String("panic", fmt.Sprintf("%T", r)), slog.String("stack", string(debug.Stack())))
			err = fmt.Errorf("panic with %T", r) // its value may hold texts
		}
	}()
	return b.handle(ctx, a)
}
