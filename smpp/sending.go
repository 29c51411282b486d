package smpp

import (
	"encoding/binary"
	"slices"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// lastSequence is the highest sequence number (SMPP 3.4 section 5.1.4).
const lastSequence = 0x7FFFFFFF

// A throttled part of a text of which the SMSC has other parts is tried again by the session itself: to send the
// whole text anew would show the reader a torso.
const (
	maxRetries = 5
	retryAfter = time.Second // doubled by each further retry
)

// nextSequence gives a sequence number that no open part uses. The mutex is held.
func (s *session) nextSequence() uint32 {
	for {
		s.sequence++
		if s.sequence > lastSequence {
			s.sequence = 1
		}
		if _, used := s.pending[s.sequence]; !used {
			return s.sequence
		}
	}
}

// room says whether the session can take one more part within the window. The mutex is held.
func (s *session) room(window int) bool {
	return len(s.pending)+len(s.retries) < window && len(s.out) < maxBatch && !s.gone
}

// begin puts the first part of a job into the buffer, for which there is room and a token, and as many more as
// there is room for. The mutex is held.
func (s *session) begin(j *job, now time.Time) {
	s.current = j
	s.place(now)
	s.proceed(now)
}

// place puts the next part of the current job into the buffer. The mutex is held.
func (s *session) place(now time.Time) {
	j := s.current
	s.queue(j, j.next, now)
	j.next++
	if j.queued() {
		s.current = nil
		j.release()
	}
}

// proceed goes on with the current job as far as window and rate allow; what has begun may use the share of the
// rate that marketing leaves to replies. The mutex is held.
func (s *session) proceed(now time.Time) {
	for s.current != nil && s.room(s.account.config.Window) && s.account.allowed(false, now) {
		s.place(now)
	}
}

// resume goes on with what has begun: parts to try again, and the current job. The mutex is held.
func (s *session) resume(now time.Time) {
	if s.suspect || s.lastWords {
		return
	}
	for len(s.retries) > 0 && len(s.out) < maxBatch {
		r := s.retries[0]
		if wait := r.due.Sub(now); wait > 0 {
			s.account.wakeAfter(wait, now)
			break
		}
		if !s.account.allowed(false, now) {
			return
		}
		s.retries = s.retries[1:]
		r.job.open--
		s.queue(r.job, r.part, now)
	}
	s.proceed(now)
}

// queue appends the PDU of a part to the buffer. The mutex is held.
func (s *session) queue(j *job, part int, now time.Time) {
	sequence := s.nextSequence()
	start := len(s.out)
	s.out = append(s.out, j.part(part)...)
	binary.BigEndian.PutUint32(s.out[start+12:], sequence)
	s.pending[sequence] = flight{job: j, part: part, sentAt: now, offset: s.queuedTo, given: s.life.given.Load()}
	s.queuedTo += int64(len(s.out) - start)
	j.open++
	s.signalWriter()
}

// queueUrgent appends a PDU without a body to what is written first. The mutex is held.
func (s *session) queueUrgent(h pdu.Header) {
	if s.gone {
		return
	}
	if len(s.urgent) > maxUrgent {
		// fail waits for nobody, so it may be called under the mutex.
		s.fail(errNotReading)
		return
	}
	s.urgent = pdu.AppendBare(s.urgent, h)
	s.signalWriter()
}

func (s *session) signalWriter() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write is the writer: it takes what the buffers hold and writes it with one deadline, until the session ends.
func (s *session) write() {
	for {
		select {
		case <-s.wake:
		case <-s.ended:
			return
		}
		for s.flush() {
		}
	}
}

// flush writes what there is and says whether it is worth looking again.
func (s *session) flush() bool {
	a := s.account
	a.mu.Lock()
	urgent, last := s.urgent, s.lastWords
	s.urgent = nil
	var out []byte
	if !last { // whoever has unbound takes nothing more: it goes over another bind
		out = s.out
		s.out, s.spare = s.spare[:0], nil
	}
	a.mu.Unlock()
	batch := out
	if len(urgent) > 0 {
		batch = append(urgent, out...)
	}
	if len(batch) == 0 {
		if last {
			s.fail(errUnbound)
		}
		s.returnBuffer(out, 0)
		return false
	}
	// A deadline that cannot be set shows in the write.
	_ = s.conn.SetWriteDeadline(time.Now().Add(a.config.Timing.Write))
	n, err := s.conn.Write(batch)
	s.returnBuffer(out, max(0, n-len(urgent)))
	if err != nil {
		s.fail(err)
		return false
	}
	return true
}

// returnBuffer notes how much of out was written, and gives its memory back. Room in the buffer may let more in.
func (s *session) returnBuffer(out []byte, written int) {
	a := s.account
	a.mu.Lock()
	defer a.mu.Unlock()
	s.writtenTo += int64(written)
	s.spare = out
	if len(out) >= maxBatch {
		a.pump()
	}
}

// answer is a response to a part.
type answer struct {
	sequence uint32
	status   pdu.Status
	id       string
	nack     bool
}

// settle matches answers with the parts that wait for them, lets waiting jobs follow into the free slots, and
// tells the outcomes.
func (s *session) settle(answers []answer) {
	a := s.account
	var space [16]*job
	complete := space[:0]
	a.mu.Lock()
	now := time.Now()
	for i := range answers {
		f, ok := s.pending[answers[i].sequence]
		if !ok {
			s.answered(pdu.Header{Sequence: answers[i].sequence}) // an SMSC may know no enquire_link, and nack it
			continue
		}
		delete(s.pending, answers[i].sequence)
		s.life.proven(f.given)
		s.apply(f, &answers[i], now)
		if f.job.complete(false) {
			complete = append(complete, f.job)
		}
	}
	outcomes := s.sumUp(complete)
	a.pump()
	s.signalIdle()
	notices := a.notices
	a.notices = nil
	a.mu.Unlock()
	for _, o := range outcomes {
		o.done(o.outcome)
	}
	for _, n := range notices {
		a.link.config.Alarm(n)
	}
}

// apply notes what an answer says of its part. The mutex is held.
func (s *session) apply(f flight, answer *answer, now time.Time) {
	j := f.job
	switch {
	case answer.nack:
		j.lose(true)
		if j.status == pdu.StatusOK {
			j.status = answer.status
		}
		return
	case answer.status == pdu.StatusOK:
		j.accept(f.part, answer.id)
		s.account.crowd.accept(j.sub.To)
		s.account.acceptedSender(j)
		return
	case asksToRebind(answer.status):
		j.refuse(answer.status)
		s.fail(errRebind)
		return
	}
	switch s.account.config.disposition(answer.status) { //nolint:exhaustive // the others are the outcome's affair
	case message.RefusedSender:
		s.account.refusedSender(j, answer.status, now)
	case message.Throttled:
		if answer.status == pdu.StatusQueueFull && s.account.crowd.refuse(j.sub.To) {
			j.crowded = true
		} else {
			s.account.pace.throttled(now)
		}
		if len(j.ends) > 1 && j.retries < maxRetries {
			s.retryLater(f, now)
			return
		}
	}
	j.refuse(answer.status)
}

// retryLater keeps a throttled part of a long text, which stays open. The mutex is held.
func (s *session) retryLater(f flight, now time.Time) {
	due := now.Add(retryAfter << f.job.retries)
	f.job.retries++
	at, _ := slices.BinarySearchFunc(s.retries, due, func(r retry, due time.Time) int { return r.due.Compare(due) })
	s.retries = slices.Insert(s.retries, at, retry{f.job, f.part, due})
}
