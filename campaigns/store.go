package campaigns

import (
	"context"
	"errors"
	"time"
)

// ErrUnknown is returned by a Store where there is no campaign of the given id.
var ErrUnknown = errors.New("no such campaign")

// Mark is a line of the audit trail: who did what to a campaign.
type Mark struct {
	Actor  Person
	Action string // "campaign.new", "campaign.approve", …
	Detail string // what else matters, such as the reason; never a customer's text
}

// Store keeps campaigns. Each change is one transaction: the row, its mark in the audit trail, a new look for the
// campaign's card, and a bell for the Runner.
type Store interface {
	// AddCampaign stores a new campaign and gives its id.
	AddCampaign(ctx context.Context, c Campaign, m Mark) (id string, err error)
	// ChangeCampaign reads a campaign under a lock, has it changed, and stores it with the next version. An error
	// of change is returned as it is and nothing is stored; ErrUnknown where there is no such campaign. A change
	// to Paused, Running or Cancelled does the same to what the outbox holds of the campaign.
	ChangeCampaign(ctx context.Context, id string, change func(*Campaign) (Mark, error)) (Campaign, error)
	// Campaign gives one, or ErrUnknown.
	Campaign(ctx context.Context, id string) (Campaign, error)
	// Campaigns lists those in the given states, in all states when there is none, the last changed first, at
	// most limit.
	Campaigns(ctx context.Context, limit int, states ...State) ([]Campaign, error)
}

// Desk gives what is known beyond the campaigns themselves.
type Desk interface {
	// Audience calls visit for every contact that the audience has, in order of their addresses, with what the
	// gate must know of them. It holds no lock. An error of visit ends it and is returned.
	Audience(ctx context.Context, a Audience, now time.Time, visit func(Reader) error) error
	// CampaignFigures counts what became of a campaign, ErrUnknown where there is none.
	CampaignFigures(ctx context.Context, id string, now time.Time) (Figures, error)
	// Coupons counts the codes of a pool: those that are free, and all.
	Coupons(ctx context.Context, pool string) (free, all int, err error)
	// SendSample queues one text to a phone that a member of staff named as theirs, unless allow says no to what is
	// known of the number and of the person; its error is returned as it is.
	SendSample(ctx context.Context, s Sample, allow func(SampleFacts) error) error
}
