package bench

import (
	"math/bits"
	"sync"
	"time"
)

// latencies counts durations in buckets that are at most a sixteenth wide, so that its size does not depend on how
// many there are. The zero value is empty.
type latencies struct {
	mu      sync.Mutex
	buckets [64 * steps]int64
	count   int64
	longest time.Duration
}

// steps is how many buckets each power of two has.
const steps = 16

func (l *latencies) add(d time.Duration) {
	d = max(d, 0)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buckets[bucketOf(uint64(d))]++
	l.count++
	l.longest = max(l.longest, d)
}

// bucketOf gives the power of two and, below it, the sixteenth.
func bucketOf(n uint64) int {
	power := bits.Len64(n / steps)
	return power*steps + int(n>>max(power-1, 0))%steps //nolint:gosec // below 64*steps
}

// endOf is the upper end of a bucket.
func endOf(bucket int) time.Duration {
	power, step := bucket/steps, bucket%steps
	if power == 0 {
		return time.Duration(step)
	}
	return time.Duration((steps+step+1)<<(power-1) - 1)
}

// quantile gives the duration that the share q of all does not exceed, rounded up to its bucket; 0 when there is none.
func (l *latencies) quantile(q float64) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	rank, seen := int64(q*float64(l.count)+0.999999), int64(0)
	for bucket, n := range l.buckets {
		if seen += n; n > 0 && seen >= rank {
			return min(endOf(bucket), l.longest)
		}
	}
	return l.longest
}

// most gives the longest.
func (l *latencies) most() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.longest
}
