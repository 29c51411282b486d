package workspace

import (
	"sync"
	"time"
)

// tier is how often a method may be called ("Rate limits" in Slack's documentation).
type tier int

const (
	tierSpecial tier = iota // hundreds a minute
	tier1                   // 1 a minute and more
	tier2                   // 20 a minute and more
	tier3                   // 50 a minute and more
	tier4                   // 100 a minute and more
	tierPost                // 1 a second and channel, with short bursts
)

// perMinute gives the calls that Slack grants at least.
func (t tier) perMinute() int {
	switch t {
	case tier1:
		return 1
	case tier2:
		return 20
	case tier3:
		return 50
	case tier4:
		return 100
	case tierPost:
		return 60
	case tierSpecial:
		return 600
	}
	return 600
}

// burst gives how many calls may come at once.
func (t tier) burst() float64 {
	if t == tierPost || t == tier1 {
		return 4
	}
	return float64(t.perMinute())
}

// rates counts calls in leaky buckets, one a method (and for messages one a channel).
type rates struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

// bucket holds how many calls have not yet leaked away.
type bucket struct {
	level float64
	at    time.Time
}

// limited gives how long the app has to wait before it may call the method; 0 when it may now. It needs no lock.
func (s *Server) limited(method string, t tier, channel string) time.Duration {
	if s.faults.take("429", method) {
		return max(time.Second, time.Minute/time.Duration(t.perMinute()))
	}
	if !s.config.StrictRates {
		return 0
	}
	key := method
	if t == tierPost {
		key += " " + channel
	}
	return s.rates.take(key, t, s.wire())
}

// take counts one call, or gives how long to wait for it in whole seconds.
func (r *rates) take(key string, t tier, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.buckets == nil {
		r.buckets = map[string]*bucket{}
	}
	b := r.buckets[key]
	if b == nil {
		b = &bucket{at: now}
		r.buckets[key] = b
	}
	perSecond := float64(t.perMinute()) / 60
	b.level = max(0, b.level-now.Sub(b.at).Seconds()*perSecond)
	b.at = now
	if b.level+1 > t.burst() {
		wait := time.Duration((b.level + 1 - t.burst()) / perSecond * float64(time.Second))
		return max(time.Second, (wait + time.Second - 1).Truncate(time.Second))
	}
	b.level++
	return 0
}
