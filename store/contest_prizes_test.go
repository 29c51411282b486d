package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/contests"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// drawnContest enters eight phones, draws two winners and four substitutes, and has Mia look at them.
func drawnContest(t *testing.T, w turner) {
	t.Helper()
	for i := range 8 {
		w.exec(fmt.Sprintf("INSERT INTO contest_entry (contest, address, event_id, entered_ms) VALUES ('advent', '+4917112300%02d', 'e', %d)", i, i+1))
	}
	if err := w.db.CommitContest(t.Context(), "advent", drawSecret, "U1", noon.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	candidates, err := w.db.ContestCandidates(t.Context(), "advent")
	if err != nil {
		t.Fatal(err)
	}
	list, err := contests.Freeze(contests.Rules{
		Contest: contests.Contest{Name: "advent", TermsLink: "https://shop.example/t"}, Winners: 2, Substitutes: 4, Commitment: draw(t, w.db).Commitment(), Salt: drawSalt,
	}, candidates, noon)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := list.Drawn(drawSecret, "", noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []error{
		w.db.FreezeContest(t.Context(), list, drawSalt, "U1", noon),
		w.db.FinishContest(t.Context(), drawn, "U1", noon),
		w.db.CheckContest(t.Context(), "advent", "U-mia", noon),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
}

// prizes gives the states of the places, and who holds them.
func (w turner) prizes() (states string, holders []message.Address) {
	w.t.Helper()
	prizes, err := w.db.ContestPrizes(w.t.Context(), "advent")
	if err != nil {
		w.t.Fatal(err)
	}
	var all []string
	for _, p := range prizes {
		all, holders = append(all, string(p.State)), append(holders, p.Address)
	}
	return strings.Join(all, " "), holders
}

func (w turner) stand(want string) {
	w.t.Helper()
	if got, _ := w.prizes(); got != want {
		w.t.Errorf("the places are %q, want %q", got, want)
	}
}

func TestTwoPeopleConfirmBeforeWinnersAreTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		if err := db.ConfirmContest(t.Context(), "advent", "U-jonas", noon); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("before the draw: %v, want ErrNotFound", err)
		}
		drawnContest(t, w)
		w.drain(w)
		w.wants(0, "SELECT COUNT(*) FROM outbound")
		if err := db.CheckContest(t.Context(), "advent", "U-tom", noon); !errors.Is(err, store.ErrDrawMoved) {
			t.Errorf("looked at twice: %v, want ErrDrawMoved", err)
		}
		if err := db.ConfirmContest(t.Context(), "advent", "U-mia", noon); !errors.Is(err, contests.ErrSamePerson) {
			t.Errorf("confirmed by who looked at them: %v, want ErrSamePerson", err)
		}
		w.stand("")
		if err := db.ConfirmContest(t.Context(), "advent", "U-jonas", noon); err != nil {
			t.Fatal(err)
		}
		if err := db.ConfirmContest(t.Context(), "advent", "U-tom", noon); !errors.Is(err, store.ErrDrawMoved) {
			t.Errorf("confirmed twice: %v, want ErrDrawMoved", err)
		}
		w.drain(w)
		w.stand("asked asked waiting waiting waiting waiting")
		w.wants(2, "SELECT COUNT(*) FROM outbound WHERE class = 'transactional' AND dedupe LIKE 'prize:advent:%'")
		w.wants(1, "SELECT COUNT(*) FROM slack_post WHERE card = 'contest:advent'")
		w.wants(5, "SELECT COUNT(*) FROM audit WHERE object = 'contest:advent'")
	})
}

func TestSubstitutesMoveUpOnceEach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		drawnContest(t, w)
		if err := db.ConfirmContest(t.Context(), "advent", "U-jonas", noon); err != nil {
			t.Fatal(err)
		}
		w.drain(w)
		w.sends()
		_, holders := w.prizes()
		w.texts(holders[0], "Nein danke")
		w.texts(holders[1], "nein")
		// Two processes handle the two answers at once.
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				for range 4 {
					if _, err := db.Turns(t.Context(), w.clock.Now(), 1, w); err != nil {
						t.Error(err)
					}
				}
			})
		}
		both.Wait()
		w.drain(w)
		w.stand("declined declined asked asked waiting waiting")
		w.wants(4, "SELECT COUNT(*) FROM outbound WHERE dedupe LIKE 'prize:advent:%'")
		if err := db.ExecForTest(t.Context(), "UPDATE outbound SET state = 'failed' WHERE dedupe = 'prize:advent:3'"); err != nil {
			t.Fatal(err)
		}
		w.sends()
		w.texts(holders[3], "Ja!")
		w.drain(w)
		w.stand("declined declined asked accepted waiting waiting")
		w.clock.Advance(time.Hour)
		w.rings()
		w.stand("declined declined unreachable accepted asked waiting")
		if _, err := db.EraseContact(t.Context(), holders[4], "U1", w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.drain(w)
		w.stand("declined declined unreachable accepted erased asked")
		w.wants(0, "SELECT COUNT(*) FROM contest_prize WHERE address = $1", string(holders[4]))
		w.sends()
		for range 16 {
			w.clock.Advance(6 * time.Hour)
			w.rings()
		}
		w.stand("declined declined unreachable accepted erased silent")
		w.wants(1, "SELECT COUNT(*) FROM conversation WHERE address = $1 AND status = 'open'", string(holders[3]))
	})
}
