package campaigns

import (
	"context"
	"maps"
	"time"

	"kurzwahl/message"
)

// shown is what the card of a running campaign shows, and when it is looked at next.
type shown struct {
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
	now := r.clock.Now()
	last := r.shown[c.ID]
	if last == nil {
		last = &shown{next: now}
		r.shown[c.ID] = last
	}
	if now.Before(last.next) {
		return nil
	}
	began := time.Now()
	f, err := r.store.CampaignCounts(ctx, c.ID)
	if err != nil {
		return err
	}
	last.next = now.Add(max(showEvery, countShare*time.Since(began)))
	if over(f, now) {
		delete(r.shown, c.ID)
		delete(r.until, c.ID)
		return r.finish(ctx, c)
	}
	if maps.Equal(f.States, last.states) && f.Waiting == last.waiting {
		return nil
	}
	last.states, last.waiting = f.States, f.Waiting
	return r.store.ShowProgress(ctx, c.ID, now)
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
		if c.State == Running {
			c.State, c.DoneAt, c.UpdatedAt = Done, r.clock.Now(), r.clock.Now()
		}
		return Mark{Action: "campaign.done"}, nil
	})
	return err
}
