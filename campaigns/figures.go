package campaigns

import (
	"time"

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
}

// Progress is how a campaign stands, for its card and its report.
type Progress struct {
	Figures

	Cost     int64     // of the segments sent, in Config.Price's unit
	Currency string    // of Cost
	Left     int       // recipients whose outcome is still open
	FinishAt time.Time // when the rest will have left at the usual rate; zero unless running
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
	if unsent := f.Waiting + f.States[message.Queued] + f.States[message.Leased]; f.Campaign.State == Running && unsent > 0 {
		p.FinishAt = s.finish(unsent)
	}
	return p
}

// finish is when n segments more will have left.
func (s *Service) finish(n int) time.Time {
	return s.clock.Now().Add(time.Duration(float64(n) / s.config.Rate * float64(time.Second)))
}
