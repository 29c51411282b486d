package bench

import (
	"context"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
)

// timed is the store, with a stopwatch beside it.
type timed struct {
	*store.DB
	watch   *stopwatch
	settled func([]outbox.Change) // told what was stored; nil where nobody asks
}

// ClaimOutbound starts the time of what was claimed.
func (t timed) ClaimOutbound(ctx context.Context, claim outbox.Claim) (outbox.Claimed, error) {
	claimed, err := t.DB.ClaimOutbound(ctx, claim)
	recipients := make([]message.Address, len(claimed.Messages))
	for i, m := range claimed.Messages {
		recipients[i] = m.To
	}
	t.watch.begin(recipients...)
	return claimed, err
}

// SettleOutbound counts what has its outcome, and stops the time of what will get no receipt.
func (t timed) SettleOutbound(ctx context.Context, changes []outbox.Change, words outbox.Words) error {
	if err := t.DB.SettleOutbound(ctx, changes, words); err != nil {
		return err
	}
	settled := 0
	var over []message.Address
	for _, c := range changes {
		switch {
		case c.State == message.Sent:
			settled++
		case c.State.Final():
			settled++
			over = append(over, c.Message.To)
		}
	}
	t.watch.settle(settled)
	t.watch.end(over...)
	if t.settled != nil {
		t.settled(changes)
	}
	return nil
}

// TakeReceipts stops the time of what has arrived. A receipt comes from the phone that the message went to.
func (t timed) TakeReceipts(ctx context.Context, receipts []message.Receipt, words outbox.Words) error {
	if err := t.DB.TakeReceipts(ctx, receipts, words); err != nil {
		return err
	}
	recipients := make([]message.Address, 0, len(receipts))
	for _, r := range receipts {
		if r.State.Final() {
			recipients = append(recipients, r.From)
		}
	}
	t.watch.end(recipients...)
	return nil
}
