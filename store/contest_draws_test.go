package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/contests"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

var drawSecret, drawSalt = contests.Secret(strings.Repeat("5e", 32)), contests.Secret(strings.Repeat("a1", 32))

// entered puts entries of the contest "advent" into the database: jan blocked, lena of a wrong number, three others.
func entered(t *testing.T, db *store.DB) {
	t.Helper()
	for _, q := range []string{
		"INSERT INTO contest_entry (contest, address, answer, event_id, entered_ms) VALUES ('advent', '" + string(lena) + "', 'A', 'e1', 1000), ('advent', '" + string(jan) + "', '', 'e2', 2000)",
		"INSERT INTO contest_entry (contest, address, event_id, entered_ms) VALUES ('advent', '+491711230001', 'e3', 3), ('advent', '+491711230002', 'e4', 4), ('advent', '+491711230003', 'e5', 5), ('summer', '+491711230003', 'e6', 6)",
		"INSERT INTO contact (address, suppressed, created_ms, updated_ms) VALUES ('" + string(lena) + "', 'wrong number', 1, 1), ('" + string(jan) + "', '', 1, 1)",
		"INSERT INTO contact_tag (address, tag) VALUES ('" + string(jan) + "', 'no-contest'), ('" + string(jan) + "', 'vip'), ('" + string(lena) + "', 'vip')",
	} {
		if err := db.ExecForTest(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
}

func frozenContest(t *testing.T, db *store.DB, standing contests.Standing) contests.Document {
	t.Helper()
	candidates, err := db.ContestCandidates(t.Context(), "advent")
	if err != nil {
		t.Fatal(err)
	}
	d, err := contests.Freeze(contests.Rules{
		Contest: contests.Contest{Name: "advent", TermsLink: "https://shop.example/t"}, Winners: 1, Substitutes: 1, Commitment: standing.Commitment(), Salt: drawSalt,
	}, candidates, noon)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestContestCandidatesKnowWhoMayNotWin(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		entered(t, db)
		got, err := db.ContestCandidates(t.Context(), "advent")
		if err != nil {
			t.Fatal(err)
		}
		byPhone := map[message.Address]contests.Candidate{}
		for _, c := range got {
			byPhone[c.Address] = c
		}
		want := contests.Candidate{Entry: contests.Entry{Contest: "advent", Address: lena, Answer: "A", Event: "e1", At: time.UnixMilli(1000).UTC()}, Suppressed: "wrong number"}
		if diff := cmp.Diff(want, byPhone[lena]); diff != "" || len(got) != 5 {
			t.Errorf("%d candidates, want 5; lena (-want +got):\n%s", len(got), diff)
		}
		if c := byPhone[jan]; !c.Blocked || c.Suppressed != "" {
			t.Errorf("jan, who has the tag, is %+v", c)
		}
	})
}

func TestADrawIsKeptStepByStepAndEachStepOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		entered(t, db)
		if _, err := db.ContestDraw(t.Context(), "advent"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("before the first step: got %v, want ErrNotFound", err)
		}
		for i, want := range []error{nil, store.ErrDrawMoved} {
			if err := db.CommitContest(t.Context(), "advent", drawSecret, "U1", noon.Add(-time.Hour)); !errors.Is(err, want) {
				t.Errorf("commitment %d: got %v, want %v", i+1, err, want)
			}
		}
		standing := draw(t, db)
		if standing.Secret != drawSecret || standing.Document != nil || !standing.CommittedAt.Equal(noon.Add(-time.Hour)) {
			t.Errorf("after the commitment it stands at %+v", standing)
		}
		list := frozenContest(t, db, standing)
		if len(list.List.Entries) != 3 {
			t.Errorf("%d entries take part, want 3", len(list.List.Entries))
		}
		drawn, err := list.Drawn(drawSecret, "", noon.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if err := db.FinishContest(t.Context(), drawn, "U1", noon); !errors.Is(err, store.ErrDrawMoved) {
			t.Errorf("a draw before the list: got %v, want ErrDrawMoved", err)
		}
		for i, want := range []error{nil, store.ErrDrawMoved} {
			if err := db.FreezeContest(t.Context(), list, drawSalt, "U1", noon); !errors.Is(err, want) {
				t.Errorf("freeze %d: got %v, want %v", i+1, err, want)
			}
		}
		for i, want := range []error{nil, store.ErrDrawMoved} {
			if err := db.FinishContest(t.Context(), drawn, "U1", noon); !errors.Is(err, want) {
				t.Errorf("draw %d: got %v, want %v", i+1, err, want)
			}
		}
		want := contests.Standing{Secret: drawSecret, CommittedAt: noon.Add(-time.Hour), Salt: drawSalt, Document: &drawn}
		if diff := cmp.Diff(want, draw(t, db)); diff != "" {
			t.Errorf("in the end (-want +got):\n%s", diff)
		}
		if n, err := db.CountForTest(t.Context(), "SELECT COUNT(*) FROM audit WHERE object = 'contest:advent'"); err != nil || n != 3 {
			t.Errorf("%d steps in the audit trail (%v), want 3", n, err)
		}
	})
}

func draw(t *testing.T, db *store.DB) contests.Standing {
	t.Helper()
	standing, err := db.ContestDraw(t.Context(), "advent")
	if err != nil {
		t.Fatal(err)
	}
	return standing
}

func TestAnErasedWinnerIsFoundNoMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		entered(t, db)
		if err := db.CommitContest(t.Context(), "advent", drawSecret, "U1", noon); err != nil {
			t.Fatal(err)
		}
		list := frozenContest(t, db, draw(t, db))
		drawn, err := list.Drawn(drawSecret, "", noon)
		if err != nil {
			t.Fatal(err)
		}
		candidates, err := db.ContestCandidates(t.Context(), "advent")
		if err != nil {
			t.Fatal(err)
		}
		first := drawn.Draw.Places[0].Entry
		winner := drawn.Holders(drawSalt, candidates)[first].Address
		if _, err := db.EraseContact(t.Context(), winner, "U1", noon); err != nil {
			t.Fatal(err)
		}
		if candidates, err = db.ContestCandidates(t.Context(), "advent"); err != nil {
			t.Fatal(err)
		}
		if holder, found := drawn.Holders(drawSalt, candidates)[first]; found || winner == "" {
			t.Errorf("after %q was erased the first place is held by %+v", winner, holder)
		}
	})
}
