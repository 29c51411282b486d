package consent_test

import (
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

var (
	berlin = zone("Europe/Berlin")
	warsaw = zone("Europe/Warsaw")
)

func zone(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return location
}

func gate(t testing.TB, rules consent.Rules) *consent.Gate {
	t.Helper()
	if rules.Zone == nil {
		rules.Zone = berlin
	}
	g, err := consent.NewGate(rules)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// agreed is the standing of somebody who agreed to everything at noon of 2026-11-01.
func agreed() consent.Standing {
	return consent.Standing{consent.All: {Status: consent.Granted, Since: time.Date(2026, 11, 1, 12, 0, 0, 0, berlin)}}
}

func at(location *time.Location, month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, location)
}

func TestDecide(t *testing.T) {
	t.Parallel()
	noon := at(berlin, 11, 24, 12, 0) // a Tuesday
	offer := message.Outbound{To: "+491711234567", Class: message.Marketing, Purpose: "offers"}
	cases := []struct {
		name    string
		message func(m *message.Outbound)
		facts   consent.Facts
		now     time.Time
		want    consent.Verdict
		until   time.Time
		reason  string
	}{
		{name: "agreed and awake", facts: consent.Facts{Standing: agreed()}, now: noon, want: consent.Send},
		{name: "suppressed", facts: consent.Facts{Standing: agreed(), Suppressed: "wrong number"}, now: noon, want: consent.Skip, reason: "suppressed: wrong number"},
		{name: "suppressed beats service", message: func(m *message.Outbound) { m.Class = message.Service }, facts: consent.Facts{Suppressed: "wrong number"}, now: noon, want: consent.Skip, reason: "suppressed: wrong number"},
		{name: "erased person is answered", message: func(m *message.Outbound) { m.Class = message.Service }, facts: consent.Facts{Suppressed: consent.Erased}, now: noon, want: consent.Send},
		{name: "erased person gets no order news", message: func(m *message.Outbound) { m.Class = message.Transactional }, facts: consent.Facts{Suppressed: consent.Erased}, now: noon, want: consent.Skip, reason: "suppressed: erased"},
		{name: "service needs no consent at night", message: func(m *message.Outbound) { m.Class = message.Service }, now: at(berlin, 11, 24, 3, 0), want: consent.Send},
		{name: "order news need no consent", message: func(m *message.Outbound) { m.Class = message.Transactional }, now: noon, want: consent.Send},
		{
			name: "order news after STOP ALLES", message: func(m *message.Outbound) { m.Class = message.Transactional },
			facts: consent.Facts{Standing: consent.Standing{consent.Orders: {Status: consent.Revoked}}}, now: noon, want: consent.Skip, reason: "opted out of everything, order messages too",
		},
		{name: "an unknown class is marketing", message: func(m *message.Outbound) { m.Class = "bulk" }, now: noon, want: consent.Skip, reason: "no consent for offers"},
		{name: "no consent", now: noon, want: consent.Skip, reason: "no consent for offers"},
		{name: "another purpose", facts: consent.Facts{Standing: consent.Standing{consent.Surveys: {Status: consent.Granted, Since: noon}}}, now: noon, want: consent.Skip, reason: "no consent for offers"},
		{name: "unanswered double opt-in", facts: consent.Facts{Standing: consent.Standing{consent.Offers: {Status: consent.Asked}}}, now: noon, want: consent.Skip, reason: "double opt-in not answered"},
		{name: "unused for two years", facts: consent.Facts{Standing: agreed()}, now: noon.AddDate(2, 0, 0), want: consent.Skip, reason: "consent unused for 24 months"},
		{
			name: "used within two years", now: noon.AddDate(2, 0, 0), want: consent.Send,
			facts: consent.Facts{Standing: consent.Standing{consent.Offers: {Status: consent.Granted, Since: noon, Used: noon.AddDate(1, 0, 0)}}},
		},
		{name: "deadline passed", message: func(m *message.Outbound) { m.Deadline = noon }, facts: consent.Facts{Standing: agreed()}, now: noon, want: consent.Skip, reason: "deadline passed"},
		{name: "last minutes", message: func(m *message.Outbound) { m.Deadline = noon.Add(14 * time.Minute) }, facts: consent.Facts{Standing: agreed()}, now: noon, want: consent.Skip, reason: "too close to the deadline"},
		{name: "night", facts: consent.Facts{Standing: agreed()}, now: at(berlin, 11, 24, 20, 0), want: consent.Hold, until: at(berlin, 11, 25, 9, 0), reason: "quiet hours until 2026-11-25 09:00"},
		{name: "Saturday night to Monday", facts: consent.Facts{Standing: agreed()}, now: at(berlin, 11, 28, 21, 0), want: consent.Hold, until: at(berlin, 11, 30, 9, 0), reason: "quiet hours until 2026-11-30 09:00"},
		{name: "Christmas", facts: consent.Facts{Standing: agreed()}, now: at(berlin, 12, 24, 21, 0), want: consent.Hold, until: at(berlin, 12, 28, 9, 0), reason: "quiet hours until 2026-12-28 09:00"},
		{name: "night past the deadline", message: func(m *message.Outbound) { m.Deadline = at(berlin, 11, 25, 9, 5) }, facts: consent.Facts{Standing: agreed()}, now: at(berlin, 11, 24, 22, 0), want: consent.Skip, reason: "quiet hours until after the deadline"},
		{
			name: "Polish holiday on a Polish phone", message: func(m *message.Outbound) { m.To = "+48501234567" }, facts: consent.Facts{Standing: agreed()},
			now: at(warsaw, 11, 11, 10, 0), want: consent.Hold, until: at(warsaw, 11, 12, 9, 0), reason: "quiet hours until 2026-11-12 09:00",
		},
		{
			name: "a US phone sleeps when Europe is awake", message: func(m *message.Outbound) { m.To = "+13105550100" }, facts: consent.Facts{Standing: agreed()},
			now: noon, want: consent.Hold, until: at(zone("America/Los_Angeles"), 11, 24, 9, 0), reason: "quiet hours until 2026-11-24 09:00",
		},
		{
			name: "a US phone of unknown zone waits for Honolulu", message: func(m *message.Outbound) { m.To = "+18005550100" }, facts: consent.Facts{Standing: agreed(), Country: "US"},
			now: noon, want: consent.Hold, until: at(zone("Pacific/Honolulu"), 11, 24, 9, 0), reason: "quiet hours until 2026-11-24 14:00",
		},
		{name: "one in 24 hours", facts: consent.Facts{Standing: agreed(), Sent: []time.Time{noon.Add(-23 * time.Hour)}}, now: noon, want: consent.Skip, reason: "frequency cap: 1 in 24 hours"},
		{
			name: "four in 30 days", now: noon, want: consent.Skip, reason: "frequency cap: 4 in 30 days",
			facts: consent.Facts{Standing: agreed(), Sent: []time.Time{noon.AddDate(0, 0, -2), noon.AddDate(0, 0, -5), noon.AddDate(0, 0, -9), noon.AddDate(0, 0, -29)}},
		},
		{name: "sent already", facts: consent.Facts{Standing: agreed(), Duplicate: true}, now: noon, want: consent.Skip, reason: "sent already"},
	}
	g := gate(t, consent.Rules{})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := offer
			if c.message != nil {
				c.message(&m)
			}
			got := g.Decide(m, c.facts, c.now)
			if got.Verdict != c.want || got.Reason != c.reason || !got.Until.Equal(c.until) {
				t.Errorf("got %+v, want %s until %s (%s)", got, c.want, c.until, c.reason)
			}
		})
	}
}

func TestHardLimitsCannotBeWidened(t *testing.T) {
	t.Parallel()
	allDay, err := consent.ParseHours("00:00-24:00", "Mon-Sun")
	if err != nil {
		t.Fatal(err)
	}
	offer := message.Outbound{To: "+491711234567", Class: message.Marketing, Purpose: "offers"}
	facts := consent.Facts{Standing: agreed()}
	night := at(berlin, 11, 24, 22, 0)
	if got := gate(t, consent.Rules{Marketing: allDay}).Decide(offer, facts, night); got.Verdict != consent.Hold {
		t.Errorf("within the limits: got %+v, want hold", got)
	}
	if got := gate(t, consent.Rules{Marketing: allDay, Unbounded: true}).Decide(offer, facts, night); got.Verdict != consent.Send {
		t.Errorf("without the limits: got %+v, want send", got)
	}
	unbounded := gate(t, consent.Rules{Marketing: allDay, Unbounded: true})
	asleep := map[message.Address]time.Time{"+12125550100": night.Add(8 * time.Hour), "+491711234567": night}
	for _, c := range []struct {
		to      message.Address
		country string
	}{{"+12125550100", ""}, {"+12125550100", "DE"}, {"+491711234567", "US"}} {
		offer.To, facts.Country = c.to, c.country
		if got := unbounded.Decide(offer, facts, asleep[c.to]); got.Verdict != consent.Hold {
			t.Errorf("%s with parcels to %q without the limits: got %+v, want hold", c.to, c.country, got)
		}
	}
}

func TestNewGateRefusesHoursThatNeverOpen(t *testing.T) {
	t.Parallel()
	night, err := consent.ParseHours("21:00-23:00", "Mon-Sun")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := consent.NewGate(consent.Rules{Marketing: night}); err == nil {
		t.Error("hours outside the hard limits were taken")
	}
}

func TestParseHoursRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"", "Mon"}, {"9-20", "Mon"}, {"20:00-09:00", "Mon"}, {"09:00-25:00", "Mon"}, {"09:61-10:00", "Mon"}, {"09:00-20:00", ""}, {"09:00-20:00", "Mon-Funday"}} {
		if h, err := consent.ParseHours(c[0], c[1]); err == nil {
			t.Errorf("ParseHours(%q, %q) gave %+v, want an error", c[0], c[1], h)
		}
	}
}

func TestAServiceTextWithAPurposeMindsAnOptOut(t *testing.T) {
	t.Parallel()
	sample := message.Outbound{To: "+491711234567", Class: message.Service, Purpose: string(consent.Offers)}
	revoked := consent.Facts{Standing: consent.Standing{consent.All: {Status: consent.Revoked}}}
	if got := gate(t, consent.Rules{}).Decide(sample, revoked, at(berlin, 11, 24, 12, 0)); got.Verdict != consent.Skip || got.Reason != "opted out" {
		t.Errorf("a sample to somebody who opted out: got %+v, want skip", got)
	}
	if got := gate(t, consent.Rules{}).Decide(sample, consent.Facts{}, at(berlin, 11, 24, 12, 0)); got.Verdict != consent.Send {
		t.Errorf("a sample to a colleague: got %+v, want send", got)
	}
}
