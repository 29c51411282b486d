package shop

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/links"
	"kurzwahl/message"
)

// AlertRun is how waiting lists and price alarms are looked at. Its functions may be called again when a transaction has
// to be repeated.
type AlertRun struct {
	Now   time.Time
	Rules AlertRules
	Gate  func(m message.Outbound, f consent.Facts, now time.Time) consent.Decision
	// Page makes the short link to a product's page for one person; nil and "" where there is none.
	Page func(p Product, to message.Address) (link *links.Link, url string)
}

// AlertStore keeps who wants to hear of what. Each method is one transaction: what is due, who is told, and the event in
// the line of each of them are committed together, so that a crash tells nobody twice. Several processes may call it at
// once.
type AlertStore interface {
	// RunWave takes the next product whose people are to be told, and tells those that AlertRules.Wave names. It gives
	// false when none is due.
	RunWave(ctx context.Context, run AlertRun) (bool, error)
	// RunAlarms takes some people with price alarms that are to be looked at, and tells them as AlertRules.Tell says. It
	// gives false when none are due.
	RunAlarms(ctx context.Context, run AlertRun) (bool, error)
	// NextAlert gives when something is due next, the zero time for never.
	NextAlert(ctx context.Context) (time.Time, error)
}

// AlertsConfig is what Alerts need.
type AlertsConfig struct {
	Store  AlertStore
	Rules  AlertRules
	Gate   func(m message.Outbound, f consent.Facts, now time.Time) consent.Decision
	Links  *links.Shortener
	Clock  clock.Clock
	Logger *slog.Logger
	Wake   <-chan struct{} // holds a token when stock or prices changed
}

// Alerts tells people that a product is back, or cheaper.
type Alerts struct{ c AlertsConfig }

// NewAlerts gives Alerts; Run starts them.
func NewAlerts(c AlertsConfig) *Alerts {
	c.Rules = c.Rules.WithDefaults()
	return &Alerts{c: c}
}

// alertPoll is after what time to look without being woken: another process may have changed something, and the database
// may be back.
const alertPoll = 30 * time.Second

// Run works until ctx ends, and returns nil then. What fails is logged and tried again.
func (a *Alerts) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := a.Drain(ctx)
		if err != nil && ctx.Err() == nil {
			a.c.Logger.ErrorContext(ctx, "tell of products", slog.Any("error", err))
		}
		wake := a.c.Clock.Now().Add(alertPoll)
		if err == nil && !next.IsZero() && next.Before(wake) {
			wake = next
		}
		clock.Pause(ctx, a.c.Clock, wake, a.c.Wake)
	}
	return nil
}

// Drain tells all who are to be told now, and gives when the next are; the zero time for never.
func (a *Alerts) Drain(ctx context.Context) (next time.Time, err error) {
	err = errors.Join(a.all(ctx, a.c.Store.RunWave), a.all(ctx, a.c.Store.RunAlarms))
	if err != nil {
		return time.Time{}, err
	}
	return a.c.Store.NextAlert(ctx)
}

// all takes steps until none is left.
func (a *Alerts) all(ctx context.Context, step func(context.Context, AlertRun) (bool, error)) error {
	for more := true; more; {
		var err error
		if more, err = step(ctx, a.run()); err != nil {
			return err
		}
	}
	return nil
}

func (a *Alerts) run() AlertRun {
	return AlertRun{Now: a.c.Clock.Now(), Rules: a.c.Rules, Gate: a.c.Gate, Page: a.page}
}

// page shortens a product's page. One that may not be shortened leaves people without a link rather than without the
// news.
func (a *Alerts) page(p Product, to message.Address) (*links.Link, string) {
	if p.URL == "" {
		return nil, ""
	}
	drawn, err := a.c.Links.Draw(a.c.Clock.Now(), links.Wish{Target: p.URL, To: to, Cause: "product " + p.SKU})
	if err != nil {
		a.c.Logger.Warn("product page is not shortened", slog.String("source", p.Source), slog.String("sku", p.SKU), slog.Any("error", err))
		return nil, ""
	}
	return &drawn[0], a.c.Links.URL(drawn[0].Code)
}
