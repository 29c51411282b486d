package smsc

import (
	"context"
	"sync"
)

// bell wakes those who wait for a change. It costs nothing while nobody waits.
type bell struct {
	mu   sync.Mutex
	rung chan struct{}
}

// listen gives a channel that is closed at the next ring. Listen before looking at what may change.
func (b *bell) listen() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung == nil {
		b.rung = make(chan struct{})
	}
	return b.rung
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung != nil {
		close(b.rung)
		b.rung = nil
	}
}

// await blocks until look finds something, looking again at each ring, or ctx ends, whose error it returns.
func await[T any](ctx context.Context, b *bell, look func() (T, bool)) (T, error) {
	for {
		rung := b.listen()
		if found, ok := look(); ok {
			return found, nil
		}
		select {
		case <-rung:
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
	}
}
