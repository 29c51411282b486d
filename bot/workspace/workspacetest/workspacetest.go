// Package workspacetest starts a local Slack workspace for a test.
package workspacetest

import (
	"context"
	"net"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
)

// Patience is how long Context lets a test wait.
const Patience = time.Minute

// Workspace is a running workspace and where it is reached.
type Workspace struct {
	*workspace.Server
	// URL is the workspace's base; its Web API is at URL + "/api/".
	URL string
}

// Start runs a workspace on a free port of loopback until the test ends. BaseURL of config is set here; all else
// is taken as it is, and the zero Config has people, channels and commands of its own.
func Start(t testing.TB, config workspace.Config) *Workspace {
	t.Helper()
	var on net.ListenConfig
	l, err := on.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen on loopback: %v", err)
	}
	config.BaseURL = "http://" + l.Addr().String() + "/workspace"
	s, err := workspace.New(config)
	if err != nil {
		t.Fatalf("start workspace: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Serve(ctx, l)
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return &Workspace{Server: s, URL: config.BaseURL}
}

// API gives the address that an SDK takes as Slack's: the base of the Web API with a slash at its end.
func (w *Workspace) API() string { return w.URL + "/api/" }

// Context gives a context that ends with the test, and at the latest after Patience.
func Context(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	t.Cleanup(cancel)
	return ctx
}
