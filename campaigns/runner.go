package campaigns

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"kurzwahl/clock"
	"kurzwahl/links"
	"kurzwahl/message"
)

// RunnerStore is what the Runner needs beside Store.
type RunnerStore interface {
	Store
	// HoldLease says whether owner holds the named lease until then: it was free, expired, or its own.
	HoldLease(ctx context.Context, name, owner string, now, until time.Time) (bool, error)
	// FreezeAudience takes a step in writing down who is in the audience, and says whether that was the last one.
	FreezeAudience(ctx context.Context, c Campaign, a Audience, now time.Time) (done bool, err error)
	// FeedCampaign takes the next waiting recipients behind an address, at most limit, has messages made of them, and
	// queues those. Where fill keeps everybody waiting nothing is stored. It gives how many recipients were taken.
	FeedCampaign(ctx context.Context, c Campaign, after message.Address, limit int, now time.Time, fill func(Batch) (Filled, error)) (int, error)
	// DueMarketing counts the marketing messages that are due, up to limit.
	DueMarketing(ctx context.Context, now time.Time, limit int) (int, error)
	// CampaignCounts is CampaignFigures without what customers did.
	CampaignCounts(ctx context.Context, id string) (Figures, error)
	// ShowProgress has the campaign's card brought up to date.
	ShowProgress(ctx context.Context, id string, now time.Time) error
}

// Linker makes the readers' short links; links.Shortener is one.
type Linker interface {
	Draw(now time.Time, wishes ...links.Wish) ([]links.Link, error)
	URL(code links.Code) string
}

// Runner is what happens to campaigns by itself: they start at their time, their recipients are frozen and fed to the
// outbox ahead of sending, and when all have their outcome they are done. Of several processes on one database one
// runs it at a time.
type Runner struct {
	config Config
	store  RunnerStore
	links  Linker
	bell   <-chan struct{}
	clock  clock.Clock
	logger *slog.Logger
	owner  string

	turn      int                  // which campaign is fed first goes round
	heldUntil time.Time            // the lease that this process holds
	shown     map[string]*shown    // of each running campaign
	until     map[string]time.Time // campaigns that nobody may be texted for before
	passes    map[string]*pass     // of each running campaign
}

// NewRunner makes a Runner; Run makes it work. bell rings when a campaign changed; nil leaves it to polling.
func NewRunner(config Config, store RunnerStore, linker Linker, bell <-chan struct{}, c clock.Clock, logger *slog.Logger) *Runner {
	return &Runner{
		config: config.withDefaults(), owner: uuid.NewString(), store: store, links: linker, bell: bell, clock: c, logger: logger,
		shown: make(map[string]*shown), until: make(map[string]time.Time), passes: make(map[string]*pass),
	}
}

const (
	leaseName  = "campaigns"
	leaseFor   = 10 * time.Second       // of a process that died; a living one renews it in each round
	restBusy   = 100 * time.Millisecond // while there is something to feed
	restIdle   = time.Second
	batchSize  = 500  // recipients in one transaction
	lowWater   = 2000 // due marketing messages below which more are made
	manyAtOnce = 100  // campaigns that run at a time at most

	releaseWithin = 5 * time.Second
)

// Run works until ctx ends. It is called once.
func (r *Runner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		busy, err := r.round(ctx)
		if err != nil && ctx.Err() == nil {
			r.logger.ErrorContext(ctx, "campaigns not advanced", slog.Any("error", err))
		}
		rest := restIdle
		if busy && err == nil {
			rest = restBusy
		}
		clock.Pause(ctx, r.clock, r.clock.Now().Add(rest), r.bell)
	}
	return r.release(context.WithoutCancel(ctx))
}

// hold says whether this process runs the campaigns, and renews its lease in time.
func (r *Runner) hold(ctx context.Context) (bool, error) {
	now := r.clock.Now()
	if now.Add(leaseFor / 2).Before(r.heldUntil) {
		return true, nil
	}
	held, err := r.store.HoldLease(ctx, leaseName, r.owner, now, now.Add(leaseFor))
	if err != nil || !held {
		r.heldUntil = time.Time{}
		return false, err
	}
	r.heldUntil = now.Add(leaseFor)
	return true, nil
}

// release lets another process take over at once.
func (r *Runner) release(ctx context.Context) error {
	if r.heldUntil.IsZero() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, releaseWithin)
	defer cancel()
	now := r.clock.Now()
	_, err := r.store.HoldLease(ctx, leaseName, r.owner, now, now)
	return err
}

// round advances every campaign by a step and says whether there is more to do at once.
func (r *Runner) round(ctx context.Context) (busy bool, err error) {
	active, err := r.store.Campaigns(ctx, manyAtOnce, Approved, Running)
	if err != nil {
		return false, err
	}
	resting, err := r.resting(ctx)
	if err != nil || len(active)+len(resting) == 0 {
		return false, err
	}
	held, err := r.hold(ctx)
	if err != nil || !held {
		return false, err
	}
	r.turn++
	var errs []error
	for i := range active {
		more, err := r.advance(ctx, active[(r.turn+i)%len(active)])
		busy = busy || more
		errs = append(errs, err)
	}
	for _, c := range resting {
		errs = append(errs, r.follow(ctx, c))
	}
	r.forget(slices.Concat(active, resting))
	return busy, errors.Join(errs...)
}

// advance takes one step with a campaign. One that can never go on is paused and says why.
func (r *Runner) advance(ctx context.Context, c Campaign) (busy bool, err error) {
	busy, err = r.step(ctx, c)
	if why, lasting := lastingTrouble(err); lasting {
		r.logger.WarnContext(ctx, "campaign paused: it cannot go on", slog.String("campaign", c.ID), slog.Any("error", err))
		return false, r.halt(ctx, c, why.in(r.config.Language))
	}
	return busy, err
}

func (r *Runner) step(ctx context.Context, c Campaign) (busy bool, err error) {
	now := r.clock.Now()
	switch {
	case c.State == Approved:
		if c.Content.ByHand || now.Before(c.Content.StartAt) {
			return false, nil
		}
		return true, r.start(ctx, c)
	case c.FrozenAt.IsZero():
		audience, err := ParseAudience(c.Content.Audience)
		if err != nil {
			return false, err
		}
		_, err = r.store.FreezeAudience(ctx, c, audience, now)
		return true, err
	default:
		busy, err := r.feed(ctx, c)
		if err != nil {
			return false, err
		}
		return busy, r.show(ctx, c)
	}
}

// start sets an approved campaign running. One whose deadline passed, or whose approval does not fit it, is
// cancelled and says so.
func (r *Runner) start(ctx context.Context, c Campaign) error {
	_, err := r.store.ChangeCampaign(ctx, c.ID, func(c *Campaign) (Mark, error) {
		now := r.clock.Now()
		c.UpdatedAt = now
		err := c.begin(now)
		if refusal, ok := errors.AsType[*Refusal](err); ok && (refusal.Kind == TooLate || refusal.Kind == NotApproved) {
			c.State, c.DoneAt, c.Reason = Cancelled, now, refusal.Sentence(r.config.Language)
			return Mark{Action: "campaign.cancel", Detail: string(refusal.Kind)}, nil
		}
		return Mark{Action: "campaign.start"}, err
	})
	if _, refused := errors.AsType[*Refusal](err); refused {
		return nil // somebody was faster
	}
	return err
}
