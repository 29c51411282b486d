package web

import (
	"sync"
	"time"
)

// limiter counts what was let through in windows of time. It remembers only keys that it let through, so that what
// bounds their number bounds its memory: a limit on all of them together. All its methods may be called at once.
type limiter struct {
	mu      sync.Mutex
	windows map[string]window
	swept   time.Time
}

// window is a span of time that began with the first use of a key.
type window struct {
	uses  int
	until time.Time
}

// limit is how often a key may be used in a span of time.
type limit struct {
	key  string
	most int
	span time.Duration
}

// sweepEvery is how often windows that are over are forgotten.
const sweepEvery = time.Hour

func newLimiter() *limiter { return &limiter{windows: map[string]window{}} }

// admit counts one use of each limit's key when all of them have one left, else none. It gives the first limit that
// is used up, and when it has room again.
func (l *limiter) admit(now time.Time, limits ...limit) (full limit, again time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	for _, one := range limits {
		if w := l.windows[one.key]; now.Before(w.until) && w.uses >= one.most {
			return one, w.until, false
		}
	}
	for _, one := range limits {
		w := l.windows[one.key]
		if !now.Before(w.until) {
			w = window{until: now.Add(one.span)}
		}
		w.uses++
		l.windows[one.key] = w
	}
	return limit{}, time.Time{}, true
}

func (l *limiter) sweep(now time.Time) {
	if now.Before(l.swept.Add(sweepEvery)) {
		return
	}
	l.swept = now
	for key, w := range l.windows {
		if !now.Before(w.until) {
			delete(l.windows, key)
		}
	}
}
