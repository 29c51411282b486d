package crash_test

import (
	"strings"
	"time"

	"kurzwahl/smpp/smsc"
)

// breaks makes something beside the service fail: the link, its SMSC, or the database's connections.
func (w *world) breaks() {
	w.t.Helper()
	faults := []func(){
		func() { w.injects(smsc.Fault{Kind: smsc.FaultReset}) },
		func() { w.injects(smsc.Fault{Kind: smsc.FaultUnbind}) },
		func() { w.injects(smsc.Fault{Kind: smsc.FaultDrop, Count: 1}) },
		func() { w.injects(smsc.Fault{Kind: smsc.FaultCut, Count: 1}) },
		w.isDown,
	}
	if strings.HasPrefix(w.database, "postgres://") {
		faults = append(faults, w.cutsOff, w.cutsOff)
	}
	faults[w.dice.IntN(len(faults))]()
}

func (w *world) injects(f smsc.Fault) {
	w.t.Helper()
	w.t.Logf("fault %s at entry %d", f.Kind, w.last())
	if err := w.network.Inject(f); err != nil {
		w.t.Fatal(err)
	}
}

// isDown takes the SMSC away for a moment.
func (w *world) isDown() {
	w.t.Helper()
	w.injects(smsc.Fault{Kind: smsc.FaultDown})
	moment := time.NewTimer(time.Duration(w.dice.IntN(3000)) * time.Millisecond)
	defer moment.Stop()
	select {
	case <-moment.C:
	case <-w.ctx.Done():
	}
	w.network.ClearFaults()
}

// cutsOff ends all connections to the database but the test's own, as its restart does: whoever was about to commit
// does not learn whether that happened.
func (w *world) cutsOff() {
	w.t.Helper()
	w.t.Logf("database cut off at entry %d", w.last())
	_, err := w.ledger().db.ExecContext(w.ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	if err != nil {
		w.t.Fatal(err)
	}
}
