package bench

import (
	"context"
	"sync"
	"time"

	"kurzwahl/message"
)

// stopwatch times messages from their claim to the moment at which their receipt is stored, and knows when all are
// done. It keeps only those that are under way, so its size does not depend on how many there are.
type stopwatch struct {
	total int

	mu       sync.Mutex
	begun    map[message.Address]time.Time
	settled  int           // whose outcome at the link is stored
	ended    int           // whose receipt is stored, or that will get none
	finished time.Time     // when the last of both came
	done     chan struct{} // closed then

	latencies latencies
}

func newStopwatch(total int) *stopwatch {
	return &stopwatch{total: total, begun: make(map[message.Address]time.Time), done: make(chan struct{})}
}

// begin starts the time of the recipients' messages, where it does not run yet.
func (s *stopwatch) begin(recipients ...message.Address) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, to := range recipients {
		if _, runs := s.begun[to]; !runs {
			s.begun[to] = now
		}
	}
}

// end stops the time of the recipients' messages. A recipient whose time does not run is not counted: the receipt came
// twice.
func (s *stopwatch) end(recipients ...message.Address) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, to := range recipients {
		began, runs := s.begun[to]
		if !runs {
			continue
		}
		delete(s.begun, to)
		s.ended++
		s.latencies.add(now.Sub(began))
	}
	s.review(now)
}

// settle counts messages whose outcome is stored.
func (s *stopwatch) settle(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settled += n
	s.review(time.Now())
}

// review looks whether all are done. The mutex is held.
func (s *stopwatch) review(now time.Time) {
	if s.finished.IsZero() && s.settled >= s.total && s.ended >= s.total {
		s.finished = now
		close(s.done)
	}
}

// progress is how many are done.
func (s *stopwatch) progress() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return min(s.settled, s.ended)
}

// wait blocks until all messages are done and gives when that was; the error is that of await.
func (s *stopwatch) wait(ctx context.Context, tell func(done, total int)) (time.Time, error) {
	if err := await(ctx, s.done, s.total, s.progress, tell); err != nil {
		return time.Time{}, err
	}
	return s.finished, nil
}
