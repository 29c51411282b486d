package main

import (
	"context"
	"errors"
	"fmt"
	"net"

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
		return errors.Join(fmt.Errorf("listen: %w", err), s.Close())
	}
	_, _ = fmt.Fprintf(w.out, "Kurzwahl %s serves http://%s\n", version, listener.Addr()) // a closed output stops no service
	return s.Run(w.ctx, func(ctx context.Context) error { return web.Serve(ctx, listener, s.Handler()) })
}
