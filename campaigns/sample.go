package campaigns

import (
	"context"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Sample is a text that a member of staff wants to see on their own phone.
type Sample struct {
	By       Person
	Campaign string // id
	To       message.Address
	Text     string
	Purpose  consent.Purpose // of the campaign
	At       time.Time
}

// SampleFacts is what decides whether a sample may go.
type SampleFacts struct {
	Asked   int           // samples that the person was sent in the last hour
	Contact bool          // the number belongs to a contact
	Gate    consent.Facts // what the gate knows of the number
}

// samplesAnHour is how many samples one person may be sent in an hour: enough to mend a text, too few to write to people.
const samplesAnHour = 3

// SendSample texts the campaign's text to a phone that a member of staff named as their own, in the shop's language and
// with made-up values. Only the campaign's writers, approvers and admins may ask for it (NoTester), three times an hour
// (ManySamples); and a contact's phone gets it only where that person agreed to such texts (SampleBarred).
func (s *Service) SendSample(ctx context.Context, by Person, id string, to message.Address) error {
	c, err := s.Campaign(ctx, id)
	if err != nil {
		return err
	}
	if !s.mayTest(by, c) {
		return refuse(NoTester, &c)
	}
	t, err := newTemplates(c.Content, s.config)
	if err != nil {
		return &Refusal{Kind: Unfit, State: c.State, Problems: blocking(s.Check(Form{c.Name, c.Content}))}
	}
	w, err := t.write(s.config.Language, Values{Link: s.config.SampleLink, Coupon: sampleCoupon, FirstName: "Alex", LastName: "Muster"})
	if err != nil {
		return err
	}
	sample := Sample{By: by, Campaign: id, To: to, Text: w.text, Purpose: c.Content.canonical().Purpose, At: s.clock.Now()}
	return s.desk.SendSample(ctx, sample, func(f SampleFacts) error { return s.allowSample(sample, f, &c) })
}

// mayTest says whether somebody has to do with the campaign.
func (s *Service) mayTest(by Person, c Campaign) bool {
	return by != "" && (by == c.Author || by == c.Editor || slices.Contains(s.config.Approvers, by) || slices.Contains(s.config.Admins, by))
}

// allowSample refuses a sample to who must not get it. Quiet hours and the frequency cap do not matter: somebody awake
// asked for it.
func (s *Service) allowSample(sample Sample, f SampleFacts, c *Campaign) error {
	m := message.Outbound{To: sample.To, Class: message.Service, Purpose: string(sample.Purpose)}
	switch {
	case f.Asked >= samplesAnHour:
		return refuse(ManySamples, c)
	case f.Gate.Suppressed != "", s.config.Gate(m, f.Gate, sample.At).Verdict == consent.Skip, f.Contact && !f.Gate.Standing.Allows(sample.Purpose):
		return refuse(SampleBarred, c)
	default:
		return nil
	}
}
