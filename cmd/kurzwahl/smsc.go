package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"golang.org/x/sync/errgroup"

	"kurzwahl/smpp/smsc"
	"kurzwahl/web"
)

type smscCmd struct {
	Listen  string `default:"127.0.0.1:2775" help:"Where it speaks SMPP."`
	Log     string `type:"path" help:"A file to which all that happens is appended, a JSON object a line; it has the texts."`
	Control string `default:"127.0.0.1:2780" help:"Where its phones, faults and log can be reached over HTTP; empty for none."`
}

func (c smscCmd) Run(w *world) (err error) {
	config := smsc.Config{Listen: c.Listen, Logger: w.logger}
	if c.Log != "" {
		file, err := os.OpenFile(c.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("open the log: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		config.LogTo = file
	}
	server, err := smsc.New(config)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(w.ctx)
	group.Go(func() error { return server.Run(ctx) })
	_, _ = fmt.Fprintf(w.out, "The SMSC simulator speaks SMPP 3.4 on %s; any system_id and password may bind.\n", server.Addr())
	if c.Control != "" {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Control)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		_, _ = fmt.Fprintf(w.out, "Phones, faults and log: http://%s/phones\n", listener.Addr())
		group.Go(func() error { return web.Serve(ctx, listener, server.Handler()) })
	}
	return ended(group.Wait())
}

// ended takes the end that a signal asked for as success.
func ended(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
