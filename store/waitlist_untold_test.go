package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// claims has the outbox claim marketing; the gate says what it is told to.
func (s *shelf) claims(number int64, say func() consent.Decision) []outbox.Message {
	s.t.Helper()
	c := claimOf(s.t, message.Marketing, s.clock.Now())
	c.Number, c.Gate = number, func(message.Outbound, consent.Facts, time.Time) consent.Decision { return say() }
	return claim(s.t, s.db, c)
}

func sends() consent.Decision { return consent.Decision{Verdict: consent.Send} }

// becomes settles a claimed message.
func (s *shelf) becomes(m outbox.Message, state message.State) {
	s.t.Helper()
	ch := outbox.Change{Message: m, State: state, Reason: string(state), Due: s.clock.Now(), Parts: 1, At: s.clock.Now()}
	if state == message.Sent {
		ch.SMSC, ch.PartIDs = "carrier", []string{m.ID}
	}
	if state == message.Ambiguous {
		ch.Unanswered = 1
	}
	if err := s.db.SettleOutbound(s.t.Context(), []outbox.Change{ch}, outbox.Words{}); err != nil {
		s.t.Fatal(err)
	}
}

// TestAnAlertThatNeverLeftIsToldLaterAndNoneTwice lets the last gate and the SMSC do what they like with alerts.
func TestAnAlertThatNeverLeftIsToldLaterAndNoneTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const people = 6
		s := newShelf(t, db)
		random := rand.New(rand.NewPCG(3, 9))
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel Dur", Stock: new(0), Price: "90.00", Currency: "EUR"})
		for i := range people {
			s.texts(customer(i), []string{"Warteliste Klingel Dur", "Preisalarm Klingel Dur", "Preisalarm Klingel Dur unter 60 Euro"}[i%3])
			s.drain(s)
		}
		s.wants(people, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'")
		s.tells(shop.ProductNews{SKU: "1", Stock: new(1), Price: "50.00"})
		reached, refused := map[message.Address]int{}, map[message.Address]int{}
		for round := range int64(40) {
			s.passes(47 * time.Minute)
			if s.now.Hour() >= 18 {
				s.passes(15 * time.Hour)
			}
			for _, step := range []func() (bool, error){
				func() (bool, error) { return db.RunWave(t.Context(), s.run()) }, func() (bool, error) { return db.RunAlarms(t.Context(), s.run()) },
			} {
				if _, err := step(); err != nil {
					t.Fatal(err)
				}
			}
			s.drain(s)
			calm := round > 12 // from now on all is well
			for _, m := range s.claims(round+1, func() consent.Decision {
				if !calm && random.IntN(2) == 0 {
					return consent.Decision{Verdict: consent.Skip, Reason: "frequency cap"}
				}
				return sends()
			}) {
				state := message.Sent
				if !calm {
					state = []message.State{message.Failed, message.Queued, message.Ambiguous, message.Sent}[random.IntN(4)]
				}
				if state == message.Failed {
					if refused[m.To]++; refused[m.To] == 5 { // would be for ever
						state = message.Sent
					}
				}
				if s.becomes(m, state); state == message.Sent || state == message.Ambiguous {
					reached[m.To]++
				}
			}
		}
		for i := range people {
			if n := reached[customer(i)]; n != 1 {
				t.Errorf("customer %d may have got %d alerts, want 1", i, n)
			}
		}
		s.wants(0, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing' AND state IN ('queued', 'written')")
	})
}

func TestAnAlertThatNeverLeavesGivesThePlaceBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel Dur", Stock: new(0), Price: "90.00", Currency: "EUR"})
		s.texts(lena, "Warteliste Klingel Dur")
		s.texts(jan, "Preisalarm Klingel Dur")
		s.drain(s)
		s.tells(shop.ProductNews{SKU: "1", Stock: new(1), Price: "50.00"})
		alert := func(number int64, gate func() consent.Decision) []outbox.Message {
			t.Helper()
			s.passes(61 * time.Minute)
			for _, step := range []func() (bool, error){
				func() (bool, error) { return db.RunWave(t.Context(), s.run()) }, func() (bool, error) { return db.RunAlarms(t.Context(), s.run()) },
			} {
				if _, err := step(); err != nil {
					t.Fatal(err)
				}
			}
			s.drain(s)
			return s.claims(number, gate)
		}
		const asBefore = "SELECT COUNT(*) FROM signup WHERE state = 'waiting' AND told_ms = 0 AND ended_ms = 0 AND baseline = 9000 AND reason = $1"
		alert(1, func() consent.Decision { return consent.Decision{Verdict: consent.Skip, Reason: "frequency cap"} })
		s.wants(2, asBefore, "frequency cap")
		for number := int64(2); number <= 5; number++ {
			claimed := alert(number, sends)
			if len(claimed) != 2 {
				t.Fatalf("round %d: claimed %d alerts, want 2", number, len(claimed))
			}
			for _, m := range claimed {
				s.becomes(m, message.Failed)
			}
			s.wants(2, asBefore, "failed")
		}
		for _, m := range alert(6, sends) {
			s.becomes(m, message.Failed)
		}
		if claimed := alert(7, sends); len(claimed) != 0 { // the SMSC never wants it
			t.Errorf("claimed %d alerts that were refused all along", len(claimed))
		}
	})
}

func TestAnAlertToSomebodyWhoOptedOutIsGivenUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel Dur", Stock: new(0), Price: "90.00", Currency: "EUR"})
		s.texts(lena, "Warteliste Klingel Dur")
		s.texts(jan, "Warteliste Klingel Dur")
		s.drain(s)
		s.tells(shop.ProductNews{SKU: "1", Stock: new(1)})
		if _, err := db.RunWave(t.Context(), s.run()); err != nil {
			t.Fatal(err)
		}
		s.texts(lena, "STOP")
		s.drain(s)
		s.texts(jan, "Warteliste Klingel Dur") // the first one was told, as far as anybody knows
		s.tells(shop.ProductNews{SKU: "1", Stock: new(0)})
		s.texts(jan, "Warteliste Klingel Dur")
		s.drain(s)
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'")
		turn := 0
		s.claims(1, func() consent.Decision {
			turn++
			return consent.Decision{Verdict: consent.Skip, Reason: fmt.Sprint("reason ", turn), Lasting: turn == 1}
		})
		s.wants(2, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing' AND state = 'skipped'")
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'stopped' AND told_ms = 0 AND reason = 'reason 1'")
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'") // the new one stands for both
	})
}
