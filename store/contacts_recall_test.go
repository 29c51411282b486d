package store_test

import (
	"testing"

	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// TestErasureByAnotherProcessRecallsWhatIsUnderWay has a command erase somebody whose messages the service has claimed.
func TestErasureByAnotherProcessRecallsWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		eraseElsewhere(t, storetest.SQLiteURL(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		eraseElsewhere(t, storetest.PostgresURL(t))
	})
}

func eraseElsewhere(t *testing.T, url string) {
	service, command := another(t, url), another(t, url)
	grant(t, service, phone(1), phone(2))
	order := message.Outbound{ID: "order", To: phone(1), Text: "Bestellung 4711 ist da.", Class: message.Transactional}
	stranger := order
	stranger.ID, stranger.To = "stranger", phone(3)
	queue(t, service, marketing("erased", phone(1)), marketing("other", phone(2)), order, stranger)
	claimed := claim(t, service, claimOf(t, message.Marketing, outboxStart))
	claimed = append(claimed, claim(t, service, claimOf(t, message.Transactional, outboxStart))...)
	if len(claimed) != 4 {
		t.Fatalf("claimed %v, want all four", claimed)
	}
	for _, to := range []message.Address{phone(1), phone(3)} {
		gone, err := command.EraseContact(t.Context(), to, "command line", outboxStart)
		if err != nil {
			t.Fatal(err)
		}
		if known := to == phone(1); gone["contact"] > 0 != known {
			t.Errorf("erased %v of %s, whom we knew: %v", gone, to.Masked(), known)
		}
	}
	for _, m := range claimed {
		if got, want := surelyStopped(service, m), m.To != phone(2); got != want {
			t.Errorf("%s is stopped at the socket: %v, want %v", m.ID, got, want)
		}
	}
}

// TestNothingPassesTheGateOnceAnErasureHasBegun leaves the erasure where a kill may.
func TestNothingPassesTheGateOnceAnErasureHasBegun(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1))
		queue(t, db, marketing("m", phone(1)), message.Outbound{ID: "order", To: phone(3), Text: "Bestellung 4711 ist da.", Class: message.Transactional})
		for _, to := range []message.Address{phone(1), phone(3)} {
			if err := db.SuppressForTest(t.Context(), to, outboxStart); err != nil {
				t.Fatal(err)
			}
		}
		claimed := claim(t, db, claimOf(t, message.Marketing, outboxStart))
		if claimed = append(claimed, claim(t, db, claimOf(t, message.Transactional, outboxStart))...); len(claimed) != 0 {
			t.Errorf("claimed %v of people who are about to be erased", claimed)
		}
		wantRow(t, db, "m", message.Skipped, "suppressed: erased")
	})
}
