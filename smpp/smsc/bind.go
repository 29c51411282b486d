package smsc

import (
	"fmt"
	"log/slog"
	"time"

	"kurzwahl/smpp/pdu"
)

// bind answers a bind request (SMPP 3.4 section 4.1). The error ends the connection.
func (c *session) bind(f pdu.Frame) error {
	var b pdu.Bind
	if err := b.Decode(f.Body); err != nil {
		c.reply(f.Response(pdu.StatusInvalidMsgLength))
		return nil
	}
	if c.account.Load() != nil {
		c.reply(f.Response(pdu.StatusAlreadyBound))
		return nil
	}
	a, status := c.server.admit(b)
	if status == pdu.StatusOK && !a.join() {
		status = pdu.StatusAlreadyBound
	}
	if status != pdu.StatusOK {
		c.server.journal.add(Entry{
			At: c.server.clock.Now(), Event: EventBindRefused, Account: b.SystemID, Bind: c.number, Status: uint32(status),
		})
		c.logger.Warn("a bind was refused", slog.String("status", status.String()))
		c.reply(f.Response(status))
		return nil
	}
	return c.welcome(f.Header, a)
}

// welcome makes the connection a bind of the account.
func (c *session) welcome(h pdu.Header, a *account) error {
	c.account.Store(a)
	c.submits = h.ID != pdu.BindReceiver
	c.receives = h.ID != pdu.BindTransmitter
	if err := c.conn.SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	answer := pdu.BindAnswer{SystemID: c.server.config.SystemID, Version: pdu.Version34}
	var err error
	if c.answers, err = pdu.AppendBindAnswer(c.answers, h.Response(pdu.StatusOK), answer); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	c.record(Entry{Event: EventBind, Sequence: h.Sequence, State: h.ID.String()})
	c.logger.Info("an ESME has bound", slog.String("as", h.ID.String()))
	c.flush()
	if c.receives {
		c.server.adopt(a)
		a.receive(c)
	}
	return nil
}

// admit finds the account that b may bind to, or the status to refuse it with.
func (s *Server) admit(b pdu.Bind) (*account, pdu.Status) {
	fired := s.faults.fire(atBind, b.SystemID, "")
	s.logFaults(fired, b.SystemID)
	if f, ok := pick(fired, FaultBind); ok {
		or(&f.Status, pdu.StatusBindFailed)
		return nil, f.Status
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, known := s.accounts[b.SystemID]
	switch {
	case !known && len(s.config.Accounts) > 0:
		return nil, pdu.StatusInvalidSystemID
	case !known:
		a = s.newAccount(Account{SystemID: b.SystemID})
	case a.settings.Password != "" && a.settings.Password != b.Password:
		return nil, pdu.StatusInvalidPassword
	}
	return a, pdu.StatusOK
}

// newAccount registers an account; the caller holds the lock.
func (s *Server) newAccount(settings Account) *account {
	a := &account{name: settings.SystemID, settings: settings, server: s}
	s.accounts[settings.SystemID] = a
	return a
}

// adopt notes that the account was the last to bind as a receiver, and gives it the texts that wait for anybody.
func (s *Server) adopt(a *account) {
	s.mu.Lock()
	s.lastReceiver = a
	waiting := s.unrouted
	s.unrouted = nil
	s.mu.Unlock()
	for _, d := range waiting {
		a.push(d)
	}
}

// route queues a text for the account whose number it is to, else the one that was last bound as a receiver,
// else the first that will be.
func (s *Server) route(d *delivery) {
	s.mu.Lock()
	a := s.owners[d.log.To]
	if a == nil {
		a = s.lastReceiver
	}
	if a == nil {
		s.unrouted = append(s.unrouted, d)
	}
	s.mu.Unlock()
	if a != nil {
		a.push(d)
	}
}
