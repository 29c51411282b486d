package inbox

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"kurzwahl/message"
)

// take commits a batch and acknowledges it. A batch that fails is tried again one by one, so that one text that
// the database refuses does not hold up the others.
func (i *Intake) take(ctx context.Context, batch []message.Delivery) {
	now := i.config.Clock.Now()
	items := make([]Item, len(batch))
	for n, d := range batch {
		items[n] = newItem(d, i.config.Language, now)
		i.refused.recall(&items[n])
	}
	err := i.commit(ctx, batch, items)
	if err == nil {
		return
	}
	if len(batch) > 1 {
		err = i.oneByOne(ctx, batch, items)
	} else {
		i.refuse(batch, items)
	}
	if err != nil {
		i.config.Logger.ErrorContext(ctx, "inbound texts not stored", slog.Any("error", err))
	}
}

// hopeless is how many texts in a row must fail before the database, and not a text, is taken to be at fault.
const hopeless = 3

// oneByOne tries each text alone. What follows a text that failed is refused too where it is of the same sender: it shall
// not overtake.
func (i *Intake) oneByOne(ctx context.Context, batch []message.Delivery, items []Item) error {
	var errs []error
	refused := make(map[message.Address]bool)
	failed := 0
	for n, d := range batch {
		one, item := batch[n:n+1], items[n:n+1]
		switch {
		case failed >= hopeless:
			i.refuse(batch[n:], items[n:])
			return errors.Join(errs...)
		case refused[d.Inbound.From]:
			i.refuse(one, item)
			continue
		case i.behindHeld(d):
			i.hold(d, items[n])
			continue
		}
		if err := i.commit(ctx, one, item); err != nil {
			i.refuse(one, item)
			refused[d.Inbound.From] = true
			failed++
			errs = append(errs, err)
			continue
		}
		failed = 0
	}
	return errors.Join(errs...)
}

// refuse has the SMSC deliver again what could not be stored.
func (i *Intake) refuse(batch []message.Delivery, items []Item) {
	for _, item := range items {
		i.refused.keep(item)
	}
	i.settle(batch, false)
}

// hold leaves a delivery for later, with the ids that it has.
func (i *Intake) hold(d message.Delivery, item Item) {
	i.refused.keep(item)
	i.held = append(i.held, d)
}

// behindHeld says whether an earlier text of the same sender was left for later.
func (i *Intake) behindHeld(d message.Delivery) bool {
	return slices.ContainsFunc(i.held, func(held message.Delivery) bool { return held.Inbound.From == d.Inbound.From })
}

// commit stores deliveries and acknowledges them, but those that are left for later. On an error nothing is stored as far
// as can be told, and nothing acknowledged.
func (i *Intake) commit(ctx context.Context, batch []message.Delivery, items []Item) error {
	ctx, cancel := context.WithTimeout(ctx, commitWithin)
	defer cancel()
	now := i.config.Clock.Now()
	for _, d := range batch {
		i.sessions.remember(d.Session)
	}
	taken, err := i.store.TakeIn(ctx, items, func(item Item, old Seen) Verdict {
		return again(item, i.sessions.know(old, item.At))
	})
	if err != nil {
		return err
	}
	i.taken.Add(int64(taken.Texts))
	i.again.Add(int64(taken.Again))
	i.stray.Add(int64(taken.Stray))
	i.acknowledge(batch, items, taken.Later, now)
	return nil
}

// acknowledge answers what was stored, and keeps the rest.
func (i *Intake) acknowledge(batch []message.Delivery, items []Item, later []int, at time.Time) {
	stored := batch
	if len(later) > 0 {
		stored = nil
		for n, d := range batch {
			if slices.Contains(later, n) {
				items[n].ID = "" // under this one it is surely not stored
				i.hold(d, items[n])
			} else {
				stored = append(stored, d)
			}
		}
	}
	i.settle(stored, true)
	var last message.Session
	for _, d := range stored {
		if d.Session != nil && d.Session != last {
			last = d.Session
			i.sessions.acknowledged(last, at)
		}
	}
}

// settle answers deliveries and gives their room in the queue back.
func (i *Intake) settle(batch []message.Delivery, stored bool) {
	for _, d := range batch {
		d.Acknowledge(stored)
		i.queue.free(d)
	}
}
