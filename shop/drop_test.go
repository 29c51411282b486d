package shop_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/shop"
)

func TestWorth(t *testing.T) {
	t.Parallel()
	rules := shop.AlertRules{}.WithDefaults()
	cases := []struct {
		baseline, target, price int64
		in                      string
		want                    bool
	}{
		{10000, 0, 9500, "EUR", true},
		{10000, 0, 9501, "EUR", false}, // less than 5 %
		{1000, 0, 900, "EUR", true},
		{1000, 0, 901, "EUR", false}, // less than 1.00
		{10000, 0, 10000, "EUR", false},
		{10000, 0, 11000, "EUR", false},
		{10000, 0, 5000, "PLN", false},
		{10000, 0, 0, "EUR", false},
		{10000, 8000, 8000, "EUR", true},
		{10000, 8000, 8001, "EUR", false},
	}
	for _, c := range cases {
		a := shop.Alarm{Baseline: c.baseline, Target: c.target, Price: c.price, Currency: "EUR", PriceIn: c.in}
		if got := rules.Worth(a); got != c.want {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}

// TestAlarmsKeepTheirPromises lets prices move at random and checks whom it tells of what.
func TestAlarmsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	rules := shop.AlertRules{}.WithDefaults()
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 9))
		now := time.Unix(1_700_000_000, 0)
		alarms := make([]shop.Alarm, 4)
		for i := range alarms {
			price := int64(500 + random.IntN(20_000))
			alarms[i] = shop.Alarm{
				ID: fmt.Sprint(i), Baseline: price, Price: price, Currency: "EUR", PriceIn: "EUR", PricedSince: now, Until: now.Add(rules.Keep),
			}
			if random.IntN(3) == 0 {
				alarms[i].Target = price * 8 / 10
			}
		}
		var person time.Time
		for range 400 {
			now = now.Add([]time.Duration{time.Minute, 15 * time.Minute, 5 * time.Hour, 40 * time.Hour}[random.IntN(4)])
			if i := random.IntN(len(alarms)); random.IntN(2) == 0 {
				alarms[i].Price, alarms[i].PricedSince = max(1, alarms[i].Price*int64(70+random.IntN(60))/100), now
			}
			l := shop.Listener{ToldAt: person, May: consent.Decision{Verdict: consent.Send}, Busy: random.IntN(9) == 0}
			if r := random.IntN(300); r == 0 {
				l.May = consent.Decision{Verdict: consent.Skip, Reason: "suppressed", Lasting: true}
			} else if r < 60 {
				l.May = consent.Decision{Verdict: consent.Hold, Until: now.Add(9 * time.Hour)}
			}
			told := rules.Tell(alarms, l, now)
			checkTold(t, rules, alarms, l, told, now)
			if l.May.Lasting {
				break
			}
			for i := range alarms {
				if alarms[i].ID == told.Take {
					person, alarms[i].ToldAt, alarms[i].Baseline = now, now, alarms[i].Price
				}
			}
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
}

func checkTold(t *testing.T, rules shop.AlertRules, alarms []shop.Alarm, l shop.Listener, told shop.Told, now time.Time) {
	t.Helper()
	for id, look := range told.Look {
		if !look.After(now) {
			t.Errorf("alarm %s is to be looked at again at once", id)
		}
	}
	var taken shop.Alarm
	for _, a := range alarms {
		if a.ID == told.Take {
			taken = a
		}
		if stopped := slices.Contains(told.Stopped, a.ID); stopped != (l.May.Lasting && now.Before(a.Until)) {
			t.Errorf("alarm %s of somebody who may never be told: %v, is stopped: %v", a.ID, l.May.Lasting, stopped)
		}
		if l.May.Lasting {
			continue
		}
		if _, looked := told.Look[a.ID]; now.Before(a.Until) && rules.Worth(a) && !looked && a.ID != told.Take {
			t.Errorf("alarm %s is worth a text and forgotten", a.ID)
		}
	}
	if told.Take == "" {
		return
	}
	switch {
	case !rules.Worth(taken):
		t.Errorf("told of %+v", taken)
	case now.Sub(taken.PricedSince) < 30*time.Minute:
		t.Errorf("told of a price that stands for %v", now.Sub(taken.PricedSince))
	case !taken.ToldAt.IsZero() && now.Sub(taken.ToldAt) < 7*24*time.Hour:
		t.Errorf("told of one product twice within %v", now.Sub(taken.ToldAt))
	case !l.ToldAt.IsZero() && now.Sub(l.ToldAt) < 24*time.Hour:
		t.Errorf("told twice within %v", now.Sub(l.ToldAt))
	case l.May.Verdict != consent.Send || l.Busy:
		t.Errorf("told although the gate says %+v, busy %v", l.May, l.Busy)
	}
	for _, a := range alarms {
		wins := float64(a.Baseline-a.Price)/float64(a.Baseline) > float64(taken.Baseline-taken.Price)/float64(taken.Baseline)+1e-9
		if wins && now.Before(a.Until) && rules.Worth(a) && (a.ToldAt.IsZero() || now.Sub(a.ToldAt) >= 7*24*time.Hour) {
			t.Errorf("told of %+v although %+v fell further", taken, a)
		}
	}
}

func TestLowestIsThatOfThe30DaysBefore(t *testing.T) {
	t.Parallel()
	changed := time.Unix(1_700_000_000, 0)
	day := func(n int) time.Time { return changed.AddDate(0, 0, -n) }
	cases := []struct {
		name    string
		history []shop.PricePoint
		want    int64
		found   bool
	}{
		{"only the new price", []shop.PricePoint{{changed, 40}}, 0, false},
		{"one before", []shop.PricePoint{{day(90), 50}, {changed, 40}}, 50, true},
		{"lower, but too long ago", []shop.PricePoint{{day(90), 30}, {day(31), 50}, {changed, 40}}, 50, true},
		{"lower until within the 30 days", []shop.PricePoint{{day(90), 30}, {day(29), 50}, {changed, 40}}, 30, true},
		{"younger than 30 days", []shop.PricePoint{{day(3), 60}, {day(2), 45}, {day(1), 70}, {changed, 40}}, 45, true},
		{"later prices do not count", []shop.PricePoint{{day(3), 60}, {changed, 40}, {changed.Add(time.Hour), 10}}, 60, true},
	}
	for _, c := range cases {
		if got, found := shop.Lowest(c.history, changed); got != c.want || found != c.found {
			t.Errorf("%s: got %d, %v, want %d, %v", c.name, got, found, c.want, c.found)
		}
	}
}

func FuzzCents(f *testing.F) {
	for _, s := range []string{"59.90", "0", "59.9", "-1", "1e5", "9999999.99", "12345678", ".5", "5."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cents, ok := shop.Cents(s)
		if ok && (cents < 0 || cents > 1e9) || !ok && cents != 0 {
			t.Errorf("%q is %d, %v", s, cents, ok)
		}
	})
}
