package smsc

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// faults are those in force. Asking for one costs an atomic load while there is none of its phase.
type faults struct {
	clock clock.Clock
	count [phases]atomic.Int32

	mu    sync.Mutex
	force []*fault
	dice  *rand.Rand
}

// fault is a Fault with what it has left.
type fault struct {
	Fault
	phase  phase
	tokens float64 // messages that may still pass, for a Fault with a Rate
	filled time.Time
}

func newFaults(c clock.Clock, seed uint64) *faults {
	return &faults{clock: c, dice: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // faults are to be repeatable
}

func (f *faults) add(added Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, _ := phaseOf(added.Kind)
	f.force = append(f.force, &fault{Fault: added, phase: at, tokens: burst(added.Rate), filled: f.clock.Now()})
	f.count[at].Add(1)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.force = nil
	for i := range f.count {
		f.count[i].Store(0)
	}
}

// list gives the faults in force with the counts they have left.
func (f *faults) list() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := make([]Fault, 0, len(f.force))
	for _, have := range f.force {
		found = append(found, have.Fault)
	}
	return found
}

// any says whether there is a fault of the phase at all.
func (f *faults) any(at phase) bool { return f.count[at].Load() > 0 }

// fire gives those faults of the phase that fire for this case, at most one of a kind, and counts them down.
func (f *faults) fire(at phase, account string, number message.Address) []Fault {
	if !f.any(at) {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var fired []Fault
	for _, have := range f.force {
		if have.phase != at || have.spent() || !have.matches(account, number) {
			continue
		}
		if slices.ContainsFunc(fired, func(other Fault) bool { return other.Kind == have.Kind }) {
			continue
		}
		if f.passes(have) {
			continue
		}
		fired = append(fired, have.Fault)
		if have.Count > 0 {
			have.Count--
			if have.Count == 0 {
				have.Count = over
			}
		}
	}
	f.sweep()
	return fired
}

// over is the Count of a fault that has fired for the last time, until sweep removes it.
const over = -1

func (f *fault) spent() bool { return f.Count == over }

func (f *fault) matches(account string, number message.Address) bool {
	return (f.Account == "" || f.Account == account) && (f.Number == "" || f.Number == number)
}

// passes says whether this case escapes the fault by its Rate or Share.
func (f *faults) passes(have *fault) bool {
	if have.Rate > 0 {
		now := f.clock.Now()
		have.tokens = min(burst(have.Rate), have.tokens+now.Sub(have.filled).Seconds()*have.Rate)
		have.filled = now
		if have.tokens >= 1 {
			have.tokens--
			return true
		}
	}
	return have.Share > 0 && f.dice.Float64() >= have.Share
}

// burst is how many messages may pass at once at a rate: those of a tenth of a second, and at least one.
func burst(rate float64) float64 { return max(1, rate/10) }

func (f *faults) sweep() {
	f.force = slices.DeleteFunc(f.force, func(have *fault) bool {
		if have.spent() {
			f.count[have.phase].Add(-1)
		}
		return have.spent()
	})
}

// pick finds the fault of a kind among those that fired.
func pick(fired []Fault, kind FaultKind) (Fault, bool) {
	for _, f := range fired {
		if f.Kind == kind {
			return f, true
		}
	}
	return Fault{}, false
}
