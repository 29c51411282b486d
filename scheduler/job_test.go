package scheduler

import (
	"testing"
	"time"
)

func TestDaysAfterDeliveryAreDaysOfTheCalendar(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, zone, due string
		after           int
		from, until     string
	}{
		{"two days", "Europe/Berlin", "2026-11-24T10:00:00+01:00", 2, "2026-11-17T00:00:00+01:00", "2026-11-23T00:00:00+01:00"},
		{"the same day", "Europe/Berlin", "2026-11-24T10:00:00+01:00", 0, "2026-11-19T00:00:00+01:00", "2026-11-25T00:00:00+01:00"},
		{"just after midnight", "Europe/Berlin", "2026-11-23T23:30:00Z", 2, "2026-11-17T00:00:00+01:00", "2026-11-23T00:00:00+01:00"},
		{"over the end of summer time", "Europe/Berlin", "2026-10-27T10:00:00+01:00", 2, "2026-10-20T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"over the beginning of summer time", "Europe/Berlin", "2026-03-30T10:00:00+02:00", 1, "2026-03-24T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
		{"over the new year", "Europe/Berlin", "2027-01-02T10:00:00+01:00", 3, "2026-12-25T00:00:00+01:00", "2026-12-31T00:00:00+01:00"},
		{"to a day without midnight", "America/Sao_Paulo", "2018-11-05T10:00:00-02:00", 2, "2018-10-29T00:00:00-03:00", "2018-11-04T01:00:00-02:00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			due, err := time.Parse(time.RFC3339, test.due)
			if err != nil {
				t.Fatal(err)
			}
			from, until := SurveyJob{Survey: "s", AfterDays: test.after}.window(due, zone)
			if got, want := from.Format(time.RFC3339)+" "+until.Format(time.RFC3339), test.from+" "+test.until; got != want {
				t.Errorf("window %s, want %s", got, want)
			}
		})
	}
}
