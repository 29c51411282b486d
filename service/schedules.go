package service

import (
	"context"

	"kurzwahl/config"
	"kurzwahl/scheduler"
)

// schedules makes the cron lines of the [[schedule]] sections.
func schedules(cfg *config.Config) []scheduler.Schedule {
	all := make([]scheduler.Schedule, 0, len(cfg.Schedules))
	for _, s := range cfg.Schedules {
		all = append(all, scheduler.Schedule{
			Name: s.Name, Cron: s.Cron, Missed: scheduler.Missed(s.Missed), Job: scheduler.SurveyJob{Survey: s.Survey, AfterDays: s.AfterDays},
		})
	}
	return all
}

func (s *Service) buildScheduler(context.Context) (err error) {
	s.scheduler, err = scheduler.New(scheduler.Config{
		Schedules: schedules(s.cfg), Zone: s.cfg.Location(), Store: s.db, Clock: s.clock, Logger: s.room("scheduler"),
	})
	return err
}
