package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/inbox"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

var inboxStart = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func inboundItem(kind inbox.Kind, text string, part message.Part) inbox.Item {
	in := message.Inbound{
		SMSC: "carrier", From: "+491711234567", To: "72100", Text: text, Part: part,
		ReceivedAt: inboxStart, Raw: []byte{1, 2, 3},
	}
	return inbox.Item{Kind: kind, Inbound: in, Fingerprint: fmt.Sprintf("%q %v", text, part), Session: "one", At: inboxStart}
}

func partItem(text string, reference uint16, number, total int) inbox.Item {
	return inboundItem(inbox.Part, text, message.Part{Reference: reference, Number: number, Total: total})
}

func never(inbox.Item, inbox.Seen) inbox.Verdict { return inbox.Fresh }

// takeIn takes items in, each slice with a commit of its own.
func takeIn(t *testing.T, db *store.DB, batches ...[]inbox.Item) inbox.Taken {
	t.Helper()
	var sum inbox.Taken
	for _, items := range batches {
		taken, err := db.TakeIn(t.Context(), items, never)
		if err != nil {
			t.Fatal(err)
		}
		sum.Texts += taken.Texts
		sum.Again += taken.Again
		sum.Stray += taken.Stray
	}
	return sum
}

// eventTexts gives kind, text and completeness of all events in their order.
func eventTexts(t *testing.T, db *store.DB) []string {
	t.Helper()
	texts, err := db.InboundEvents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestPartsAreJoinedInAnyOrderAndBatch(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		takeIn(t, db,
			[]inbox.Item{partItem("drei", 7, 3, 3), inboundItem(inbox.Whole, "1", message.Part{})},
			[]inbox.Item{partItem("eins ", 7, 1, 3), partItem("eins ", 7, 1, 3)},
			[]inbox.Item{partItem("zwei ", 7, 2, 3), inboundItem(inbox.Whole, "2", message.Part{})},
		)
		want := []string{"texted 1", "texted eins zwei drei", "texted 2"}
		if diff := cmp.Diff(want, eventTexts(t, db)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestPartsOfOthersAndOtherWidthsStayApart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		wide := inboundItem(inbox.Part, "wide2", message.Part{Reference: 7, Wide: true, Number: 2, Total: 2})
		other := partItem("other2", 7, 2, 2)
		other.Inbound.From = "+491711234568"
		takeIn(t, db, []inbox.Item{partItem("a1", 7, 1, 2), wide, other})
		if got := eventTexts(t, db); len(got) != 0 {
			t.Errorf("joined %v from parts that do not belong together", got)
		}
	})
}

func TestARecycledReferenceBeginsANewText(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		takeIn(t, db,
			[]inbox.Item{partItem("old1", 7, 1, 2)},
			[]inbox.Item{partItem("new1", 7, 1, 2), partItem("new2", 7, 2, 2)},
			[]inbox.Item{partItem("x2", 7, 2, 2), partItem("x1", 7, 1, 2)},
		)
		want := []string{"texted old1 […]  incomplete", "texted new1new2", "texted x1x2"}
		if diff := cmp.Diff(want, eventTexts(t, db)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestLatePartsAreHandedOnIncomplete(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		takeIn(t, db, []inbox.Item{partItem("eins", 7, 1, 3), partItem("drei", 7, 3, 3)})
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{-time.Second, 0}, {time.Second, 1}, {2 * time.Second, 0}} {
			n, err := db.GiveUpParts(t.Context(), inboxStart.Add(step.after), inboxStart)
			if err != nil {
				t.Fatal(err)
			}
			if n != step.want {
				t.Errorf("gave up %d texts %v after the first part, want %d", n, step.after, step.want)
			}
		}
		if diff := cmp.Diff([]string{"texted eins […] drei incomplete"}, eventTexts(t, db)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestARedeliveryIsTakenOnceAndStandsForOneOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first := inboundItem(inbox.Whole, "1", message.Part{})
		takeIn(t, db, []inbox.Item{first})
		second := first
		second.Session = "two"
		otherSession := func(item inbox.Item, seen inbox.Seen) inbox.Verdict {
			if item.Session != seen.Session {
				return inbox.Again
			}
			return inbox.Fresh
		}
		taken, err := db.TakeIn(t.Context(), []inbox.Item{second, second}, otherSession)
		if err != nil {
			t.Fatal(err)
		}
		if taken.Again != 1 || taken.Texts != 1 {
			t.Errorf("took %+v: want one redelivery and one honest second text", taken)
		}
		if diff := cmp.Diff([]string{"texted 1", "texted 1"}, eventTexts(t, db)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		if _, err := db.GiveUpParts(t.Context(), inboxStart, inboxStart.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if taken, err = db.TakeIn(t.Context(), []inbox.Item{second}, otherSession); err != nil || taken.Again != 0 {
			t.Errorf("forgotten fingerprints still count: %+v, %v", taken, err)
		}
	})
}

func TestWhatCannotBeReadIsKeptAndShown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		broken := inboundItem(inbox.Broken, "", message.Part{})
		broken.Inbound.Undecoded = "unknown data_coding"
		stray := inboundItem(inbox.Stray, "Spam\x00", message.Part{})
		stray.Inbound.From, stray.Remark = "RADHAUS", "a text from RADHAUS"
		taken := takeIn(t, db, []inbox.Item{broken, stray})
		if taken.Texts != 1 || taken.Stray != 1 {
			t.Errorf("took %+v, want one text and one stray", taken)
		}
		if got := eventTexts(t, db); !slices.Equal(got, []string{"broken "}) {
			t.Errorf("events %q, want only the broken text's", got)
		}
	})
}

func TestHostileTextsAreStored(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		takeIn(t, db, []inbox.Item{
			inboundItem(inbox.Whole, "a\x00b\xff", message.Part{}),
			partItem("p\x00\xff", 9, 2, 2), partItem("q\x00", 9, 1, 2),
		})
		want := []string{"texted a\ufffdb\ufffd", "texted q\ufffdp\ufffd\ufffd"}
		if diff := cmp.Diff(want, eventTexts(t, db)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestOldFingerprintsAreForgottenPageByPage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.ExecForTest(t.Context(), `INSERT INTO inbound_seen (id, fingerprint, session, seen_ms)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) SELECT 'f' || (10000 + i), 'x', 's', 1000 + i FROM n`)
		if err != nil {
			t.Fatal(err)
		}
		before := db.Commits()
		if _, err := db.GiveUpParts(t.Context(), time.UnixMilli(1), time.UnixMilli(5401)); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, "SELECT COUNT(*) FROM inbound_seen"); n != 100 {
			t.Errorf("%d fingerprints are left, want the 100 young ones", n)
		}
		if n := db.Commits() - before; n < 3 {
			t.Errorf("4400 old fingerprints went in %d transactions, want pages", n)
		}
	})
}
