package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Job is what a schedule starts. SurveyJob, TidyJob and DigestJob are; the set is closed.
type Job interface {
	// check says what is wrong with the job's settings.
	check() error
	// run does the work of the run that was due at the given time, and says what came of it. Called again after it
	// failed or was interrupted it goes on where it stopped.
	run(ctx context.Context, s *Scheduler, due time.Time) (detail string, err error)
}

// SurveyJob asks whoever got an order AfterDays days ago for a rating: once for each order that was delivered and is
// neither returned, refunded nor cancelled since. Whether the question really goes out is for the dialogue to decide.
type SurveyJob struct {
	Survey    string // the survey's name
	AfterDays int    // whole days between the day of delivery and that of the run; 0 is the same day
}

// daysLate is for how many days longer an order is asked about, so that runs that fall on no day of the line, or
// were missed, lose nobody.
const daysLate = 5

// ordersAtOnce is how many orders one transaction of a survey takes.
const ordersAtOnce = 256

func (j SurveyJob) check() error {
	switch {
	case j.Survey == "":
		return errors.New("a survey job needs the name of a survey")
	case j.AfterDays < 0:
		return fmt.Errorf("a survey %d days after delivery cannot be", j.AfterDays)
	}
	return nil
}

func (j SurveyJob) run(ctx context.Context, s *Scheduler, due time.Time) (string, error) {
	orders := 0
	from, until := j.window(due, s.config.Zone)
	page := Page{Survey: j.Survey, After: Mark{DeliveredAt: from}, Until: until, Limit: ordersAtOnce}
	for {
		if err := s.keepLease(ctx); err != nil {
			return "", err
		}
		page.Now = s.config.Clock.Now()
		got, err := s.config.Store.InviteToSurvey(ctx, page)
		if err != nil {
			return "", fmt.Errorf("survey %s: %w", j.Survey, err)
		}
		orders += got.Orders
		if !got.More {
			return fmt.Sprintf("%d orders", orders), nil
		}
		page.After = got.Next
	}
}

// window is when an order must have been delivered: from the first moment to before the second.
func (j SurveyJob) window(due time.Time, zone *time.Location) (from, until time.Time) {
	return dayBegins(due, -j.AfterDays-daysLate, zone), dayBegins(due, 1-j.AfterDays, zone)
}
