package main

import (
	"fmt"
	"net"

	"kurzwahl/bot/workspace"
)

type workspaceCmd struct {
	Listen string `default:"127.0.0.1:8090" help:"Where its page and its API are."`
}

func (c workspaceCmd) Run(w *world) error {
	listener, err := (&net.ListenConfig{}).Listen(w.ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	base := "http://" + listener.Addr().String()
	server, err := workspace.New(workspace.Config{BaseURL: base + "/workspace", Logger: w.logger})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w.out, "The local Slack workspace: %s/\nFor your app: slack.api_url = %q, any xoxb- and xapp- token.\n", base, base+"/workspace/api/")
	return ended(server.Serve(w.ctx, listener))
}
