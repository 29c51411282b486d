package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/message"
)

// ReceiptStore commits receipts.
type ReceiptStore interface {
	// TakeReceipts matches receipts to messages and settles those that are final by it. What matches nothing is
	// kept: its message's answer may still come. A receipt that comes twice changes nothing.
	TakeReceipts(ctx context.Context, receipts []message.Receipt, words Words) error
}

// Receipts takes the receipts that SMSCs deliver, as the inbox takes texts: batches are committed, then
// acknowledged.
type Receipts struct {
	store  ReceiptStore
	words  Words
	logger *slog.Logger
	before atomic.Pointer[outcomes] // are stored first; nil where they are another process's

	mu     sync.RWMutex
	closed bool
	queue  chan message.Delivery
}

// waitingReceipts is how many deliveries may wait, receiptBatch how many share a commit.
const (
	waitingReceipts = 8192
	receiptBatch    = 512
)

// outcomesWithin is how long receipts wait for the outcomes before them. A receipt of a message that has none yet is
// kept and found again, which costs more than waiting.
const outcomesWithin = time.Second

// NewReceipts makes a Receipts; Run makes it work.
func NewReceipts(store ReceiptStore, words Words, logger *slog.Logger) *Receipts {
	return &Receipts{store: store, words: words, logger: logger, queue: make(chan message.Delivery, waitingReceipts)}
}

// Offer takes a delivery of a receipt; its Acknowledge is called after the commit. It never blocks: false means
// overloaded, or stopped, and that Acknowledge is not called.
func (r *Receipts) Offer(d message.Delivery) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed || d.Receipt == nil {
		return false
	}
	select {
	case r.queue <- d:
		return true
	default:
		return false
	}
}

// Run commits and acknowledges until ctx ends, finishes what waits, and returns. It is called once.
func (r *Receipts) Run(ctx context.Context) error {
	work := context.WithoutCancel(ctx)
	for {
		select {
		case first := <-r.queue:
			r.take(work, first)
		case <-ctx.Done():
			r.finish(work)
			return nil
		}
	}
}

func (r *Receipts) finish(ctx context.Context) {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, stopWithin)
	defer cancel()
	for {
		select {
		case first := <-r.queue:
			r.take(ctx, first)
		default:
			return
		}
	}
}

func (r *Receipts) take(ctx context.Context, first message.Delivery) {
	r.awaitOutcomes(ctx)
	batch := []message.Delivery{first}
	for len(batch) < receiptBatch && len(r.queue) > 0 {
		batch = append(batch, <-r.queue)
	}
	receipts := make([]message.Receipt, len(batch))
	for i, d := range batch {
		receipts[i] = *d.Receipt
	}
	ctx, cancel := context.WithTimeout(ctx, commitWithin)
	defer cancel()
	err := r.store.TakeReceipts(ctx, receipts, r.words)
	if err != nil {
		r.logger.ErrorContext(ctx, "receipts not stored", slog.Int("receipts", len(batch)), slog.Any("error", err))
	}
	for _, d := range batch {
		d.Acknowledge(err == nil)
	}
}

// awaitOutcomes lets the answers be stored that came before the receipts.
func (r *Receipts) awaitOutcomes(ctx context.Context) {
	before := r.before.Load()
	if before == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, outcomesWithin)
	defer cancel()
	before.wait(ctx)
}

// Fold says what the states of a message's parts make of it: delivered when all of its parts are, failed or
// expired as soon as one is, else ok is false. states holds what is known, "" for parts without a word.
func Fold(states []message.DeliveryState, parts int) (state message.State, ok bool) {
	delivered := 0
	for _, s := range states {
		switch s {
		case message.Delivered:
			delivered++
		case message.Expired:
			return message.Lapsed, true
		case message.Deleted, message.Undeliverable, message.Rejected:
			return message.Failed, true
		case message.Enroute, message.AcceptedState, message.UnknownState:
		}
	}
	if delivered > 0 && delivered >= parts {
		return message.Arrived, true
	}
	return "", false
}

// ReceiptReason is the reason of a message that a receipt ends, "" when it arrived.
func ReceiptReason(s message.DeliveryState, code string) string {
	reason := ""
	switch s {
	case message.Expired:
		reason = "the phone could not be reached in time"
	case message.Deleted:
		reason = "deleted at the SMSC"
	case message.Undeliverable:
		reason = "the network could not deliver it"
	case message.Rejected:
		reason = "rejected by the network"
	case message.Delivered, message.Enroute, message.AcceptedState, message.UnknownState:
		return ""
	}
	if code == "" || code == "000" || code == "0" {
		return reason
	}
	return fmt.Sprintf("%s (error %s)", reason, code)
}
