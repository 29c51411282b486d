package scheduler

import (
	"context"
	"time"
)

// Store is all that a Scheduler keeps.
type Store interface {
	Lease
	Runs
	Surveys
	Tidying
	Digests
}

// Lease makes one process of several the one that looks after the schedules.
type Lease interface {
	// HoldLease takes or keeps the named lease until the given time and says whether owner has it.
	HoldLease(ctx context.Context, name, owner string, now, until time.Time) (held bool, err error)
}

// History is what is recorded of a schedule.
type History struct {
	Last time.Time   // when the last run was due, or since when the schedule is known; zero for neither
	Open []time.Time // when the runs were due that were begun and not brought to their end, earliest first
}

// Runs records runs.
type Runs interface {
	// RunHistory gives what is recorded of a schedule up to now. Runs that are due later, which a clock that was put
	// back leaves behind, are not in it.
	RunHistory(ctx context.Context, schedule string, now time.Time) (History, error)
	// RecordRun records a run once for the fleet: fresh is false, and nothing is changed, when one of that schedule
	// and due time is recorded already.
	RecordRun(ctx context.Context, r Run) (fresh bool, err error)
	// FinishRun records that a Running run got into r.State; it does nothing when it is not Running any more.
	FinishRun(ctx context.Context, r Run) error
}

// Page asks for the next delivered orders of a survey.
type Page struct {
	Survey string
	After  Mark      // orders behind it
	Until  time.Time // delivered before
	Limit  int       // at most so many orders
	Now    time.Time // when they are invited
}

// Mark is a place in the line of delivered orders: by delivery, then source, then number. A Mark with a time alone
// stands before all orders that were delivered then.
type Mark struct {
	DeliveredAt time.Time
	Source      string
	Number      string
}

// Invited is what became of a Page.
type Invited struct {
	Orders int  // for which the survey is now under way
	Next   Mark // the last order of the page
	More   bool // there may be orders behind Next
}

// Surveys finds whom to ask.
type Surveys interface {
	// InviteToSurvey takes a page of orders that are delivered and have a phone. For those that were not asked about in
	// this survey before it records an invitation and puts a SurveyDue event into the line of the contact, all in one
	// transaction. Two that call it at once invite nobody twice.
	InviteToSurvey(ctx context.Context, p Page) (Invited, error)
}
