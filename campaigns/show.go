package campaigns

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"kurzwahl/message"
)

// shown is what the card of a campaign shows, and when it is looked at next.
type shown struct {
	state   State
	states  map[message.State]int
	waiting int
	next    time.Time
}

const (
	showEvery = 5 * time.Second
	// countShare bounds what counting may cost: a look that takes a second is not repeated within countShare seconds.
	countShare = 50
	// receiptsDue is when a campaign is done although receipts are missing: not every network sends them.
	receiptsDue = 24 * time.Hour
)

// show brings the card of a running campaign up to date now and then, and ends the campaign when there is nothing
// left to happen.
func (r *Runner) show(ctx context.Context, c Campaign) error {
	f, looked, err := r.look(ctx, c)
	if err != nil || !looked {
		return err
	}
	if over(f, r.clock.Now()) {
		return r.finish(ctx, c)
	}
	return r.redraw(ctx, f)
}

// resting gives the campaigns that were paused or cancelled so short a time ago that what had left before may still come
// to its end.
func (r *Runner) resting(ctx context.Context) ([]Campaign, error) {
	all, err := r.store.Campaigns(ctx, manyAtOnce, Paused, Cancelled)
	now := r.clock.Now()
	return slices.DeleteFunc(all, func(c Campaign) bool {
		return c.StartedAt.IsZero() || now.Sub(c.UpdatedAt) > receiptsDue
	}), err
}

// follow brings the card of a campaign that was paused or cancelled up to date while messages that had left before come
// to their end.
func (r *Runner) follow(ctx context.Context, c Campaign) error {
	f, looked, err := r.look(ctx, c)
	if err != nil || !looked {
		return err
	}
	if c.State == Cancelled && over(f, r.clock.Now()) {
		r.shown[c.ID].next = c.UpdatedAt.Add(2 * receiptsDue)
	}
	return r.redraw(ctx, f)
}

// look counts what became of a campaign, where it is time to.
func (r *Runner) look(ctx context.Context, c Campaign) (f Figures, looked bool, err error) {
	now := r.clock.Now()
	last := r.shown[c.ID]
	if last == nil {
		last = &shown{}
		r.shown[c.ID] = last
	}
	if last.state != c.State {
		last.state, last.next = c.State, now
	}
	if now.Before(last.next) {
		return Figures{}, false, nil
	}
	began := time.Now()
	if f, err = r.store.CampaignCounts(ctx, c.ID); err != nil {
		return Figures{}, false, err
	}
	last.next = now.Add(max(showEvery, countShare*time.Since(began)))
	return f, true, nil
}

// redraw has the card drawn anew where it shows other figures.
func (r *Runner) redraw(ctx context.Context, f Figures) error {
	last := r.shown[f.Campaign.ID]
	if maps.Equal(f.States, last.states) && f.Waiting == last.waiting {
		return nil
	}
	last.states, last.waiting = f.States, f.Waiting
	return r.store.ShowProgress(ctx, f.Campaign.ID, r.clock.Now())
}

// forget drops what is remembered of campaigns that nothing happens to any more.
func (r *Runner) forget(all []Campaign) {
	gone := func(id string) bool { return !slices.ContainsFunc(all, func(c Campaign) bool { return c.ID == id }) }
	maps.DeleteFunc(r.shown, func(id string, _ *shown) bool { return gone(id) })
	maps.DeleteFunc(r.until, func(id string, _ time.Time) bool { return gone(id) })
}

// over says whether nothing more can happen to the campaign's messages, receipts that do not come aside.
func over(f Figures, now time.Time) bool {
	open := f.Waiting
	for state, n := range f.States {
		if !state.Final() && state != message.Sent {
			open += n
		}
	}
	return open == 0 && (f.States[message.Sent] == 0 || now.Sub(f.LastSent) > receiptsDue)
}

// finish ends a campaign that is still running.
func (r *Runner) finish(ctx context.Context, c Campaign) error {
	_, err := r.store.ChangeCampaign(ctx, c.ID, func(c *Campaign) (Mark, error) {
		if c.State != Running {
			return Mark{}, refuse(WrongState, c)
		}
		c.State, c.DoneAt, c.UpdatedAt = Done, r.clock.Now(), r.clock.Now()
		return Mark{Action: "campaign.done"}, nil
	})
	if _, refused := errors.AsType[*Refusal](err); refused {
		return nil // somebody paused or cancelled it meanwhile
	}
	return err
}
