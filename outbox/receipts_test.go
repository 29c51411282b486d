package outbox

import (
	"context"
	"log/slog"
	"runtime"
	"testing"

	"kurzwahl/message"
)

// order is a ReceiptStore that looks whether the outcomes are stored when a receipt is.
type order struct {
	outcomes *outcomes
	early    chan bool
}

func (o order) TakeReceipts(context.Context, []message.Receipt, Words) error {
	o.outcomes.mu.Lock()
	defer o.outcomes.mu.Unlock()
	o.early <- o.outcomes.stored < o.outcomes.added
	return nil
}

func TestReceiptsAreStoredAfterTheAnswersThatCameBeforeThem(t *testing.T) {
	t.Parallel()
	answers := newOutcomes()
	store := order{outcomes: &answers, early: make(chan bool, 1)}
	receipts := NewReceipts(store, Words{}, slog.New(slog.DiscardHandler))
	receipts.before.Store(&answers)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- receipts.Run(ctx) }()
	for range 20 {
		answers.add(Change{}, held{})
		answers.add(Change{}, held{})
		acknowledged := make(chan bool, 1)
		if !receipts.Offer(message.Delivery{Receipt: &message.Receipt{}, Acknowledge: func(stored bool) { acknowledged <- stored }}) {
			t.Fatal("the receipt was refused")
		}
		runtime.Gosched()
		for range 2 {
			changes, _ := answers.take(1)
			answers.done(len(changes))
		}
		if <-store.early {
			t.Fatal("a receipt was stored before the answer that came before it")
		}
		if !<-acknowledged {
			t.Error("a receipt was not acknowledged")
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWaitingForAnswersEndsWithTheContext(t *testing.T) {
	t.Parallel()
	answers := newOutcomes()
	answers.wait(t.Context()) // nothing came: nothing to wait for
	answers.add(Change{}, held{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answers.wait(ctx)
}
