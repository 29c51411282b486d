package campaigns

import (
	"context"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// Reader is one contact of an audience, with what text and gate must know of them.
type Reader struct {
	Address   message.Address
	FirstName string
	LastName  string
	Language  message.Language
	Facts     consent.Facts
}

// Preview foretells a campaign from the contacts as they are now.
type Preview struct {
	Audience    int            // contacts that the audience has
	Recipients  int            // of those, who would get the text
	LeftOut     map[string]int // why not, and how many
	MinSegments int            // over the recipients; 0 when there is none
	MaxSegments int
	Segments    int   // of all recipients together
	Cost        int64 // of all, in Config.Price's unit
	Currency    string
	Samples     []SampleText // up to three, as real recipients would read them
	StartAt     time.Time    // when it would start: its time, or now
	FinishAt    time.Time    // when the last would leave at the usual rate, quiet hours aside
	Problems    []Problem    // of the content, warnings included
}

// MeanSegments is the average over the recipients, 0 when there is none.
func (p Preview) MeanSegments() float64 {
	if p.Recipients == 0 {
		return 0
	}
	return float64(p.Segments) / float64(p.Recipients)
}

// SampleText is the text as one recipient would read it.
type SampleText struct {
	To       message.Address
	Text     string
	Segments int
}

// sampleCoupon stands in previews where each recipient will have their own.
const sampleCoupon = "ABCD-1234"

// Preview goes through the whole audience. Content with problems gets a Preview that has only those.
func (s *Service) Preview(ctx context.Context, f Form) (Preview, error) {
	f.Content = f.Content.canonical()
	now := s.clock.Now()
	p := Preview{Problems: f.Check(now), LeftOut: map[string]int{}, Currency: s.config.Currency, StartAt: now}
	if f.Content.StartAt.After(now) {
		p.StartAt = f.Content.StartAt
	}
	if len(blocking(p.Problems)) > 0 {
		return p, nil
	}
	audience, err := ParseAudience(f.Content.Audience)
	if err != nil {
		return Preview{}, err
	}
	t, err := newTemplates(f.Content, s.config.Language)
	if err != nil {
		return Preview{}, err
	}
	err = s.desk.Audience(ctx, audience, now, func(r Reader) error {
		s.count(&p, f.Content, t, r)
		return nil
	})
	if err != nil {
		return Preview{}, err
	}
	p.Cost = int64(p.Segments) * s.config.Price
	p.FinishAt = p.StartAt.Add(s.finish(p.Segments).Sub(s.clock.Now()))
	return p, nil
}

// foretell says why the gate would leave a reader out at a time, "" when it would not; quiet hours only delay.
func (s *Service) foretell(c Content, at time.Time, r Reader) string {
	m := message.Outbound{To: r.Address, Class: message.Marketing, Purpose: string(c.Purpose), Deadline: c.Deadline}
	if d := s.config.Gate(m, r.Facts, at); d.Verdict == consent.Skip {
		return d.Reason
	}
	return ""
}

// samples is how many texts a preview shows.
const samples = 3

// count adds one reader to the preview.
func (s *Service) count(p *Preview, c Content, t templates, r Reader) {
	p.Audience++
	if reason := s.foretell(c, p.StartAt, r); reason != "" {
		p.LeftOut[reason]++
		return
	}
	text, err := t.of(r.Language).Fill(Values{FirstName: r.FirstName, LastName: r.LastName, Link: s.config.SampleLink, Coupon: sampleCoupon})
	if err != nil {
		p.LeftOut[err.Error()]++
		return
	}
	n := sms.Measure(text).Segments
	p.Recipients++
	p.Segments += n
	p.MaxSegments = max(p.MaxSegments, n)
	if p.MinSegments == 0 || n < p.MinSegments {
		p.MinSegments = n
	}
	if len(p.Samples) < samples {
		p.Samples = append(p.Samples, SampleText{To: r.Address, Text: text, Segments: n})
	}
}
