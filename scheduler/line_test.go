package scheduler_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/scheduler"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func lineOf(t testing.TB, text string, zone *time.Location) scheduler.Line {
	t.Helper()
	line, err := scheduler.ParseLine(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// between lists the moments after the first and up to the second time at which a line is due.
func between(line scheduler.Line, after, until time.Time) (moments []time.Time) {
	for at := line.Next(after); !at.IsZero() && !at.After(until); at = line.Next(at) {
		moments = append(moments, at)
	}
	return moments
}

// changes gives the moments at which the clocks of a zone are changed.
func changes(from, until time.Time, zone *time.Location) (moments []time.Time) {
	for at := from.In(zone); ; {
		_, end := at.ZoneBounds()
		if end.IsZero() || !end.Before(until) {
			return moments
		}
		moments, at = append(moments, end), end
	}
}

// summerTimes are the zones that the property tests go through, all changes from 2020 to 2030: two by an hour, north
// of the equator, one by half an hour, south of it.
func summerTimes(t *testing.T, f func(t *testing.T, zone *time.Location, change time.Time)) {
	t.Helper()
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone := zoneOf(t, name)
			all := changes(time.Date(2020, 1, 1, 0, 0, 0, 0, zone), time.Date(2031, 1, 1, 0, 0, 0, 0, zone), zone)
			if len(all) != 22 {
				t.Fatalf("found %d changes of the clock from 2020 to 2030, want 22", len(all))
			}
			for _, change := range all {
				f(t, zone, change)
			}
		})
	}
}

// lines are cron lines, each beside what it means.
var lines = map[string]func(wall time.Time) bool{
	"30 2 * * *":     func(w time.Time) bool { return w.Hour() == 2 && w.Minute() == 30 },
	"0 2 * * *":      func(w time.Time) bool { return w.Hour() == 2 && w.Minute() == 0 },
	"0 3 * * *":      func(w time.Time) bool { return w.Hour() == 3 && w.Minute() == 0 },
	"45 1 * * 0":     func(w time.Time) bool { return w.Weekday() == time.Sunday && w.Hour() == 1 && w.Minute() == 45 },
	"0 * * * *":      func(w time.Time) bool { return w.Minute() == 0 },
	"*/15 1-3 * * *": func(w time.Time) bool { return w.Hour() >= 1 && w.Hour() <= 3 && w.Minute()%15 == 0 },
	"*/7 * * * *":    func(w time.Time) bool { return w.Minute()%7 == 0 },
	"* * * * *":      func(time.Time) bool { return true },
	"0 10 * * 1-6":   func(w time.Time) bool { return w.Weekday() != time.Sunday && w.Hour() == 10 && w.Minute() == 0 },
	"59 23 * * *":    func(w time.Time) bool { return w.Hour() == 23 && w.Minute() == 59 },
	"0 0 1,15 * 1": func(w time.Time) bool {
		return (w.Day() == 1 || w.Day() == 15 || w.Weekday() == time.Monday) && w.Hour() == 0 && w.Minute() == 0
	},
}

// TestRunsFollowTheWallClock walks each minute around each change with a clock on the wall in view: a run is due at
// the first minute at which that clock has come to its time or passed it.
func TestRunsFollowTheWallClock(t *testing.T) {
	t.Parallel()
	summerTimes(t, func(t *testing.T, zone *time.Location, change time.Time) {
		from, until := change.Add(-26*time.Hour), change.Add(26*time.Hour)
		minutes := walk(from, until, zone)
		for text, fits := range lines {
			var want []time.Time
			for _, m := range minutes {
				if slices.ContainsFunc(m.shows, fits) {
					want = append(want, m.at)
				}
			}
			got := between(lineOf(t, text, zone), from, until)
			if !slices.EqualFunc(want, got, time.Time.Equal) {
				t.Errorf("%s around %s (-want +got):\n%s", text, change, cmp.Diff(formatted(want), formatted(got)))
			}
		}
	})
}

// minute is a minute of real time, and the times to which the wall clock comes in it for the first time: one, none
// when it was put back, many when it leaps.
type minute struct {
	at    time.Time
	shows []time.Time
}

func walk(from, until time.Time, zone *time.Location) (minutes []minute) {
	shown := onTheWall(from, zone)
	for at := from.Add(time.Minute); !at.After(until); at = at.Add(time.Minute) {
		m := minute{at: at}
		for now := onTheWall(at, zone); shown.Before(now); {
			shown = shown.Add(time.Minute)
			m.shows = append(m.shows, shown)
		}
		minutes = append(minutes, m)
	}
	return minutes
}

func onTheWall(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
}

func formatted(moments []time.Time) []string {
	words := make([]string, len(moments))
	for i, at := range moments {
		words[i] = at.Format(time.RFC3339)
	}
	return words
}

// TestADailyRunComesOnceADay asks around each change, for every minute of the hours in which clocks are changed and for
// some of the others.
func TestADailyRunComesOnceADay(t *testing.T) {
	t.Parallel()
	summerTimes(t, func(t *testing.T, zone *time.Location, change time.Time) {
		year, month, day := change.In(zone).Date()
		from := time.Date(year, month, day-1, 0, 0, 0, 0, zone).Add(-time.Second)
		until := time.Date(year, month, day+2, 0, 0, 0, 0, zone).Add(-time.Second)
		for minute := range 24 * 60 {
			if minute >= 4*60 && minute%17 != 0 {
				continue
			}
			text := fmt.Sprintf("%d %d * * *", minute%60, minute/60)
			got := between(lineOf(t, text, zone), from, until)
			if len(got) != 3 || got[0].Day() == got[1].Day() || got[1].Day() == got[2].Day() {
				t.Errorf("%s around %s runs at %v, want once on each of three days", text, change, formatted(got))
			}
		}
	})
}

func TestRunsAtTheEdgesOfTheCalendar(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, zone, line, after string
		want                    []string
	}{
		{
			"spring: the time leapt over runs at the leap", "Europe/Berlin", "30 2 * * *", "2026-03-28T12:00:00+01:00",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"},
		},
		{
			"spring: several times leapt over run once", "Europe/Berlin", "*/20 2,3 29 3 *", "2026-03-29T01:00:00+01:00",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-29T03:20:00+02:00", "2026-03-29T03:40:00+02:00", "2027-03-29T02:00:00+02:00"},
		},
		{
			"autumn: the time shown twice runs the first time", "Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00+02:00",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"},
		},
		{
			"asked within the hour that comes twice", "Europe/Berlin", "*/15 * * * *", "2026-10-25T02:10:00+01:00",
			[]string{"2026-10-25T03:00:00+01:00"},
		},
		{
			"half an hour", "Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00+10:30",
			[]string{"2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"},
		},
		{
			"a day without midnight", "America/Sao_Paulo", "0 0 * * *", "2018-11-03T12:00:00-03:00",
			[]string{"2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"},
		},
		{
			"two midnights", "America/Havana", "0 0 * * *", "2026-10-31T12:00:00-04:00",
			[]string{"2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"},
		},
		{
			"a day that is left out", "Pacific/Apia", "0 10 * * *", "2011-12-29T12:00:00-10:00",
			[]string{"2011-12-31T00:00:00+14:00", "2011-12-31T10:00:00+14:00"},
		},
		{"29 February", "UTC", "0 10 29 2 *", "2026-03-01T00:00:00Z", []string{"2028-02-29T10:00:00Z"}},
		{"words", "UTC", "@weekly", "2026-11-20T00:00:00Z", []string{"2026-11-22T00:00:00Z"}},
		{"spaces around it", "UTC", " 0 10 * * MON ", "2026-11-20T00:00:00Z", []string{"2026-11-23T10:00:00Z"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			line := lineOf(t, test.line, zoneOf(t, test.zone))
			at, err := time.Parse(time.RFC3339, test.after)
			if err != nil {
				t.Fatal(err)
			}
			var got []time.Time
			for range test.want {
				at = line.Next(at)
				got = append(got, at)
			}
			if diff := cmp.Diff(test.want, formatted(got)); diff != "" {
				t.Errorf("runs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadLinesAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "every day", "0 10 * *", "0 0 10 * * *", "60 10 * * *", "0 24 * * *", "0 0 0 * *", "0 0 * * 7", "0 0 30 2 *", "0 0 31 4,6,9,11 *",
		"@every 5m", "@reboot", "TZ=", "TZ=Europe/Berlin", "CRON_TZ=UTC 0 10 * * *", "*/0 * * * *", "5-1 * * * *",
	} {
		if _, err := scheduler.ParseLine(text, time.UTC); err == nil {
			t.Errorf("%q was taken, want an error", text)
		}
	}
}

func FuzzLine(f *testing.F) {
	for text := range lines {
		f.Add(text, int64(1_774_746_000))
	}
	f.Add("TZ=", int64(0))
	f.Add("0 0 29 2 *", int64(1_792_890_000))
	zones := []*time.Location{time.UTC, zoneOf(f, "Europe/Berlin"), zoneOf(f, "Australia/Lord_Howe"), zoneOf(f, "Pacific/Apia")}
	f.Fuzz(func(t *testing.T, text string, seconds int64) {
		after := time.Unix(seconds%(1<<33), 0)
		for _, zone := range zones {
			line, err := scheduler.ParseLine(text, zone)
			if err != nil {
				return
			}
			next := line.Next(after)
			if !next.IsZero() && !next.After(after) {
				t.Errorf("%q: after %v comes %v", text, after, next)
			}
			if again := line.Next(next.Add(-time.Second)); !next.IsZero() && !again.Equal(next) {
				t.Errorf("%q: a second before %v comes %v", text, next, again)
			}
		}
	})
}

func TestMomentsAscend(t *testing.T) {
	t.Parallel()
	zone := zoneOf(t, "Europe/Berlin")
	moments := between(lineOf(t, "*/30 * * * *", zone), time.Date(2026, 1, 1, 0, 0, 0, 0, zone), time.Date(2027, 1, 1, 0, 0, 0, 0, zone))
	if !slices.IsSortedFunc(moments, time.Time.Compare) || len(moments) != 365*48-2 {
		t.Errorf("%d moments, sorted: %v; want one for each half hour of the year less the two of the leap, sorted",
			len(moments), slices.IsSortedFunc(moments, time.Time.Compare))
	}
}
