package smpp

import (
	"time"

	"kurzwahl/smpp/pdu"
)

// silentIntervals is how many enquire_link intervals without any PDU a connection survives.
const silentIntervals = 3

// proveEvery is how long answers to deliveries may stay unproven before the peer is asked for a sign that it has them.
const proveEvery = time.Second

// watch is the keeper of the session's timers: it enquires, looks for answers that are overdue, and ends a
// session that has gone silent.
func (s *session) watch() {
	timing := s.account.config.Timing
	tick := min(min(timing.Enquire, timing.Response)/4, proveEvery)
	ticker := time.NewTicker(max(tick, time.Millisecond))
	defer ticker.Stop()
	enquireAt := timing.Enquire
	var suspectSince time.Duration
	for {
		select {
		case <-ticker.C:
		case <-s.ended:
			return
		}
		now := time.Since(s.startedAt)
		if now-time.Duration(s.heardAt.Load()) > silentIntervals*timing.Enquire {
			s.fail(errSilent)
			return
		}
		overdue, changed := s.judge()
		switch {
		case overdue && changed:
			suspectSince, enquireAt = now, now
			s.log.Warn("answers are overdue: sending nothing more until they come")
		case overdue && now-suspectSince > timing.Enquire:
			s.fail(errUnanswered)
			return
		}
		if now >= enquireAt || s.unproven() {
			s.enquire()
			enquireAt = now + timing.Enquire
		}
	}
}

// judge looks whether the oldest answer is overdue, which makes the session suspect, or came after all.
func (s *session) judge() (overdue, changed bool) {
	a := s.account
	a.mu.Lock()
	defer a.mu.Unlock()
	limit := time.Now().Add(-a.config.Timing.Response)
	for _, f := range s.pending {
		if f.sentAt.Before(limit) {
			overdue = true
			break
		}
	}
	changed = s.suspect != overdue
	if changed {
		s.suspect = overdue
		a.review()
		a.pump()
	}
	return overdue, changed
}

func (s *session) enquire() {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	s.ask(pdu.EnquireLink)
}
