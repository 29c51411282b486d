package scheduler

import (
	"context"
	"errors"
	"time"
)

// DigestJob tells people, when the desk opens, what came in while it was closed. Its line is due at the hour at which the
// desk opens on the days of the week on which it does.
type DigestJob struct {
	// Night gives since when the desk was closed before it opened at the given moment; open is false where it does not
	// open then, such as on a holiday.
	Night func(opening time.Time) (since time.Time, open bool)
}

// Digests puts up digests.
type Digests interface {
	// PostDigest has people see what came in from since to until, once however often it is called for the same until. It
	// says whether there was anything to tell, or was told before.
	PostDigest(ctx context.Context, since, until, now time.Time) (posted bool, err error)
}

func (j DigestJob) check() error {
	if j.Night == nil {
		return errors.New("a digest needs to know when the desk was closed")
	}
	return nil
}

func (j DigestJob) run(ctx context.Context, s *Scheduler, due time.Time) (string, error) {
	since, open := j.Night(due)
	if !open {
		return "the desk stays closed", nil
	}
	if !since.Before(due) {
		return "the desk was never closed", nil
	}
	if err := s.keepLease(ctx); err != nil {
		return "", err
	}
	posted, err := s.config.Store.PostDigest(ctx, since, due, s.config.Clock.Now())
	switch {
	case err != nil:
		return "", err
	case !posted:
		return "nothing came in", nil
	default:
		return "posted, since " + since.UTC().Format(time.RFC3339), nil
	}
}
