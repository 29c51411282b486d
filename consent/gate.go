package consent

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"kurzwahl/message"
)

// Rules are what a shop sets about the gate. NewGate fills zero values with the defaults.
type Rules struct {
	Marketing  Hours          // when marketing may go out, recipient's time; default 9 to 20, Monday to Saturday
	Zone       *time.Location // the shop's, for recipients whose zone is not known; default UTC
	Country    string         // the shop's (ISO 3166), likewise
	State      string         // whose holidays count too for recipients in Country; "" keeps to those of the whole country
	OnHolidays bool           // marketing goes out on public holidays too
	Unbounded  bool           // Marketing may reach beyond 8 to 21; the law of most countries says no
	PerDay     int            // marketing messages in 24 hours; default 1, negative is no limit
	PerMonth   int            // marketing messages in 30 days; default 4, negative is no limit
	IdleMonths int            // after which unused consent counts no more; default 24, negative is never
	LastMinute time.Duration  // marketing with a deadline does not leave this shortly before it; default 15 minutes
}

// Facts is what the gate knows of a recipient.
type Facts struct {
	Suppressed string      // why nothing is sent at all, "" normally
	Country    string      // ISO 3166; "" lets the gate ask the number
	Standing   Standing    // consent on the message's channel
	Sent       []time.Time // when marketing messages were sent, in any order; older than 30 days does not matter
	Duplicate  bool        // another message with the same dedupe key was sent already
}

// Verdict is what the gate says.
type Verdict string

// The verdicts.
const (
	Send Verdict = "send"
	Hold Verdict = "hold" // not before Decision.Until
	Skip Verdict = "skip" // never
)

// Decision is the gate's answer.
type Decision struct {
	Verdict Verdict
	Until   time.Time // of Hold
	Reason  string    // of Hold and Skip: for the record and for people
	Lasting bool      // of Skip: tomorrow's answer is the same, unless the person does something about it
}

// Erased is the suppression of a person whose data was erased: nothing is sent, but their own texts are answered.
const Erased = "erased"

// Gate decides whether a message may go to a person now. It may be used by many goroutines at once.
type Gate struct {
	rules    Rules
	holidays Holidays
	zones    sync.Map // name -> *time.Location
}

// The hard limits of marketing in minutes of the day: 8 to 21 (for US numbers 47 CFR 64.1200(c)(1)).
const hardOpen, hardClose = 8 * 60, 21 * 60

// NewGate makes a Gate. It fails where the rules never let anything through.
func NewGate(rules Rules) (*Gate, error) {
	rules = rules.withDefaults()
	if !rules.Unbounded {
		rules.Marketing = rules.Marketing.within(hardOpen, hardClose)
	}
	if rules.Marketing.empty() {
		return nil, errors.New("quiet hours: no time is left for marketing between 8:00 and 21:00")
	}
	return &Gate{rules: rules}, nil
}

func (r Rules) withDefaults() Rules {
	if r.Marketing == (Hours{}) {
		r.Marketing = Hours{Open: 9 * 60, Close: 20 * 60, Days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true}}
	}
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	r.PerDay = orDefault(r.PerDay, 1)
	r.PerMonth = orDefault(r.PerMonth, 4)
	r.IdleMonths = orDefault(r.IdleMonths, 24)
	if r.LastMinute == 0 {
		r.LastMinute = 15 * time.Minute
	}
	return r
}

func orDefault(n, normal int) int {
	if n == 0 {
		return normal
	}
	return n
}

// Decide says whether m may go to its recipient now. The rules are asked in a fixed order and the first that
// matches decides: suppression, class, consent, unused consent, deadline, quiet hours, frequency, duplicates.
func (g *Gate) Decide(m message.Outbound, f Facts, now time.Time) Decision {
	steps := [...]func(message.Outbound, Facts, time.Time) Decision{
		g.suppression, g.agreement, g.idle, g.deadline, g.quiet, g.frequency, g.duplicate,
	}
	for _, step := range steps {
		if d := step(m, f, now); d.Verdict != "" {
			return d
		}
	}
	return Decision{Verdict: Send}
}

func skip(reason string) Decision { return Decision{Verdict: Skip, Reason: reason} }

func skipLasting(reason string) Decision {
	return Decision{Verdict: Skip, Reason: reason, Lasting: true}
}

// isMarketing counts a class that nobody knows as marketing: the strictest rules apply.
func isMarketing(m message.Outbound) bool {
	return m.Class != message.Service && m.Class != message.Transactional
}

func (g *Gate) suppression(m message.Outbound, f Facts, _ time.Time) Decision {
	if f.Suppressed == "" || f.Suppressed == Erased && m.Class == message.Service {
		return Decision{}
	}
	return skipLasting("suppressed: " + f.Suppressed)
}

func (g *Gate) agreement(m message.Outbound, f Facts, _ time.Time) Decision {
	if !isMarketing(m) {
		if m.Class == message.Transactional && f.Standing[Orders].Status == Revoked {
			return skip("opted out of everything, order messages too")
		}
		// What names a purpose of marketing, such as a campaign's text on a colleague's phone, needs no consent, but
		// whoever opted out is spared it.
		if m.Purpose != "" && f.Standing.of(Purpose(m.Purpose)).Status == Revoked {
			return skip("opted out")
		}
		return Decision{}
	}
	purpose := Purpose(m.Purpose)
	switch f.Standing.of(purpose).Status {
	case Granted:
		return Decision{}
	case Revoked:
		return skipLasting("opted out")
	case Asked:
		return skip("double opt-in not answered")
	default:
		return skipLasting(fmt.Sprintf("no consent for %s", purpose))
	}
}

func (g *Gate) idle(m message.Outbound, f Facts, now time.Time) Decision {
	if !isMarketing(m) || g.rules.IdleMonths < 0 {
		return Decision{}
	}
	c := f.Standing.of(Purpose(m.Purpose))
	last := c.Since
	if c.Used.After(last) {
		last = c.Used
	}
	if last.AddDate(0, g.rules.IdleMonths, 0).After(now) {
		return Decision{}
	}
	return skipLasting(fmt.Sprintf("consent unused for %d months", g.rules.IdleMonths))
}

func (g *Gate) deadline(m message.Outbound, _ Facts, now time.Time) Decision {
	if m.Deadline.IsZero() || now.Before(g.latest(m)) {
		return Decision{}
	}
	if now.Before(m.Deadline) {
		return skip("too close to the deadline")
	}
	return skip("deadline passed")
}

// latest is when m must have left.
func (g *Gate) latest(m message.Outbound) time.Time {
	if isMarketing(m) {
		return m.Deadline.Add(-g.rules.LastMinute)
	}
	return m.Deadline
}

func (g *Gate) frequency(m message.Outbound, f Facts, now time.Time) Decision {
	if !isMarketing(m) {
		return Decision{}
	}
	day, month := 0, 0
	for _, sent := range f.Sent {
		if sent.After(now.Add(-24 * time.Hour)) {
			day++
		}
		if sent.After(now.Add(-30 * 24 * time.Hour)) {
			month++
		}
	}
	switch {
	case g.rules.PerDay >= 0 && day >= g.rules.PerDay:
		return skip(fmt.Sprintf("frequency cap: %d in 24 hours", g.rules.PerDay))
	case g.rules.PerMonth >= 0 && month >= g.rules.PerMonth:
		return skip(fmt.Sprintf("frequency cap: %d in 30 days", g.rules.PerMonth))
	default:
		return Decision{}
	}
}

func (g *Gate) duplicate(_ message.Outbound, f Facts, _ time.Time) Decision {
	if f.Duplicate {
		return skip("sent already")
	}
	return Decision{}
}
