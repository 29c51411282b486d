package campaigns

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/links"
	"kurzwahl/message"
)

// Check gives the problems of a draft, warnings included: none when it is fit to be proposed, as far as that shows
// without looking at the audience and at the coupons. Those with Warning do not stand in its way.
func (s *Service) Check(f Form) []Problem {
	problems := f.check(s.clock.Now(), s.config.policy())
	target := f.Content.canonical().LinkTarget
	if target == "" || s.config.CheckLink == nil {
		return problems
	}
	if err := s.config.CheckLink(target); err != nil {
		problems = append(problems, Problem{Field: FieldLink, says: linkSentence(err, s.config.LinkHosts)})
	}
	return problems
}

// linkSentence says why links may not lead to a target and where they may.
func linkSentence(err error, hosts []string) sentence {
	if !errors.Is(err, links.ErrHostNotAllowed) {
		return sentence{
			"Dorthin kann kein Link führen. Schreiben Sie die ganze Adresse, zum Beispiel https://shop.example/herbst",
			"No link can lead there. Write the whole address, for example https://shop.example/autumn",
		}
	}
	german, english := "den Seiten der Paketdienste", "the carriers' pages"
	if len(hosts) > 0 {
		german = strings.Join(hosts, ", ")
		english = german
	}
	return sentence{
		"Links dürfen nur zu " + german + " führen. Eine andere Adresse erlaubt, wer Kurzwahl betreibt: in der Config-Datei unter [links], hosts.",
		"Links may lead only to " + english + ". Whoever runs Kurzwahl can allow another host: in the config under [links], hosts.",
	}
}

// unfit gives what stands in the way of a proposal.
func (s *Service) unfit(ctx context.Context, f Form) ([]Problem, error) {
	problems := blocking(s.Check(f))
	if len(problems) > 0 {
		return problems, nil
	}
	missing, err := s.checkCoupons(ctx, f.Content, 0)
	if err != nil {
		return nil, err
	}
	problems = blocking(missing)
	somebody, err := s.reaches(ctx, f.Content.canonical())
	if err == nil && !somebody {
		problems = append(problems, nobodyProblem())
	}
	return problems, err
}

// errSomebody ends the search for a recipient.
var errSomebody = errors.New("there is a recipient")

// reaches says whether anybody at all would get the campaign.
func (s *Service) reaches(ctx context.Context, c Content) (bool, error) {
	audience, err := ParseAudience(c.Audience)
	if err != nil {
		return false, err
	}
	now := s.clock.Now()
	err = s.desk.Audience(ctx, audience, now, func(r Reader) error {
		if s.foretell(c, later(now, c.StartAt), r).Verdict == consent.Skip {
			return nil
		}
		return errSomebody
	})
	if errors.Is(err, errSomebody) {
		return true, nil
	}
	return false, err
}

func nobodyProblem() Problem {
	return Problem{Field: FieldAudience, says: sentence{
		"Niemand würde diese Kampagne bekommen. Ändern Sie die Empfänger.",
		"Nobody would get this campaign. Change the audience.",
	}}
}

// checkCoupons says when the pool of coupons does not exist, or has too few for the recipients.
func (s *Service) checkCoupons(ctx context.Context, c Content, recipients int) ([]Problem, error) {
	if c.CouponPool == "" || !c.uses(Coupon) {
		return nil, nil
	}
	free, all, err := s.desk.Coupons(ctx, c.CouponPool)
	switch {
	case err != nil:
		return nil, err
	case all == 0:
		return []Problem{{Field: FieldCoupon, says: sentence{
			fmt.Sprintf("Einen Gutscheinvorrat „%s“ gibt es nicht. Prüfen Sie die Schreibweise, oder lassen Sie ihn anlegen.", excerpt(c.CouponPool)),
			fmt.Sprintf("There is no pool of coupons %q. Check the spelling, or have it made.", excerpt(c.CouponPool)),
		}}}, nil
	case free < recipients:
		return []Problem{{Field: FieldCoupon, Warning: true, says: sentence{
			fmt.Sprintf("Nur %d freie Gutscheine für %d Empfänger: die übrigen bekommen den Ersatztext oder, wo keiner steht, keine SMS.", free, recipients),
			fmt.Sprintf("Only %d free coupons for %d recipients: the others get the fallback or, where there is none, no SMS.", free, recipients),
		}}}, nil
	default:
		return nil, nil
	}
}

// uses says whether any text has the placeholder.
func (c Content) uses(field Placeholder) bool {
	for _, text := range c.Texts {
		if t, err := ParseTemplate(text); err == nil && t.Uses(field) {
			return true
		}
	}
	return false
}

// foretell says what the gate would say of a reader at a time.
func (s *Service) foretell(c Content, at time.Time, r Reader) consent.Decision {
	m := message.Outbound{To: r.Address, Class: message.Marketing, Purpose: string(c.Purpose), Deadline: c.Deadline}
	return s.config.Gate(m, r.Facts, at)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
