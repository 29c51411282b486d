package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/campaigns"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// recipient puts a recipient of campaign c1 into the database, with their message where state is not "".
func recipient(t *testing.T, db *store.DB, n int, stands, reason, state string) {
	t.Helper()
	id := ""
	if state != "" {
		id = fmt.Sprintf("m%d", n)
		err := db.ExecForTest(t.Context(), `INSERT INTO outbound (id, address, class, lane, body, state, reason, campaign_id, due_ms, parts, created_ms, sent_ms, final_ms)
			VALUES ($1, $2, 'marketing', 2, 'x', $3, $4, 'c1', 0, 2, 0, $5, $6)`, id, string(phone(n)), state, reason, outboxStart.UnixMilli(), outboxStart.Add(time.Minute).UnixMilli())
		if err != nil {
			t.Fatal(err)
		}
		reason = ""
	}
	err := db.ExecForTest(t.Context(), "INSERT INTO campaign_recipient (campaign_id, address, state, reason, outbound_id) VALUES ('c1', $1, $2, $3, $4)", string(phone(n)), stands, reason, id)
	if err != nil {
		t.Fatal(err)
	}
}

func TestOutcomesTellWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		recipient(t, db, 0, "queued", "", "delivered")
		recipient(t, db, 1, "queued", "the network could not deliver it", "failed")
		recipient(t, db, 2, "queued", "opted out", "skipped")
		recipient(t, db, 3, "skipped", "no consent", "")
		recipient(t, db, 4, "waiting", "", "")
		after := outboxStart.Add(time.Hour).UnixMilli()
		for _, row := range []struct {
			query string
			args  []any
		}{
			{"INSERT INTO link (code, target, address, campaign_id, created_ms) VALUES ('abc', 'https://r.example', $1, 'c1', 0)", []any{string(phone(0))}},
			{"INSERT INTO click (id, code, at_ms) VALUES ('k1', 'abc', $1)", []any{after}},
			{"INSERT INTO event (id, address, kind, payload, state, created_ms) VALUES ('e1', $1, 'texted', '{}', 'done', $2)", []any{string(phone(0)), after}},
			{"INSERT INTO event (id, address, kind, payload, state, created_ms) VALUES ('e2', $1, 'texted', '{}', 'done', $2)", []any{string(phone(2)), after}},
		} {
			if err := db.ExecForTest(t.Context(), row.query, row.args...); err != nil {
				t.Fatal(err)
			}
		}
		var got []campaigns.Outcome
		err := db.CampaignOutcomes(t.Context(), "c1", "U1", outboxStart, func(o campaigns.Outcome) error {
			got = append(got, o)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sent, ended := outboxStart.UTC(), outboxStart.Add(time.Minute).UTC()
		want := []campaigns.Outcome{
			{Address: phone(0), State: message.Arrived, Segments: 2, SentAt: sent, EndedAt: ended, Clicked: true, Replied: true},
			{Address: phone(1), State: message.Failed, Reason: "the network could not deliver it", Segments: 2, SentAt: sent, EndedAt: ended},
			{Address: phone(2), State: message.Skipped, Reason: "opted out", EndedAt: ended},
			{Address: phone(3), State: message.Skipped, Reason: "no consent"},
			{Address: phone(4), State: message.Queued},
		}
		if diff := cmp.Diff(want, got, cmp.Transformer("instant", func(t time.Time) int64 { return t.UnixMilli() })); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
	})
}

func TestOutcomesOfACancelledCampaignLeaveNobodyWaiting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.ExecForTest(t.Context(), `INSERT INTO campaign (id, name, state, content, hash, author, editor, created_ms, updated_ms)
			VALUES ('c1', 'x', 'cancelled', '{}', '', 'U1', 'U1', 0, 0)`)
		if err != nil {
			t.Fatal(err)
		}
		recipient(t, db, 0, "waiting", "", "")
		recipient(t, db, 1, "skipped", "no consent", "")
		recipient(t, db, 2, "queued", "campaign cancelled", "cancelled")
		var got []string
		err = db.CampaignOutcomes(t.Context(), "c1", "U1", outboxStart, func(o campaigns.Outcome) error {
			got = append(got, string(o.State)+": "+o.Reason)
			return nil
		})
		want := []string{"cancelled: campaign cancelled", "skipped: no consent", "cancelled: campaign cancelled"}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("outcomes (-want +got), %v:\n%s", err, diff)
		}
	})
}

func TestOutcomesAreReadInPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.ExecForTest(t.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
			INSERT INTO campaign_recipient (campaign_id, address, state) SELECT 'c1', '+49' || (17100000000 + i), 'waiting' FROM n`)
		if err != nil {
			t.Fatal(err)
		}
		count, last := 0, message.Address("")
		visit := func(o campaigns.Outcome) error {
			if o.Address <= last {
				t.Errorf("%s comes after %s", o.Address, last)
			}
			count, last = count+1, o.Address
			return nil
		}
		if err := db.CampaignOutcomes(t.Context(), "c1", "U1", outboxStart, visit); err != nil || count != 1100 {
			t.Errorf("read %d recipients, %v, want 1100", count, err)
		}
		full := errors.New("the disk is full")
		if err := db.CampaignOutcomes(t.Context(), "c1", "U1", outboxStart, func(campaigns.Outcome) error { return full }); !errors.Is(err, full) {
			t.Errorf("error %v, want that of the visit", err)
		}
		w := newTurner(t, db)
		w.wants(2, "SELECT COUNT(*) FROM audit WHERE object = 'campaign:c1' AND actor = 'U1' AND action = 'campaign.export'")
	})
}

func TestOutcomesAreFoundByIndexes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		plan, err := db.PlanForTest(t.Context(), store.OutcomeQueryForTest, "c1", "", 500, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"campaign_recipient", "outbound", "link", "click", "event", "consent"} {
			if store.Scans(plan, table) {
				t.Errorf("outcomes read all of %s:\n%s", table, plan)
			}
		}
	})
}
