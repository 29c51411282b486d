package scheduler

import (
	"fmt"
	"strings"
	"time"
)

// Missed says what becomes of a run whose time went by while no process was up.
type Missed string

// The ways to treat missed runs; "" is CatchUp.
const (
	CatchUp Missed = "catch_up" // the last of them runs as soon as possible, for all of them
	Skip    Missed = "skip"     // none of them runs
)

// Run is one run of a schedule. Schedule and Due name it.
type Run struct {
	Schedule string
	Due      time.Time
	State    RunState
	Detail   string    // what came of it, in words for the record
	At       time.Time // when it got into this state
}

// RunState is where a Run stands.
type RunState string

// The states of a Run.
const (
	Watched RunState = "watched" // no run: the moment from which on the schedule is known
	Running RunState = "running" // begun; whoever holds the lease brings it to its end
	Done    RunState = "done"
	Skipped RunState = "skipped" // missed, and not to be caught up
)

// How far a run may be behind its time.
const (
	onTime   = 5 * time.Minute      // and count as on time: a process took over, or the machine was busy
	lookBack = 366 * 24 * time.Hour // and be known as missed at all
)

// Due says what is to be done at now about a line whose last run was due at last: the run that is due and its State,
// Running or Skipped. Of several only the latest is given; its Detail counts the others. Found is false when nothing is due.
func Due(line Line, missed Missed, last, now time.Time) (r Run, found bool) {
	if earliest := now.Add(-lookBack); last.Before(earliest) {
		last = earliest
	}
	over := -1
	for at := line.Next(last); !at.IsZero() && !at.After(now); at = line.Next(at) {
		r.Due = at
		over++
	}
	if over < 0 {
		return Run{}, false
	}
	r.State, r.At = Running, now
	if missed == Skip && now.Sub(r.Due) > onTime {
		r.State, r.Detail = Skipped, fmt.Sprintf("%s late", now.Sub(r.Due).Round(time.Second))
	}
	if over > 0 {
		r.Detail = strings.TrimPrefix(fmt.Sprintf("%s; %d earlier missed", r.Detail, over), "; ")
	}
	return r, true
}
