package smpp

import (
	"context"
	"strings"
	"time"

	"kurzwahl/message"
)

// route gives the account that a message takes: the one it names, else the one with the longest prefix of its
// number, else the first without prefixes, else the first. If that one has been down for its FailoverAfter, the
// next best that is up takes the message, as a stand-in. route blocks until there is one; its error is ctx's, or
// ErrStopped.
func (l *Link) route(ctx context.Context, sub *message.Submission) (a *account, standIn bool, err error) {
	for {
		change := l.changes()
		select {
		case <-l.stopped:
			return nil, false, ErrStopped
		default:
		}
		a, standIn, wait := l.choose(sub, time.Since(l.began))
		if a != nil {
			return a, standIn, nil
		}
		if err := waitForChange(ctx, change, l.stopped, wait); err != nil {
			return nil, false, err
		}
	}
}

// waitForChange waits for one of: a change, the time (0 is none), the stop of the link, whose error is nil since
// the caller looks again, or the end of ctx.
func waitForChange(ctx context.Context, change, stopped <-chan struct{}, wait time.Duration) error {
	var timeUp <-chan time.Time
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		timeUp = timer.C
	}
	select {
	case <-change:
	case <-stopped:
	case <-timeUp:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// choose gives the account to take now and whether it is another's stand-in, or how long until a choice may
// differ; 0 is until something changes. now counts from the link's beginning.
func (l *Link) choose(sub *message.Submission, now time.Duration) (a *account, standIn bool, wait time.Duration) {
	preferred := l.best(sub, func(*account) bool { return true })
	if preferred.up.Load() {
		return preferred, false, 0
	}
	other := l.best(sub, func(a *account) bool { return a.up.Load() })
	if other == nil {
		return nil, false, 0
	}
	since := time.Duration(preferred.downSince.Load())
	if wait := since + preferred.config.FailoverAfter - now; wait > 0 {
		return nil, false, wait
	}
	return other, true, 0
}

// best is the eligible account that suits the message most, nil when none is eligible.
func (l *Link) best(sub *message.Submission, eligible func(*account) bool) *account {
	var best *account
	longest := -2
	for _, a := range l.accounts {
		if !eligible(a) {
			continue
		}
		if sub.SMSC != "" && a.config.Name == sub.SMSC {
			return a
		}
		if fit := a.fits(sub.To); fit > longest {
			best, longest = a, fit
		}
	}
	return best
}

// fits is the length of the account's longest prefix of the number, 0 when it has no prefixes, -1 when none fits.
func (a *account) fits(to message.Address) int {
	if len(a.config.Prefixes) == 0 {
		return 0
	}
	fit := -1
	for _, prefix := range a.config.Prefixes {
		if strings.HasPrefix(string(to), prefix) {
			fit = max(fit, len(prefix))
		}
	}
	return fit
}
