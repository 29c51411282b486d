package store_test

import (
	"strings"
	"testing"

	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// What takes a batch must not walk the queue or all that was sent, whatever the statistics say.
func TestBatchesLookTheirRowsUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for name, of := range map[string]struct {
			query string
			args  []any
		}{
			"cap":    {store.CapQueryForTest, []any{1, string(lena), "+491701234568"}},
			"update": {db.UpdateForTest(), []any{"1", "a", "2", "b"}},
		} {
			plan, err := db.PlanForTest(t.Context(), of.query, of.args...)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if store.Scans(plan, "outbound") || strings.Contains(plan, "outbound_sent") || strings.Contains(plan, "outbound_due") {
				t.Errorf("%s walks through messages that it does not mean:\n%s", name, plan)
			}
		}
	})
}

func TestUpdatesNameTheirKeys(t *testing.T) {
	t.Parallel()
	for where, want := range map[string]string{
		"coupon.pool = v.column1 AND coupon.code = v.column2 AND coupon.assigned_ms = 0":     " AND coupon.pool IN ($1,$4) AND coupon.code IN ($2,$5)",
		"outbound.smsc_id = v.column1 || '' AND outbound.smsc_id <> '' AND (v.column2 = '')": " AND outbound.smsc_id IN ($1,$4)",
	} {
		if got := store.AmongRowsForTest(where, 3, 2); got != want {
			t.Errorf("amongRows(%q) = %q, want %q", where, got, want)
		}
	}
}
