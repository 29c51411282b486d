package service

import (
	"context"

	"kurzwahl/config"
	"kurzwahl/scheduler"
)

// nightly is when the database is tidied up, in the shop's time zone.
const (
	nightly = "17 3 * * *"
	tidying = "(housekeeping)" // the name of its schedule: nobody else's
)

// schedules makes the cron lines of the [[schedule]] sections, and the service's own.
func schedules(cfg *config.Config) []scheduler.Schedule {
	all := make([]scheduler.Schedule, 0, len(cfg.Schedules)+1)
	for _, s := range cfg.Schedules {
		all = append(all, scheduler.Schedule{
			Name: s.Name, Cron: s.Cron, Missed: scheduler.Missed(s.Missed), Job: scheduler.SurveyJob{Survey: s.Survey, AfterDays: s.AfterDays},
		})
	}
	return append(all, scheduler.Schedule{
		Name: tidying, Cron: nightly, Missed: scheduler.CatchUp, Job: scheduler.TidyJob{KeepTexts: *cfg.Store.KeepTextsDays},
	})
}

func (s *Service) buildScheduler(context.Context) (err error) {
	s.scheduler, err = scheduler.New(scheduler.Config{
		Schedules: schedules(s.cfg), Zone: s.cfg.Location(), Store: s.db, Clock: s.clock, Logger: s.room("scheduler"),
	})
	return err
}
