package campaigns

import (
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Figures is what the database counts of one campaign.
type Figures struct {
	Campaign Campaign
	States   map[message.State]int // of its messages; sum and Waiting and Left out are Campaign.Recipients
	Waiting  int                   // recipients whose message is not made yet
	Reasons  map[string]int        // of skipped, failed, expired and cancelled messages and recipients: why, and how many
	LeftOut  int                   // recipients who got no message made, such as for want of a coupon
	Segments int                   // that SMSCs accepted
	Clicked  int                   // recipients who followed their link
	Replied  int                   // recipients who wrote within three days of their message
	OptedOut int                   // of those: who opted out
	LastSent time.Time             // when the last message was accepted
	Next     Reader                // somebody who waits for their message; the zero Reader when nobody does
}

// Progress is how a campaign stands, for its card and its report.
type Progress struct {
	Figures

	Cost       int64     // of the segments sent, in Config.Price's unit
	Currency   string    // of Cost
	Left       int       // recipients whose outcome is still open
	WaitsUntil time.Time // when quiet hours end, where they hold the next of a running campaign; else zero
	FinishAt   time.Time // when the rest will have left at the usual rate, once quiet hours are over; zero unless running
}

// progress adds what follows from the figures.
func (s *Service) progress(f Figures) Progress {
	p := Progress{Figures: f, Cost: int64(f.Segments) * s.config.Price, Currency: s.config.Currency}
	p.Left = f.Waiting
	for state, n := range f.States {
		if !state.Final() {
			p.Left += n
		}
	}
	unsent := f.Waiting + f.States[message.Queued]
	if f.Campaign.State != Running || unsent == 0 {
		return p
	}
	now := s.clock.Now()
	if d := s.foretell(f.Campaign.Content.canonical(), now, f.Next); f.Next.Address != "" && d.Verdict == consent.Hold {
		p.WaitsUntil = d.Until
	}
	p.FinishAt = later(now, p.WaitsUntil).Add(s.span(unsent))
	return p
}

// span is how long n segments take to leave.
func (s *Service) span(n int) time.Duration {
	return time.Duration(float64(n) / s.config.Rate * float64(time.Second))
}
