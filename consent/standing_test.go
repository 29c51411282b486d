package consent_test

import (
	"testing"
	"time"

	"kurzwahl/consent"
)

func TestStanding(t *testing.T) {
	t.Parallel()
	start := at(berlin, 11, 1, 12, 0)
	type line struct {
		purpose consent.Purpose
		action  consent.Action
	}
	cases := []struct {
		name          string
		lines         []line
		offers, polls bool
	}{
		{name: "nothing was ever said"},
		{name: "asked only", lines: []line{{consent.All, consent.Asked}}},
		{name: "agreed to all", lines: []line{{consent.All, consent.Granted}}, offers: true, polls: true},
		{name: "agreed to one", lines: []line{{consent.Offers, consent.Granted}}, offers: true},
		{name: "stopped one", lines: []line{{consent.All, consent.Granted}, {consent.Surveys, consent.Revoked}}, offers: true},
		{name: "stop ends every purpose", lines: []line{{consent.Offers, consent.Granted}, {consent.Surveys, consent.Granted}, {consent.All, consent.Revoked}}},
		{name: "stop ends what is pending", lines: []line{{consent.Offers, consent.Asked}, {consent.All, consent.Revoked}}},
		{name: "one form after stop", lines: []line{{consent.All, consent.Revoked}, {consent.Surveys, consent.Granted}}, polls: true},
		{name: "start after stop of one", lines: []line{{consent.Surveys, consent.Revoked}, {consent.All, consent.Granted}}, offers: true, polls: true},
		{name: "asked again keeps what is granted", lines: []line{{consent.All, consent.Granted}, {consent.All, consent.Asked}}, offers: true, polls: true},
		{name: "stop of order messages is no stop of marketing", lines: []line{{consent.All, consent.Granted}, {consent.Orders, consent.Revoked}}, offers: true, polls: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var s consent.Standing
			for i, l := range c.lines {
				s = s.With(consent.Record{Purpose: l.purpose, Action: l.action, At: start.Add(time.Duration(i) * time.Hour)})
			}
			if got := s.Allows(consent.Offers); got != c.offers {
				t.Errorf("offers allowed: got %v, want %v (%+v)", got, c.offers, s)
			}
			if got := s.Allows(consent.Surveys); got != c.polls {
				t.Errorf("surveys allowed: got %v, want %v (%+v)", got, c.polls, s)
			}
		})
	}
}

func TestMayAskOnceADayAndTwiceEver(t *testing.T) {
	t.Parallel()
	now := at(berlin, 11, 1, 12, 0)
	var s consent.Standing
	ask := func(when time.Time) {
		s = s.With(consent.Record{Purpose: consent.All, Action: consent.Asked, At: when})
	}
	if !s.MayAsk(consent.All, now) {
		t.Error("the first question was refused")
	}
	ask(now)
	if s.MayAsk(consent.All, now.Add(23*time.Hour)) {
		t.Error("a second question within 24 hours was allowed")
	}
	if !s.MayAsk(consent.All, now.Add(24*time.Hour)) {
		t.Error("a second question after 24 hours was refused")
	}
	ask(now.Add(24 * time.Hour))
	if s.MayAsk(consent.All, now.AddDate(1, 0, 0)) {
		t.Error("a third question was allowed")
	}
}

func TestOptOutOfUSNumberEndsEverything(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]int{"+12125550100": 2, "+491711234567": 1} {
		records := consent.Evidence{Address: "+491711234567"}.OptOut(consent.Surveys, false)
		if address[1] == '1' {
			records = consent.Evidence{Address: "+12125550100"}.OptOut(consent.Surveys, false)
		}
		if len(records) != want {
			t.Errorf("%s: got %d records, want %d", address, len(records), want)
		}
	}
}
