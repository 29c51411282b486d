package smpp

import (
	"context"
	"errors"
	"sync"
	"time"
)

// trouble is what the binds of an account share when something is wrong: whose bind is refused must not be asked
// by each of them, and a person wants one alarm, not one for each bind.
type trouble struct {
	// first is held by a bind that tries without having been bound since its last refusal: only one at a time
	// finds out whether the SMSC lets the account in.
	first chan struct{}

	mu           sync.Mutex
	refusals     int       // in a row, of all binds together
	refusedUntil time.Time // no bind that holds first tries before
	complaints   map[*bind]AlarmKind
}

func newTrouble() *trouble {
	return &trouble{first: make(chan struct{}, 1), complaints: make(map[*bind]AlarmKind)}
}

// enter waits until a bind that was not let in before may try. It says whether it may; then leave follows.
func (t *trouble) enter(ctx context.Context) bool {
	select {
	case t.first <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	t.mu.Lock()
	wait := time.Until(t.refusedUntil)
	t.mu.Unlock()
	if !pause(ctx, wait) {
		t.leave()
		return false
	}
	return true
}

func (t *trouble) leave() { <-t.first }

// refused notes that a bind was refused for good, and gives how long it shall wait.
func (t *trouble) refused(backoff Backoff) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refusals++
	wait := backoff.after(t.refusals)
	t.refusedUntil = time.Now().Add(wait)
	return wait
}

// bound notes that a bind was let in. It says whether that ended the last complaint.
func (t *trouble) bound(b *bind) (restored bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refusals, t.refusedUntil = 0, time.Time{}
	complained := len(t.complaints) > 0
	delete(t.complaints, b)
	return complained && len(t.complaints) == 0
}

// complain notes what a bind has to complain of, and says whether it is news: no bind of the account complains
// of the same.
func (t *trouble) complain(b *bind, kind AlarmKind) (news bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	news = true
	for _, other := range t.complaints {
		news = news && other != kind
	}
	t.complaints[b] = kind
	return news
}

// complain raises an alarm for what needs a person, once until it is over.
func (b *bind) complain(err error) {
	refused, ok := errors.AsType[*refusedError](err)
	switch {
	case ok && refusedForGood(refused.status):
		if b.account.trouble.complain(b, AlarmBindRefused) {
			b.alarm(AlarmBindRefused, err)
		}
	case time.Since(b.downSince) >= b.account.config.Timing.AlarmAfter:
		if b.account.trouble.complain(b, AlarmDown) {
			b.alarm(AlarmDown, err)
		}
	}
}

func (b *bind) alarm(kind AlarmKind, err error) {
	config := b.account.link.config
	alarm := Alarm{SMSC: b.account.config.Name, Bind: b.name, Kind: kind, At: config.Clock.Now()}
	if err != nil {
		alarm.Reason = err.Error()
	}
	if refused, ok := errors.AsType[*refusedError](err); ok {
		alarm.Status = uint32(refused.status)
	}
	config.Alarm(alarm)
}
