package consent_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

func TestHolidaysByState(t *testing.T) {
	t.Parallel()
	var holidays consent.Holidays
	epiphany, reformation, eve := at(berlin, 1, 6, 12, 0), at(berlin, 10, 31, 12, 0), at(berlin, 12, 24, 12, 0)
	for _, c := range []struct {
		region consent.Region
		day    time.Time
		want   bool
	}{
		{consent.Region{Country: "DE"}, epiphany, false},
		{consent.Region{Country: "DE", State: "BY"}, epiphany, true},
		{consent.Region{Country: "DE", State: "HH"}, epiphany, false},
		{consent.Region{Country: "DE", State: "HH"}, reformation, true},
		{consent.Region{Country: "DE", State: "BY"}, reformation, false},
		{consent.Region{Country: "DE", State: "XX"}, at(berlin, 10, 3, 12, 0), true},
		{consent.Region{Country: "CH", State: "ZH"}, epiphany, false},
		{consent.Region{Country: "CH", State: "UR"}, epiphany, true},
		{consent.Region{Country: "PL"}, epiphany, true},
		{consent.Region{Country: "PL"}, eve, true},
		{consent.Region{Country: "DE"}, eve, false},
		{consent.Region{Country: "ZZ"}, eve, false},
	} {
		if got := holidays.On(c.region, c.day); got != c.want {
			t.Errorf("%+v on %s: %v, want %v", c.region, c.day.Format("2 Jan"), got, c.want)
		}
	}
	for _, country := range []string{"DE", "CH"} {
		for _, state := range consent.States(country) {
			if !holidays.On(consent.Region{Country: country, State: state}, at(berlin, 12, 25, 12, 0)) {
				t.Errorf("%s-%s has no Christmas", country, state)
			}
		}
	}
}

func TestMarketingKeepsTheHolidaysOfTheStateWhereTheShopWantsThat(t *testing.T) {
	t.Parallel()
	epiphany := at(berlin, 1, 6, 12, 0)
	for _, c := range []struct {
		name    string
		rules   consent.Rules
		country string
		want    consent.Verdict
	}{
		{"state", consent.Rules{Zone: berlin, Country: "DE", State: "BY"}, "DE", consent.Hold},
		{"no state", consent.Rules{Zone: berlin, Country: "DE"}, "DE", consent.Send},
		{"abroad", consent.Rules{Zone: berlin, Country: "DE", State: "BY"}, "DK", consent.Send},
	} {
		g := gate(t, c.rules)
		facts := consent.Facts{Country: c.country, Standing: consent.Standing{consent.All: {Status: consent.Granted, Since: epiphany.AddDate(0, -1, 0)}}}
		if got := g.Decide(message.Outbound{To: "+4915112345678", Class: message.Marketing, Purpose: "offers"}, facts, epiphany); got.Verdict != c.want {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

// TestHoursAddAgreesWithAClockThatIsWatched compares Add and Closed with a walk through the minutes, around holidays and
// changes of the clocks.
func TestHoursAddAgreesWithAClockThatIsWatched(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		h := consent.Hours{Open: 60 * random.IntN(20), Days: [7]bool{random.IntN(4) == 0, true, true, random.IntN(2) == 0, true, true, random.IntN(2) == 0}}
		h.Close = h.Open + 30 + random.IntN(24*60-h.Open-30+1)
		off := []int{random.IntN(7), random.IntN(7)}
		closed := func(day time.Time) bool { return slices.Contains(off, day.YearDay()%7) }
		begin := at(berlin, []time.Month{3, 10, 6}[random.IntN(3)], 24+random.IntN(5), random.IntN(24), random.IntN(60))
		work := time.Duration(1+random.IntN(20*60)) * time.Minute
		got, want, left := h.Add(begin, work, closed), begin, work
		for range 60 * 24 * 60 {
			if h.Includes(want, closed) {
				left -= time.Minute
			}
			want = want.Add(time.Minute)
			if left == 0 {
				break
			}
		}
		if left == 0 && !got.Equal(want) {
			t.Fatalf("%+v from %s for %s: %s, want %s", h, begin, work, got, want)
		}
		last := h.Closed(begin, closed)
		if last.IsZero() {
			continue
		}
		if last.After(begin) || !h.Includes(last.Add(-time.Minute), closed) || h.Includes(last, closed) && last.Hour() != 0 {
			t.Fatalf("%+v at %s closed last at %s, when it does not close", h, begin, last)
		}
		for minute := last; minute.Before(begin); minute = minute.Add(time.Minute) {
			if h.Includes(minute, closed) && !h.Includes(begin.Add(-time.Minute), closed) {
				t.Fatalf("%+v at %s: open at %s, after it closed last at %s", h, begin, minute, last)
			}
		}
	}
}
