package smpp

import (
	"crypto/rand"
	"sync/atomic"
	"time"
)

// life is what others see of a session, as message.Session describes it. It outlives the session without holding
// on to its buffers.
type life struct {
	id    string
	since time.Time
	heard atomic.Int64 // unix nanoseconds by the link's clock, as is ended
	ended atomic.Int64 // 0 while it lives
}

func newLife(now time.Time) *life {
	l := &life{id: rand.Text(), since: now}
	l.heard.Store(now.UnixNano())
	return l
}

// ID is random: no two sessions of any process share one.
func (l *life) ID() string { return l.id }

// Since is when the bind was accepted.
func (l *life) Since() time.Time { return l.since }

// Heard is when the last PDU of the peer was read.
func (l *life) Heard() time.Time { return time.Unix(0, l.heard.Load()) }

// Ended is when the session ended, zero while it lives.
func (l *life) Ended() time.Time {
	if at := l.ended.Load(); at != 0 {
		return time.Unix(0, at)
	}
	return time.Time{}
}
