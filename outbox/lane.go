package outbox

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// commitWithin is after how long a transaction has failed.
const commitWithin = 30 * time.Second

// pace is how many messages are claimed, and so recorded as written, ahead of the link: few when it is slow, so that
// little is unknown after a crash and an opt-out overtakes all but a few; many when it is fast, so that commits are
// shared. What is refused goes nowhere: while there is some of it in front, a claim looks at as many as it may, so that a
// paused campaign does not hold up the others.
type pace struct {
	size, most int
	refused    bool // something of the last claim was
}

// look is how many messages the next claim may ask the gate about.
func (p *pace) look() int {
	if p.refused {
		return p.most
	}
	return p.size
}

const (
	firstPace = 8
	slowChunk = Passage * 4 / 5 // halve: what was claimed together shall be with the link while its mark holds
	fastChunk = Passage / 2     // double
)

func (p *pace) took(d time.Duration, n int) {
	switch {
	case d > slowChunk:
		p.size = max(p.size/2, 1)
	case d < fastChunk && n >= p.size:
		p.size = min(p.size*2, p.most)
	}
}

// serve sends the messages of one lane until ctx ends. Lanes do not wait for each other here; the link lets the
// more urgent one through first.
func (d *Dispatcher) serve(ctx context.Context, lane int) {
	bell := d.config.Bell()
	p := pace{size: min(firstPace, d.config.Batch), most: d.config.Batch}
	for ctx.Err() == nil {
		if !d.config.Up() {
			d.rest(ctx, nil)
			continue
		}
		moved, err := d.round(ctx, lane, &p)
		if err != nil {
			d.config.Logger.ErrorContext(ctx, "messages not sent", slog.Int("lane", lane), slog.Any("error", err))
		}
		if !moved || err != nil {
			d.rest(ctx, bell)
		}
	}
}

// rest waits for the bell or for the next poll.
func (d *Dispatcher) rest(ctx context.Context, bell <-chan struct{}) {
	clock.Pause(ctx, d.config.Clock, d.config.Clock.Now().Add(d.config.Poll), bell)
}

// round claims some messages and hands them to the link. It says whether any left the front of the queue, be it that
// they were refused.
func (d *Dispatcher) round(ctx context.Context, lane int, p *pace) (moved bool, err error) {
	claimed, err := d.claim(ctx, lane, p)
	if err != nil {
		return false, err
	}
	p.refused = claimed.Refused > 0
	began := time.Now() // the link's pace is measured on the machine's time
	for _, m := range claimed.Messages {
		if !d.config.Up() {
			d.giveBack(m)
			continue
		}
		d.submit(ctx, m)
	}
	p.took(time.Since(began), len(claimed.Messages))
	return p.refused || len(claimed.Messages) > 0, nil
}

func (d *Dispatcher) claim(ctx context.Context, lane int, p *pace) (Claimed, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitWithin)
	defer cancel()
	now := d.config.Clock.Now()
	number := d.claims.next(now)
	claimed, err := d.config.Store.ClaimOutbound(ctx, Claim{
		Owner: d.owner, Number: number, Failed: d.failed[lane], Lane: lane, Limit: p.size, Look: p.look(), Now: now,
		Gate: d.config.Gate, Words: d.config.Words,
	})
	switch {
	case err == nil:
		d.failed[lane] = 0
	case d.failed[lane] == 0:
		d.failed[lane] = number
	}
	return claimed, err
}

// numbers grow: unix milliseconds, or one more than the last.
type numbers struct{ last atomic.Int64 }

func (n *numbers) next(now time.Time) int64 {
	for {
		last := n.last.Load()
		if next := max(now.UnixMilli(), last+1); n.last.CompareAndSwap(last, next) {
			return next
		}
	}
}

// submit hands one message to the link, or back to the queue when ctx ends first.
func (d *Dispatcher) submit(ctx context.Context, m Message) {
	bulk := m.Class.Lane() == message.Marketing.Lane()
	if bulk && !d.bulk.take(ctx) {
		d.giveBack(m)
		return
	}
	if !d.all.take(ctx) {
		if bulk {
			d.bulk.give()
		}
		d.giveBack(m)
		return
	}
	held := held{all: &d.all}
	if bulk {
		held.bulk = &d.bulk
	}
	err := d.config.Link.Submit(ctx, d.submission(m), func(o message.Outcome) {
		o.At = d.config.Clock.Now() // due times follow our clock
		d.outcomes.add(settle(m, o), held)
	})
	if err != nil {
		d.outcomes.add(notSent(m, d.config.Clock.Now()), held)
	}
}

// giveBack puts a message that was not handed to the link into the queue again.
func (d *Dispatcher) giveBack(m Message) {
	d.outcomes.add(notSent(m, d.config.Clock.Now()), held{})
}
