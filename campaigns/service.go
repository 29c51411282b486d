package campaigns

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kurzwahl/clock"
)

// Service is what people do with campaigns. Whatever a person may not do, or not now, is refused with a
// *Refusal; other errors are the database's. It may be used by many goroutines at once.
type Service struct {
	config Config
	store  Store
	desk   Desk
	clock  clock.Clock
}

// NewService makes a Service.
func NewService(config Config, store Store, desk Desk, c clock.Clock) *Service {
	return &Service{config: config.withDefaults(), store: store, desk: desk, clock: c}
}

// New stores a draft. A draft may be unfit: Propose is where it must be whole; only its name must be there.
func (s *Service) New(ctx context.Context, by Person, f Form) (Campaign, error) {
	now := s.clock.Now()
	f.Content = f.Content.canonical()
	if err := s.named(f); err != nil {
		return Campaign{}, err
	}
	c := Campaign{
		Name: strings.TrimSpace(f.Name), State: Draft, Content: f.Content, Hash: f.Content.Hash(),
		Author: by, Editor: by, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	id, err := s.store.AddCampaign(ctx, c, Mark{Actor: by, Action: "campaign.new"})
	c.ID = id
	return c, err
}

func (s *Service) named(f Form) error {
	if strings.TrimSpace(f.Name) != "" {
		return nil
	}
	return &Refusal{Kind: Unfit, Problems: slices.DeleteFunc(s.Check(f), func(p Problem) bool { return p.Field != FieldName })}
}

// Edit replaces a draft's name and content. It voids a proposal, an approval and a rejection: the campaign is a
// draft again and its editor is by. version is what the person saw; another one refuses with Changed.
func (s *Service) Edit(ctx context.Context, by Person, id string, version int, f Form) (Campaign, error) {
	f.Content = f.Content.canonical()
	if err := s.named(f); err != nil {
		return Campaign{}, err
	}
	return s.change(ctx, id, by, "campaign.edit", "", func(c *Campaign) error {
		if err := in(c, Draft, Proposed, Approved, Rejected); err != nil {
			return err
		}
		if version != c.Version {
			return refuse(Changed, c)
		}
		c.Name, c.Content, c.Hash = strings.TrimSpace(f.Name), f.Content, f.Content.Hash()
		c.State, c.Editor, c.Approver, c.ApprovedHash, c.Reason = Draft, by, "", "", ""
		return nil
	})
}

// Propose asks for approval. Content with problems, or that nobody would get, is refused with Unfit.
func (s *Service) Propose(ctx context.Context, by Person, id string) (Campaign, error) {
	seen, err := s.Campaign(ctx, id)
	if err != nil {
		return Campaign{}, err
	}
	problems, err := s.unfit(ctx, Form{seen.Name, seen.Content})
	if err != nil {
		return Campaign{}, err
	}
	return s.change(ctx, id, by, "campaign.propose", "", func(c *Campaign) error {
		if err := in(c, Draft, Rejected); err != nil {
			return err
		}
		if c.Hash != seen.Hash {
			return refuse(Changed, c)
		}
		if len(problems) > 0 {
			return &Refusal{Kind: Unfit, State: c.State, Problems: problems}
		}
		c.State, c.Reason = Proposed, ""
		return nil
	})
}

// Approve lets the campaign start, at once or at its time. Only an approver who neither wrote nor last edited it
// can; hash is of the content they saw, and another one refuses with Changed. A person and a stale card cannot
// approve twice: the second time is refused with WrongState.
func (s *Service) Approve(ctx context.Context, by Person, id, hash string) (Campaign, error) {
	return s.change(ctx, id, by, "campaign.approve", hash, func(c *Campaign) error {
		if err := in(c, Proposed); err != nil {
			return err
		}
		switch {
		case by == "" || !slices.Contains(s.config.Approvers, by):
			return refuse(NoApprover, c)
		case by == c.Author || by == c.Editor:
			return refuse(OwnCampaign, c)
		case hash != c.Hash || c.Content.Hash() != c.Hash:
			return refuse(Changed, c)
		case !c.Content.Deadline.IsZero() && !s.clock.Now().Before(c.Content.Deadline):
			return refuse(TooLate, c)
		}
		c.State, c.Approver, c.ApprovedHash = Approved, by, hash
		return nil
	})
}

// Reject sends a proposal back with a reason, which must not be blank. Any approver can.
func (s *Service) Reject(ctx context.Context, by Person, id, reason string) (Campaign, error) {
	reason = strings.TrimSpace(reason)
	return s.change(ctx, id, by, "campaign.reject", reason, func(c *Campaign) error {
		if err := in(c, Proposed); err != nil {
			return err
		}
		if by == "" || !slices.Contains(s.config.Approvers, by) {
			return refuse(NoApprover, c)
		}
		if reason == "" {
			return refuse(ReasonMissing, c)
		}
		c.State, c.Reason = Rejected, reason
		return nil
	})
}

// Withdraw takes a proposal, or an approved campaign that has not begun, back into a draft: the approval is void. Anybody
// may, as anybody may cancel.
func (s *Service) Withdraw(ctx context.Context, by Person, id string) (Campaign, error) {
	return s.change(ctx, id, by, "campaign.withdraw", "", func(c *Campaign) error {
		if err := in(c, Proposed, Approved); err != nil {
			return err
		}
		c.State, c.Approver, c.ApprovedHash = Draft, "", ""
		return nil
	})
}

// Start sets an approved campaign running: one that waits for a hand to start it, or for the Runner when its
// time has come. Recipients are frozen by the Runner soon after.
func (s *Service) Start(ctx context.Context, by Person, id string) (Campaign, error) {
	return s.change(ctx, id, by, "campaign.start", "", func(c *Campaign) error {
		return c.begin(s.clock.Now())
	})
}

// begin sets c running, where its approval, start and deadline let it.
func (c *Campaign) begin(now time.Time) error {
	if err := in(c, Approved); err != nil {
		return err
	}
	switch {
	case c.Approver == "" || c.ApprovedHash != c.Content.Hash() || c.Approver == c.Author || c.Approver == c.Editor:
		return refuse(NotApproved, c)
	case now.Before(c.Content.StartAt):
		return refuse(TooEarly, c)
	case !c.Content.Deadline.IsZero() && !now.Before(c.Content.Deadline):
		return refuse(TooLate, c)
	}
	c.State, c.StartedAt = Running, now
	return nil
}

// Pause holds a running campaign back: what has not been written to a link stays here.
func (s *Service) Pause(ctx context.Context, by Person, id string) (Campaign, error) {
	return s.change(ctx, id, by, "campaign.pause", "", func(c *Campaign) error {
		if err := in(c, Running); err != nil {
			return err
		}
		c.State = Paused
		return nil
	})
}

// Resume lets a paused campaign run on.
func (s *Service) Resume(ctx context.Context, by Person, id string) (Campaign, error) {
	return s.change(ctx, id, by, "campaign.resume", "", func(c *Campaign) error {
		if err := in(c, Paused); err != nil {
			return err
		}
		c.State, c.Reason = Running, ""
		return nil
	})
}

// Cancel stops a campaign for good: what has not been written to a link is withdrawn.
func (s *Service) Cancel(ctx context.Context, by Person, id string) (Campaign, error) {
	return s.change(ctx, id, by, "campaign.cancel", "", func(c *Campaign) error {
		if err := in(c, Draft, Proposed, Approved, Rejected, Running, Paused); err != nil {
			return err
		}
		c.State, c.DoneAt = Cancelled, s.clock.Now()
		return nil
	})
}

// Campaign gives one campaign.
func (s *Service) Campaign(ctx context.Context, id string) (Campaign, error) {
	c, err := s.store.Campaign(ctx, id)
	return c, known(err)
}

// List gives campaigns in the given states, in all states when there is none, the last changed first.
func (s *Service) List(ctx context.Context, limit int, states ...State) ([]Campaign, error) {
	return s.store.Campaigns(ctx, limit, states...)
}

// Progress counts what became of a campaign so far; of one that is done it is the report.
func (s *Service) Progress(ctx context.Context, id string) (Progress, error) {
	f, err := s.desk.CampaignFigures(ctx, id, s.clock.Now())
	if err != nil {
		return Progress{}, known(err)
	}
	return s.progress(f), nil
}

// change does one change with its mark.
func (s *Service) change(ctx context.Context, id string, by Person, action, detail string, do func(*Campaign) error) (Campaign, error) {
	c, err := s.store.ChangeCampaign(ctx, id, func(c *Campaign) (Mark, error) {
		if err := do(c); err != nil {
			return Mark{}, err
		}
		c.UpdatedAt = s.clock.Now()
		return Mark{Actor: by, Action: action, Detail: detail}, nil
	})
	return c, known(err)
}

// in refuses with WrongState where c is in none of the states.
func in(c *Campaign, states ...State) error {
	if slices.Contains(states, c.State) {
		return nil
	}
	return refuse(WrongState, c)
}

func refuse(kind RefusalKind, c *Campaign) error {
	return &Refusal{Kind: kind, State: c.State}
}

// known makes a Refusal of a store's ErrUnknown.
func known(err error) error {
	if errors.Is(err, ErrUnknown) {
		return &Refusal{Kind: NotFound}
	}
	return err
}
