package store_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/inbox"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// deaf is a store of which the first answer after a commit is lost, and the next one whenever lost is made false.
type deaf struct {
	*store.DB
	lost atomic.Bool
}

func (d *deaf) TakeIn(ctx context.Context, items []inbox.Item, again func(inbox.Item, inbox.Seen) inbox.Verdict) (inbox.Taken, error) {
	taken, err := d.DB.TakeIn(ctx, items, again)
	if err == nil && d.lost.CompareAndSwap(false, true) {
		return inbox.Taken{}, errors.New("connection reset")
	}
	return taken, err
}

func TestTextsAreTakenOnceWhenTheAnswerToTheCommitIsLost(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		broken, heard := &session{id: "a", ended: time.Now()}, &session{id: "b"}
		before := newCounter(t, db)
		stored(t, before.delivers(broken, "again"))
		before.stop()

		d := &counter{t: t, db: db, intake: inbox.New(inbox.Config{Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler)}, &deaf{DB: db})}
		answers := []<-chan bool{d.delivers(heard, "again"), d.delivers(heard, "ja"), d.delivers(heard, "ja")}
		for number := 1; number <= 2; number++ {
			answered := make(chan bool, 1)
			d.intake.Offer(message.Delivery{
				Inbound: &message.Inbound{
					SMSC: "main", From: phone(1), To: "72100", Text: "lang", ReceivedAt: time.Now(), Part: message.Part{Reference: 1, Number: number, Total: 2},
				},
				Session: heard, Acknowledge: func(stored bool) { answered <- stored },
			})
			answers = append(answers, answered)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- d.intake.Run(ctx) }() // only now: all are of one batch
		for _, answered := range answers {
			stored(t, answered)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		wantTexts(t, db, "texted again", "texted ja", "texted ja", "texted langlang")
	})
}

func TestATextWhoseAnswerWasLostIsKnownWhenItComesAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		one, other := &session{id: "a"}, &session{id: "b"}
		ears := &deaf{DB: db}
		d := newCounterWith(t, db, ears)
		if <-d.delivers(one, "1") {
			t.Error("a text is acknowledged whose commit failed")
		}
		stored(t, d.delivers(one, "1")) // delivered again, as it was told
		stored(t, d.delivers(one, "1")) // the customer's second
		wantTexts(t, db, "texted 1", "texted 1")
		ears.lost.Store(false)
		if <-d.delivers(one, "2") {
			t.Error("a text is acknowledged whose commit failed")
		}
		one.breaks()
		stored(t, d.delivers(other, "2")) // over another bind
		wantTexts(t, db, "texted 1", "texted 1", "texted 2")
		stored(t, d.delivers(other, "2")) // the customer's second
		wantTexts(t, db, "texted 1", "texted 1", "texted 2", "texted 2")
	})
}

func TestATextWhoseAnswerWasLostIsKnownAgainAfterItsRedelivery(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		one, other := &session{id: "a"}, &session{id: "b"}
		d := newCounterWith(t, db, &deaf{DB: db})
		if <-d.delivers(one, "1") {
			t.Error("a text is acknowledged whose commit failed")
		}
		stored(t, d.delivers(one, "2"))
		one.reads()
		stored(t, d.delivers(one, "1")) // delivered again, but the SMSC does not read the answer
		one.breaks()
		stored(t, d.delivers(other, "1")) // and so once more
		wantTexts(t, db, "texted 1", "texted 2")
	})
}

func TestATextIsNotLostWhenAnotherProcessTookOverTheOneBefore(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	db := another(t, url)
	one, two := newCounterWith(t, db, &deaf{DB: db}), newCounter(t, another(t, url))
	broken, a, b := &session{id: "broken"}, &session{id: "a"}, &session{id: "b"}
	if <-one.delivers(broken, "ja") {
		t.Error("a text is acknowledged whose commit failed")
	}
	stored(t, one.delivers(broken, "nein")) // by this one the process knows the session, and notes its end
	broken.breaks()
	stored(t, two.delivers(b, "ja")) // delivered again
	b.reads()
	stored(t, one.delivers(a, "ja")) // the customer's second
	wantTexts(t, db, "texted ja", "texted nein", "texted ja")
}

func TestATextThatCannotBeStoredUnderItsIDIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		item := inboundItem(inbox.Whole, "1", message.Part{})
		item.ID = "first"
		takeIn(t, db, []inbox.Item{item})
		if err := db.ExecForTest(t.Context(), "DELETE FROM inbound_seen"); err != nil {
			t.Fatal(err)
		}
		fresh := func(inbox.Item, inbox.Seen) inbox.Verdict { return inbox.Fresh }
		if taken, err := db.TakeIn(t.Context(), []inbox.Item{item}, fresh); err == nil {
			t.Errorf("took %d texts in, want an error: the event is there already", taken.Texts)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM inbound_seen"); n != 0 {
			t.Errorf("%d texts are remembered of what was refused", n)
		}
	})
}

func TestOldSessionsAreForgottenWithoutAnyText(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for id, at := range map[string]time.Time{"old": inboxStart, "young": inboxStart.Add(time.Hour)} {
			if err := db.NoteSessions(t.Context(), []inbox.SessionNote{{ID: id, Ended: at}}, at); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.GiveUpParts(t.Context(), inboxStart, inboxStart.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM inbound_session"); n != 1 {
			t.Errorf("%d sessions are kept, want the young one", n)
		}
	})
}
