package smpp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"kurzwahl/smpp/pdu"
)

// bind keeps one connection to an SMSC: it connects, serves the session, and comes back when it ended.
type bind struct {
	account *account
	name    string // as in BindState
	command pdu.ID
	tls     *tls.Config // nil: plain
	log     *slog.Logger

	// Only keep's goroutine uses these.
	failures  int       // connections in a row that failed or did not last
	letIn     bool      // it was bound since it was refused
	downSince time.Time // by the machine's clock

	mu      sync.Mutex
	state   State
	since   time.Time // by the link's clock
	lastErr string
	session *session // nil unless bound
}

// newBinds makes the binds of an account.
func newBinds(a *account) ([]*bind, error) {
	config, err := a.config.tlsConfig()
	if err != nil {
		return nil, err
	}
	commands := []pdu.ID{pdu.BindTransceiver}
	if a.config.Mode == Split {
		commands = []pdu.ID{pdu.BindTransmitter, pdu.BindReceiver}
	}
	names := map[pdu.ID]string{pdu.BindTransceiver: "trx", pdu.BindTransmitter: "tx", pdu.BindReceiver: "rx"}
	var binds []*bind
	for i := range a.config.Binds {
		for _, command := range commands {
			name := fmt.Sprintf("%s%d", names[command], i+1)
			binds = append(binds, &bind{
				account: a,
				name:    name,
				command: command,
				tls:     config,
				log:     a.link.config.Logger.With(slog.String("smsc", a.config.Name), slog.String("bind", name)),
				state:   Down,
				since:   a.link.config.Clock.Now(),
			})
		}
	}
	return binds, nil
}

// keep connects again and again until ctx ends.
func (b *bind) keep(ctx context.Context) {
	b.downSince = time.Now()
	for ctx.Err() == nil {
		connection, err := b.tryConnect(ctx)
		if err == nil {
			err = b.serve(ctx, connection)
		}
		if ctx.Err() != nil {
			break
		}
		wait := b.backOff(err)
		b.become(Waiting, err, nil)
		b.log.WarnContext(ctx, "bind is down", slog.String("error", err.Error()), slog.Duration("retry_in", wait))
		b.complain(err)
		if !pause(ctx, wait) {
			break
		}
	}
	b.become(Down, nil, nil)
}

// tryConnect connects, when it is this bind's turn to find out whether the SMSC lets the account in.
func (b *bind) tryConnect(ctx context.Context) (connection, error) {
	if !b.letIn {
		if !b.account.trouble.enter(ctx) {
			return connection{}, ctx.Err()
		}
		defer b.account.trouble.leave()
	}
	b.become(Connecting, nil, nil)
	return b.connect(ctx, b.command)
}

// pause waits, and says whether ctx is still there after it.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// serve runs a session over the connection and gives the reason why it ended.
func (b *bind) serve(ctx context.Context, c connection) error {
	s := newSession(b.account, c, b.command != pdu.BindReceiver, b.log)
	b.become(Bound, nil, s)
	b.log.InfoContext(ctx, "bound")
	b.letIn = true
	if b.account.trouble.bound(b) {
		b.alarm(AlarmRestored, nil)
	}
	err := s.run(ctx)
	now := time.Now()
	if now.Sub(s.startedAt) >= b.account.config.Timing.Reconnect.Max {
		b.failures = 0
	}
	b.downSince = now
	return err
}

// backOff gives how long to wait after err.
func (b *bind) backOff(err error) time.Duration {
	timing := b.account.config.Timing
	refused, ok := errors.AsType[*refusedError](err)
	if !ok {
		b.failures++
		return timing.Reconnect.after(b.failures)
	}
	switch {
	case refusedForGood(refused.status):
		b.letIn = false
		return b.account.trouble.refused(timing.Refused)
	case refused.status == pdu.StatusAlreadyBound:
		return jitter(timing.Refused.Min)
	default:
		b.failures++
		return timing.Reconnect.after(b.failures)
	}
}

// after gives the wait after the n-th failure in a row, from 1 on.
func (b Backoff) after(n int) time.Duration {
	wait := b.Min
	for i := 1; i < n && wait < b.Max; i++ {
		wait *= 2
	}
	return jitter(min(wait, b.Max))
}

// jitter takes up to half of d off, so that many binds do not come back at once.
func jitter(d time.Duration) time.Duration {
	return d - rand.N(d/2+1) //nolint:gosec // spreads load, keeps no secret
}

// become notes the state for State.
func (b *bind) become(state State, err error, s *session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state != state {
		b.state, b.since = state, b.account.link.config.Clock.Now()
	}
	b.session = s
	if err != nil {
		b.lastErr = err.Error()
	}
}
