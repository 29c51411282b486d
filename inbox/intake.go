package inbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// Store commits what came in.
type Store interface {
	// TakeIn commits items in their order: whole texts, joined ones and broken ones become events of their
	// contacts. again says whether an item is a redelivery of an earlier one, which is then not taken twice. On
	// an error nothing of the batch is stored.
	TakeIn(ctx context.Context, items []Item, again func(Item, Seen) bool) (Taken, error)
	// GiveUpParts hands on, as incomplete, what came of long texts whose first part is older than before, and
	// forgets what was seen before forget. It gives how many texts it handed on.
	GiveUpParts(ctx context.Context, before, forget time.Time) (int, error)
}

// Taken is what became of a batch.
type Taken struct {
	Texts int // handed to the dialogue, joined and broken ones too
	Again int // redeliveries
	Stray int // kept for people
}

// Config is how an Intake works; zero values have the defaults named.
type Config struct {
	Queue       int              // deliveries that may wait; default 4,096
	Batch       int              // deliveries in one commit at most; default 256
	PartTimeout time.Duration    // after which an incomplete long text is handed on; default 10 minutes
	Language    message.Language // of remarks to staff
	Clock       clock.Clock
	Logger      *slog.Logger
}

// Intake takes deliveries. Make one with New.
type Intake struct {
	config   Config
	store    Store
	sessions sessions

	mu     sync.RWMutex // held for writing to close
	closed bool
	queue  chan message.Delivery

	taken, again, stray, refused atomic.Int64
}

// New makes an Intake; Run makes it work.
func New(config Config, store Store) *Intake {
	if config.Queue <= 0 {
		config.Queue = 4096
	}
	if config.Batch <= 0 {
		config.Batch = 256
	}
	if config.PartTimeout <= 0 {
		config.PartTimeout = 10 * time.Minute
	}
	return &Intake{config: config, store: store, queue: make(chan message.Delivery, config.Queue)}
}

// Offer takes a delivery of an inbound text; its Acknowledge is called after the commit. It never blocks: false
// means overloaded, or stopped, and that Acknowledge is not called. It may be called by many goroutines at once;
// texts of one goroutine keep their order.
func (i *Intake) Offer(d message.Delivery) bool {
	i.mu.RLock()
	defer i.mu.RUnlock()
	if i.closed || d.Inbound == nil {
		return false
	}
	select {
	case i.queue <- d:
		return true
	default:
		i.refused.Add(1)
		return false
	}
}

// Stats counts since the start.
type Stats struct {
	Taken   int64 // texts handed to the dialogue
	Again   int64 // redeliveries recognised
	Stray   int64 // texts from what is no phone
	Refused int64 // offers refused for overload
	Waiting int   // deliveries in the queue now
}

// Stats gives the counters.
func (i *Intake) Stats() Stats {
	return Stats{
		Taken: i.taken.Load(), Again: i.again.Load(), Stray: i.stray.Load(),
		Refused: i.refused.Load(), Waiting: len(i.queue),
	}
}

// Run commits and acknowledges until ctx ends; then it takes no more, finishes what waits, and returns. It is
// called once.
func (i *Intake) Run(ctx context.Context) error {
	var janitor sync.WaitGroup
	janitor.Go(func() { i.tidy(ctx) })
	defer janitor.Wait()
	for {
		select {
		case first := <-i.queue:
			i.take(context.WithoutCancel(ctx), i.collect(first))
		case <-ctx.Done():
			i.finish(ctx)
			return nil
		}
	}
}

// collect gives first and what else has arrived by now. It waits for nothing: while one batch is committed the
// next one gathers, so commits are shared under load and a lone text is not delayed.
func (i *Intake) collect(first message.Delivery) []message.Delivery {
	batch := []message.Delivery{first}
	for len(batch) < i.config.Batch {
		select {
		case next := <-i.queue:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// A commit that takes longer than commitWithin has failed; stopWithin is what the last ones have together when the
// program ends.
const (
	commitWithin = 30 * time.Second
	stopWithin   = 5 * time.Second
)

func (i *Intake) finish(ctx context.Context) {
	i.mu.Lock()
	i.closed = true
	i.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	for {
		select {
		case first := <-i.queue:
			i.take(ctx, i.collect(first))
		default:
			return
		}
	}
}

// take commits a batch and acknowledges it. A batch that fails is tried again one by one, so that one text that
// the database refuses does not hold up the others.
func (i *Intake) take(ctx context.Context, batch []message.Delivery) {
	err := i.commit(ctx, batch)
	if err != nil && len(batch) > 1 {
		i.oneByOne(ctx, batch)
		return
	}
	if err != nil {
		i.config.Logger.ErrorContext(ctx, "inbound texts not stored", slog.Int("texts", len(batch)), slog.Any("error", err))
	}
	for _, d := range batch {
		d.Acknowledge(err == nil)
	}
}

// hopeless is how many texts in a row must fail before the database, and not a text, is taken to be at fault.
const hopeless = 3

func (i *Intake) oneByOne(ctx context.Context, batch []message.Delivery) {
	var errs []error
	failed := 0
	for _, d := range batch {
		if failed >= hopeless {
			d.Acknowledge(false)
			continue
		}
		err := i.commit(ctx, []message.Delivery{d})
		d.Acknowledge(err == nil)
		if err == nil {
			failed = 0
			continue
		}
		failed++
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		i.config.Logger.ErrorContext(ctx, "inbound texts not stored", slog.Int("texts", len(errs)), slog.Any("error", errors.Join(errs...)))
	}
}

func (i *Intake) commit(ctx context.Context, batch []message.Delivery) error {
	ctx, cancel := context.WithTimeout(ctx, commitWithin)
	defer cancel()
	now := i.config.Clock.Now()
	items := make([]Item, len(batch))
	for n, d := range batch {
		i.sessions.remember(d.Session)
		items[n] = newItem(d, i.config.Language, now)
	}
	taken, err := i.store.TakeIn(ctx, items, func(item Item, old Seen) bool {
		return again(item, old, i.sessions.find)
	})
	if err != nil {
		return err
	}
	i.taken.Add(int64(taken.Texts))
	i.again.Add(int64(taken.Again))
	i.stray.Add(int64(taken.Stray))
	return nil
}
