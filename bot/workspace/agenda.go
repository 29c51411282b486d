package workspace

import (
	"container/heap"
	"context"
	"time"
)

// agenda holds what is to be done later, the earliest first.
type agenda struct {
	entries   entries
	interrupt func() // ends the wait of keepAgenda; nil while it does not wait
}

// entry is one thing to do at a time.
type entry struct {
	at time.Time
	do func()
}

type entries []entry

func (e entries) Len() int           { return len(e) }
func (e entries) Less(i, j int) bool { return e[i].at.Before(e[j].at) }
func (e entries) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *entries) Push(x any)        { *e = append(*e, x.(entry)) }
func (e *entries) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// later has do called, with mu held, when the wire clock has moved on by d.
func (s *Server) later(d time.Duration, do func()) { s.when(s.wire().Add(d), do) }

// when has do called, with mu held, when the wire clock shows at.
func (s *Server) when(at time.Time, do func()) {
	first := len(s.agenda.entries) == 0 || at.Before(s.agenda.entries[0].at)
	heap.Push(&s.agenda.entries, entry{at: at, do: do})
	if first && s.agenda.interrupt != nil {
		s.agenda.interrupt()
	}
}

// keepAgenda does what falls due until ctx ends. It takes mu itself.
func (s *Server) keepAgenda(ctx context.Context) error {
	s.mu.Lock()
	s.later(pingEvery, s.ping)
	s.mu.Unlock()
	for {
		wait, cancel := context.WithCancel(ctx)
		next := s.workOff(cancel)
		_ = s.config.Wire.Until(wait, next) // an early end is an interrupt: look again
		cancel()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// workOff does all that is due, notes how to interrupt the wait that follows, and tells until when to wait. It
// takes mu itself.
func (s *Server) workOff(interrupt func()) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.wire()
	for len(s.agenda.entries) > 0 && !s.agenda.entries[0].at.After(now) {
		heap.Pop(&s.agenda.entries).(entry).do()
	}
	s.agenda.interrupt = interrupt
	if len(s.agenda.entries) == 0 {
		return now.Add(time.Minute)
	}
	return s.agenda.entries[0].at
}
