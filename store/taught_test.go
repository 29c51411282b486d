package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/intents"
	"kurzwahl/lessons"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// asked has a contact text something that people see, and gives it as it was read.
func (w turner) asked(address message.Address, text string) lessons.Heard {
	w.t.Helper()
	w.texts(address, text)
	w.drain(w)
	var last lessons.Heard
	err := w.db.TextsHeard(w.t.Context(), time.Time{}, time.Time{}, 1, func(h lessons.Heard) error { last = h; return nil })
	if err != nil || last.Address != address {
		w.t.Fatalf("texts heard: got %+v, %v, want that of %s", last, err, address.Masked())
	}
	return last
}

func (w turner) teaches(h lessons.Heard, intent intents.Intent, key string) string {
	w.t.Helper()
	l := lessons.From(h, intent, "")
	l.By, l.At, l.Dedupe = "U1", noon, key
	id, err := w.db.Teach(w.t.Context(), l)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w turner) taught() lessons.Taught {
	w.t.Helper()
	taught, err := w.db.Taught(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return taught
}

func TestLessonsReplaceEachOtherAndAreTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		h := w.asked(lena, "Gnampf \x00\xff & <b>")
		first := w.teaches(h, intents.Human, "view:1")
		if again := w.teaches(h, intents.Human, "view:1"); again != first {
			t.Errorf("the same modal taught %s and %s", first, again)
		}
		second := w.teaches(h, intents.Thanks, "view:2")
		inForce := func() (ids []string) {
			for _, l := range w.taught().Lessons {
				if !l.Undone {
					ids = append(ids, l.ID)
				}
			}
			return ids
		}
		if got := inForce(); len(got) != 1 || got[0] != second {
			t.Errorf("in force %v, want only the later lesson %s", got, second)
		}
		before := w.taught().Version
		for _, want := range []bool{true, false} {
			undone, err := db.Unteach(t.Context(), second, "U2", noon)
			if err != nil || undone != want {
				t.Errorf("Unteach = %v, %v, want %v", undone, err, want)
			}
		}
		if got := inForce(); len(got) != 1 || got[0] != first || w.taught().Version == before {
			t.Errorf("in force %v, want the earlier lesson %s again, under another version", got, first)
		}
		w.wants(2, "SELECT COUNT(*) FROM audit WHERE action = 'taught' AND actor = 'U1' AND detail NOT LIKE '%Gnampf%'")
		w.wants(1, "SELECT COUNT(*) FROM audit WHERE action = 'untaught' AND actor = 'U2'")
	})
}

func TestLessonsAtOnceLeaveOneInForce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		h := w.asked(lena, "Gnampf")
		var wait sync.WaitGroup
		for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
			wait.Go(func() {
				l := lessons.From(h, intents.Human, "")
				l.By, l.At, l.Dedupe = "U1", noon, key
				if _, err := db.Teach(t.Context(), l); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		w.wants(6, "SELECT COUNT(*) FROM taught")
		w.wants(1, "SELECT COUNT(*) FROM taught WHERE NOT undone")
	})
}

func TestLearningIsSettledOnlyWhenNothingWasTaughtMeanwhile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		h := w.asked(lena, "Gnampf")
		w.teaches(h, intents.Human, "1")
		began := w.taught()
		w.teaches(w.asked(jan, "Schwupps"), intents.Thanks, "2")
		began.Lessons[0].Standing = lessons.Learned
		settled, err := db.SettleLessons(t.Context(), lessons.Result{Version: began.Version, Lessons: began.Lessons, Model: []byte("m\x00")}, noon)
		if err != nil || settled || w.taught().Model != nil {
			t.Errorf("settled %v, %v: something was taught meanwhile", settled, err)
		}
		now := w.taught()
		now.Lessons[0].Standing = lessons.Learned
		settled, err = db.SettleLessons(t.Context(), lessons.Result{Version: now.Version, Lessons: now.Lessons[:1], Model: []byte("m\x00")}, noon)
		if err != nil || !settled || string(w.taught().Model) != "m\x00" {
			t.Errorf("settled %v, %v, want the model kept", settled, err)
		}
		if _, err := db.Unteach(t.Context(), now.Lessons[0].ID, "U1", noon); err != nil {
			t.Fatal(err)
		}
		if got := w.taught(); got.Model != nil {
			t.Error("the model still knows a lesson that was taken back")
		}
	})
}

func TestErasureTakesLessonsAndWhatWasLearned(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		h := w.asked(lena, "mein geheimes Wort ist Gnampf")
		w.teaches(h, intents.Human, "1")
		w.teaches(w.asked(jan, "Schwupps"), intents.Thanks, "2")
		taught := w.taught()
		for i := range taught.Lessons {
			taught.Lessons[i].Standing = lessons.Learned
		}
		if _, err := db.SettleLessons(t.Context(), lessons.Result{Version: taught.Version, Lessons: taught.Lessons, Model: []byte("m")}, noon); err != nil {
			t.Fatal(err)
		}
		known, err := db.ExportContact(t.Context(), lena)
		if err != nil || len(known["taught"]) != 1 {
			t.Errorf("the export has %d lessons, %v, want 1", len(known["taught"]), err)
		}
		if _, err := db.EraseContact(t.Context(), lena, "U1", noon); err != nil {
			t.Fatal(err)
		}
		got := w.taught()
		if len(got.Lessons) != 1 || got.Lessons[0].Standing != lessons.Waiting || got.Model != nil {
			t.Errorf("after erasure: %+v, want only the other lesson, to be learned anew", got)
		}
		dump, err := db.DumpForTest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for table, rows := range dump {
			if strings.Contains(rows, "geheimes") {
				t.Errorf("%s still holds the text", table)
			}
		}
		if _, err := db.Teach(t.Context(), lessons.From(h, intents.Human, "")); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("teaching an erased text gave %v, want ErrNotFound", err)
		}
	})
}
