package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// leaseName is the lease of the one process that looks after the schedules.
const leaseName = "scheduler"

const (
	lookEvery   = time.Minute      // how long to wait at most before looking for runs again, such as one that failed
	leaseFor    = 15 * time.Second // how long a process may be silent before another takes over
	renewAfter  = leaseFor / 3
	releaseTook = 5 * time.Second // how long giving the lease back may take at the end, on the machine's time
)

// errLeaseLost ends a run that another process goes on with.
var errLeaseLost = errors.New("another process took the scheduler's lease")

// Scheduler starts jobs when they are due. Make one with New.
type Scheduler struct {
	config  Config
	plans   []plan
	owner   string
	renewed time.Time // when the lease was last taken or kept; zero without it
}

// New makes a Scheduler; Run makes it work. All that is wrong with the schedules is in one error, which names them.
func New(config Config) (*Scheduler, error) {
	if config.Zone == nil || config.Store == nil || config.Clock == nil || config.Logger == nil {
		return nil, errors.New("a scheduler needs a zone, a store, a clock and a logger")
	}
	plans, err := config.plans()
	if err != nil {
		return nil, err
	}
	return &Scheduler{config: config, plans: plans, owner: uuid.NewString()}, nil
}

// Run starts jobs until ctx ends; then it stops between two transactions, gives the lease back and returns nil. What
// fails is logged and tried again within a minute. A move of the clock is seen at once. It is called once.
func (s *Scheduler) Run(ctx context.Context) error {
	if len(s.plans) == 0 {
		<-ctx.Done()
		return nil
	}
	defer s.release(ctx)
	var looked, due time.Time // when runs were looked for last, and when they are to be again
	for ctx.Err() == nil {
		now := s.config.Clock.Now()
		switch led := s.lead(ctx); {
		case !led:
			due = time.Time{}
		case !now.Before(due) || now.Before(looked): // a clock that was put back makes all anew
			s.serveAll(ctx, now)
			looked, due = now, s.wake(now)
		}
		renew := now.Add(renewAfter)
		if !due.IsZero() && due.Before(renew) {
			renew = due
		}
		if s.config.Clock.Until(ctx, renew) != nil {
			break
		}
	}
	return nil
}

// wake is when to look for runs again: when the next run is due, or after lookEvery.
func (s *Scheduler) wake(now time.Time) time.Time {
	wake := now.Add(lookEvery)
	for _, p := range s.plans {
		if next := p.line.Next(now); !next.IsZero() && next.Before(wake) {
			wake = next
		}
	}
	return wake
}

// lead takes or keeps the lease and says whether this process has it.
func (s *Scheduler) lead(ctx context.Context) bool {
	led := !s.renewed.IsZero()
	err := s.holdLease(ctx)
	switch {
	case ctx.Err() != nil:
		return false
	case err == nil && !led:
		s.config.Logger.InfoContext(ctx, "scheduler lease taken")
	case errors.Is(err, errLeaseLost) && led:
		s.config.Logger.WarnContext(ctx, "scheduler lease lost")
	case err != nil && !errors.Is(err, errLeaseLost):
		s.config.Logger.ErrorContext(ctx, "hold scheduler lease", slog.Any("error", err))
	}
	return err == nil
}

// holdLease takes or keeps the lease; errLeaseLost when another process has it.
func (s *Scheduler) holdLease(ctx context.Context) error {
	now := s.config.Clock.Now()
	held, err := s.config.Store.HoldLease(ctx, leaseName, s.owner, now, now.Add(leaseFor))
	switch {
	case err != nil:
		return err
	case !held:
		s.renewed = time.Time{}
		return errLeaseLost
	}
	s.renewed = now
	return nil
}

// keepLease keeps the lease within a long run.
func (s *Scheduler) keepLease(ctx context.Context) error {
	if s.config.Clock.Now().Sub(s.renewed) < renewAfter {
		return nil
	}
	return s.holdLease(ctx)
}

// release gives the lease back, so that the next process need not wait for its end.
func (s *Scheduler) release(ctx context.Context) {
	if s.renewed.IsZero() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTook)
	defer cancel()
	now := s.config.Clock.Now()
	if _, err := s.config.Store.HoldLease(ctx, leaseName, s.owner, now, now); err != nil {
		s.config.Logger.WarnContext(ctx, "release scheduler lease", slog.Any("error", err))
	}
}

// serveAll does what is due at now, as long as the lease is held.
func (s *Scheduler) serveAll(ctx context.Context, now time.Time) {
	for _, p := range s.plans {
		if s.renewed.IsZero() {
			return
		}
		err := s.serve(ctx, p, now)
		if err != nil && ctx.Err() == nil {
			s.config.Logger.ErrorContext(ctx, "run schedule", slog.String("schedule", p.Name), slog.Any("error", err))
		}
	}
}

// serve brings earlier runs of a schedule to their end and starts the one that is due. Of a schedule that is new it
// notes since when it is known: nothing before that is due.
func (s *Scheduler) serve(ctx context.Context, p plan, now time.Time) error {
	known, err := s.config.Store.RunHistory(ctx, p.Name, now)
	if err != nil {
		return err
	}
	if known.Last.IsZero() {
		_, err := s.config.Store.RecordRun(ctx, Run{Schedule: p.Name, Due: now, State: Watched, At: now})
		return err
	}
	var failed []error
	for _, due := range known.Open {
		failed = append(failed, s.do(ctx, p, due))
	}
	if s.renewed.IsZero() {
		return errors.Join(failed...)
	}
	return errors.Join(append(failed, s.start(ctx, p, known.Last, now))...)
}

// start begins the run that is due, if one is.
func (s *Scheduler) start(ctx context.Context, p plan, last, now time.Time) error {
	r, found := Due(p.line, p.Missed, last, now)
	if !found {
		return nil
	}
	r.Schedule = p.Name
	fresh, err := s.config.Store.RecordRun(ctx, r)
	if err != nil || !fresh {
		return err
	}
	if r.State == Skipped {
		s.config.Logger.WarnContext(ctx, "schedule run missed", slog.String("schedule", p.Name), slog.Time("due", r.Due))
		return nil
	}
	return s.do(ctx, p, r.Due)
}

// do brings a run that is recorded to its end.
func (s *Scheduler) do(ctx context.Context, p plan, due time.Time) error {
	detail, err := p.Job.run(ctx, s, due)
	if err != nil {
		return fmt.Errorf("run that was due at %s: %w", due.UTC().Format(time.RFC3339), err)
	}
	r := Run{Schedule: p.Name, Due: due, State: Done, Detail: detail, At: s.config.Clock.Now()}
	if err := s.config.Store.FinishRun(ctx, r); err != nil {
		return err
	}
	s.config.Logger.InfoContext(ctx, "schedule run done", slog.String("schedule", p.Name), slog.Time("due", due), slog.String("detail", detail))
	return nil
}
