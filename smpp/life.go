package smpp

import (
	"crypto/rand"
	"sync/atomic"
	"time"

	"kurzwahl/smpp/pdu"
)

// life is what others see of a session, as message.Session describes it. It outlives the session without holding
// on to its buffers.
type life struct {
	id    string
	since time.Time
	heard atomic.Int64 // unix nanoseconds by the link's clock, as is ended
	ended atomic.Int64 // 0 while it lives
	given atomic.Int64 // answers to deliveries; written under the account's mutex, as is read
	read  atomic.Int64
}

func newLife(now time.Time) *life {
	l := &life{id: rand.Text(), since: now}
	l.heard.Store(now.UnixNano())
	return l
}

// ID is random: no two sessions of any process share one.
func (l *life) ID() string { return l.id }

// Since is when the bind was accepted.
func (l *life) Since() time.Time { return l.since }

// Heard is when the last PDU of the peer was read.
func (l *life) Heard() time.Time { return time.Unix(0, l.heard.Load()) }

// Ended is when the session ended, zero while it lives.
func (l *life) Ended() time.Time {
	if at := l.ended.Load(); at != 0 {
		return time.Unix(0, at)
	}
	return time.Time{}
}

// Answered is how many deliveries were answered, and how many of these answers the peer has surely read.
func (l *life) Answered() (given, read int64) {
	read = l.read.Load()
	return l.given.Load(), read
}

// proven notes that the peer has read as many answers.
func (l *life) proven(answers int64) { l.read.Store(max(answers, l.read.Load())) }

// proof is a request whose answer shows that the peer has read all that was written before it.
type proof struct {
	sequence uint32
	answers  int64 // to deliveries, given before it
}

// ask queues a request without a body, by whose answer the peer shows what it has read. The mutex is held.
func (s *session) ask(id pdu.ID) {
	s.proof = proof{s.nextSequence(), s.life.given.Load()}
	s.queueUrgent(pdu.Header{ID: id, Sequence: s.proof.sequence})
}

// answered takes the answer to ask. The mutex is held.
func (s *session) answered(h pdu.Header) {
	if s.proof.sequence != 0 && h.Sequence == s.proof.sequence {
		s.life.proven(s.proof.answers)
		s.proof = proof{}
	}
}

// unproven says whether the peer may not have read all answers, and has not been asked.
func (s *session) unproven() bool {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	given, read := s.life.Answered()
	return given > read && s.proof.sequence == 0
}
