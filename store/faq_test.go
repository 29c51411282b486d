package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kurzwahl/conversations"
	"kurzwahl/faq"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// edits keeps an answer and gives its id.
func (w turner) edits(e faq.Edit) string {
	w.t.Helper()
	e.By, e.At = "U1", noon
	id, err := w.db.EditFAQ(w.t.Context(), e)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// inForce gives the edits in force, and their version.
func (w turner) inForce() ([]faq.Edit, string) {
	w.t.Helper()
	edits, version, err := w.db.FAQEdits(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return edits, version
}

func opening(text string, examples ...faq.Example) faq.Entry {
	return faq.Entry{Topic: "hours", Answers: map[message.Language]string{message.German: text}, Examples: examples}
}

func TestAnswersAreKeptReplacedAndTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		if edits, version := w.inForce(); len(edits) > 0 || version != "" {
			t.Errorf("a new database has %v, %q", edits, version)
		}
		first := w.edits(faq.Edit{Entry: opening("9 bis 18 Uhr", faq.Example{Text: "wann \x00offen?"}, faq.Example{Text: "bis wann?"}), Dedupe: "view:1"})
		if again := w.edits(faq.Edit{Entry: opening("anders"), Dedupe: "view:1"}); again != first {
			t.Errorf("the same modal made %s and %s", first, again)
		}
		if _, err := db.EditFAQ(t.Context(), faq.Edit{Entry: opening("auch anders"), Dedupe: "view:2"}); !errors.Is(err, faq.ErrChanged) {
			t.Errorf("an edit of an older state gave %v, want ErrChanged", err)
		}
		second := w.edits(faq.Edit{Entry: opening("10 bis 18 Uhr"), Base: first, Dedupe: "view:3"})
		third := w.edits(faq.Edit{Entry: faq.Entry{Topic: "hours"}, Removed: true, Base: second, Dedupe: "view:4"})
		w.edits(faq.Edit{Entry: faq.Entry{Topic: "stock", Name: "Lager", Answers: map[message.Language]string{"pl": "Żółte"}}, Dedupe: "view:5"})
		edits, version := w.inForce()
		if len(edits) != 2 || !edits[0].Removed || edits[0].ID != third || edits[1].Entry.Answers["pl"] != "Żółte" || edits[1].Entry.Name != "Lager" {
			t.Errorf("in force: %+v, want the topic hours removed, and stock", edits)
		}
		for _, c := range []struct {
			id   string
			want bool
		}{{second, false}, {third, true}, {third, false}, {second, true}, {"unknown", false}} {
			if undone, err := db.UndoFAQ(t.Context(), c.id, "U2", noon); err != nil || undone != c.want {
				t.Errorf("UndoFAQ = %v, %v, want %v", undone, err, c.want)
			}
		}
		edits, later := w.inForce()
		want := opening("9 bis 18 Uhr", faq.Example{Text: "wann \ufffdoffen?"}, faq.Example{Text: "bis wann?"})
		if diff := cmp.Diff(want, edits[0].Entry, cmpopts.EquateEmpty()); diff != "" || edits[0].By != "U1" || !edits[0].At.Equal(noon) || later == version {
			t.Errorf("after two undos (-want +got, version %s to %s):\n%s", version, later, diff)
		}
		w.wants(6, "SELECT COUNT(*) FROM audit WHERE action LIKE 'faq_%'")
	})
}

// TestWhatAnotherTookBackMeanwhileIsNotReported has PostgreSQL take the first run back, and the edit be gone in the second.
func TestWhatAnotherTookBackMeanwhileIsNotReported(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	w := newTurner(t, db)
	edit := w.edits(faq.Edit{Entry: opening("9 bis 18 Uhr"), Dedupe: "view:1"})
	hurdle(t, db, "faq_edit")
	for _, text := range []string{
		`CREATE FUNCTION rival() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
			IF (SELECT is_called FROM tries) THEN DELETE FROM faq_edit; END IF; RETURN NEW; END'`,
		"CREATE TRIGGER rival BEFORE INSERT ON setting FOR EACH ROW EXECUTE FUNCTION rival()",
	} {
		if err := db.ExecForTest(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if undone, err := db.UndoFAQ(t.Context(), edit, "U2", noon); err != nil || undone {
		t.Errorf("UndoFAQ = %v, %v, want false: somebody else was faster", undone, err)
	}
	w.wants(0, "SELECT COUNT(*) FROM audit WHERE action = 'faq_undo'")
	w.wants(0, "SELECT COUNT(*) FROM faq_edit")
}

// TestTheLastEditIsThatWhichWasMadeLast has a process edit whose clock is behind.
func TestTheLastEditIsThatWhichWasMadeLast(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		first := w.edits(faq.Edit{Entry: opening("9 bis 18 Uhr", faq.Example{Text: "wann offen?"}), Dedupe: "view:1"})
		// Its id is of a later time than any that comes after it.
		const ahead = "ffffffff-ffff-7fff-bfff-ffffffffffff"
		for _, text := range []string{"UPDATE faq_edit SET id = $1 WHERE id = $2", "UPDATE faq_example SET edit = $1 WHERE edit = $2"} {
			if err := db.ExecForTest(t.Context(), text, ahead, first); err != nil {
				t.Fatal(err)
			}
		}
		second := w.edits(faq.Edit{Entry: opening("10 bis 18 Uhr"), Base: ahead, Dedupe: "view:2"})
		if edits, _ := w.inForce(); len(edits) != 1 || edits[0].ID != second || len(edits[0].Entry.Examples) != 0 {
			t.Errorf("in force: %+v, want the second edit", edits)
		}
		if undone, err := db.UndoFAQ(t.Context(), second, "U2", noon); err != nil || !undone {
			t.Errorf("the last edit could not be taken back: %v, %v", undone, err)
		}
		if edits, _ := w.inForce(); len(edits) != 1 || edits[0].ID != ahead || len(edits[0].Entry.Examples) != 1 {
			t.Errorf("in force: %+v, want the first edit with its example", edits)
		}
	})
}

func TestAnswersReplacedLongAgoAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		edit := func(base, dedupe string, days int) string {
			t.Helper()
			id, err := db.EditFAQ(t.Context(), faq.Edit{Entry: opening(dedupe, faq.Example{Text: dedupe}), Base: base, Dedupe: dedupe, By: "U1", At: noon.AddDate(0, 0, days)})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		undone := edit("", "taken back", -200)
		if ok, err := db.UndoFAQ(t.Context(), undone, "U1", noon); err != nil || !ok {
			t.Fatal(ok, err)
		}
		inForceThen := edit(edit("", "oldest", -190), "older", -100)
		last := edit(inForceThen, "young", -10)
		for range 3 { // one each time
			if _, err := db.ForgetAnswers(t.Context(), noon.AddDate(0, 0, -90), 1); err != nil {
				t.Fatal(err)
			}
		}
		w.wants(2, "SELECT COUNT(*) FROM faq_edit")
		w.wants(2, "SELECT COUNT(*) FROM faq_example")
		if ok, err := db.UndoFAQ(t.Context(), last, "U1", noon); err != nil || !ok {
			t.Errorf("the last edit could not be taken back: %v, %v", ok, err)
		}
		if edits, _ := w.inForce(); len(edits) != 1 || edits[0].ID != inForceThen || len(edits[0].Entry.Examples) != 1 {
			t.Errorf("in force: %+v, want the one before", edits)
		}
	})
}

func TestExamplesOfAnErasedPersonAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		h := w.asked(lena, "Habt ihr meine geheime Klingel?")
		from := faq.Example{Text: h.Text, Event: h.Event, Address: lena}
		id := w.edits(faq.Edit{Entry: opening("ja", faq.Example{Text: "eigene Frage"}, from), Dedupe: "view:1"})
		_, before := w.inForce()
		known, err := db.ExportContact(t.Context(), lena)
		if err != nil || len(known["faq_example"]) != 1 {
			t.Errorf("the export has %v of examples (%v), want hers", known["faq_example"], err)
		}
		if _, err := db.EraseContact(t.Context(), lena, "U1", noon); err != nil {
			t.Fatal(err)
		}
		edits, after := w.inForce()
		if len(edits[0].Entry.Examples) != 1 || edits[0].Entry.Examples[0].Text != "eigene Frage" || before == after {
			t.Errorf("after the erasure: %+v, want her example gone, under another version", edits[0].Entry.Examples)
		}
		// A modal that was open meanwhile brings nothing of her back.
		w.edits(faq.Edit{Entry: opening("nein", from), Base: id, Dedupe: "view:2"})
		w.wants(0, "SELECT COUNT(*) FROM faq_example WHERE address = $1", string(lena))
		w.wants(0, "SELECT COUNT(*) FROM faq_example WHERE body LIKE '%geheim%'")
	})
}

func TestAnsweredByHandGivesTheFirstReplyToEachQuestion(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		importFile(t, db, contactsFile, noon, false)
		question := w.asked(lena, "Ich möchte mit einem Mitarbeiter sprechen").Event
		if _, found, err := db.AnsweredIn(t.Context(), question); err != nil || found {
			t.Errorf("an unanswered question is found: %v, %v", found, err)
		}
		staff := conversations.Staff{User: "U1", Name: "Mia", Message: message.SlackRef{Channel: "C1", TS: "1.0"}}
		events := []conversations.Event{{Kind: conversations.Claimed}, {Kind: conversations.StaffReplied, Text: "// eine Notiz"}, {Kind: conversations.StaffReplied, Text: "Nur nachts."}, {Kind: conversations.StaffReplied, Text: "Gern!"}}
		for i := range events {
			events[i].Address, events[i].At, events[i].Conversation, events[i].Staff = lena, noon, question, staff
		}
		if _, err := db.AddEvents(t.Context(), events); err != nil {
			t.Fatal(err)
		}
		w.drain(w)
		w.asked(jan, "Ich will mit einem Menschen sprechen")
		past, err := db.AnsweredByHand(t.Context(), "", noon.AddDate(0, 0, -1), 10)
		if err != nil || len(past) != 1 || past[0].Question != "Ich möchte mit einem Mitarbeiter sprechen" || past[0].Reply != "Nur nachts." || past[0].Names[0] != "Lena" {
			t.Errorf("answered by hand: %+v, %v", past, err)
		}
		if p, found, err := db.AnsweredIn(t.Context(), question); err != nil || !found || p.Reply != "Nur nachts." {
			t.Errorf("answered in the conversation: %+v, %v, %v", p, found, err)
		}
		for _, none := range []struct {
			asking string
			days   int
		}{{question, -1}, {"", 1}} {
			if past, err := db.AnsweredByHand(t.Context(), none.asking, noon.AddDate(0, 0, none.days), 10); err != nil || len(past) > 0 {
				t.Errorf("AnsweredByHand(%q, %d days) = %+v, %v, want none", none.asking, none.days, past, err)
			}
		}
	})
}
