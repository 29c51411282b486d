package store_test

import (
	"testing"

	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestMigrateTwiceAppliesOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		applied, err := db.Migrate(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(applied) != 0 {
			t.Errorf("second migration applied %v, want nothing", applied)
		}
	})
}

func TestOpenRefusesUnknownAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "sqlite:", "mysql://localhost/x", "kurzwahl.db"} {
		if db, err := store.Open(t.Context(), address); err == nil {
			t.Errorf("Open(%q) gave %v, want an error", address, db)
		}
	}
}
