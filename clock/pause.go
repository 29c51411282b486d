package clock

import (
	"context"
	"time"
)

// Alarm gives a channel that is closed when the clock shows t or later, or ctx ends. stop gives the alarm up and
// returns when nothing of it is left; the caller calls it in any case, once or more.
func Alarm(ctx context.Context, c Clock, t time.Time) (rung <-chan struct{}, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Until(ctx, t) // it ends either way
	}()
	return ended, func() {
		cancel()
		<-ended
	}
}

// Pause blocks until the clock shows t or later, the bell rings (holds a token or is closed), or ctx ends: whichever
// comes first. A nil bell never rings.
func Pause(ctx context.Context, c Clock, t time.Time, bell <-chan struct{}) {
	rung, stop := Alarm(ctx, c, t)
	defer stop()
	select {
	case <-rung:
	case <-bell:
	}
}
