package campaigns

import (
	"context"
	"slices"
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
	Held        int          // recipients in whose place it is quiet then
	OpensAt     time.Time    // when the first of those may be texted; zero when none is held
	FinishAt    time.Time    // when the last would leave at the usual rate, once their quiet hours are over
	Problems    []Problem    // of the content, warnings included

	Replaced   []sms.Replacement        // what smart replacement did, in order of first appearance; how often, over all recipients
	Unreplaced int                      // segments of all recipients together without it
	Foreign    map[message.Language]int // recipients whose language has no text: they get the shop's
	held       tally
}

// tally counts what waits for the end of quiet hours.
type tally struct {
	segments int
	opensAt  time.Time // the last opening
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

// Preview goes through the whole audience. Where texts or audience cannot be read it has only the problems.
func (s *Service) Preview(ctx context.Context, f Form) (Preview, error) {
	f.Content = f.Content.canonical()
	now := s.clock.Now()
	p := Preview{
		Problems: s.Check(f), LeftOut: map[string]int{}, Foreign: map[message.Language]int{}, Currency: s.config.Currency, StartAt: later(now, f.Content.StartAt),
	}
	audience, err := ParseAudience(f.Content.Audience)
	if err != nil {
		return p, nil //nolint:nilerr // it is one of the problems
	}
	t, err := newTemplates(f.Content, s.config)
	if err != nil || len(f.Content.Texts) == 0 {
		return p, nil //nolint:nilerr // likewise
	}
	err = s.desk.Audience(ctx, audience, now, func(r Reader) error {
		s.count(&p, f.Content, t, r)
		return nil
	})
	if err != nil {
		return Preview{}, err
	}
	p.Cost = int64(p.Segments) * s.config.Price
	p.FinishAt = later(p.StartAt.Add(s.span(p.Segments-p.held.segments)), p.held.opensAt.Add(s.span(p.held.segments)))
	if p.Recipients == 0 {
		p.Problems = append(p.Problems, nobodyProblem())
	}
	coupons, err := s.checkCoupons(ctx, f.Content, p.Recipients)
	p.Problems = append(p.Problems, coupons...)
	return p, err
}

// Fit says whether nothing stands in the way of a proposal.
func (p Preview) Fit() bool { return len(blocking(p.Problems)) == 0 }

// samples is how many texts a preview shows.
const samples = 3

// count adds one reader to the preview.
func (s *Service) count(p *Preview, c Content, t templates, r Reader) {
	p.Audience++
	d := s.foretell(c, p.StartAt, r)
	if d.Verdict == consent.Skip {
		p.LeftOut[d.Reason]++
		return
	}
	w, err := t.write(r.Language, Values{FirstName: r.FirstName, LastName: r.LastName, Link: s.config.SampleLink, Coupon: sampleCoupon})
	if err != nil {
		p.LeftOut[err.Error()]++
		return
	}
	n := sms.Measure(w.text).Segments
	p.Recipients++
	p.Segments += n
	p.MaxSegments = max(p.MaxSegments, n)
	if p.MinSegments == 0 || n < p.MinSegments {
		p.MinSegments = n
	}
	if d.Verdict == consent.Hold {
		p.hold(d.Until, n)
	}
	if _, own := c.Texts[r.Language]; !own && r.Language != "" {
		p.Foreign[r.Language]++
	}
	p.noteReplaced(w, n)
	if len(p.Samples) < samples {
		p.Samples = append(p.Samples, SampleText{To: r.Address, Text: w.text, Segments: n})
	}
}

// hold counts a recipient who is texted only when quiet hours are over.
func (p *Preview) hold(until time.Time, segments int) {
	p.Held++
	if p.OpensAt.IsZero() || until.Before(p.OpensAt) {
		p.OpensAt = until
	}
	p.held.segments += segments
	p.held.opensAt = later(p.held.opensAt, until)
}

// noteReplaced counts what smart replacement did to a text that takes n segments.
func (p *Preview) noteReplaced(w written, n int) {
	if len(w.replaced) == 0 {
		p.Unreplaced += n
		return
	}
	p.Unreplaced += sms.Measure(w.raw).Segments
	for _, r := range w.replaced {
		i := slices.IndexFunc(p.Replaced, func(known sms.Replacement) bool { return known.From == r.From })
		if i < 0 {
			p.Replaced = append(p.Replaced, r)
			continue
		}
		p.Replaced[i].Count += r.Count
	}
}
