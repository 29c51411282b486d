package store_test

import (
	"testing"

	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestErasureFindsAPersonByIndexes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		reads := store.ErasureForTest()
		for _, table := range []string{"receipt_orphan", "outbound", "event", "quarantine", "survey_answer", "survey_invitation", "survey_reply", "contest_prize", "coupon", "campaign_recipient", "signup", "click", "link", "hook"} {
			plan, err := db.PlanForTest(t.Context(), reads[table], string(lena))
			if err != nil {
				t.Fatalf("%s: %v", table, err)
			}
			if store.Scans(plan, table) {
				t.Errorf("what is known of a person in %s is found by reading all of it:\n%s", table, plan)
			}
		}
	})
}

func TestStatusAndDigestCountByIndexes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for name, query := range map[string]string{"status": store.CountsQueryForTest, "digest": store.DigestQueryForTest} {
			plan, err := db.PlanForTest(t.Context(), query, 1, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range []string{"event", "outbound", "slack_post", "conversation", "consent"} {
				if store.Scans(plan, table) {
					t.Errorf("the %s reads all of %s:\n%s", name, table, plan)
				}
			}
		}
	})
}
