package smpp

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/message"
)

// errDown says that an account lost its last transmitting session while a job waited; the job may take another.
var errDown = errors.New("account is down")

// marketingLane is the lane that leaves room for the others.
var marketingLane = message.Marketing.Lane()

// account is one SMSC with the jobs that wait for it and the sessions they can take.
type account struct {
	config   SMSCConfig
	link     *Link
	composer *composer
	binds    []*bind

	// up says whether a transmitting session is there; downSince, in nanoseconds since the link's beginning,
	// since when not. They are read without the mutex.
	up        atomic.Bool
	downSince atomic.Int64

	mu      sync.Mutex
	lanes   [3]lane
	senders []*session // bound to transmit; may be empty
	pace    *pace
	timer   *time.Timer // runs pump when the pace allows the next part
	count   counters
}

// counters are what Stats shows of an account.
type counters struct {
	submitted, accepted, throttled, refused, lost, inbound, receipts, pushedBack uint64
}

func newAccount(config SMSCConfig, link *Link, firstReference uint32) *account {
	a := &account{
		config:   config,
		link:     link,
		composer: newComposer(config, firstReference),
		pace:     newPace(config.Rate, link.began),
	}
	a.timer = time.AfterFunc(time.Hour, a.wake)
	a.timer.Stop()
	return a
}

// wake is pump for those who do not hold the mutex.
func (a *account) wake() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pump()
}

// submit queues j and blocks until all its parts are in a session's buffer. It returns errDown or ctx's error
// when nothing of it is, and j is then the caller's again.
func (a *account) submit(ctx context.Context, j *job) error {
	a.mu.Lock()
	if !a.up.Load() {
		a.mu.Unlock()
		return errDown
	}
	a.lanes[j.sub.Class.Lane()].push(j)
	a.pump()
	if j.queued() {
		a.mu.Unlock()
		return nil
	}
	wait := make(chan struct{})
	j.wait = wait
	a.mu.Unlock()
	select {
	case <-wait:
	case <-ctx.Done():
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	j.wait = nil
	switch {
	case j.begun():
		return nil
	case j.ejected:
		j.ejected = false
		return errDown
	default:
		a.lanes[j.sub.Class.Lane()].remove(j)
		return ctx.Err()
	}
}

// pump places in the sessions' buffers what window, pace and buffers allow, the most urgent first. The mutex is
// held.
func (a *account) pump() {
	now := time.Now()
	for _, s := range a.senders {
		s.resume(now)
	}
	for i := range a.lanes {
		for a.lanes[i].first != nil {
			s := a.freest(i == marketingLane)
			if s == nil {
				return
			}
			if ok, wait := a.pace.take(i == marketingLane, now); !ok {
				a.timer.Reset(wait)
				return
			}
			j := a.lanes[i].first
			a.lanes[i].remove(j)
			a.count.submitted++
			s.begin(j, now)
		}
	}
}

// allowed asks the pace for one more part of a job that has begun, which takes from the reserve. The mutex is
// held.
func (a *account) allowed(now time.Time) bool {
	ok, wait := a.pace.take(false, now)
	if !ok {
		a.timer.Reset(wait)
	}
	return ok
}

// freest gives the sender with the most free slots for a new job, nil when none has one. The mutex is held.
func (a *account) freest(marketing bool) *session {
	window := a.config.Window
	if marketing && window > 1 {
		window -= (window + 9) / 10
	}
	var best *session
	for _, s := range a.senders {
		if s.open() && s.current == nil && s.room(window) && (best == nil || len(s.pending) < len(best.pending)) {
			best = s
		}
	}
	return best
}

// attach adds a session that transmits.
func (a *account) attach(s *session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.senders = append(a.senders, s)
	a.review()
	a.pump()
}

// detach takes away a session that has ended. The mutex is held.
func (a *account) detach(s *session) {
	a.senders = slices.DeleteFunc(a.senders, func(have *session) bool { return have == s })
	a.review()
}

// review looks whether the account is up after a session opened or closed for new jobs, and tells the link when
// that changed. When it went down, all that waits is given back. The mutex is held.
func (a *account) review() {
	up := slices.ContainsFunc(a.senders, (*session).open)
	if a.up.Load() == up {
		return
	}
	if !up {
		a.downSince.Store(int64(time.Since(a.link.began)))
	}
	a.up.Store(up)
	a.link.changed()
	if up {
		return
	}
	for i := range a.lanes {
		for j := a.lanes[i].first; j != nil; j = a.lanes[i].first {
			a.lanes[i].remove(j)
			j.ejected = true
			j.release()
		}
	}
}

// waiting is the number of jobs in the lanes. The mutex is held.
func (a *account) waiting() int {
	n := 0
	for i := range a.lanes {
		n += a.lanes[i].length
	}
	return n
}
