package surveys

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Survey is a question for a rating, asked about an order, and what is asked after it.
type Survey struct {
	Name         string                      // by which schedules and answers name it
	Purpose      consent.Purpose             // the consent it rests on; "" is consent.Surveys
	Scale        Scale                       // the zero Scale is 1 to 6, 6 is best
	Question     map[message.Language]string // the words, with {shop} and {order}; a language that is missing takes the phrasebook's
	CouponPool   string                      // the pool that thanks come from; "" gives none
	WhenEmpty    WhenEmpty                   // what happens when the pool has no code left
	StaticCoupon string                      // the code for all then; "" thanks without one
	LowBar       Bar                         // scores this bad or worse are low; nil takes the scale's own
	HighBar      Bar                         // scores this good or better are high; nil takes the scale's own
	FollowUp     bool                        // a low score without words is asked what went wrong; the same as Then with one AskWrong for Low
	Then         []Step                      // what is asked after the score, in this order
	RemindAfter  time.Duration               // after the question went out, once, when nobody answered; 0 is 48 hours, negative is never
	Lasts        time.Duration               // how long the question may be answered after it went out; 0 is OpenFor
	AfterDays    int                         // days after delivery at which it is sent
}

// OpenFor is how long a question may be answered after it went out, where a survey says nothing else.
const OpenFor = 3 * 24 * time.Hour

// Bar is a score that divides a scale; nil is the scale's own.
type Bar *int

// At is the Bar at a score.
func At(score int) Bar { return &score }

// WhenEmpty says what happens when a pool of coupons has no code left.
type WhenEmpty string

// The ways to go on without a coupon.
const (
	Thank WhenEmpty = ""     // go on asking; thank with the StaticCoupon where there is one, else in words
	Stop  WhenEmpty = "stop" // ask nobody any more until there are codes again
)

// WithDefaults gives the survey with every zero value replaced by what it stands for.
func (s Survey) WithDefaults() Survey {
	s.Scale = s.Scale.orDefault()
	if s.RemindAfter == 0 {
		s.RemindAfter = 48 * time.Hour
	}
	if s.Lasts == 0 {
		s.Lasts = OpenFor
	}
	if s.Purpose == "" {
		s.Purpose = consent.Surveys
	}
	low, high := s.Scale.bars()
	if s.LowBar == nil {
		s.LowBar = At(low)
	}
	if s.HighBar == nil {
		s.HighBar = At(high)
	}
	if s.FollowUp && len(s.Then) == 0 {
		s.Then = []Step{{Ask: AskWrong, When: []Branch{Low}}}
	}
	s.Then = slices.Clone(s.Then)
	for i := range s.Then {
		s.Then[i] = s.Then[i].withDefaults()
	}
	return s
}

// Check says what is wrong with the survey, all of it at once; nil when nothing is.
func (s Survey) Check() error {
	s = s.WithDefaults()
	var wrong []error
	add := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf("survey %q: "+format, append([]any{s.Name}, args...)...))
		}
	}
	if s.Name == "" {
		wrong = append(wrong, errors.New("a survey needs a name"))
	}
	add(s.Scale.Min < 0 || s.Scale.Max > 10 || s.Scale.Min >= s.Scale.Max, "a scale lies within 0 to 10, not %d to %d", s.Scale.Min, s.Scale.Max)
	add(!s.Scale.Holds(*s.LowBar), "the bar for low scores, %d, is not on the scale", *s.LowBar)
	add(!s.Scale.Holds(*s.HighBar), "the bar for high scores, %d, is not on the scale", *s.HighBar)
	add(s.Scale.atLeast(*s.LowBar, *s.HighBar), "a score of %d would be low and high at once", *s.LowBar)
	add(s.RemindAfter >= s.Lasts, "the reminder after %s comes when the question has lapsed, after %s", s.RemindAfter, s.Lasts)
	add(s.Lasts < time.Hour || s.Lasts > mostOpen, "a question is open for 1 hour to %d days", int(mostOpen.Hours()/24))
	add(s.WhenEmpty == Stop && s.CouponPool == "", "there is no pool of coupons that could be empty")
	add(s.StaticCoupon != "" && s.CouponPool == "", "the code for an empty pool needs a pool of coupons")
	add(len(s.Then) > mostSteps, "more than %d questions after the score: nobody answers that many", mostSteps)
	names := map[string]bool{}
	for i, step := range s.Then {
		for _, problem := range step.problems() {
			add(true, "question %d after the score: %s", i+1, problem)
		}
		add(names[step.Name], "two questions are named %q", step.Name)
		names[step.Name] = true
	}
	return errors.Join(wrong...)
}

// mostSteps is how many steps a survey has at most.
const mostSteps = 6

// mostOpen is the longest time for which a question may be open.
const mostOpen = 30 * 24 * time.Hour

// Branch is the part of a scale that a score lies in.
type Branch string

// The branches.
const (
	Low    Branch = "low"
	Middle Branch = "middle"
	High   Branch = "high"
)

// Branch says whether a score is low, high, or between.
func (s Survey) Branch(score int) Branch {
	s = s.WithDefaults()
	switch {
	case s.Scale.atLeast(*s.LowBar, score):
		return Low
	case s.Scale.atLeast(score, *s.HighBar):
		return High
	default:
		return Middle
	}
}

// Low says whether a score is bad enough to have people look after it.
func (s Survey) Low(score int) bool { return s.Branch(score) == Low }

// Find gives the survey of that name.
func Find(all []Survey, name string) (Survey, bool) {
	i := slices.IndexFunc(all, func(s Survey) bool { return s.Name == name })
	if i < 0 {
		return Survey{}, false
	}
	return all[i].WithDefaults(), true
}
