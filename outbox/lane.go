package outbox

import (
	"context"
	"log/slog"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// commitWithin is after how long a transaction has failed.
const commitWithin = 30 * time.Second

// pace is how many messages are recorded as written ahead of the link: few when it is slow, so that little is
// unknown after a crash and an opt-out overtakes all but a few; many when it is fast, so that commits are shared.
type pace struct{ size, most int }

const (
	firstPace = 8
	slowChunk = 200 * time.Millisecond // halve
	fastChunk = 50 * time.Millisecond  // double
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
		n, err := d.round(ctx, lane, &p)
		if err != nil {
			d.config.Logger.ErrorContext(ctx, "messages not sent", slog.Int("lane", lane), slog.Any("error", err))
		}
		if n == 0 || err != nil {
			d.rest(ctx, bell)
		}
	}
}

// rest waits for the bell or for the next poll.
func (d *Dispatcher) rest(ctx context.Context, bell <-chan struct{}) {
	clock.Pause(ctx, d.config.Clock, d.config.Clock.Now().Add(d.config.Poll), bell)
}

// round leases some messages and sends them chunk by chunk. It gives how many it leased.
func (d *Dispatcher) round(ctx context.Context, lane int, p *pace) (int, error) {
	leased, err := d.lease(ctx, lane, min(4*p.size, d.config.Batch))
	if err != nil {
		return 0, err
	}
	for rest := leased; len(rest) > 0; {
		if ctx.Err() != nil || !d.config.Up() {
			d.giveBack(rest)
			break
		}
		chunk := rest[:min(p.size, len(rest))]
		rest = rest[len(chunk):]
		began := time.Now() // the link's pace is measured on the machine's time
		if err := d.write(ctx, lane, chunk); err != nil {
			d.giveBack(rest)
			return len(leased), err
		}
		p.took(time.Since(began), len(chunk))
	}
	return len(leased), nil
}

func (d *Dispatcher) request(lane, limit int) Lease {
	return Lease{Owner: d.owner, Lane: lane, Limit: limit, Now: d.config.Clock.Now(), Gate: d.config.Gate, Words: d.config.Words}
}

func (d *Dispatcher) lease(ctx context.Context, lane, limit int) ([]Message, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitWithin)
	defer cancel()
	request := d.request(lane, limit)
	request.Again = d.doubt[lane]
	leased, err := d.config.Store.LeaseOutbound(ctx, request)
	d.doubt[lane] = err != nil
	return leased, err
}

// write records a chunk as written and hands it to the link. When the record fails nothing of it is sent: the
// chunk goes back to the queue.
func (d *Dispatcher) write(ctx context.Context, lane int, chunk []Message) error {
	commit, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitWithin)
	defer cancel()
	ready, err := d.config.Store.WriteOutbound(commit, d.request(lane, len(chunk)), chunk)
	if err != nil {
		d.giveBack(chunk)
		return err
	}
	for _, m := range ready {
		d.submit(ctx, m)
	}
	return nil
}

// submit hands one message to the link, or back to the queue when ctx ends first.
func (d *Dispatcher) submit(ctx context.Context, m Message) {
	bulk := m.Class.Lane() == message.Marketing.Lane()
	if bulk && !d.bulk.take(ctx) {
		d.giveBack([]Message{m})
		return
	}
	if !d.all.take(ctx) {
		if bulk {
			d.bulk.give()
		}
		d.giveBack([]Message{m})
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

// giveBack puts messages that were not handed to the link into the queue again.
func (d *Dispatcher) giveBack(batch []Message) {
	now := d.config.Clock.Now()
	for _, m := range batch {
		d.outcomes.add(notSent(m, now), held{})
	}
}
