package shop

import (
	"time"

	"kurzwahl/consent"
)

// Alarm is one price alarm of a person, beside the price that its product has now.
type Alarm struct {
	ID       string
	Baseline int64 // the price at sign-up, or that of the last text, in hundredths
	Target   int64 // the price that was wished for; 0 for any lower one
	Currency string
	ToldAt   time.Time // when they were last told; zero for never
	Until    time.Time // when the alarm expires

	Price       int64 // now
	PriceIn     string
	PricedSince time.Time
}

// Listener is a person with price alarms.
type Listener struct {
	ToldAt time.Time        // when they were last told of any price; zero for never
	May    consent.Decision // what the gate says about a text now
	Busy   bool             // another alert is on its way to them
}

// Told is what becomes of a person's price alarms.
type Told struct {
	Take    string               // the alarm that is told now, "" for none
	Expired []string             // alarms that are over
	Stopped []string             // alarms of a person whom the gate will never let be told
	Look    map[string]time.Time // when to look at the others again; an alarm that is missing waits for another price
}

// Worth says whether a price is worth a text: it reached what was wished for, else it fell by Percent and Amount.
func (r AlertRules) Worth(a Alarm) bool {
	if a.PriceIn != a.Currency || a.Price <= 0 {
		return false
	}
	if a.Target > 0 {
		return a.Price <= a.Target
	}
	drop := a.Baseline - a.Price
	return drop >= r.Amount && drop*100 >= a.Baseline*int64(r.Percent)
}

// Tell decides which price a person is told of now: the best drop wins, one in PerPerson, and one of a product in
// PerProduct. A price counts when it has stood for Debounce; a better one that has not is waited for.
func (r AlertRules) Tell(alarms []Alarm, l Listener, now time.Time) Told {
	told := Told{Look: map[string]time.Time{}}
	var settled []Alarm
	var best, coming Alarm
	never := l.May.Verdict == consent.Skip && l.May.Lasting
	for _, a := range alarms {
		switch {
		case !now.Before(a.Until):
			told.Expired = append(told.Expired, a.ID)
		case never:
			told.Stopped = append(told.Stopped, a.ID)
		case !r.Worth(a):
		case !a.ToldAt.IsZero() && now.Before(a.ToldAt.Add(r.PerProduct)):
			told.Look[a.ID] = a.ToldAt.Add(r.PerProduct)
		case now.Before(a.PricedSince.Add(r.Debounce)):
			told.Look[a.ID] = a.PricedSince.Add(r.Debounce)
			coming = better(coming, a)
		default:
			settled = append(settled, a)
			best = better(best, a)
		}
	}
	if best.ID == "" {
		return told
	}
	again := now.Add(r.PerPerson)
	switch {
	case !l.ToldAt.IsZero() && now.Before(l.ToldAt.Add(r.PerPerson)):
		again = l.ToldAt.Add(r.PerPerson)
	case coming.ID != "" && better(best, coming).ID == coming.ID:
		again = coming.PricedSince.Add(r.Debounce)
	case l.May.Verdict == consent.Hold:
		again = l.May.Until
	case l.May.Verdict == consent.Send && l.Busy:
		again = now.Add(BusyFor)
	case l.May.Verdict == consent.Send:
		told.Take = best.ID
	}
	for _, a := range settled {
		if a.ID != told.Take {
			told.Look[a.ID] = again
		}
	}
	return told
}

// BusyFor is how long an alert that was decided on counts as on its way.
const BusyFor = 10 * time.Minute

// better gives the alarm whose price fell by the greater part; the first of two that fell alike. An alarm without an ID
// is none.
func better(a, b Alarm) Alarm {
	if a.ID == "" || b.ID != "" && (b.Baseline-b.Price)*a.Baseline > (a.Baseline-a.Price)*b.Baseline {
		return b
	}
	return a
}
