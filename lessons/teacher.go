package lessons

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"kurzwahl/clock"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// Store keeps what was taught.
type Store interface {
	// TaughtVersion names what was taught so far: another name when anything has changed, "" before the first lesson.
	TaughtVersion(ctx context.Context) (string, error)
	// Taught gives all that was taught.
	Taught(ctx context.Context) (Taught, error)
	// SettleLessons stores what came of learning, unless something was taught meanwhile; then settled is false.
	SettleLessons(ctx context.Context, r Result, now time.Time) (settled bool, err error)
	// HoldLease takes or keeps the named lease until the given time and says whether owner has it.
	HoldLease(ctx context.Context, name, owner string, now, until time.Time) (held bool, err error)
}

// Result is what came of learning from lessons.
type Result struct {
	Version string   // of what was taught when the learning began
	Lessons []Lesson // those that were waiting, with their new standing
	Model   []byte   // that reads from now on; nil leaves the one that does
	Builtin bool     // the built-in model reads again, and all lessons wait
	Remark  string   // for those who taught Lessons; "" for none
}

// Config is what a Teacher is made of.
type Config struct {
	Understanding intents.Config // of the shop, without what was taught
	Store         Store
	Owner         string                                                              // of the lease: a name of this process's own
	Language      message.Language                                                    // of the staff: German, else English
	Bell          <-chan struct{}                                                     // rings when this process was taught something; nil: only the poll finds it
	Clock         clock.Clock                                                         // for waiting; default the machine's
	Logger        *slog.Logger                                                        // default none
	Train         func(taught []intents.Example) (*intents.Model, error)              // default intents.Train
	Compare       func(current, candidate *intents.Parser) (v intents.Verdict, n int) // n texts; default intents.Compare on intents.Frozen
}

// Teacher knows how texts are read now, and learns. Its methods may be called by many goroutines at once.
type Teacher struct {
	config  Config
	current atomic.Pointer[intents.Parser]
	version string // of what current knows; only Run, and Refresh before it, use this and below
	taught  Taught
	stale   bool // the stored model is one of another version of the program
	alone   bool // lessons are learned one by one, because all together made the model worse
}

// New makes a Teacher that knows nothing of what was taught yet: Refresh reads it.
func New(config Config) (*Teacher, error) {
	if config.Clock == nil {
		config.Clock = clock.System{}
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Train == nil {
		config.Train = intents.Train
	}
	if config.Compare == nil {
		checks, err := intents.Frozen()
		if err != nil {
			return nil, err
		}
		config.Compare = func(current, candidate *intents.Parser) (intents.Verdict, int) {
			return intents.Compare(current, candidate, checks), len(checks)
		}
	}
	parser, err := intents.New(config.Understanding)
	if err != nil {
		return nil, err
	}
	t := &Teacher{config: config}
	t.current.Store(parser)
	return t, nil
}

// Parser gives the parser that reads now.
func (t *Teacher) Parser() *intents.Parser { return t.current.Load() }

const (
	pollEvery  = time.Second      // how soon a process finds what another one was taught
	retryAfter = 10 * time.Second // after the store failed
	leaseName  = "teacher"
	leaseFor   = 30 * time.Second // longer than learning takes; two that learn at once learn the same
)

// Run reads what is taught and learns from it, until ctx ends and returns nil then. Errors are logged, and tried again.
func (t *Teacher) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		worked, err := t.step(ctx)
		wait := pollEvery
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			t.config.Logger.LogAttrs(ctx, slog.LevelError, "lessons failed", slog.Any("error", err))
			wait = retryAfter
		case worked:
			continue
		}
		t.rest(ctx, wait)
	}
	return nil
}

// step brings the parser up to date, and learns once where something waits and nobody else learns.
func (t *Teacher) step(ctx context.Context) (worked bool, err error) {
	if err := t.Refresh(ctx); err != nil {
		return false, err
	}
	if t.stale {
		return t.leading(ctx, func() (bool, error) {
			return t.config.Store.SettleLessons(ctx, Result{Version: t.version, Builtin: true}, t.config.Clock.Now())
		})
	}
	if len(t.taught.standing(Waiting)) == 0 {
		t.alone = false
		return false, nil
	}
	return t.leading(ctx, func() (bool, error) { return t.learn(ctx) })
}

// leading does something if this process may, and lets others do it after.
func (t *Teacher) leading(ctx context.Context, do func() (bool, error)) (bool, error) {
	now := clock.System{}.Now() // leases are between processes, which do not share a clock that can be moved
	held, err := t.config.Store.HoldLease(ctx, leaseName, t.config.Owner, now, now.Add(leaseFor))
	if err != nil || !held {
		return false, err
	}
	done, err := do()
	_, released := t.config.Store.HoldLease(context.WithoutCancel(ctx), leaseName, t.config.Owner, now, time.Time{})
	return done, errors.Join(err, released)
}

// Refresh has the parser read as was taught until now. Where the model was learned by another version of the program the
// built-in one reads until Run has learned anew. It must not be called beside Run.
func (t *Teacher) Refresh(ctx context.Context) error {
	version, err := t.config.Store.TaughtVersion(ctx)
	if err != nil || version == t.version {
		return err
	}
	taught, err := t.config.Store.Taught(ctx)
	if err != nil {
		return err
	}
	var model *intents.Model
	stale := false
	if taught.Model != nil {
		var old error
		if model, old = intents.DecodeModel(taught.Model); old != nil {
			stale = true
			t.config.Logger.LogAttrs(ctx, slog.LevelWarn, "learned model is of no use", slog.Any("error", old))
		}
	}
	parser, err := t.parserOf(taught, model)
	if err != nil {
		return err
	}
	t.current.Store(parser)
	t.version, t.taught, t.stale = taught.Version, taught, stale
	return nil
}

// parserOf is the parser that reads with a model, nil for the built-in one, and the very texts that were taught.
func (t *Teacher) parserOf(taught Taught, model *intents.Model) (*intents.Parser, error) {
	config := t.config.Understanding
	config.Model, config.Taught = model, intents.Taught(taught.bare())
	return intents.New(config)
}

// rest waits for the bell or the next poll.
func (t *Teacher) rest(ctx context.Context, wait time.Duration) {
	ctx, cancel := context.WithCancel(ctx)
	polled := make(chan struct{})
	go func() {
		defer close(polled)
		_ = t.config.Clock.Until(ctx, t.config.Clock.Now().Add(wait))
	}()
	select {
	case <-t.config.Bell:
	case <-polled:
	}
	cancel()
	<-polled
}
