package service

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kurzwahl/config"
	"kurzwahl/consent"
	"kurzwahl/scheduler"
)

// nightly is when the database is tidied up, in the shop's time zone.
const (
	nightly = "17 3 * * *"
	tidying = "(housekeeping)" // the name of its schedule: nobody else's
)

// morning is the name of the schedule that tells people what came in while they were away.
const morning = "(morning digest)"

// opening is the cron line of the time at which hours begin, on their days.
func opening(hours consent.Hours) string {
	var days []string
	for day, open := range hours.Days {
		if open {
			days = append(days, strconv.Itoa(day))
		}
	}
	return fmt.Sprintf("%d %d * * %s", hours.Open%60, hours.Open/60, strings.Join(days, ","))
}

// schedules makes the cron lines of the [[schedule]] sections, and the service's own.
func schedules(cfg *config.Config, night func(opening time.Time) (since time.Time, open bool)) []scheduler.Schedule {
	all := make([]scheduler.Schedule, 0, len(cfg.Schedules)+1)
	for _, s := range cfg.Schedules {
		all = append(all, scheduler.Schedule{
			Name: s.Name, Cron: s.Cron, Missed: scheduler.Missed(s.Missed), Job: scheduler.SurveyJob{Survey: s.Survey, AfterDays: s.AfterDays},
		})
	}
	if *cfg.Desk.Digest {
		all = append(all, scheduler.Schedule{
			Name: morning, Cron: opening(cfg.Desk.Hours), Missed: scheduler.CatchUp, Job: scheduler.DigestJob{Night: night},
		})
	}
	return append(all, scheduler.Schedule{
		Name: tidying, Cron: nightly, Missed: scheduler.CatchUp, Job: scheduler.TidyJob{KeepTexts: *cfg.Store.KeepTextsDays},
	})
}

func (s *Service) buildScheduler(context.Context) (err error) {
	s.scheduler, err = scheduler.New(scheduler.Config{
		Schedules: schedules(s.cfg, s.desk.Night), Zone: s.cfg.Location(), Store: s.db, Clock: s.clock, Logger: s.room("scheduler"),
	})
	return err
}
