package surveys

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Survey is one question for a rating, asked about an order.
type Survey struct {
	Name         string                      // by which schedules and answers name it
	Purpose      consent.Purpose             // the consent it rests on; "" is consent.Surveys
	Scale        Scale                       // the zero Scale is 1 to 6, 6 is best
	Question     map[message.Language]string // the words, with {shop} and {order}; a language that is missing takes the phrasebook's
	CouponPool   string                      // the pool that thanks come from; "" gives none
	StaticCoupon string                      // the code for all when the pool is empty; "" thanks without one
	LowBar       int                         // scores this bad or worse open a case; 0 takes the worst third of the scale
	FollowUp     bool                        // a low score without words is asked what went wrong
	RemindAfter  time.Duration               // after the question went out, once, when nobody answered; 0 is 48 hours, negative is never
	AfterDays    int                         // days after delivery at which it is sent
}

// OpenFor is how long a question may be answered after it went out.
const OpenFor = 3 * 24 * time.Hour

// Scale is the range of a rating.
type Scale struct {
	Min, Max int
	LowBest  bool // the lowest number is the best, as in German school grades
}

// WithDefaults gives the survey with every zero value replaced by what it stands for.
func (s Survey) WithDefaults() Survey {
	if s.Scale.Min == 0 && s.Scale.Max == 0 {
		s.Scale.Min, s.Scale.Max = 1, 6
	}
	if s.RemindAfter == 0 {
		s.RemindAfter = 48 * time.Hour
	}
	if s.Purpose == "" {
		s.Purpose = consent.Surveys
	}
	if s.LowBar == 0 {
		third := (s.Scale.Max - s.Scale.Min + 1) / 3
		s.LowBar = s.Scale.Min + third - 1
		if s.Scale.LowBest {
			s.LowBar = s.Scale.Max - third + 1
		}
	}
	return s
}

// Check says what is wrong with the survey, all of it at once; nil when nothing is.
func (s Survey) Check() error {
	s = s.WithDefaults()
	var wrong []error
	if s.Name == "" {
		wrong = append(wrong, errors.New("a survey needs a name"))
	}
	if s.Scale.Min < 0 || s.Scale.Max > 10 || s.Scale.Min >= s.Scale.Max {
		wrong = append(wrong, fmt.Errorf("survey %q: a scale lies within 0 to 10, not %d to %d", s.Name, s.Scale.Min, s.Scale.Max))
	}
	if !s.Scale.Holds(s.LowBar) {
		wrong = append(wrong, fmt.Errorf("survey %q: the bar for low scores, %d, is not on the scale", s.Name, s.LowBar))
	}
	return errors.Join(wrong...)
}

// Holds says whether the score is on the scale.
func (s Scale) Holds(score int) bool { return score >= s.Min && score <= s.Max }

// Best is the best score.
func (s Scale) Best() int {
	if s.LowBest {
		return s.Min
	}
	return s.Max
}

// Low says whether a score is bad enough to ask what went wrong.
func (s Survey) Low(score int) bool {
	s = s.WithDefaults()
	if s.Scale.LowBest {
		return score >= s.LowBar
	}
	return score <= s.LowBar
}

// Find gives the survey of that name.
func Find(all []Survey, name string) (Survey, bool) {
	i := slices.IndexFunc(all, func(s Survey) bool { return s.Name == name })
	if i < 0 {
		return Survey{}, false
	}
	return all[i].WithDefaults(), true
}
