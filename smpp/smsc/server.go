package smsc

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// Server is an SMSC. Its methods may be called by many goroutines at once.
type Server struct {
	config   Config
	clock    clock.Clock
	listener net.Listener
	journal  journal
	faults   *faults
	agenda   agenda
	registry registry
	phones   phonebook
	feed     feed

	nextID      atomic.Uint64
	connections atomic.Uint64
	counts      counts
	held        chan struct{} // one for each text of a phone that waits for its acknowledgement
	running     atomic.Bool
	stopped     chan struct{} // closed when Run ends

	mu           sync.Mutex
	accounts     map[string]*account
	owners       map[message.Address]*account
	lastReceiver *account
	unrouted     []*delivery
	sessions     map[*session]struct{}
}

// counts are those of Stats.
type counts struct{ submitted, accepted, refused, texts, receipts, forgotten atomic.Uint64 }

// Stats counts what has passed since the start.
type Stats struct {
	Submitted uint64 `json:"submitted"` // submit_sm and data_sm that came
	Accepted  uint64 `json:"accepted"`  // those that were taken
	Refused   uint64 `json:"refused"`   // those that were answered with an error, or lost by a fault
	Texts     uint64 `json:"texts"`     // parts of phones' texts that were acknowledged
	Receipts  uint64 `json:"receipts"`  // receipts that were acknowledged
	Forgotten uint64 `json:"forgotten"` // receipts that were never sent, because too many others waited
	Binds     int    `json:"binds"`     // connections that are bound now
}

// ErrRunning is what Run returns when it is called again.
var ErrRunning = errors.New("the SMSC has been run before")

// New gives a server that listens already, so that Addr is known, and serves once Run is called. The error is
// that of the listener, or says what is wrong with the config.
func New(c Config) (*Server, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("start SMSC: %w", err)
	}
	c = c.withDefaults()
	s := &Server{
		config: c, clock: c.Clock, listener: c.Listener,
		journal:  journal{keep: c.KeepEntries, discard: c.Discard, out: c.LogTo, logger: c.Logger},
		faults:   newFaults(c.Clock, c.Seed),
		agenda:   agenda{clock: c.Clock},
		registry: registry{byID: make(map[uint64]*submission)},
		phones:   phonebook{mostPhones: c.KeepPhones, mostTexts: c.KeepTexts, byNumber: make(map[message.Address]*Phone)},
		held:     make(chan struct{}, c.Held),
		stopped:  make(chan struct{}),
		accounts: make(map[string]*account),
		owners:   make(map[message.Address]*account),
		sessions: make(map[*session]struct{}),
	}
	s.nextID.Store(firstID(c.FirstID))
	if err := s.listen(); err != nil {
		return nil, fmt.Errorf("start SMSC: %w", err)
	}
	return s, nil
}

// firstID gives the number before the first message's.
func firstID(configured uint64) uint64 {
	if configured > 0 {
		return configured - 1
	}
	// A million ids for each second since 1970, in 16 digits: no restart gives one out again.
	return uint64(time.Now().UnixMicro())
}

// listen registers the accounts and begins to listen.
func (s *Server) listen() error {
	for _, settings := range s.config.Accounts {
		if _, twice := s.accounts[settings.SystemID]; twice {
			return fmt.Errorf("account %q is there twice", settings.SystemID)
		}
		a := s.newAccount(settings)
		for _, number := range settings.Numbers {
			if other := s.owners[number]; other != nil {
				return fmt.Errorf("a number belongs to the accounts %q and %q", other.name, a.name)
			}
			s.owners[number] = a
		}
	}
	if s.listener == nil {
		var config net.ListenConfig
		listener, err := config.Listen(context.Background(), "tcp", s.config.Listen)
		if err != nil {
			return err //nolint:wrapcheck // it names the address
		}
		s.listener = listener
	}
	if s.config.TLS != nil {
		s.listener = tls.NewListener(s.listener, s.config.TLS)
	}
	return nil
}

// Addr is the address that the server listens on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Run serves until ctx ends, then closes all connections, waits for all goroutines and returns nil. Otherwise
// it returns why it could not go on: ErrRunning, or the listener's error. It can be called once.
func (s *Server) Run(ctx context.Context) error {
	if s.running.Swap(true) {
		return ErrRunning
	}
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer close(s.stopped)
	defer cancel()
	workers.Go(func() { s.agenda.run(ctx) })
	stop := context.AfterFunc(ctx, func() { _ = s.listener.Close() })
	defer stop()
	for {
		conn, err := s.listener.Accept()
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case err != nil:
			_ = s.listener.Close()
			return fmt.Errorf("run SMSC: %w", err)
		case s.down():
			_ = conn.Close()
		default:
			c := s.newSession(conn)
			workers.Go(func() { s.serve(ctx, c) })
		}
	}
}

// down says whether a fault keeps the server from talking to anybody.
func (s *Server) down() bool {
	_, down := pick(s.faults.fire(atAccept, "", ""), FaultDown)
	return down
}

func (s *Server) serve(ctx context.Context, c *session) {
	s.mu.Lock()
	s.sessions[c] = struct{}{}
	s.mu.Unlock()
	c.run(ctx)
	s.mu.Lock()
	delete(s.sessions, c)
	s.mu.Unlock()
}

// dispatch hands a message that was taken to its phone, at once or when it is scheduled.
func (s *Server) dispatch(sub *submission) {
	if sub.begins.After(sub.at) {
		s.agenda.at(sub.begins, func() { s.deliver(sub) })
		return
	}
	s.deliver(sub)
}

// Stats counts what has passed since the start.
func (s *Server) Stats() Stats {
	stats := Stats{
		Submitted: s.counts.submitted.Load(), Accepted: s.counts.accepted.Load(), Refused: s.counts.refused.Load(),
		Texts: s.counts.texts.Load(), Receipts: s.counts.receipts.Load(), Forgotten: s.counts.forgotten.Load(),
		Binds: len(s.bound("")),
	}
	return stats
}

// bound gives the connections that are bound to the account, or to any when it is "".
func (s *Server) bound(account string) []*session {
	return s.open(func(c *session) bool {
		a := c.account.Load()
		return a != nil && (account == "" || a.name == account)
	})
}

// open gives the connections that wanted accepts.
func (s *Server) open(wanted func(*session) bool) []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*session
	for c := range s.sessions {
		if wanted(c) {
			found = append(found, c)
		}
	}
	return found
}
