package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// Bare says which half of the pipeline is measured alone.
type Bare string

// The bare loops. Whole is none of them: the pipeline.
const (
	Whole     Bare = ""
	BareLink  Bare = "link"  // the same messages over the same link, and nothing is stored
	BareStore Bare = "store" // the same rows through the same states and commits, and no link
)

// Outbound is a measurement of sending. Zero values have the defaults named.
type Outbound struct {
	Messages   int           // default 50,000, each to a recipient of its own; at most 100 million
	Class      message.Class // default Transactional; Marketing goes to contacts with consent
	Characters int           // of each text; default 160, which is one segment
	SMSC       string        // address of a simulator; "" runs one in this process
	Store      string        // URL of an empty database; "" makes a SQLite file, removed in the end
	Window     int           // submit_sm that may be unanswered; default 1,000
	Bare       Bare
	Logger     *slog.Logger                        // of the rooms; nil logs nothing
	Progress   func(stage string, done, total int) // told now and then; may be nil
	Profile    *Profile                            // nil writes none
}

func (o Outbound) withDefaults() Outbound {
	or(&o.Messages, 50_000)
	or(&o.Class, message.Transactional)
	or(&o.Characters, 160)
	or(&o.Window, 1000)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	return o
}

// or sets value to fallback when it is not set.
func or[T comparable](value *T, fallback T) {
	var unset T
	if *value == unset {
		*value = fallback
	}
}

func (o Outbound) check() error {
	var wrong []error
	if o.Messages < 1 || o.Messages > 100_000_000 {
		wrong = append(wrong, errors.New("the number of messages must be 1 to 100,000,000"))
	}
	if o.Characters < 20 || o.Characters > 1000 {
		wrong = append(wrong, errors.New("a text must have 20 to 1,000 characters"))
	}
	if o.Class != message.Transactional && o.Class != message.Marketing {
		wrong = append(wrong, fmt.Errorf("class %q: say transactional or marketing", o.Class))
	}
	if o.SMSC != "" {
		wrong = append(wrong, checkPeer(o.SMSC))
	}
	return errors.Join(wrong...)
}

// Run measures. Everything that it started has ended when it returns.
func (o Outbound) Run(ctx context.Context) (Result, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return Result{}, err
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return Result{}, fmt.Errorf("load the shop's time zone: %w", err)
	}
	gate, err := consent.NewGate(consent.Rules{Zone: zone, Country: "DE"})
	if err != nil {
		return Result{}, err
	}
	m := measurement{Outbound: o, clock: clock.NewMovable(dayOf(zone)), gate: gate, watch: newStopwatch(o.Messages), fail: fail}
	result := Result{
		Bench: "outbound", Mode: string(o.Bare), Class: o.Class, Store: "none", Messages: o.Messages, Window: o.Window,
		Segments: sms.Measure(words(0, o.Characters)).Segments,
	}
	switch o.Bare {
	case BareLink:
		err = m.link(ctx, &result)
	case BareStore:
		err = m.store(ctx, &result)
	case Whole:
		result.Mode = "pipeline"
		err = m.pipeline(ctx, &result)
	default:
		err = fmt.Errorf("bare %q: say link or store", o.Bare)
	}
	return result, err
}

// measurement is one run.
type measurement struct {
	Outbound

	clock clock.Clock
	gate  *consent.Gate
	watch *stopwatch
	fail  context.CancelCauseFunc
}

// time calls begin and fills in what it took until the last message was done.
func (m *measurement) time(ctx context.Context, u usage, result *Result, begin func()) (err error) {
	end, err := m.Profile.begin()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	began := time.Now()
	begin()
	finished, err := m.watch.wait(ctx, func(done, total int) { m.Progress("sent", done, total) })
	if err != nil {
		return err
	}
	result.measured(finished.Sub(began), &m.watch.latencies, u)
	return nil
}
