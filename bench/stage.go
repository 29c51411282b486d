package bench

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
)

// stage runs rooms that start and stop together.
type stage struct {
	cancel context.CancelFunc
	group  *errgroup.Group
}

// start runs the rooms until stop, whatever becomes of ctx; when one fails, failed is told why.
func start(ctx context.Context, failed context.CancelCauseFunc, rooms ...func(context.Context) error) *stage {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &stage{cancel: cancel, group: &errgroup.Group{}}
	for _, run := range rooms {
		s.group.Go(func() error {
			err := run(ctx)
			if err != nil && !errors.Is(err, context.Canceled) {
				failed(err)
			}
			return nil
		})
	}
	return s
}

// stop ends the rooms and waits for them. It may be called again.
func (s *stage) stop() {
	s.cancel()
	_ = s.group.Wait() // failures were told when they happened
}
