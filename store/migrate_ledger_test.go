package store_test

import (
	"strings"
	"testing"

	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestTheDatabaseRefusesToChangeTheLedger(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1), phone(2))
		before := ledgerOf(t, db, 2)
		for _, statement := range []string{
			"UPDATE consent SET action = 'revoked'",
			"UPDATE consent SET at_ms = at_ms + 1 WHERE address = '" + string(phone(1)) + "'",
			"DELETE FROM consent",
			"DELETE FROM consent WHERE address = '" + string(phone(1)) + "'",
		} {
			err := db.ExecForTest(t.Context(), statement)
			if err == nil || !strings.Contains(err.Error(), "only added to") {
				t.Errorf("%s: error %v, want a refusal", statement, err)
			}
		}
		if after := ledgerOf(t, db, 2); after != before {
			t.Errorf("the ledger changed from %s to %s", before, after)
		}
	})
}

func TestOnlyTheErasedPersonLeavesTheLedger(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1), phone(2))
		if _, err := db.EraseContact(t.Context(), phone(1), "U1", outboxStart); err != nil {
			t.Fatal(err)
		}
		ledgerOf(t, db, 1)
		if err := db.ExecForTest(t.Context(), "DELETE FROM consent WHERE address = '"+string(phone(2))+"'"); err == nil {
			t.Error("the leave to delete was not given back")
		}
		grant(t, db, phone(1)) // back again, and as safe as anybody
		if err := db.ExecForTest(t.Context(), "DELETE FROM consent WHERE address = '"+string(phone(1))+"'"); err == nil {
			t.Error("the erased person's leave to delete is still there")
		}
	})
}

func TestPostgresRefusesToEmptyTheLedger(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	grant(t, db, phone(1))
	if err := db.ExecForTest(t.Context(), "TRUNCATE consent"); err == nil {
		t.Error("the ledger was emptied")
	}
}

// ledgerOf gives the lines about phones 1 and 2, of which there must be so many.
func ledgerOf(t *testing.T, db *store.DB, want int) string {
	t.Helper()
	var lines []string
	for n := 1; n <= 2; n++ {
		records, _, err := db.ConsentProof(t.Context(), phone(n))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			lines = append(lines, string(r.Address)+" "+string(r.Action)+" "+r.At.String())
		}
	}
	if len(lines) != want {
		t.Errorf("the ledger has %q, want %d lines", lines, want)
	}
	return strings.Join(lines, "; ")
}
