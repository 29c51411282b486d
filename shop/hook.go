package shop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kurzwahl/message"
)

// Errors of Intake.Receive, beside ErrSignature.
var (
	// ErrSource: there is no source of that name.
	ErrSource = errors.New("there is no such source")
	// ErrBody: the webhook cannot be understood; the text behind it says why.
	ErrBody = errors.New("the webhook cannot be understood")
)

// Adapter reads the webhooks of one kind of shop system.
type Adapter interface {
	// Verify returns ErrSignature unless the webhook comes from the shop.
	Verify(header func(name string) string, body []byte) error
	// Read gives what the webhook says; the error is a sentence for its sender.
	Read(body []byte) (Update, error)
}

// Update is what a webhook says.
type Update struct {
	ID    string // the shop's id of the event: a repeated webhook has the same
	Event string // such as "order.shipped"
	Order Order  // its State and what else the webhook tells; zero for one that tells of a product

	Product ProductNews // zero for one that tells of an order
}

// Hook is one webhook as it came.
type Hook struct {
	Source     string
	ID         string
	Event      string
	Body       []byte
	Order      string          // the number of the order it tells of
	Address    message.Address // whose order that is, "" where the webhook does not say
	ReceivedAt time.Time
}

// HookStore keeps webhooks as they come.
type HookStore interface {
	// SaveHook stores a hook that waits to be worked, and says whether it is new: one with the same source and id
	// is stored once.
	SaveHook(ctx context.Context, h Hook) (fresh bool, err error)
}

// Intake takes webhooks: checks who sent them, whether they can be understood, and stores them.
type Intake struct {
	sources map[string]Adapter
	store   HookStore
}

// NewIntake gives an Intake for sources by name.
func NewIntake(sources map[string]Adapter, store HookStore) *Intake {
	return &Intake{sources: sources, store: store}
}

// Receive stores a webhook of the named source. Errors: ErrSource, ErrSignature, ErrBody, or the store's own. One that
// was stored before is no error.
func (in *Intake) Receive(ctx context.Context, source string, header func(name string) string, body []byte, now time.Time) error {
	adapter, ok := in.sources[source]
	if !ok {
		return ErrSource
	}
	if err := adapter.Verify(header, body); err != nil {
		return err
	}
	update, err := adapter.Read(body)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBody, err)
	}
	hook := Hook{
		Source: source, ID: update.ID, Event: update.Event, Body: body, Order: update.Order.Number, Address: update.Order.Address, ReceivedAt: now,
	}
	if _, err := in.store.SaveHook(ctx, hook); err != nil {
		return fmt.Errorf("store webhook: %w", err)
	}
	return nil
}
