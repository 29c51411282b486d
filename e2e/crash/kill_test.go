package crash_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kurzwahl/smpp/smsc"
)

func TestKilledAtAnyMomentNothingIsLostAndNobodyIsTextedTwice(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		p := w.process("kurzwahl.toml")
		p.start()
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.traffic(p)
		}()
		for range w.size.kills {
			w.passes(w.gap())
			p.kill()
			w.comesBack(p)
			if w.size.soak {
				w.passes(w.gap() / 4)
				w.breaks()
			}
		}
		<-done
		began := time.Now()
		w.settles()
		t.Logf("settled %v after the last text", time.Since(began).Round(time.Millisecond))
		p.stop()
		w.judge()
	})
}

// last is the number of the SMSC's newest entry.
func (w *world) last() uint64 {
	log := w.network.Log()
	if len(log) == 0 {
		return 0
	}
	return log[len(log)-1].Number
}

// gap is how many entries the SMSC writes down until the next kill. All gaps together are less than what a run has.
func (w *world) gap() uint64 {
	mean := float64(w.size.entries()) / float64(w.size.kills+1)
	return uint64(mean * (0.3 + 0.6*w.dice.Float64()))
}

// passes waits until the SMSC has written down so many more entries: submits, answers, receipts, acknowledgements,
// so that the moment may be in the middle of anything.
func (w *world) passes(entries uint64) {
	w.t.Helper()
	last := w.last() + entries
	w.until("the SMSC has enough to do", func(ctx context.Context) error {
		_, err := w.network.WaitLog(ctx, func(e smsc.Entry) bool { return e.Number >= last })
		return err
	})
}

// comesBack starts a killed process, now and then only to kill it again as it binds.
func (w *world) comesBack(p *process) {
	w.t.Helper()
	last, began := w.last(), time.Now()
	p.start()
	w.until("the service binds", func(ctx context.Context) error {
		_, err := w.network.WaitLog(ctx, func(e smsc.Entry) bool { return e.Number > last && e.Event == smsc.EventBind })
		return err
	})
	w.t.Logf("killed at entry %d, back after %v", last, time.Since(began).Round(time.Millisecond))
	if w.dice.IntN(4) == 0 {
		p.kill()
		p.start()
	}
}

// summary counts messages by class and state.
func summary(rows []row) string {
	counts := map[string]int{}
	for _, r := range rows {
		key := string(r.class) + " " + string(r.state)
		if r.unanswered > 0 {
			key += " with unanswered tries"
		}
		counts[key]++
	}
	var told []string
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		told = append(told, fmt.Sprintf("%d %s", counts[key], key))
	}
	return strings.Join(told, ", ")
}
