package surveys

import (
	"cmp"
	"slices"
	"time"
)

// Collected is one answer as results are made of it.
type Collected struct {
	Score     int
	At        time.Time
	Commented bool
	Coupon    bool
	Products  []string // names of what was ordered, each once; empty when it is not known
}

// Collector makes Results of answers, one after another.
type Collector struct {
	survey   Survey
	zone     *time.Location
	results  Results
	products map[string]*Tally
	weeks    map[time.Time]*Tally
	first    time.Time // of the weeks
	last     time.Time
}

// mostWeeks is how many weeks results show, the last ones.
const mostWeeks = 20

// NewCollector begins the results of a survey. Weeks begin on Monday in the zone.
func NewCollector(s Survey, zone *time.Location) *Collector {
	s = s.WithDefaults()
	c := &Collector{survey: s, zone: zone, products: map[string]*Tally{}, weeks: map[time.Time]*Tally{}, results: Results{Survey: s.Name, Tally: NewTally(s.Scale)}}
	for _, step := range s.Then {
		if step.Ask == AskScore {
			c.results.Steps = append(c.results.Steps, Group{Name: step.Name, Tally: NewTally(step.Scale)})
		}
	}
	return c
}

// Add takes one answer in. One whose score is not on the scale any more is left out.
func (c *Collector) Add(a Collected) {
	r := &c.results
	if !r.Add(a.Score, 1) {
		return
	}
	if c.survey.Low(a.Score) {
		r.Low++
	}
	if a.Commented {
		r.Commented++
	}
	if a.Coupon {
		r.Coupons++
	}
	for _, product := range a.Products {
		tallyOf(c.products, product, r.Scale).Add(a.Score, 1)
	}
	week := monday(a.At.In(c.zone))
	if c.first.IsZero() || week.Before(c.first) {
		c.first = week
	}
	if week.After(c.last) {
		c.last = week
	}
	tallyOf(c.weeks, week, r.Scale).Add(a.Score, 1)
}

// AddStep counts scores of a further question. One that the survey does not have any more is left out.
func (c *Collector) AddStep(name string, score, answers int) {
	for i := range c.results.Steps {
		if g := &c.results.Steps[i]; g.Name == name {
			g.Add(score, answers)
		}
	}
}

// Results gives what was collected. Invited is who was sent the question, publishable whose words may be published.
func (c *Collector) Results(invited, publishable int) Results {
	r := c.results
	r.Invited, r.Publishable = max(invited, r.Count()), publishable
	for name, t := range c.products {
		if t.Count() < FewestInGroup {
			r.OtherFew += t.Count()
			continue
		}
		r.Products = append(r.Products, Group{Name: name, Tally: *t})
	}
	slices.SortFunc(r.Products, func(a, b Group) int {
		return cmp.Or(b.Count()-a.Count(), cmp.Compare(a.Name, b.Name))
	})
	for week := c.first; !week.IsZero() && !week.After(c.last); week = week.AddDate(0, 0, 7) {
		t := c.weeks[week]
		if t == nil {
			empty := NewTally(r.Scale)
			t = &empty
		}
		r.Weeks = append(r.Weeks, Group{Name: week.Format(time.DateOnly), Tally: *t})
	}
	r.Weeks = r.Weeks[max(0, len(r.Weeks)-mostWeeks):]
	return r
}

// monday is the beginning of a moment's week.
func monday(at time.Time) time.Time {
	back := (int(at.Weekday()) + 6) % 7
	return time.Date(at.Year(), at.Month(), at.Day()-back, 0, 0, 0, 0, at.Location())
}

func tallyOf[K comparable](all map[K]*Tally, key K, scale Scale) *Tally {
	if all[key] == nil {
		t := NewTally(scale)
		all[key] = &t
	}
	return all[key]
}
