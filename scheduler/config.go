package scheduler

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kurzwahl/clock"
)

// Config is what a Scheduler works with; all but Schedules is required.
type Config struct {
	Schedules []Schedule
	Zone      *time.Location // in which cron lines are meant and days begin
	Store     Store
	Clock     clock.Clock
	Logger    *slog.Logger
}

// Schedule is a cron line that starts a job.
type Schedule struct {
	Name   string // unique; runs are recorded under it, so a new name is a new schedule
	Cron   string // as ParseLine reads it
	Missed Missed // what becomes of runs missed while nothing was up; "" is CatchUp
	Job    Job
}

// plan is a Schedule that was checked.
type plan struct {
	Schedule
	line Line
}

// plans checks all schedules; the error says all that is wrong.
func (c Config) plans() ([]plan, error) {
	var wrong []error
	plans := make([]plan, 0, len(c.Schedules))
	names := make(map[string]bool, len(c.Schedules))
	for _, s := range c.Schedules {
		line, err := s.read(c.Zone)
		if err == nil && names[s.Name] {
			err = errors.New("there are two of this name")
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("schedule %q: %w", s.Name, err))
		}
		names[s.Name] = true
		plans = append(plans, plan{Schedule: s, line: line})
	}
	return plans, errors.Join(wrong...)
}

func (s Schedule) read(zone *time.Location) (Line, error) {
	line, err := ParseLine(s.Cron, zone)
	switch {
	case err != nil:
		return Line{}, err
	case s.Name == "":
		return Line{}, errors.New("it needs a name")
	case s.Missed != "" && s.Missed != CatchUp && s.Missed != Skip:
		return Line{}, fmt.Errorf("missed is %q: it may be %q or %q", s.Missed, CatchUp, Skip)
	case s.Job == nil:
		return Line{}, errors.New("it needs a job")
	}
	return line, s.Job.check()
}
