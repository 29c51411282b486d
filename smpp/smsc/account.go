package smsc

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/smpp/pdu"
)

// delivery is a deliver_sm on its way to an ESME: it is sent, on whichever bind has room, until one answers.
type delivery struct {
	octets  []byte // the whole PDU; the sequence number is written at each sending
	order   uint64 // within the account
	receipt bool
	attempt int
	sent    time.Time // the machine's time of the last sending
	log     Entry
	// settled is called once, when the ESME has answered for good; nil for receipts.
	settled func(status pdu.Status)
}

// account is what the binds of one system_id share: the queue of what is to be delivered to it. Receipts and
// texts go out on its receiving binds in turn, and wait while there is none.
type account struct {
	name     string
	settings Account
	server   *Server

	mu        sync.Mutex
	binds     int        // connections bound, of all kinds
	receivers []*session // those that take deliver_sm
	turn      int        // whose turn it is among them
	queue     []*delivery
	head      int // where queue begins
	order     uint64
	swapped   []*delivery // receipts that wait for the next to pass

	receipts atomic.Int64 // that are not acknowledged yet
}

// push queues d behind all others.
func (a *account) push(d *delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.enqueue(d)
	if d.receipt {
		for _, passed := range a.swapped {
			a.enqueue(passed)
		}
		a.swapped = nil
	}
	a.pump()
}

func (a *account) enqueue(d *delivery) {
	a.order++
	d.order = a.order
	a.queue = append(a.queue, d)
}

// pushAfterNext keeps d back until the next receipt is pushed.
func (a *account) pushAfterNext(d *delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.swapped = append(a.swapped, d)
}

// release pushes d if it is still kept back.
func (a *account) release(d *delivery) {
	a.mu.Lock()
	kept := slices.Contains(a.swapped, d)
	a.swapped = slices.DeleteFunc(a.swapped, func(other *delivery) bool { return other == d })
	a.mu.Unlock()
	if kept {
		a.push(d)
	}
}

// pump sends what is queued while a bind has room for it. The caller holds the lock.
func (a *account) pump() {
	for a.head < len(a.queue) {
		s := a.nextReceiver()
		if s == nil {
			break
		}
		d := a.queue[a.head]
		a.queue[a.head] = nil
		a.head++
		a.send(s, d)
	}
	if a.head == len(a.queue) {
		a.queue, a.head = a.queue[:0], 0
	} else if a.head > 1024 && a.head > len(a.queue)/2 {
		// What was taken off the front would otherwise never be given back while the queue is not empty.
		a.queue, a.head = append([]*delivery(nil), a.queue[a.head:]...), 0
	}
}

// nextReceiver gives the bind whose turn it is, passing over those whose window is full; nil when all are.
func (a *account) nextReceiver() *session {
	for range a.receivers {
		a.turn++
		s := a.receivers[a.turn%len(a.receivers)]
		if len(s.inFlight) < a.server.config.DeliverWindow {
			return s
		}
	}
	return nil
}

func (a *account) send(s *session, d *delivery) {
	sequence := s.nextSequence()
	binary.BigEndian.PutUint32(d.octets[12:], sequence)
	d.attempt++
	d.sent = time.Now()
	s.inFlight[sequence] = d
	s.out.put(d.octets)
	if journal := &a.server.journal; journal.on() {
		e := d.log
		e.At, e.Account, e.Bind, e.Sequence, e.Attempt = a.server.clock.Now(), a.name, s.number, sequence, d.attempt
		journal.add(e)
	}
}

// join counts one more bind; false when it has as many as it may.
func (a *account) join() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.settings.MaxBinds > 0 && a.binds >= a.settings.MaxBinds {
		return false
	}
	a.binds++
	return true
}

// receive lets s take part in deliveries, once its bind was answered.
func (a *account) receive(s *session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.receivers = append(a.receivers, s)
	a.pump()
}

// retire sends nothing more to s, which still may answer what it has.
func (a *account) retire(s *session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.receivers = slices.DeleteFunc(a.receivers, func(other *session) bool { return other == s })
}

// leave ends the part of s in the account. What it did not answer goes back to the front of the queue.
func (a *account) leave(s *session) {
	a.retire(s)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.binds--
	back := make([]*delivery, 0, len(s.inFlight))
	for _, d := range s.inFlight {
		back = append(back, d)
	}
	clear(s.inFlight)
	a.requeue(back)
}

// requeue puts deliveries to the front of the queue in their order. The caller holds the lock.
func (a *account) requeue(back []*delivery) {
	if len(back) == 0 {
		return
	}
	slices.SortFunc(back, func(x, y *delivery) int { return cmp.Compare(x.order, y.order) })
	a.queue = append(back, a.queue[a.head:]...)
	a.head = 0
	a.pump()
}

// expire requeues what s has left unanswered since before the time given.
func (a *account) expire(s *session, before time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var back []*delivery
	for sequence, d := range s.inFlight {
		if d.sent.Before(before) {
			back = append(back, d)
			delete(s.inFlight, sequence)
		}
	}
	a.requeue(back)
}

// answered takes the delivery with the sequence number out of the window of s; nil when there is none.
func (a *account) answered(s *session, sequence uint32) *delivery {
	a.mu.Lock()
	defer a.mu.Unlock()
	d := s.inFlight[sequence]
	delete(s.inFlight, sequence)
	a.pump()
	return d
}

// isFinal says whether an answer to a deliver_sm is the last word: accepted, or refused for good. All other
// refusals are tried again, as networks do.
func isFinal(status pdu.Status) bool {
	return status == pdu.StatusOK || status == pdu.StatusPermanentAppError || status == pdu.StatusRejectedByApp
}
