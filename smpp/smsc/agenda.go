package smsc

import (
	"context"
	"sync"
	"time"

	"kurzwahl/clock"
)

// agenda does things at their time by the server's clock, in one goroutine, in the order of their times and,
// where these are equal, of their entry.
type agenda struct {
	clock clock.Clock

	mu        sync.Mutex
	heap      []appointment
	entered   uint64
	interrupt context.CancelFunc // ends the wait for the earliest; nil while nobody waits
}

type appointment struct {
	at    time.Time
	order uint64
	do    func()
}

// idle is how far ahead an empty agenda waits.
const idle = 24 * time.Hour

// at has do called at t, or as soon as can be when that is past. It does not block.
func (a *agenda) at(t time.Time, do func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.entered++
	a.push(appointment{at: t, order: a.entered, do: do})
	if a.heap[0].order == a.entered && a.interrupt != nil {
		a.interrupt()
	}
}

// run keeps the appointments until ctx ends; what is then left is never done.
func (a *agenda) run(ctx context.Context) {
	for ctx.Err() == nil {
		now := a.clock.Now()
		for {
			do, ok := a.take(now)
			if !ok {
				break
			}
			do()
		}
		a.wait(ctx, now)
	}
}

// take removes the earliest appointment if its time has come.
func (a *agenda) take(now time.Time) (func(), bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.heap) == 0 || a.heap[0].at.After(now) {
		return nil, false
	}
	return a.pop().do, true
}

// wait returns when the earliest appointment may be due, an earlier one was made, or ctx ended.
func (a *agenda) wait(ctx context.Context, now time.Time) {
	waiting, interrupt := context.WithCancel(ctx)
	defer interrupt()
	a.mu.Lock()
	until := now.Add(idle)
	if len(a.heap) > 0 {
		until = a.heap[0].at
	}
	a.interrupt = interrupt
	a.mu.Unlock()
	// The error only says that the wait was cut short; run looks at ctx itself.
	_ = a.clock.Until(waiting, until)
	a.mu.Lock()
	a.interrupt = nil
	a.mu.Unlock()
}

func (p appointment) before(q appointment) bool {
	if !p.at.Equal(q.at) {
		return p.at.Before(q.at)
	}
	return p.order < q.order
}

// push and pop keep heap a binary heap. container/heap would box each appointment, and there is one for each
// receipt.
func (a *agenda) push(p appointment) {
	a.heap = append(a.heap, p)
	for i := len(a.heap) - 1; i > 0; {
		parent := (i - 1) / 2
		if !a.heap[i].before(a.heap[parent]) {
			return
		}
		a.heap[i], a.heap[parent] = a.heap[parent], a.heap[i]
		i = parent
	}
}

func (a *agenda) pop() appointment {
	first, last := a.heap[0], len(a.heap)-1
	a.heap[0], a.heap[last] = a.heap[last], appointment{}
	a.heap = a.heap[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if a.heap[child].before(a.heap[least]) {
				least = child
			}
		}
		if least == i {
			return first
		}
		a.heap[i], a.heap[least] = a.heap[least], a.heap[i]
		i = least
	}
}
