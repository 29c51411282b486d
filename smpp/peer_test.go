package smpp_test

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc/smsctest"
)

// patience is how long a test waits for what must come.
const patience = smsctest.Patience

// peer is an SMSC of which the test plays every PDU.
type peer struct {
	t        *testing.T
	listener net.Listener
}

func newPeer(t *testing.T) *peer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return &peer{t: t, listener: listener}
}

func (p *peer) address() string { return p.listener.Addr().String() }

// caller is one connection of the link under test.
type caller struct {
	t      *testing.T
	conn   net.Conn
	frames *pdu.Reader
}

// accept waits for the next connection.
func (p *peer) accept() *caller {
	p.t.Helper()
	if err := p.listener.(*net.TCPListener).SetDeadline(time.Now().Add(patience)); err != nil {
		p.t.Fatal(err)
	}
	conn, err := p.listener.Accept()
	if err != nil {
		p.t.Fatalf("wait for a connection: %v", err)
	}
	p.t.Cleanup(func() { _ = conn.Close() })
	return &caller{p.t, conn, pdu.NewReader(conn)}
}

// bound waits for the next connection and accepts its bind.
func (p *peer) bound() *caller {
	p.t.Helper()
	c := p.accept()
	c.answerBind(pdu.StatusOK)
	return c
}

// narrow gives the connection a small buffer, so that a peer that does not read is soon felt.
func (c *caller) narrow() {
	c.t.Helper()
	if err := c.conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		c.t.Fatal(err)
	}
}

func (c *caller) answerBind(status pdu.Status) pdu.Bind {
	c.t.Helper()
	frame := c.next()
	var b pdu.Bind
	if err := b.Decode(frame.Body); err != nil {
		c.t.Fatalf("%v is no bind: %v", frame.ID, err)
	}
	if status != pdu.StatusOK {
		c.send(pdu.AppendBare(nil, frame.Response(status)))
		return b
	}
	wire, err := pdu.AppendBindAnswer(nil, frame.Response(status), pdu.BindAnswer{SystemID: "peer", Version: 0x34})
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(wire)
	return b
}

// next waits for a frame, whatever it is.
func (c *caller) next() pdu.Frame {
	c.t.Helper()
	frame, err := c.read()
	if err != nil {
		c.t.Fatalf("wait for a PDU: %v", err)
	}
	return frame
}

func (c *caller) read() (pdu.Frame, error) {
	if err := c.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return pdu.Frame{}, err
	}
	return c.frames.Next()
}

// expect waits for a frame of the id; enquire_links before it are answered.
func (c *caller) expect(id pdu.ID) pdu.Frame {
	c.t.Helper()
	for {
		frame := c.next()
		if frame.ID == pdu.EnquireLink && id != pdu.EnquireLink {
			c.send(pdu.AppendBare(nil, frame.Response(pdu.StatusOK)))
			continue
		}
		if frame.ID != id {
			c.t.Fatalf("got %v (%v), want %v", frame.ID, frame.Status, id)
		}
		return frame
	}
}

// submit waits for a submit_sm and reads it.
func (c *caller) submit() (pdu.Header, pdu.Message) {
	c.t.Helper()
	frame := c.expect(pdu.SubmitSM)
	var m pdu.Message
	if err := m.Decode(frame.ID, append([]byte(nil), frame.Body...)); err != nil {
		c.t.Fatal(err)
	}
	return frame.Header, m
}

func (c *caller) send(wire []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(wire); err != nil {
		c.t.Fatalf("write to the link: %v", err)
	}
}

func (c *caller) answer(h pdu.Header, status pdu.Status, id string) {
	c.t.Helper()
	wire, err := pdu.AppendAnswer(nil, h.Response(status), pdu.Answer{MessageID: []byte(id)})
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(wire)
}

func (c *caller) bare(id pdu.ID, status pdu.Status, sequence uint32) {
	c.t.Helper()
	c.send(pdu.AppendBare(nil, pdu.Header{ID: id, Status: status, Sequence: sequence}))
}

// text sends a deliver_sm.
func (c *caller) text(sequence uint32, m *pdu.Message) {
	c.t.Helper()
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM, Sequence: sequence}, m)
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(wire)
}

// desk runs a link and keeps what it hands on.
type desk struct {
	*smpp.Link
	t        *testing.T
	inbound  chan message.Delivery
	receipts chan message.Delivery
	alarms   chan smpp.Alarm
	stop     func()        // ends Run
	ended    chan struct{} // closed when Run has returned
}

// run starts a link to the SMSCs; it is stopped at the end of the test.
func run(t *testing.T, smscs ...smpp.SMSCConfig) *desk {
	t.Helper()
	d := &desk{
		t:        t,
		inbound:  make(chan message.Delivery, 1000),
		receipts: make(chan message.Delivery, 1000),
		alarms:   make(chan smpp.Alarm, 1000),
		ended:    make(chan struct{}),
	}
	link, err := smpp.New(smpp.Config{
		SMSCs:   smscs,
		Inbound: func(m message.Delivery) bool { return offer(d.inbound, m) },
		Receipt: func(m message.Delivery) bool { return offer(d.receipts, m) },
		Alarm:   func(a smpp.Alarm) { d.alarms <- a },
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Link = link
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	d.stop = func() { once.Do(cancel) }
	go func() {
		defer close(d.ended)
		if err := link.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	t.Cleanup(func() {
		d.stop()
		<-d.ended
	})
	return d
}

func offer(to chan<- message.Delivery, m message.Delivery) bool {
	select {
	case to <- m:
		return true
	default:
		return false
	}
}

// account is the config of an SMSC at the address, with times that suit a test.
func account(address string) smpp.SMSCConfig {
	return smpp.SMSCConfig{
		Name: "one", Address: address, SystemID: "shop", Password: "secret", Source: "72100",
		Rate: smpp.Unlimited, FailoverAfter: time.Millisecond,
		Timing: smpp.Timing{
			Drain: 200 * time.Millisecond, Unbind: 200 * time.Millisecond,
			Reconnect: smpp.Backoff{Min: time.Millisecond, Max: 5 * time.Millisecond},
			Refused:   smpp.Backoff{Min: time.Millisecond, Max: 5 * time.Millisecond},
		},
	}
}

// linked gives a peer, a link to it with the settings of account as set changes them, and the one connection between.
func linked(t *testing.T, set ...func(c *smpp.SMSCConfig)) (*peer, *desk, *caller) {
	t.Helper()
	p := newPeer(t)
	config := account(p.address())
	for _, change := range set {
		change(&config)
	}
	d := run(t, config)
	return p, d, p.bound()
}

// submits submits a text in the background and gives where its outcome arrives. A second outcome is an error.
func (d *desk) submits(sub message.Submission) <-chan message.Outcome {
	d.t.Helper()
	outcomes := make(chan message.Outcome, 1)
	if sub.To == "" {
		sub.To = "+491711234567"
	}
	go func() {
		err := d.Submit(d.t.Context(), sub, func(o message.Outcome) {
			select {
			case outcomes <- o:
			default:
				d.t.Error("done was called twice")
			}
		})
		if err != nil && d.t.Context().Err() == nil {
			d.t.Errorf("Submit: %v", err)
		}
	}()
	return outcomes
}

// receive waits for a value that must come.
func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	return smsctest.Next(t, from, "what the test waits for")
}
