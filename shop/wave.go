package shop

import (
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// MostAtOnce is how many people one wave tells at most, however many units there are.
const MostAtOnce = 500

// Waiting is somebody on a product's waiting list.
type Waiting struct {
	ID      string // of the sign-up
	Address message.Address
	Until   time.Time        // when the sign-up expires
	May     consent.Decision // what the gate says about a text now
	Busy    bool             // another alert is on its way to them
}

// Wave says who of a waiting list is told now.
type Wave struct {
	Take    []string          // sign-ups that are told, in the order of the line
	Expired []string          // sign-ups that are over
	Stopped map[string]string // sign-ups of people whom the gate will never let be told, with its reason
	Next    time.Time         // when to look again; zero when nobody waits any more
}

// Wave decides who is told that a product is back: first come, first served, PerUnit people for each unit that is
// there now. Who may not be texted now keeps the place and is passed over; who never may be loses it. Line is in the order
// in which people signed up. It may be the beginning of a longer one: where some of it ended and nobody is told, the rest is
// looked at now.
func (r AlertRules) Wave(p Product, line []Waiting, now time.Time) Wave {
	wave := Wave{Stopped: map[string]string{}}
	if p.Stock <= 0 {
		return wave
	}
	quota := min(MostAtOnce, p.Stock*r.PerUnit)
	next, left := now.Add(r.Every), 0
	held := time.Time{}
	for _, w := range line {
		switch {
		case !now.Before(w.Until):
			wave.Expired = append(wave.Expired, w.ID)
			continue
		case w.May.Verdict == consent.Skip && w.May.Lasting:
			wave.Stopped[w.ID] = w.May.Reason
			continue
		case w.May.Verdict == consent.Send && !w.Busy && len(wave.Take) < quota:
			wave.Take = append(wave.Take, w.ID)
			continue
		case w.May.Verdict == consent.Hold && (held.IsZero() || w.May.Until.Before(held)):
			held = w.May.Until
		}
		left++
	}
	ended := len(wave.Expired) + len(wave.Stopped)
	switch {
	case ended > 0 && len(wave.Take) == 0:
		next = now
	case ended == 0 && left == 0:
		next = time.Time{}
	case len(wave.Take) == 0 && !held.IsZero():
		next = held
	}
	wave.Next = next
	return wave
}
