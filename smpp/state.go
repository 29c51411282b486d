package smpp

import (
	"slices"
	"time"

	"kurzwahl/message"
)

// State is what a bind is doing.
type State string

// The states of a bind.
const (
	Down       State = "down"       // not run yet, or stopped
	Connecting State = "connecting" // dialling or binding
	Bound      State = "bound"
	Waiting    State = "waiting" // for the next try
)

// BindState is one bind as it is now.
type BindState struct {
	SMSC      string
	Bind      string // unique in its SMSC: "trx1", "tx2", "rx2"
	State     State
	Since     time.Time
	LastError string // why it was down the last time; "" if never
	InFlight  int    // parts without an answer
	Window    int    // the most that InFlight may be; 0 of a receiver
}

// State tells of every bind, in the order of the config.
func (l *Link) State() []BindState {
	var states []BindState
	for _, a := range l.accounts {
		for _, b := range a.binds {
			states = append(states, b.snapshot())
		}
	}
	return states
}

func (b *bind) snapshot() BindState {
	b.mu.Lock()
	state := BindState{
		SMSC: b.account.config.Name, Bind: b.name, State: b.state, Since: b.since, LastError: b.lastErr,
	}
	s := b.session
	b.mu.Unlock()
	if s != nil && s.transmits {
		b.account.mu.Lock()
		defer b.account.mu.Unlock()
		state.InFlight, state.Window = len(s.pending), b.account.config.Window
	}
	return state
}

// Up says whether at least one bind can send.
func (l *Link) Up() bool {
	return slices.ContainsFunc(l.accounts, func(a *account) bool { return a.up.Load() })
}

// AccountStats counts what went over one SMSC since the start. Submissions are counted whole, not by parts.
type AccountStats struct {
	SMSC       string
	Submitted  uint64  // placed in a bind's outgoing buffer
	Accepted   uint64  // every part taken
	Throttled  uint64  // refused for now, as Throttled or Transient
	Refused    uint64  // refused for good
	Lost       uint64  // NotSent or Unknown
	Inbound    uint64  // texts handed on and acknowledged
	Receipts   uint64  // receipts handed on and acknowledged
	PushedBack uint64  // deliveries answered with RMSGQFUL
	Waiting    int     // submissions that wait for window or rate
	InFlight   int     // parts without an answer
	Window     int     // of all binds that are up together
	Rate       float64 // parts a second that are allowed now; Unlimited when there is no limit
}

// Stats gives the counters of every SMSC, in the order of the config.
func (l *Link) Stats() []AccountStats {
	stats := make([]AccountStats, 0, len(l.accounts))
	for _, a := range l.accounts {
		stats = append(stats, a.stats())
	}
	return stats
}

func (a *account) stats() AccountStats {
	a.mu.Lock()
	defer a.mu.Unlock()
	stats := AccountStats{
		SMSC:      a.config.Name,
		Submitted: a.count.submitted, Accepted: a.count.accepted, Throttled: a.count.throttled,
		Refused: a.count.refused, Lost: a.count.lost,
		Inbound: a.count.inbound, Receipts: a.count.receipts, PushedBack: a.count.pushedBack,
		Waiting: a.waiting(),
		Rate:    a.pace.rate,
	}
	for _, s := range a.senders {
		stats.InFlight += len(s.pending)
		stats.Window += a.config.Window
	}
	return stats
}

// add counts an outcome.
func (c *counters) add(d message.Disposition) {
	switch d {
	case message.Accepted:
		c.accepted++
	case message.Throttled, message.Transient:
		c.throttled++
	case message.RefusedRecipient, message.RefusedSender, message.RefusedContent:
		c.refused++
	case message.NotSent, message.Unknown:
		c.lost++
	}
}
