package inbox

import (
	"context"
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
	// contacts. again says whether an item is a redelivery of an earlier one, which is then not taken twice; where it
	// is unsure the item is left for later, with all that follow it from the same sender. On an error nothing of the
	// batch is stored, unless the answer to the commit was lost: items that come again with their ids, or with them
	// among those that were tried, are not taken twice.
	TakeIn(ctx context.Context, items []Item, again func(Item, Seen) Verdict) (Taken, error)
	// NoteSessions stores what is known of sessions, as what TakeIn gives of them to again.
	NoteSessions(ctx context.Context, notes []SessionNote, now time.Time) error
	// GiveUpParts hands on, as incomplete, what came of long texts whose first part is older than before, and
	// forgets what was seen before forget. It gives how many texts it handed on.
	GiveUpParts(ctx context.Context, before, forget time.Time) (int, error)
}

// Taken is what became of a batch.
type Taken struct {
	Texts int   // handed to the dialogue, joined and broken ones too
	Again int   // redeliveries
	Stray int   // kept for people
	Later []int // places of the items that were left for later, in order
}

// Config is how an Intake works; zero values have the defaults named.
type Config struct {
	Queue       int              // deliveries that may wait; default 4,096
	Octets      int64            // that these may take, as they came and as they read; default 8 MiB
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
	queue    queue
	held     []message.Delivery // left for later; only Run's goroutine uses it
	refused  refused            // likewise

	mu     sync.RWMutex // held for writing to close
	closed bool

	taken, again, stray, overload atomic.Int64
}

// New makes an Intake; Run makes it work.
func New(config Config, store Store) *Intake {
	or(&config.Queue, 4096)
	or(&config.Octets, 8<<20)
	or(&config.Batch, 256)
	or(&config.PartTimeout, 10*time.Minute)
	return &Intake{config: config, store: store, queue: newQueue(config.Queue, config.Octets)}
}

// or sets value to fallback when it is not set.
func or[T int | int64 | time.Duration](value *T, fallback T) {
	if *value <= 0 {
		*value = fallback
	}
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
	if !i.queue.offer(d) {
		i.overload.Add(1)
		return false
	}
	return true
}

// Stats counts since the start.
type Stats struct {
	Taken   int64 // texts handed to the dialogue
	Again   int64 // redeliveries recognised
	Stray   int64 // texts from what is no phone
	Refused int64 // offers refused for overload
	Waiting int   // deliveries in the queue now
	Octets  int64 // of those, and of what is being committed
}

// Stats gives the counters.
func (i *Intake) Stats() Stats {
	return Stats{
		Taken: i.taken.Load(), Again: i.again.Load(), Stray: i.stray.Load(), Refused: i.overload.Load(),
		Waiting: len(i.queue.waiting), Octets: i.queue.octets.Load(),
	}
}

// heldFor is how long a text waits that could not be told from a redelivery, until that is asked again.
const heldFor = 50 * time.Millisecond

// Run commits and acknowledges until ctx ends; then it takes no more, finishes what waits, and returns. It is
// called once.
func (i *Intake) Run(ctx context.Context) error {
	var keepers sync.WaitGroup
	keepers.Go(func() { i.tidy(ctx) })
	keepers.Go(func() { i.note(ctx) })
	defer keepers.Wait()
	pace := clock.NewPace(gatherFor)
	for {
		var retry <-chan time.Time
		if len(i.held) > 0 {
			retry = time.After(heldFor)
		}
		select {
		case first := <-i.queue.waiting:
			pace.Next(ctx)
			i.take(context.WithoutCancel(ctx), i.collect(first))
		case <-retry:
			i.take(context.WithoutCancel(ctx), i.collect())
		case <-ctx.Done():
			i.finish(ctx)
			return nil
		}
	}
}

// gatherFor is the time from the begin of one batch to that of the next: at a thousand texts a second some share a
// commit.
const gatherFor = 4 * time.Millisecond

// maxBatch is how many octets one commit takes at most, if it takes more than one text.
const maxBatch = 1 << 20

// collect gives what was left for later, what was just taken from the queue, and what else has arrived by now.
func (i *Intake) collect(first ...message.Delivery) []message.Delivery {
	batch := append(i.held, first...)
	i.held = nil
	octets := int64(0)
	for _, d := range batch {
		octets += sizeOf(d)
	}
	for len(batch) < i.config.Batch && octets < maxBatch {
		select {
		case next := <-i.queue.waiting:
			batch = append(batch, next)
			octets += sizeOf(next)
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

// finish commits what still waits. What cannot be told from a redelivery comes again in a later session.
func (i *Intake) finish(ctx context.Context) {
	i.mu.Lock()
	i.closed = true
	i.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	for {
		i.settle(i.held, false)
		i.held = nil
		select {
		case first := <-i.queue.waiting:
			i.take(ctx, i.collect(first))
		default:
			i.noteOnce(ctx)
			return
		}
	}
}
