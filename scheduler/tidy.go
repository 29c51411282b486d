package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// TidyJob keeps the database from growing for ever: it empties texts that are older than KeepTexts days, forgets
// webhooks that no shop sends again any more, sign-ups that are long over and answers that were replaced long ago, and gives
// free space back to the machine. All in batches that hold up nobody. What was sent to whom, when and why stays.
type TidyJob struct {
	KeepTexts int // whole days; 0 keeps them for ever
}

// Tidying is what a TidyJob has done. Each method is one short transaction.
type Tidying interface {
	// EmptyTexts empties the texts of at most limit messages, inbound or outbound, of questions to people, of webhooks or
	// of what could not be read, that are from before and done with. It gives how many there were, and whether it must be
	// called again for the rest.
	EmptyTexts(ctx context.Context, before time.Time, limit int) (emptied int, more bool, err error)
	// ForgetHooks deletes at most limit webhooks from before that are done with, and gives how many.
	ForgetHooks(ctx context.Context, before time.Time, limit int) (int, error)
	// ForgetSignups ends at most limit sign-ups for products that expired before now, and deletes at most limit of each
	// that ended, and of prices that no longer matter, before the given time. It gives how many that were.
	ForgetSignups(ctx context.Context, now, before time.Time, limit int) (int, error)
	// ForgetAnswers deletes at most limit edits of answers to general questions from before that were replaced or taken back
	// by then, and gives how many.
	ForgetAnswers(ctx context.Context, before time.Time, limit int) (int, error)
	// GiveBack gives at most so many pages of free space back to the machine, and says whether there are more.
	GiveBack(ctx context.Context, pages int) (more bool, err error)
}

const (
	tidyAtOnce = 500 // rows in a transaction
	giveAtOnce = 256 // pages in a transaction
	endedKept  = 400 // days: so long is told what became of sign-ups, and what prices were
	hooksKept  = 90  // days: shops send a webhook again for some days at most
	editsKept  = 90  // days: so long an edit of an answer can be taken back
)

func (j TidyJob) check() error {
	if j.KeepTexts < 0 {
		return errors.New("texts cannot be kept for less than no time")
	}
	return nil
}

func (j TidyJob) run(ctx context.Context, s *Scheduler, due time.Time) (string, error) {
	texts, err := j.emptyTexts(ctx, s, due)
	if err != nil {
		return "", err
	}
	hooks, err := s.forget(ctx, dayBegins(due, -hooksKept, s.config.Zone), s.config.Store.ForgetHooks)
	if err != nil {
		return "", err
	}
	if _, err := s.forget(ctx, dayBegins(due, -editsKept, s.config.Zone), s.config.Store.ForgetAnswers); err != nil {
		return "", err
	}
	if err := j.forgetSignups(ctx, s, due); err != nil {
		return "", err
	}
	for more := true; more; {
		if err = s.keepLease(ctx); err != nil {
			return "", err
		}
		if more, err = s.config.Store.GiveBack(ctx, giveAtOnce); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d texts emptied, %d webhooks forgotten", texts, hooks), nil
}

func (j TidyJob) emptyTexts(ctx context.Context, s *Scheduler, due time.Time) (int, error) {
	total := 0
	before := dayBegins(due, -j.KeepTexts, s.config.Zone)
	for more := j.KeepTexts > 0; more; {
		if err := s.keepLease(ctx); err != nil {
			return total, err
		}
		var n int
		var err error
		if n, more, err = s.config.Store.EmptyTexts(ctx, before, tidyAtOnce); err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

func (j TidyJob) forgetSignups(ctx context.Context, s *Scheduler, due time.Time) error {
	before := dayBegins(due, -endedKept, s.config.Zone)
	for {
		if err := s.keepLease(ctx); err != nil {
			return err
		}
		n, err := s.config.Store.ForgetSignups(ctx, due, before, tidyAtOnce)
		if err != nil || n == 0 {
			return err
		}
	}
}

// forget has the store forget what is from before, batch by batch, and gives how much that was.
func (s *Scheduler) forget(ctx context.Context, before time.Time, batch func(ctx context.Context, before time.Time, limit int) (int, error)) (int, error) {
	total := 0
	for {
		if err := s.keepLease(ctx); err != nil {
			return total, err
		}
		n, err := batch(ctx, before, tidyAtOnce)
		total += n
		if err != nil || n < tidyAtOnce {
			return total, err
		}
	}
}
