package consent_test

import (
	"math/rand/v2"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// holidays2026 are the days that are off in 2026, by country and state, taken from the laws and not from the table that
// the gate uses: DE Feiertagsgesetze der Länder, CH kantonale Ruhetagsgesetze, AT ARG section 7, PL ustawa z 18.01.1951,
// GB Banking and Financial Dealings Act 1971 (England), US 5 U.S.C. 6103.
var holidays2026 = map[string]string{
	"DE":    "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
	"DE-BY": "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
	"DE-BE": "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
	"DE-SN": "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26",
	"DE-NW": "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
	"CH-ZH": "01-01 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26",
	"AT":    "01-01 01-06 04-06 05-01 05-14 05-25 06-04 08-15 10-26 11-01 12-08 12-25 12-26",
	"PL":    "01-01 01-06 04-05 04-06 05-01 05-03 05-24 06-04 08-15 11-01 11-11 12-24 12-25 12-26",
	"GB":    "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28",
	"US":    "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25",
}

// recipients are phones, with where their owners may be.
var recipients = []struct {
	phone message.Address
	home  string
	zones []*time.Location
}{
	{"+491711234567", "DE", []*time.Location{berlin}},
	{"+48501234567", "PL", []*time.Location{warsaw}},
	{"+436641234567", "AT", []*time.Location{zone("Europe/Vienna")}},
	{"+447400123456", "GB", []*time.Location{zone("Europe/London")}},
	{"+12125550100", "US", []*time.Location{zone("America/New_York")}},
	{"+18005550100", "US", []*time.Location{zone("America/New_York"), zone("Pacific/Honolulu")}}, // tells no zone
	{"+61412345678", "AU", []*time.Location{zone("Australia/Sydney")}},
}

func randomRules(random *rand.Rand) consent.Rules {
	shops := []consent.Rules{
		{Country: "DE"},
		{Country: "DE", State: "BY"},
		{Country: "DE", State: "BE"},
		{Country: "DE", State: "SN"},
		{Country: "DE", State: "NW"},
		{Country: "CH", State: "ZH"},
		{Country: "AT"},
		{Country: "PL"},
		{Country: "US"},
	}
	rules := shops[random.IntN(len(shops))]
	open := random.IntN(14 * 60)
	rules.Marketing = consent.Hours{Open: open, Close: open + 8*60 + random.IntN(24*60-open-8*60+1)}
	for day := range rules.Marketing.Days {
		rules.Marketing.Days[day] = random.IntN(6) > 0
	}
	rules.Marketing.Days[random.IntN(7)] = true
	rules.OnHolidays, rules.Unbounded = random.IntN(5) == 0, random.IntN(3) == 0
	rules.PerDay, rules.PerMonth = []int{-1, 1, 2}[random.IntN(3)], []int{-1, 2, 4}[random.IntN(3)]
	rules.IdleMonths = []int{3, 24}[random.IntN(2)]
	return rules
}

func randomRequest(random *rand.Rand, shop consent.Rules) request {
	to := recipients[random.IntN(len(recipients))]
	r := request{now: randomTime(random), zones: to.zones, home: to.home}
	classes := []message.Class{message.Marketing, message.Marketing, message.Marketing, message.Marketing, message.Service, message.Transactional, "newsletter"}
	r.message = message.Outbound{To: to.phone, Class: classes[random.IntN(len(classes))]}
	if r.message.Class != message.Service && r.message.Class != message.Transactional {
		r.message.Purpose = string(consent.Offers)
	}
	if random.IntN(4) == 0 {
		r.message.Deadline = r.now.Add(time.Duration(random.IntN(72*60)-60) * time.Minute)
	}
	r.ledger = randomLedger(random, r.now)
	for _, line := range r.ledger {
		r.facts.Standing = r.facts.Standing.With(line)
	}
	if random.IntN(8) == 0 {
		r.facts.Suppressed = []string{consent.Erased, "wrong number"}[random.IntN(2)]
	}
	if random.IntN(3) == 0 {
		r.facts.Country = []string{shop.Country, "DE", "US", "pl", "AT"}[random.IntN(5)]
	}
	r.facts.Duplicate = random.IntN(20) == 0
	for range random.IntN(5) {
		r.facts.Sent = append(r.facts.Sent, r.now.Add(-time.Duration(1+random.IntN(40*24*60))*time.Minute))
	}
	return r
}

// randomTime is near a change of the clocks in one of three draws, and near a holiday in another.
func randomTime(random *rand.Rand) time.Time {
	near := []time.Time{at(time.UTC, 3, 29, 1, 0), at(time.UTC, 10, 25, 1, 0), at(time.UTC, 3, 8, 7, 0), at(time.UTC, 11, 1, 6, 0)}
	switch random.IntN(3) {
	case 0:
	case 1:
		near = near[:0]
		for _, day := range []struct{ month, day int }{{1, 6}, {3, 8}, {4, 3}, {4, 6}, {5, 1}, {5, 24}, {6, 4}, {8, 1}, {10, 31}, {11, 1}, {11, 11}, {11, 18}, {11, 26}, {12, 24}, {12, 28}} {
			near = append(near, at(time.UTC, time.Month(day.month), day.day, 12, 0))
		}
	default:
		return at(time.UTC, 1, 2, 0, 0).Add(time.Duration(random.IntN(363*24*60)) * time.Minute)
	}
	return near[random.IntN(len(near))].Add(time.Duration(random.IntN(48*60)-24*60) * time.Minute)
}

// randomLedger begins up to 30 months ago; in one draw of six it is empty.
func randomLedger(random *rand.Rand, now time.Time) []consent.Record {
	purposes := []consent.Purpose{consent.All, consent.Offers, consent.Surveys, consent.Orders}
	actions := []consent.Action{consent.Asked, consent.Granted, consent.Granted, consent.Granted, consent.Revoked}
	var ledger []consent.Record
	for range random.IntN(6) {
		ledger = append(ledger, consent.Record{
			Purpose: purposes[random.IntN(len(purposes))], Action: actions[random.IntN(len(actions))],
			At: now.Add(-time.Duration(1+random.IntN(30*30*24*60)) * time.Minute),
		})
	}
	slices.SortFunc(ledger, func(a, b consent.Record) int { return a.At.Compare(b.At) })
	return ledger
}
