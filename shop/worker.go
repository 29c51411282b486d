package shop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kurzwahl/clock"
	"kurzwahl/links"
)

// Change is what working a webhook about an order comes to.
type Change struct {
	Order Order       // as it is known from now on
	Moved bool        // its state is new: the customer may hear of it
	Link  *links.Link // the short link to its tracking page, where there is a new one
}

// HookWork is how webhooks are worked. Each function may be called again for one webhook.
type HookWork struct {
	Read    func(h Hook) (Update, error)
	Order   func(known Order, u Update) (Change, error)
	Product func(known Product, u Update) ProductChange
}

// WorkStore hands out stored webhooks.
type WorkStore interface {
	// WorkHooks takes up to limit waiting webhooks, oldest first, and for each reads what is known of its order or
	// product, has it worked, and stores the change together with the event for the customer, in one transaction. Whoever
	// bought what they waited for waits no more. A webhook for which Read or Order fails is kept and marked with the error.
	// When the transaction fails, each webhook is tried in one of its own, and one that fails five times is marked too. It
	// gives how many were taken.
	WorkHooks(ctx context.Context, limit int, now time.Time, work HookWork) (int, error)
}

// WorkerConfig is what a Worker needs.
type WorkerConfig struct {
	Sources map[string]Adapter
	Store   WorkStore
	Links   *links.Shortener
	Clock   clock.Clock
	Logger  *slog.Logger
	Wake    <-chan struct{} // holds a token when webhooks were stored
	Rules   AlertRules      // of who hears of stock and prices
}

// Worker turns stored webhooks into orders, products and events.
type Worker struct{ c WorkerConfig }

// NewWorker gives a Worker; Run starts it.
func NewWorker(c WorkerConfig) *Worker {
	c.Rules = c.Rules.WithDefaults()
	return &Worker{c: c}
}

// How many webhooks one transaction takes, and after what time the worker looks by itself: another process may have
// stored some, and the database may be back.
const (
	hooksPerBatch = 64
	hookPoll      = 2 * time.Second
)

// Run works until ctx ends, and returns nil then.
func (w *Worker) Run(ctx context.Context) error {
	ticker := time.NewTicker(hookPoll)
	defer ticker.Stop()
	for {
		if err := w.Drain(ctx); err != nil && ctx.Err() == nil {
			w.c.Logger.ErrorContext(ctx, "work webhooks", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-w.c.Wake:
		case <-ticker.C:
		}
	}
}

// Drain works all that waits now.
func (w *Worker) Drain(ctx context.Context) error {
	for {
		n, err := w.c.Store.WorkHooks(ctx, hooksPerBatch, w.c.Clock.Now(), HookWork{Read: w.read, Order: w.work, Product: w.product})
		if err != nil || n < hooksPerBatch {
			return err
		}
	}
}

func (w *Worker) read(h Hook) (Update, error) {
	adapter, ok := w.c.Sources[h.Source]
	if !ok {
		return Update{}, ErrSource
	}
	return adapter.Read(h.Body)
}

// product brings the product up to date.
func (w *Worker) product(known Product, u Update) ProductChange {
	return w.c.Rules.AdvanceProduct(known, u.Product, w.c.Clock.Now())
}

// work brings the order up to date and shortens its tracking page. A page that may not be shortened, because the
// host is not allowed, leaves the customer without a link rather than without the news.
func (w *Worker) work(known Order, u Update) (Change, error) {
	var change Change
	change.Order, change.Moved = Advance(known, u.Order)
	if change.Order.TrackingURL == "" || change.Order.TrackingLink != "" {
		return change, nil
	}
	drawn, err := w.c.Links.Draw(w.c.Clock.Now(), links.Wish{
		Target: change.Order.TrackingURL, To: change.Order.Address, Cause: "order " + change.Order.Number,
	})
	if errors.Is(err, links.ErrHostNotAllowed) || errors.Is(err, links.ErrBadTarget) {
		w.c.Logger.Warn("tracking page is not shortened", slog.String("source", change.Order.Source), slog.Any("error", err))
		return change, nil
	}
	if err != nil {
		return Change{}, fmt.Errorf("shorten tracking page: %w", err)
	}
	change.Link = &drawn[0]
	change.Order.TrackingLink = w.c.Links.URL(drawn[0].Code)
	return change, nil
}
