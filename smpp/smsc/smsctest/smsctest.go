// Package smsctest runs the SMSC simulator in tests.
package smsctest

import (
	"context"
	"testing"
	"time"

	"kurzwahl/smpp/smsc"
)

// Patience is how long a test waits for what must come; it passes only when something is broken.
const Patience = time.Minute

// Start runs a simulator on a free port of loopback. It is stopped, and must then have ended well, before the
// test's other cleanups that were registered earlier run.
func Start(t testing.TB, c smsc.Config) *smsc.Server {
	t.Helper()
	if c.Listen == "" && c.Listener == nil {
		c.Listen = "127.0.0.1:0"
	}
	server, err := smsc.New(c)
	if err != nil {
		t.Fatalf("start the SMSC: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run the SMSC: %v", err)
		}
	})
	return server
}

// Next waits for a value that must come.
func Next[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	timeUp := time.NewTimer(Patience)
	defer timeUp.Stop()
	var got T
	select {
	case got = <-from:
	case <-timeUp.C:
		t.Fatalf("%s did not come", what)
	}
	return got
}

// Inject makes the simulator misbehave.
func Inject(t testing.TB, server *smsc.Server, faults ...smsc.Fault) {
	t.Helper()
	for _, f := range faults {
		if err := server.Inject(f); err != nil {
			t.Fatal(err)
		}
	}
}
