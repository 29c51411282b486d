package service

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// part is something that runs until its context ends.
type part struct {
	name string
	run  func(ctx context.Context) error
}

// stage runs parts that start and stop together.
type stage struct {
	cancel context.CancelFunc
	parts  sync.WaitGroup
}

// start runs the parts. One that ends before it was told to is reported to failed, once each.
func start(ctx context.Context, failed func(error), parts ...part) *stage {
	ctx, cancel := context.WithCancel(ctx)
	s := &stage{cancel: cancel}
	for _, p := range parts {
		s.parts.Go(func() {
			err := p.run(ctx)
			switch {
			case err != nil && !errors.Is(err, context.Canceled):
				failed(fmt.Errorf("%s: %w", p.name, err))
			case ctx.Err() == nil:
				failed(fmt.Errorf("%s ended by itself", p.name))
			}
		})
	}
	return s
}

// wait blocks until all parts have ended.
func (s *stage) wait() { s.parts.Wait() }

// stop tells all parts to end and waits for them.
func (s *stage) stop() {
	s.cancel()
	s.parts.Wait()
}
