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

// Why a job is returned to the goroutine that submitted it.
var (
	// errDown: the account lost its last transmitting session; the job may take another account.
	errDown = errors.New("account is down")
	// errUnwanted: Submission.Wanted said no.
	errUnwanted = errors.New("message is no longer wanted")
	// errUnsure: Submission.Wanted could not say; the job may come again after Submission.Ask.
	errUnsure = errors.New("message may no longer be wanted")
)

// fairShare is how many urgent jobs may begin for one that is less urgent.
const fairShare = 20

// marketingLane is the lane that leaves room for the others.
var marketingLane = message.Marketing.Lane()

// account is one SMSC with the jobs that wait for it and the sessions they can take.
type account struct {
	config   SMSCConfig
	link     *Link
	composer *composer
	binds    []*bind
	trouble  *trouble

	// up says whether a transmitting session is there; downSince, in nanoseconds since the link's beginning,
	// since when not. They are read without the mutex.
	up        atomic.Bool
	downSince atomic.Int64

	mu      sync.Mutex
	lanes   [3]lane
	senders []*session // bound to transmit; may be empty
	pace    *pace
	crowd   crowd
	breaker breaker
	notices []Alarm     // to be raised without the mutex
	timer   *time.Timer // runs pump when the pace allows the next part
	wakeAt  time.Time   // when timer fires; zero when it does not
	// overtaken counts jobs that began before less urgent ones, since the last of those did.
	overtaken int
	count     counters
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
		trouble:  newTrouble(),
		pace:     newPace(config.Rate, link.began),
	}
	a.timer = time.AfterFunc(time.Hour, a.wake)
	a.timer.Stop()
	return a
}

// submit queues j and blocks until all its parts are in a session's buffer. It returns errDown, errUnwanted,
// errUnsure or ctx's error when nothing of it is, and j is then the caller's again.
func (a *account) submit(ctx context.Context, j *job) error {
	wait, err := a.enqueue(j)
	if wait == nil {
		return err
	}
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
	case j.returned != nil:
		return j.returned
	default:
		a.lanes[j.sub.Class.Lane()].remove(j)
		return ctx.Err()
	}
}

// enqueue puts j into its lane. When that settles it at once, wait is nil and err what submit returns; else wait
// is closed when j is wholly in a buffer, or returned.
func (a *account) enqueue(j *job) (wait <-chan struct{}, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.up.Load() {
		return nil, errDown
	}
	j.returned = nil
	lane := &a.lanes[j.sub.Class.Lane()]
	if j.asked > 0 { // its turn had come
		lane.pushFirst(j)
	} else {
		lane.push(j)
	}
	a.pump()
	if j.queued() || j.returned != nil {
		return nil, j.returned
	}
	j.wait = make(chan struct{})
	return j.wait, nil
}

// pump places in the sessions' buffers what window, pace and buffers allow, the most urgent first. The mutex is
// held.
func (a *account) pump() {
	now := time.Now()
	for _, s := range a.senders {
		s.resume(now)
	}
	for a.grantNext(now) {
	}
}

// grantNext lets one waiting job begin: of the most urgent lane, but each fairShare-th of the least urgent, so
// that none waits for ever. It says whether there was one that could. The mutex is held.
func (a *account) grantNext(now time.Time) bool {
	if a.overtaken >= fairShare {
		for i := len(a.lanes) - 1; i > 0; i-- {
			if a.grant(i, now) {
				a.overtaken = 0
				return true
			}
		}
	}
	for i := range a.lanes {
		if a.grant(i, now) {
			if i < len(a.lanes)-1 {
				a.overtaken++
			}
			return true
		}
	}
	return false
}

// grant lets the first job of a lane begin, if there is one, and a slot and a token for it; the job that is not
// surely wanted any more is returned instead, and the token kept. It says whether it did either. The mutex is held.
func (a *account) grant(lane int, now time.Time) bool {
	j := a.lanes[lane].first
	if j == nil {
		return false
	}
	s := a.freest(lane == marketingLane)
	if s == nil || !a.allowed(lane == marketingLane, now) {
		return false
	}
	a.lanes[lane].remove(j)
	if err := j.unwanted(); err != nil {
		a.pace.refund()
		j.giveBack(err)
		return true
	}
	a.count.submitted++
	s.begin(j, now)
	return true
}

// allowed asks the pace for one more part; if it says no, pump runs again when asking is worth while. The mutex
// is held.
func (a *account) allowed(marketing bool, now time.Time) bool {
	ok, wait := a.pace.take(marketing, now)
	if !ok {
		a.wakeAfter(wait, now)
	}
	return ok
}

// wakeAfter runs pump in d at the latest. The mutex is held.
func (a *account) wakeAfter(d time.Duration, now time.Time) {
	if at := now.Add(d); a.wakeAt.IsZero() || at.Before(a.wakeAt) {
		a.wakeAt = at
		a.timer.Reset(d)
	}
}

// wake is pump for the timer.
func (a *account) wake() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wakeAt = time.Time{}
	a.pump()
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
			j.giveBack(errDown)
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
