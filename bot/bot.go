package bot

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"kurzwahl/clock"
	"kurzwahl/faq"
)

// Bot is the desk in Slack. Its methods may be called by many goroutines at once.
type Bot struct {
	config    Config
	store     Store
	campaigns Campaigns
	api       *slack.Client
	lang      tongue
	log       *slog.Logger
	state     health
	people    people
	channels  channels
	self      self
	intake    chan delivery  // what connections bring
	requests  chan delivery  // what HTTP requests bring, each handed over to takeAll
	stopped   atomic.Bool    // takeAll has ended
	handlers  sync.WaitGroup // of what is answered at once
	unsure    unsure
	slots     chan struct{} // bounds handlers
	paced     map[string]time.Time
	pacedMu   sync.Mutex
}

// New makes a Bot. It fails on a config that lacks something; it does not talk to Slack yet.
func New(config Config, store Store, service Campaigns) (*Bot, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("slack config: %w", err)
	}
	if config.Answers == nil {
		keeper, err := faq.NewKeeper(faq.Config{Words: faq.Words{Language: config.Language}, Store: store, Clock: config.Clock, Logger: config.Logger})
		if err != nil {
			return nil, fmt.Errorf("slack config: %w", err)
		}
		config.Answers = keeper
	}
	return &Bot{
		config: config, store: store, campaigns: service, api: newClient(config), lang: tongueOf(config.Language), log: config.Logger,
		intake: make(chan delivery, 1024), requests: make(chan delivery), slots: make(chan struct{}, 32), paced: map[string]time.Time{},
	}, nil
}

// leaseName is the lease of the one process that posts and handles.
const leaseName = "slack"

// leaseFor is how long a process may be silent before another takes over.
const leaseFor = 9 * time.Second

// Run connects to Slack, posts what is queued and handles what comes, until ctx ends and all of it is down. Its error
// is always ctx's: whatever else goes wrong is tried again, and State tells of it. From the end of ctx on requests of
// Slack's are refused; nothing uses the store once Run has returned.
func (b *Bot) Run(ctx context.Context) error {
	defer b.handlers.Wait()
	g, ctx := errgroup.WithContext(ctx)
	if b.config.Mode == Socket {
		for i := range b.config.Connections {
			g.Go(func() error { return b.connect(ctx, i) })
		}
	}
	g.Go(func() error { return b.takeAll(ctx) })
	g.Go(func() error { return b.lead(ctx) })
	return g.Wait()
}

// wall is the clock of leases: they are between processes, which do not share a clock that can be moved.
type wall = clock.System

// lead posts and handles whenever this process has the lease, and gives it back at the end.
func (b *Bot) lead(ctx context.Context) error {
	owner := uuid.NewString()
	defer func() {
		if _, err := b.store.HoldLease(context.WithoutCancel(ctx), leaseName, owner, wall{}.Now(), time.Time{}); err != nil {
			b.log.WarnContext(ctx, "give slack lease back", slog.Any("error", err))
		}
	}()
	for ctx.Err() == nil {
		held, err := b.holdLease(ctx, owner)
		if err != nil && ctx.Err() == nil {
			b.log.ErrorContext(ctx, "hold slack lease", slog.Any("error", err))
		}
		if held {
			b.serve(ctx, owner)
			continue
		}
		if err := (wall{}).Until(ctx, wall{}.Now().Add(leaseFor/3)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// serve posts and handles until the lease is lost or ctx ends.
func (b *Bot) serve(ctx context.Context, owner string) {
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { b.postAll(ctx) })
	work.Go(func() { b.handleAll(ctx) })
	work.Go(func() { b.tidyAll(ctx) })
	for ctx.Err() == nil {
		if (wall{}).Until(ctx, wall{}.Now().Add(leaseFor/3)) != nil {
			break
		}
		if held, err := b.holdLease(ctx, owner); err != nil || !held {
			b.log.WarnContext(ctx, "slack lease lost", slog.Any("error", err))
			break
		}
	}
	cancel()
	work.Wait()
}

// How long what is done with is kept: arrivals for longer than Slack sends them again, posts for as long as somebody may
// still decide about a reply that was held back.
const (
	keepArrivals = 7 * 24 * time.Hour
	keepPosts    = 30 * 24 * time.Hour
	tidyEvery    = time.Hour
)

// tidyAll deletes what is done with, now and again, until ctx ends.
func (b *Bot) tidyAll(ctx context.Context) {
	for {
		now := b.now()
		if err := b.store.TidySlack(ctx, now.Add(-keepArrivals), now.Add(-keepPosts)); err != nil && ctx.Err() == nil {
			b.log.ErrorContext(ctx, "tidy slack", slog.Any("error", err))
		}
		if b.config.Clock.Until(ctx, b.now().Add(tidyEvery)) != nil {
			return
		}
	}
}

func (b *Bot) holdLease(ctx context.Context, owner string) (bool, error) {
	now := wall{}.Now()
	return b.store.HoldLease(ctx, leaseName, owner, now, now.Add(leaseFor))
}

func (b *Bot) now() time.Time { return b.config.Clock.Now() }

// local is t as people at the desk read it.
func (b *Bot) local(t time.Time) time.Time { return t.In(b.config.Zone) }
