package main

import (
	"fmt"
	"net"

	"golang.org/x/sync/errgroup"

	"kurzwahl/clock"
	"kurzwahl/service"
	"kurzwahl/web"
)

type serveCmd struct{ configured }

func (c serveCmd) Run(w *world) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	s, err := service.New(w.ctx, cfg, service.Options{Clock: clock.System{}, Logger: w.logger, Version: version})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(w.ctx, "tcp", cfg.HTTP.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(w.out, "Kurzwahl %s serves http://%s\n", version, listener.Addr())
	group, ctx := errgroup.WithContext(w.ctx)
	group.Go(func() error { return s.Run(ctx) })
	group.Go(func() error { return web.Serve(ctx, listener, s.Handler()) })
	return group.Wait()
}
