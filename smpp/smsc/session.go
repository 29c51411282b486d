package smsc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/smpp/pdu"
)

// session is one connection of an ESME. Its reader answers into a batch, which goes to the outlet before the
// reader waits for the socket: so answers leave in few writes, and none waits for more to come.
type session struct {
	server *Server
	conn   net.Conn
	number uint64
	out    *outlet
	frames *pdu.Reader
	logger *slog.Logger

	account  atomic.Pointer[account] // nil until bound
	submits  bool                    // bound as transmitter or transceiver; the reader's
	receives bool                    // bound as receiver or transceiver; the reader's

	answers  []byte        // the batch: answers, the reader's
	accepted []*submission // the batch: messages taken, which go to their phones once the answers are out
	message  pdu.Message   // reused for each submit_sm
	id       []byte        // reused for each message id

	inFlight  map[uint32]*delivery // unanswered deliver_sm; under the account's lock
	sequence  atomic.Uint32
	delayed   atomic.Int32 // answers that wait under a fault of latency
	heard     atomic.Int64 // when the peer last wrote, in the machine's unix nanoseconds
	unbinding atomic.Bool  // we asked to unbind
	over      chan struct{}
}

// bindTimeout is how long a connection may stay without a bind.
const bindTimeout = 10 * time.Second

// Ends of the reading of a session, beside those of the socket.
var (
	errUnbound = errors.New("unbound")
	errDropped = errors.New("dropped by a fault")
	errReset   = errors.New("reset by a fault")
)

func (s *Server) newSession(conn net.Conn) *session {
	number := s.connections.Add(1)
	c := &session{
		server: s, conn: conn, number: number, out: newOutlet(conn),
		logger:   s.config.Logger.With(slog.Uint64("connection", number)),
		inFlight: make(map[uint32]*delivery), over: make(chan struct{}),
	}
	c.frames = pdu.NewReader(c)
	return c
}

// run serves the connection until it ends or ctx does.
func (c *session) run(ctx context.Context) {
	var workers sync.WaitGroup
	workers.Go(c.out.run)
	workers.Go(c.keep)
	stop := context.AfterFunc(ctx, func() { c.out.close(false) })
	err := c.read()
	stop()
	c.flush()
	c.out.close(errors.Is(err, errReset))
	close(c.over)
	workers.Wait()
	c.leave(err)
}

// read handles frames until there are no more.
func (c *session) read() error {
	if err := c.conn.SetReadDeadline(time.Now().Add(bindTimeout)); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	for {
		frame, err := c.frames.Next()
		if errors.Is(err, pdu.ErrLength) {
			c.answers = pdu.AppendBare(c.answers, pdu.Header{ID: pdu.GenericNack, Status: pdu.StatusInvalidCmdLength})
		}
		if err != nil {
			return err
		}
		if err := c.handle(frame); err != nil {
			return err
		}
	}
}

// Read feeds the reader of frames from the socket. Before it may wait, all answers are handed to the outlet.
func (c *session) Read(p []byte) (int, error) {
	c.flush()
	c.out.await()
	if c.server.faults.any(atRead) {
		p = p[:min(len(p), c.slow())]
	}
	n, err := c.conn.Read(p)
	c.heard.Store(time.Now().UnixNano())
	return n, err //nolint:wrapcheck // io.Reader's contract wants io.EOF bare
}

// slow waits as a fault of a slow reader says, and gives how many octets may then be read.
func (c *session) slow() int {
	f, ok := pick(c.server.faults.fire(atRead, c.accountName(), ""), FaultSlowReader)
	if !ok {
		return pdu.MaxLen
	}
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.server.stopped:
	}
	return 1024
}

// flush hands the batch out: first the answers, then the messages to their phones.
func (c *session) flush() {
	c.out.put(c.answers)
	c.answers = c.answers[:0]
	for i, sub := range c.accepted {
		c.accepted[i] = nil
		c.server.dispatch(sub)
	}
	c.accepted = c.accepted[:0]
}

// handle answers one frame. The error ends the connection.
func (c *session) handle(f pdu.Frame) error {
	switch f.ID { //nolint:exhaustive // all others are unknown commands
	case pdu.BindReceiver, pdu.BindTransmitter, pdu.BindTransceiver:
		return c.bind(f)
	case pdu.EnquireLink:
		c.reply(f.Response(pdu.StatusOK))
	case pdu.EnquireLinkResp, pdu.GenericNack, pdu.AlertNotification:
	case pdu.Unbind:
		c.reply(f.Response(pdu.StatusOK))
		c.record(Entry{Event: EventUnbind})
		return errUnbound
	case pdu.UnbindResp:
		if c.unbinding.Load() {
			return errUnbound
		}
	default:
		return c.handleBound(f)
	}
	return nil
}

// handleBound answers those requests for which the connection must be bound.
func (c *session) handleBound(f pdu.Frame) error {
	if c.account.Load() == nil {
		if !f.ID.IsResponse() {
			c.reply(f.Response(pdu.StatusInvalidBindState))
		}
		return nil
	}
	switch f.ID { //nolint:exhaustive // all others are unknown commands
	case pdu.SubmitSM, pdu.DataSM:
		return c.submit(f)
	case pdu.DeliverSMResp, pdu.DataSMResp:
		c.acknowledged(f.Header)
	case pdu.QuerySM:
		c.query(f)
	case pdu.CancelSM:
		c.cancel(f)
	case pdu.ReplaceSM:
		c.reply(f.Response(pdu.StatusReplaceFailed))
	default:
		if !f.ID.IsResponse() {
			c.reply(pdu.Header{ID: pdu.GenericNack, Status: pdu.StatusInvalidCmdID, Sequence: f.Sequence})
		}
	}
	return nil
}

func (c *session) reply(h pdu.Header) { c.answers = pdu.AppendBare(c.answers, h) }

// acknowledged settles the deliver_sm that h answers, or has it sent again later.
func (c *session) acknowledged(h pdu.Header) {
	a := c.account.Load()
	d := a.answered(c, h.Sequence)
	if d == nil {
		return
	}
	if c.server.journal.on() {
		e := d.log
		e.Event, e.Status, e.Attempt, e.Sequence = EventAcknowledged, uint32(h.Status), d.attempt, h.Sequence
		c.record(e)
	}
	switch {
	case !isFinal(h.Status):
		c.server.agenda.at(c.server.clock.Now().Add(c.server.config.RetryDelay), func() { a.push(d) })
	case d.settled != nil:
		d.settled(h.Status)
	default:
		a.receipts.Add(-1)
		c.server.counts.receipts.Add(1)
	}
}

// keep asks a silent peer for life, closes the connection of a dead one, and has unanswered deliveries sent
// again, until the session is over.
func (c *session) keep() {
	interval, timeout := c.server.config.EnquireInterval, c.server.config.ResponseTimeout
	ticker := time.NewTicker(max(time.Millisecond, min(interval, timeout)/2))
	defer ticker.Stop()
	c.heard.Store(time.Now().UnixNano())
	asked := time.Now()
	for {
		var now time.Time
		select {
		case <-c.over:
			return
		case now = <-ticker.C:
		}
		a := c.account.Load()
		if a == nil {
			continue
		}
		a.expire(c, now.Add(-timeout))
		silent := now.Sub(time.Unix(0, c.heard.Load()))
		if silent > 3*interval {
			c.logger.Warn("a bind is silent and is closed")
			c.out.close(false)
		} else if silent > interval && now.Sub(asked) > interval {
			asked = now
			c.out.put(pdu.AppendBare(nil, pdu.Header{ID: pdu.EnquireLink, Sequence: c.nextSequence()}))
		}
	}
}

// nextSequence numbers our own requests: 1 to 0x7FFFFFFF and again (SMPP 3.4 section 5.1.4).
func (c *session) nextSequence() uint32 {
	for {
		if n := c.sequence.Add(1) & 0x7FFFFFFF; n != 0 {
			return n
		}
	}
}

// leave ends the bind.
func (c *session) leave(err error) {
	a := c.account.Load()
	if a == nil {
		return
	}
	a.leave(c)
	c.record(Entry{Event: EventClosed})
	reason := slog.Any("reason", err)
	if errors.Is(err, errUnbound) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		c.logger.Info("a bind has ended", reason)
	} else {
		c.logger.Warn("a bind broke", reason)
	}
}

func (c *session) accountName() string {
	if a := c.account.Load(); a != nil {
		return a.name
	}
	return ""
}

// record logs e with the time, account and connection.
func (c *session) record(e Entry) {
	if !c.server.journal.on() {
		return
	}
	e.At, e.Account, e.Bind = c.server.clock.Now(), c.accountName(), c.number
	c.server.journal.add(e)
}
