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

func TestWhatIsSaidAgainCountsFromThenOn(t *testing.T) {
	t.Parallel()
	january, march := at(berlin, 1, 10, 12, 0), at(berlin, 3, 10, 12, 0)
	for _, action := range []consent.Action{consent.Granted, consent.Revoked} {
		var s consent.Standing
		for _, when := range []time.Time{january, march, january.AddDate(0, 0, -1)} { // an import may bring an old one last
			s = s.With(consent.Record{Purpose: consent.Offers, Action: action, At: when})
		}
		if got := s[consent.Offers].Since; !got.Equal(march) {
			t.Errorf("%s in January and in March: since %s", action, got)
		}
	}
}

func TestOptOutsOverruleEarlierConsents(t *testing.T) {
	t.Parallel()
	stop := at(berlin, 2, 10, 12, 0)
	before, after := stop.Add(-time.Hour), stop.Add(time.Hour)
	is := func(status consent.Action) consent.Consent { return consent.Consent{Status: status} }
	for _, c := range []struct {
		name    string
		stopped consent.Purpose
		purpose consent.Purpose
		at      time.Time
		today   consent.Standing
		want    bool
	}{
		{"before the opt-out", consent.Offers, consent.Offers, before, consent.Standing{consent.Offers: is(consent.Revoked)}, true},
		{"at that moment", consent.Offers, consent.Offers, stop, consent.Standing{consent.Offers: is(consent.Revoked)}, true},
		{"after it", consent.Offers, consent.Offers, after, consent.Standing{consent.Offers: is(consent.Revoked)}, false},
		{"of something else", consent.Surveys, consent.Offers, before, consent.Standing{consent.Surveys: is(consent.Revoked)}, false},
		{"of all marketing", consent.All, consent.Offers, before, consent.Standing{consent.All: is(consent.Revoked)}, true},
		{"of one of all", consent.Surveys, consent.All, before, consent.Standing{consent.Surveys: is(consent.Revoked)}, true},
		{"of order messages", consent.Orders, consent.All, before, consent.Standing{consent.Orders: is(consent.Revoked)}, false},
		{"asked for since by a form", consent.Offers, consent.Offers, before, consent.Standing{consent.Offers: is(consent.Asked)}, true},
		{"all asked for since", consent.All, consent.All, before, consent.Standing{consent.All: is(consent.Asked)}, true},
		{"agreed to since", consent.Offers, consent.Offers, before, consent.Standing{consent.Offers: is(consent.Granted)}, false},
		{"one of all agreed to since", consent.Offers, consent.All, before, consent.Standing{consent.Offers: is(consent.Granted)}, false},
		{"all stopped, one agreed to since", consent.All, consent.Offers, before, consent.Standing{consent.All: is(consent.Revoked), consent.Offers: is(consent.Granted)}, false},
	} {
		if got := (consent.Stops{c.stopped: stop}).Overrule(c.purpose, c.at, c.today); got != c.want {
			t.Errorf("%s: overruled %v, want %v", c.name, got, c.want)
		}
	}
}
