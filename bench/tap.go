package bench

import (
	"encoding/binary"
	"net"
	"sync"
	"time"

	"kurzwahl/smpp/pdu"
)

// tap sits on the simulator's side of the socket and times each phone from the deliver_sm that is written to the first
// submit_sm that comes back for it. The last warmUp phones are answered too, but not measured.
type tap struct {
	mu       sync.Mutex
	texted   []time.Duration // since began, by phone; 0 is not yet, or answered
	measured int             // how many phones are
	warmed   int             // how many of the others are answered
	warm     chan struct{}   // closed when those all are
	began    time.Time
	first    time.Time // when the first deliver_sm was written
	last     time.Time // when the last awaited submit_sm came
	answered int
	done     chan struct{} // closed when all measured phones are answered

	latencies latencies
}

func newTap(phones int) *tap {
	return &tap{
		texted: make([]time.Duration, phones+warmUp), measured: phones, warm: make(chan struct{}),
		began: time.Now().Add(-time.Second), done: make(chan struct{}),
	}
}

// listener has all connections of l tapped.
func (t *tap) listener(l net.Listener) net.Listener { return tappedListener{l, t} }

type tappedListener struct {
	net.Listener

	tap *tap
}

// Accept waits for the next connection.
func (l tappedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller knows the errors of net
	}
	return &tappedConn{Conn: conn, tap: l.tap}, nil
}

// tappedConn is read by one goroutine and written by one, as the simulator does.
type tappedConn struct {
	net.Conn

	tap     *tap
	in, out frames
}

// Read sees what the ESME sends.
func (c *tappedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		now := time.Now()
		c.in.feed(p[:n], func(id pdu.ID, body []byte) { c.tap.submitted(id, body, now) })
	}
	return n, err //nolint:wrapcheck // io.Reader's contract wants io.EOF bare
}

// Write sees what the SMSC sends.
func (c *tappedConn) Write(p []byte) (int, error) {
	now := time.Now()
	c.out.feed(p, func(id pdu.ID, body []byte) { c.tap.delivered(id, body, now) })
	return c.Conn.Write(p) //nolint:wrapcheck // the caller knows the errors of net
}

// delivered notes a text of a phone; receipts are none.
func (t *tap) delivered(id pdu.ID, body []byte, now time.Time) {
	var m pdu.Message
	if id != pdu.DeliverSM || m.Decode(id, body) != nil || m.ESMClass&receiptBits == pdu.ESMReceipt {
		return
	}
	if n, ok := numberOf(m.Source.Digits); ok {
		t.text(n, now)
	}
}

// text notes that a phone has texted.
func (t *tap) text(n int, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n >= len(t.texted) {
		return
	}
	if n < t.measured && t.first.IsZero() {
		t.first = now
	}
	t.texted[n] = now.Sub(t.began)
}

// receiptBits of esm_class tell receipts from texts (SMPP 3.4 section 5.2.12).
const receiptBits = 0x3C

// submitted notes the answer to a phone; the second part of a long answer, and what else comes, is none.
func (t *tap) submitted(id pdu.ID, body []byte, now time.Time) {
	var m pdu.Message
	if id != pdu.SubmitSM || m.Decode(id, body) != nil {
		return
	}
	if n, ok := numberOf(m.Destination.Digits); ok {
		t.answer(n, now)
	}
}

// answer notes that a phone was answered.
func (t *tap) answer(n int, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n >= len(t.texted) || t.texted[n] == 0 {
		return
	}
	took := now.Sub(t.began) - t.texted[n]
	t.texted[n] = 0
	if n >= t.measured {
		if t.warmed++; t.warmed == warmUp {
			close(t.warm)
		}
		return
	}
	t.latencies.add(took)
	t.last = now
	if t.answered++; t.answered == t.measured {
		close(t.done)
	}
}

// progress is how many of the measured phones are answered.
func (t *tap) progress() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.answered
}

// warmth is how many of the others are.
func (t *tap) warmth() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.warmed
}

// took is the time from the first text to the last answer.
func (t *tap) took() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last.Sub(t.first)
}

// frames cuts what passes one way into PDUs. The zero frames begins at a PDU.
type frames struct{ rest []byte }

// feed calls each for every PDU that is whole now; body is valid during the call.
func (f *frames) feed(octets []byte, each func(id pdu.ID, body []byte)) {
	f.rest = append(f.rest, octets...)
	whole := 0
	for left := f.rest; len(left) >= pdu.HeaderLen; left = f.rest[whole:] {
		length := int(binary.BigEndian.Uint32(left))
		if length < pdu.HeaderLen || length > len(left) {
			break
		}
		each(pdu.ID(binary.BigEndian.Uint32(left[4:])), left[pdu.HeaderLen:length])
		whole += length
	}
	f.rest = append(f.rest[:0], f.rest[whole:]...)
}
