package smsc

import (
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// Limits of what waits to be written to one connection.
const (
	fullOutlet    = 1 << 20 // octets above which the connection is not read on
	writeTimeout  = 30 * time.Second
	farewellLimit = time.Second // for the last octets of a connection that is being closed
)

// outlet collects PDUs for one connection and writes them in as few and large writes as the peer allows.
type outlet struct {
	conn net.Conn

	mu    sync.Mutex
	room  sync.Cond // signalled when waiting was taken to be written, and when the outlet is shut
	wake  chan struct{}
	wait  []byte
	shut  bool
	reset bool // end with a TCP reset
}

func newOutlet(conn net.Conn) *outlet {
	o := &outlet{conn: conn, wake: make(chan struct{}, 1)}
	o.room.L = &o.mu
	return o
}

// put appends octets; it does not block. What is put into a shut outlet is dropped.
func (o *outlet) put(octets []byte) {
	if len(octets) == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shut {
		return
	}
	o.wait = append(o.wait, octets...)
	o.poke()
}

func (o *outlet) poke() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// await blocks while the outlet is full.
func (o *outlet) await() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.wait) > fullOutlet && !o.shut {
		o.room.Wait()
	}
}

// close has what waits written and then the connection closed, by a reset if so asked. It does not block and
// may be called again.
func (o *outlet) close(reset bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.shut {
		return
	}
	o.shut, o.reset = true, reset
	// A write that the peer does not take must not keep the connection open.
	_ = o.conn.SetWriteDeadline(time.Now().Add(farewellLimit))
	o.room.Broadcast()
	o.poke()
}

// run writes until the outlet is shut or writing fails, and then closes the connection.
func (o *outlet) run() {
	defer o.end()
	var spare []byte
	for range o.wake {
		o.mu.Lock()
		writing, last := o.wait, o.shut
		o.wait = spare[:0]
		o.room.Broadcast()
		if !last {
			_ = o.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
		}
		o.mu.Unlock()
		if _, err := o.conn.Write(writing); err != nil || last {
			return
		}
		spare = writing
	}
}

func (o *outlet) end() {
	o.mu.Lock()
	o.shut = true
	reset := o.reset
	o.wait = nil
	o.room.Broadcast()
	o.mu.Unlock()
	bare := o.conn
	if secured, ok := bare.(*tls.Conn); ok {
		bare = secured.NetConn()
	}
	if tcp, ok := bare.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
	_ = o.conn.Close()
}
