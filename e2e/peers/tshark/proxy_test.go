package tshark_test

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// chunk is octets that went one way at once.
type chunk struct {
	at         time.Time
	fromServer bool
	octets     []byte
}

// proxy passes one TCP connection on and keeps what went through it.
type proxy struct {
	address net.Addr
	ended   chan struct{} // closed when both sides have closed

	mu     sync.Mutex
	chunks []chunk
}

// record listens for one connection, which it passes on to the server; it ends with the connection or the test.
func record(t *testing.T, server string) *proxy {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &proxy{address: listener.Addr(), ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		p.serve(ctx, t, listener, server)
	}()
	t.Cleanup(func() {
		cancel()
		shut(listener)
		<-p.ended
	})
	return p
}

func (p *proxy) serve(ctx context.Context, t *testing.T, listener net.Listener, server string) {
	client, err := listener.Accept()
	if err != nil {
		return // nobody came
	}
	defer shut(client)
	upstream, err := new(net.Dialer).DialContext(ctx, "tcp", server)
	if err != nil {
		t.Errorf("reach the server: %v", err)
		return
	}
	defer shut(upstream)
	stop := context.AfterFunc(ctx, func() {
		shut(client)
		shut(upstream)
	})
	defer stop()
	var ways sync.WaitGroup
	ways.Go(func() { p.pass(client, upstream, false) })
	ways.Go(func() { p.pass(upstream, client, true) })
	ways.Wait()
}

// pass copies one way until it ends, and then tells the reader of it.
func (p *proxy) pass(from, to net.Conn, fromServer bool) {
	defer shut(to)
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			p.keep(buffer[:n], fromServer)
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *proxy) keep(octets []byte, fromServer bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.chunks = append(p.chunks, chunk{time.Now(), fromServer, append([]byte(nil), octets...)})
}

// shut closes what may be closed already.
func shut(c io.Closer) { _ = c.Close() }
