package shop

import "time"

// AlertRules are what a shop sets about waiting lists and price alarms. WithDefaults fills zero values.
type AlertRules struct {
	PerUnit  int           // people who are told of each free unit at once; default 2
	Every    time.Duration // between two rounds of telling; default 60 minutes
	CoolDown time.Duration // between two returns of the same product that people are told of; default 48 hours
	Keep     time.Duration // how long somebody waits at most; default 180 days

	Percent    int           // a price must fall by so much; default 5
	Amount     int64         // and by so many hundredths of the currency; default 100
	Debounce   time.Duration // how long a price must have stood; default 30 minutes
	PerProduct time.Duration // between two texts about the price of one product to one person; default 7 days
	PerPerson  time.Duration // between two texts about prices to one person; default 24 hours
}

// WithDefaults gives the rules with every zero value replaced by what it stands for.
func (r AlertRules) WithDefaults() AlertRules {
	if r.PerUnit == 0 {
		r.PerUnit = 2
	}
	if r.Percent == 0 {
		r.Percent = 5
	}
	if r.Amount == 0 {
		r.Amount = 100
	}
	for _, d := range []struct {
		value  *time.Duration
		normal time.Duration
	}{
		{&r.Every, time.Hour},
		{&r.CoolDown, 48 * time.Hour},
		{&r.Keep, 180 * 24 * time.Hour},
		{&r.Debounce, 30 * time.Minute},
		{&r.PerProduct, 7 * 24 * time.Hour},
		{&r.PerPerson, 24 * time.Hour},
	} {
		if *d.value == 0 {
			*d.value = d.normal
		}
	}
	return r
}
