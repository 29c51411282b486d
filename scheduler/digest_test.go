package scheduler_test

import (
	"testing"
	"time"

	"kurzwahl/bot"
	"kurzwahl/conversations"
	"kurzwahl/scheduler"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// mornings is the schedule of a desk that opens at ten, and that keeps a holiday on the second day after friday.
func mornings() scheduler.Schedule {
	return scheduler.Schedule{Name: "digest", Cron: "0 10 * * *", Job: scheduler.DigestJob{Night: func(opening time.Time) (time.Time, bool) {
		return opening.Add(-16 * time.Hour), !opening.Equal(tenOn(2))
	}}}
}

// texted has a customer text at a moment.
func texted(t *testing.T, db *store.DB, at time.Time) {
	t.Helper()
	if _, err := db.AddEvents(t.Context(), []conversations.Event{{Address: "+491711234567", Kind: conversations.Texted, At: at, Text: "x"}}); err != nil {
		t.Fatal(err)
	}
}

func TestDigestIsPostedOnceForTheFleet(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFleet()
		defer f.runJob(t, &member{Store: db}, mornings())()
		f.wantRecorded(t, scheduler.Watched, time.Time{})
		defer f.runJob(t, &member{Store: db}, mornings())()
		for day, want := range []string{"", "posted, since 2026-11-20T17:00:00Z", "the desk stays closed", "nothing came in"} {
			if day == 0 {
				texted(t, db, tenOn(0).Add(9*time.Hour)) // in the evening, after the desk has closed
				f.until(tenOn(0).Add(time.Minute))
				f.wantRecorded(t, scheduler.Running, tenOn(0))
				f.wantFinished(t, tenOn(0))
				continue
			}
			f.until(tenOn(day))
			f.wantRecorded(t, scheduler.Running, tenOn(day))
			if got := f.wantFinished(t, tenOn(day)); got.Detail != want {
				t.Errorf("day %d: %q, want %q", day, got.Detail, want)
			}
		}
		p, found, err := db.TakePost(t.Context(), "inbox", f.clock.Now())
		if err != nil || !found || p.Kind != bot.DigestPost {
			t.Fatalf("got %+v, %v, %v, want the digest", p, found, err)
		}
		if err := db.SettlePost(t.Context(), p, bot.Settlement{State: bot.PostSent, TS: "1.0"}); err != nil {
			t.Fatal(err)
		}
		if posted, err := db.PostDigest(t.Context(), tenOn(1).Add(-16*time.Hour), tenOn(1), f.clock.Now()); err != nil || !posted {
			t.Fatalf("the run repeated gave %v, %v", posted, err)
		}
		if p, found, err = db.TakePost(t.Context(), "inbox", f.clock.Now()); err != nil || found {
			t.Errorf("a second post is due: %+v, %v", p, err)
		}
	})
}
