package smpp

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// Why a session ends.
var (
	errUnbound    = errors.New("the SMSC unbound")
	errStopping   = errors.New("stopped")
	errSilent     = errors.New("no PDU from the SMSC for three enquire_link intervals")
	errUnanswered = errors.New("submit_sm unanswered beyond the response time-out")
	errRebind     = errors.New("the SMSC says that the bind is not valid for submit_sm")
	errNotReading = errors.New("the SMSC does not read what we answer")
)

// maxBatch is how much may wait in the outgoing buffer, and so how much is written at once; maxUrgent bounds
// answers to a peer that asks and does not read.
const (
	maxBatch  = 64 << 10
	maxUrgent = 1 << 20
)

// flight is a part that waits for its answer.
type flight struct {
	job    *job
	part   int
	sentAt time.Time
	offset int64 // where its PDU begins in all that was ever put into the session's outgoing buffer
	given  int64 // answers to deliveries that are written before it
}

// session is one bound connection. Four goroutines serve it: a reader, a writer, a keeper of its timers and a
// deliverer that hands on what came in; run waits for all.
type session struct {
	account   *account
	conn      net.Conn // what is read and written, perhaps encrypted
	socket    net.Conn // beneath conn
	frames    *pdu.Reader
	log       *slog.Logger
	transmits bool

	wake      chan struct{} // tells the writer that there is something to write
	inbound   chan arrival
	ended     chan struct{} // closed by fail
	idle      chan struct{} // tells a drain that nothing is open any more
	unbound   chan struct{} // closed when the SMSC has answered our unbind
	failOnce  sync.Once
	failure   error        // set before ended is closed
	life      *life        // what the inbox sees of the session
	heardAt   atomic.Int64 // nanoseconds from startedAt to the last PDU
	startedAt time.Time    // by the machine's clock
	queued    atomic.Int64 // octets in inbound

	// The rest is guarded by the account's mutex.
	pending   map[uint32]flight
	sequence  uint32  // last one used
	current   *job    // a long text of which parts have still to be queued; no other job may start meanwhile
	retries   []retry // throttled parts of long texts that wait to be sent again
	urgent    []byte  // answers and enquire_link: written before out
	out       []byte  // submit_sm
	spare     []byte  // the buffer that out is swapped with
	queuedTo  int64   // octets ever put into out
	writtenTo int64   // octets of those that the socket took, or may have
	unacked   int     // deliveries that somebody else still has to acknowledge
	leaving   bool    // the drain has begun: no new jobs
	suspect   bool    // an answer is overdue: nothing is sent
	lastWords bool    // close once the buffers are written
	gone      bool    // ended: nothing may be added
	proof     proof   // the last request of ours that waits for its answer
}

// retry is a part that the SMSC throttled while other parts of the text were taken.
type retry struct {
	job  *job
	part int
	due  time.Time
}

// newSession makes a session of a connection over which sequence number 1 was used to bind.
func newSession(a *account, c connection, transmits bool, log *slog.Logger) *session {
	return &session{
		account: a, conn: c.conn, socket: c.socket, frames: c.frames, log: log, transmits: transmits, sequence: 1,
		wake:      make(chan struct{}, 1),
		inbound:   make(chan arrival, a.config.InboundQueue),
		ended:     make(chan struct{}),
		idle:      make(chan struct{}, 1),
		unbound:   make(chan struct{}),
		life:      newLife(a.link.config.Clock.Now()),
		startedAt: time.Now(),
		pending:   make(map[uint32]flight, min(a.config.Window, 1000)),
	}
}

// run serves the session until the connection ends or, after the end of ctx, all is answered and unbound. It
// returns why.
func (s *session) run(ctx context.Context) error {
	var running sync.WaitGroup
	for _, serve := range []func(){s.read, s.write, s.watch, s.deliver} {
		running.Go(serve)
	}
	if s.transmits {
		s.account.attach(s)
	}
	select {
	case <-s.ended:
	case <-ctx.Done():
		s.drain()
	}
	<-s.ended
	s.life.ended.Store(s.account.link.config.Clock.Now().UnixNano())
	running.Wait()
	s.abandon()
	return s.failure
}

// fail ends the session for the reason, once; later reasons are consequences.
func (s *session) fail(reason error) {
	s.failOnce.Do(func() {
		s.failure = reason
		close(s.ended)
		// Whoever reads or writes is woken by this. The socket itself is closed, since a farewell by TLS could
		// block; there is nobody to tell of a failed close.
		_ = s.socket.Close()
	})
}

// abandon settles what will not be answered any more: the last act of a session.
func (s *session) abandon() {
	a := s.account
	a.mu.Lock()
	s.gone = true
	a.detach(s)
	var complete []*job
	for sequence, f := range s.pending {
		delete(s.pending, sequence)
		f.job.lose(f.offset < s.writtenTo)
		if f.job.complete(true) {
			complete = append(complete, f.job)
		}
	}
	for _, r := range s.retries {
		r.job.refuse(pdu.StatusThrottled)
		if r.job.complete(true) {
			complete = append(complete, r.job)
		}
	}
	if j := s.current; j != nil {
		s.current = nil
		j.release()
		if j.open == 0 && !j.settled {
			complete = append(complete, j)
		}
	}
	outcomes := s.sumUp(complete)
	a.mu.Unlock()
	for _, o := range outcomes {
		o.done(o.outcome)
	}
}

// finished is an outcome and whom to tell.
type finished struct {
	done    func(message.Outcome)
	outcome message.Outcome
}

// sumUp makes the outcomes of complete jobs, each once. The mutex is held; the outcomes are told without it.
func (s *session) sumUp(complete []*job) []finished {
	if len(complete) == 0 {
		return nil
	}
	now := s.account.link.config.Clock.Now()
	outcomes := make([]finished, 0, len(complete))
	for _, j := range complete {
		if j.settled {
			continue
		}
		j.settled = true
		o := j.outcome(&s.account.config, now)
		s.account.count.add(o.Disposition)
		outcomes = append(outcomes, finished{j.done, o})
	}
	return outcomes
}

// drain stops sending, waits for what is open while the session goes on reading and acknowledging, and unbinds.
func (s *session) drain() {
	timing := s.account.config.Timing
	s.account.mu.Lock()
	s.leaving = true
	s.account.review()
	s.signalIdle()
	s.account.mu.Unlock()
	s.within(timing.Drain, s.idle)
	s.account.mu.Lock()
	s.ask(pdu.Unbind)
	s.account.mu.Unlock()
	s.within(timing.Unbind, s.unbound)
	s.fail(errStopping)
}

// within waits for what to happen, for the time to be up, or for the session to end.
func (s *session) within(limit time.Duration, what <-chan struct{}) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-what:
	case <-timer.C:
	case <-s.ended:
	}
}

// open says whether a new job may take the session. The mutex is held.
func (s *session) open() bool { return !s.leaving && !s.suspect && !s.lastWords && !s.gone }

// signalIdle tells a drain when nothing is open. The mutex is held.
func (s *session) signalIdle() {
	if !s.leaving || len(s.pending)+len(s.retries)+s.unacked > 0 || s.current != nil {
		return
	}
	select {
	case s.idle <- struct{}{}:
	default:
	}
}
