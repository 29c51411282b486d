package service

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"kurzwahl/bot"
	"kurzwahl/campaigns"
	"kurzwahl/clock"
	"kurzwahl/config"
	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/faq"
	"kurzwahl/inbox"
	"kurzwahl/lessons"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/scheduler"
	"kurzwahl/shop"
	"kurzwahl/smpp"
	"kurzwahl/store"
	"kurzwahl/web"
)

// Options is what the surroundings give a Service beside its config.
type Options struct {
	Clock   clock.Clock
	Logger  *slog.Logger
	Version string
}

// Service is the whole desk: every room, connected.
type Service struct {
	cfg     *config.Config
	clock   clock.Clock
	logger  *slog.Logger
	db      *store.DB
	gate    *consent.Gate
	links   *links.Shortener
	sources map[string]shop.Adapter

	link       *smpp.Link
	intake     *inbox.Intake
	receipts   *outbox.Receipts
	dispatcher *outbox.Dispatcher
	teacher    *lessons.Teacher
	desk       *conversations.Desk
	answers    *faq.Keeper
	turns      *conversations.Worker
	campaigns  *campaigns.Service
	runner     *campaigns.Runner
	scheduler  *scheduler.Scheduler
	orders     *shop.Worker
	alerts     *shop.Alerts
	bot        *bot.Bot
	handler    http.Handler
	alarms     chan smpp.Alarm
}

// New opens the database, brings its schema up to date and makes every room. Nothing runs and nobody is contacted until
// Run. All that is wrong with the config beyond what config checks is in one error.
func New(ctx context.Context, cfg *config.Config, o Options) (*Service, error) {
	db, err := store.Open(ctx, cfg.Store.URL)
	if err != nil {
		return nil, err
	}
	db.WhenOverdue(func(address message.Address) {
		o.Logger.WarnContext(context.WithoutCancel(ctx), "opt-out went ahead: a process on the same database hangs, and held it up for a second", slog.String("contact", address.Masked()))
	})
	s := &Service{cfg: cfg, clock: o.Clock, logger: o.Logger, db: db, sources: sources(cfg), alarms: make(chan smpp.Alarm, 64)}
	if _, err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := s.build(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Store is the service's database.
func (s *Service) Store() *store.DB { return s.db }

// Link is the service's link to the SMSCs.
func (s *Service) Link() *smpp.Link { return s.link }

// Links makes the service's short links.
func (s *Service) Links() *links.Shortener { return s.links }

// Handler answers all the service's addresses.
func (s *Service) Handler() http.Handler { return s.handler }

// Run runs the desk until ctx ends or a part fails, and returns when all is down and committed: first whatever makes
// new messages stops, and what was handed to the link gets its outcome; then serve, so that no request finds the
// database closed; then the link unbinds, while what still comes in is stored and acknowledged; then the database
// closes. serve has Handler answer requests until its own context ends, and returns when none is under way.
func (s *Service) Run(ctx context.Context, serve func(ctx context.Context) error) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	after := context.WithoutCancel(ctx)
	takers := start(after, fail, part{"inbox", s.intake.Run}, part{"receipts", s.receipts.Run})
	link := start(after, fail, part{"smpp link", s.link.Run})
	doors := start(after, fail, part{"HTTP", serve})
	workers := start(ctx, fail, part{"outbox", s.dispatcher.Run}, part{"turns", s.turns.Run}, part{"lessons", s.teacher.Run}, part{"answers", s.answers.Run}, part{"campaigns", s.runner.Run},
		part{"scheduler", s.scheduler.Run}, part{"orders", s.orders.Run}, part{"alerts", s.alerts.Run}, part{"slack", s.bot.Run}, part{"alarms", s.tellAlarms})
	<-ctx.Done()
	workers.wait()
	doors.stop()
	link.stop()
	takers.stop()
	err := context.Cause(ctx)
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, s.db.Close())
}

// Close closes a Service that was never run; Run closes it otherwise.
func (s *Service) Close() error { return s.db.Close() }

// checks is what /readyz asks.
func (s *Service) checks() []web.Check {
	return []web.Check{
		{Name: "database", Up: s.db.Ping},
		{Name: "smsc", Up: func(context.Context) error {
			if s.link.Up() {
				return nil
			}
			for _, bind := range s.link.State() {
				if bind.LastError != "" {
					return fmt.Errorf("no bind is up; %s: %s", bind.SMSC, bind.LastError)
				}
			}
			return errors.New("no bind is up")
		}},
		{Name: "slack", Up: func(context.Context) error {
			if state := s.bot.State(); !state.Ready() {
				return fmt.Errorf("not connected; the last word was %q", state.LastError)
			}
			return nil
		}},
	}
}

// shortener makes the short links' room.
func (s *Service) shortener() (*links.Shortener, error) {
	return links.New(links.Config{
		Store: s.db, Entropy: rand.Reader, BaseURL: s.cfg.HTTP.PublicURL, Hosts: s.cfg.Links.Hosts, Life: days(s.cfg.Links.Days),
	})
}
