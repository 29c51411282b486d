package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kurzwahl/clock"
	"kurzwahl/consent"
)

// Inbound is a measurement of answering. Zero values have the defaults named.
type Inbound struct {
	Messages int     // texts, each from a phone of its own; default 10,000. Half of the phones are known customers with an order
	Rate     float64 // texts a second; 0 is as many as are taken
	Window   int     // deliver_sm, and submit_sm, that may be unanswered; default 1,000
	Bare     Bare
	Store    string // URL of an empty database; "" makes a SQLite file, removed in the end
	Logger   *slog.Logger
	Progress func(stage string, done, total int)
	Profile  *Profile
}

func (i Inbound) withDefaults() Inbound {
	or(&i.Messages, 10_000)
	or(&i.Window, 1000)
	if i.Logger == nil {
		i.Logger = slog.New(slog.DiscardHandler)
	}
	if i.Progress == nil {
		i.Progress = func(string, int, int) {}
	}
	return i
}

// Run measures the time from each deliver_sm that the simulator writes to the submit_sm of the answer that it reads; the
// bare store is measured from each text's offer to the inbox to its answer's way to the link. Everything that it started
// has ended when it returns.
func (i Inbound) Run(ctx context.Context) (result Result, err error) {
	i = i.withDefaults()
	if i.Messages < 1 || i.Messages > 10_000_000 || i.Rate < 0 {
		return result, errors.New("the number of texts must be 1 to 10,000,000, and the rate not negative")
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return result, fmt.Errorf("load the shop's time zone: %w", err)
	}
	d := desk{Inbound: i, zone: zone, clock: clock.NewMovable(dayOf(zone)), tap: newTap(i.Messages), fail: fail}
	result = Result{Bench: "inbound", Mode: string(i.Bare), Store: "none", Messages: i.Messages, Rate: i.Rate, Window: i.Window, WarmUp: warmUp}
	switch i.Bare {
	case BareLink:
		err = d.run(ctx, newUsage(), &result, d.raiseLink)
	case BareStore:
		err = d.withStore(ctx, &result, d.raiseStore)
	case Whole:
		result.Mode = "pipeline"
		err = d.withStore(ctx, &result, d.raise)
	default:
		err = fmt.Errorf("bare %q: say link or store", i.Bare)
	}
	return result, err
}

// withStore runs with a database, and looks in the end at what became of the answers.
func (d *desk) withStore(ctx context.Context, result *Result, raise raising) (err error) {
	u := newUsage()
	if d.db, err = openDatabase(ctx, d.Store); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.db.Close()) }()
	result.Store = d.db.kind
	began := time.Now()
	if err := d.invite(ctx); err != nil {
		return err
	}
	result.FeedSeconds = rounded(time.Since(began).Seconds())
	if err := d.run(ctx, u, result, raise); err != nil {
		return err
	}
	result.States, err = d.db.finalStates(ctx)
	return err
}

// texting has phone n send its text. It blocks while too many texts are unanswered.
type texting func(ctx context.Context, n int) error

// raising brings up what is measured. What is up has to be brought down even when that fails.
type raising func(ctx context.Context) (texting, error)

// run brings up what is measured, lets the phones text, and brings it down.
func (d *desk) run(ctx context.Context, u usage, result *Result, raise raising) error {
	defer d.lower()
	send, err := raise(ctx)
	if err != nil {
		return err
	}
	if err := d.warmed(ctx, send); err != nil {
		return err
	}
	u.cpu = processorTime()
	commits := d.commits()
	if err := d.time(ctx, send, u, result); err != nil {
		return err
	}
	result.Commits = d.commits() - commits
	result.TurnsPerSecond = result.MessagesPerSecond
	return d.arrived(ctx)
}

// warmUp is how many texts go before those that are measured: statements are prepared with the first.
const warmUp = 200

// warmed lets the phones that are not measured text, and waits until they are answered.
func (d *desk) warmed(ctx context.Context, send texting) error {
	for n := d.Messages; n < d.Messages+warmUp; n++ {
		if err := send(ctx, n); err != nil {
			return err
		}
	}
	return await(ctx, d.tap.warm, warmUp, d.tap.warmth, func(done, total int) { d.Progress("warm-up", done, total) })
}

// time lets the phones text and waits for the last answer.
func (d *desk) time(ctx context.Context, send texting, u usage, result *Result) (err error) {
	end, err := d.Profile.begin()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	phones := start(ctx, d.fail, func(ctx context.Context) error { return d.text(ctx, send) })
	defer phones.stop()
	if err := d.answered(ctx); err != nil {
		return err
	}
	result.measured(d.tap.took(), &d.tap.latencies, u)
	return nil
}

// answered waits until every phone has its answer.
func (d *desk) answered(ctx context.Context) error {
	return await(ctx, d.tap.done, d.Messages, d.tap.progress, func(done, total int) { d.Progress("answered", done, total) })
}

// text has every phone send its text, at the rate or as fast as they are taken.
func (d *desk) text(ctx context.Context, send texting) error {
	began := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for n := range d.Messages {
		if d.Rate > 0 {
			if wait := time.Until(began.Add(time.Duration(float64(n) / d.Rate * float64(time.Second)))); wait > 0 {
				timer.Reset(wait)
				select {
				case <-timer.C:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
		}
		if err := send(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// invite makes the known customers: every second phone, with consent and an order.
func (d *desk) invite(ctx context.Context) error {
	now := d.clock.Now()
	for first := 0; first < d.Messages; first += fed {
		var contacts []consent.ImportedContact
		for n := first; n < min(first+fed, d.Messages); n++ {
			if known(n) {
				contacts = append(contacts, contact(n, now))
			}
		}
		if _, err := d.db.ImportContacts(ctx, contacts, now, false); err != nil {
			return err
		}
		if err := d.db.ImportOrders(ctx, orders(first, min(first+fed, d.Messages), now), now); err != nil {
			return err
		}
		d.Progress("invited", min(first+fed, d.Messages), d.Messages)
	}
	return nil
}
