package scheduler_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/scheduler"
)

func TestDue(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	const daily, hourly = "0 10 * * *", "0 * * * *"
	tests := []struct {
		name      string
		line      string
		missed    scheduler.Missed
		last, now string
		due       string // "" for none
		state     scheduler.RunState
		detail    string
	}{
		{"not yet", daily, scheduler.CatchUp, "2026-11-20 10:00", "2026-11-21 09:59", "", "", ""},
		{"at its time", daily, scheduler.CatchUp, "2026-11-20 10:00", "2026-11-21 10:00", "2026-11-21 10:00", scheduler.Running, ""},
		{"at its time, none to catch up", daily, scheduler.Skip, "2026-11-20 10:00", "2026-11-21 10:00", "2026-11-21 10:00", scheduler.Running, ""},
		{"never twice", daily, scheduler.CatchUp, "2026-11-21 10:00", "2026-11-21 10:00", "", "", ""},
		{"missed by hours", daily, scheduler.CatchUp, "2026-11-20 10:00", "2026-11-21 18:00", "2026-11-21 10:00", scheduler.Running, ""},
		{"missed for days", daily, scheduler.CatchUp, "2026-11-20 10:00", "2026-11-24 18:00", "2026-11-24 10:00", scheduler.Running, "3 earlier missed"},
		{"skipped", daily, scheduler.Skip, "2026-11-20 10:00", "2026-11-21 18:00", "2026-11-21 10:00", scheduler.Skipped, "8h0m0s late"},
		{"skipped for days", daily, scheduler.Skip, "2026-11-20 10:00", "2026-11-24 18:00", "2026-11-24 10:00", scheduler.Skipped, "8h0m0s late; 3 earlier missed"},
		{"skipped but for the last", hourly, scheduler.Skip, "2026-11-20 10:00", "2026-11-20 14:02", "2026-11-20 14:00", scheduler.Running, "3 earlier missed"},
		{"a little late", daily, scheduler.Skip, "2026-11-20 10:00", "2026-11-21 10:05", "2026-11-21 10:00", scheduler.Running, ""},
		{"no word is catch_up", daily, "", "2026-11-20 10:00", "2026-11-21 18:00", "2026-11-21 10:00", scheduler.Running, ""},
		{"the clock was put back", daily, scheduler.CatchUp, "2026-11-25 10:00", "2026-11-21 18:00", "", "", ""},
		{"after years", "0 10 1 1 *", scheduler.CatchUp, "1980-01-01 00:00", "2026-11-21 18:00", "2026-01-01 10:00", scheduler.Running, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			now := at(test.now)
			got, found := scheduler.Due(lineOf(t, test.line, time.UTC), test.missed, at(test.last), now)
			if found != (test.due != "") {
				t.Fatalf("found %v: %+v, want %q", found, got, test.due)
			}
			var want scheduler.Run
			if found {
				want = scheduler.Run{Due: at(test.due), State: test.state, Detail: test.detail, At: now}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("run (-want +got):\n%s", diff)
			}
		})
	}
}
