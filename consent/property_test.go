package consent_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// TestGateNeverLetsThroughWhatItMustNot draws ledgers, recipients, times (around changes of the clocks above all)
// and histories at random, and checks what went through against the rules written down a second time, plainly.
func TestGateNeverLetsThroughWhatItMustNot(t *testing.T) {
	t.Parallel()
	g := gate(t, consent.Rules{})
	random := rand.New(rand.NewPCG(4711, 1))
	phones := map[message.Address]string{
		"+491711234567": "Europe/Berlin", "+48501234567": "Europe/Warsaw", "+436641234567": "Europe/Vienna",
		"+447911123456": "Europe/London", "+12125550100": "America/New_York", "+61412345678": "Australia/Sydney",
	}
	var addresses []message.Address // in a fixed order, so that a failure can be repeated
	zones := map[message.Address]*time.Location{}
	for _, address := range slices.Sorted(maps.Keys(phones)) {
		addresses, zones[address] = append(addresses, address), zone(phones[address])
	}
	for range 10_000 {
		now := randomTime(random)
		standing, allowed := randomLedger(random, now)
		sent := randomHistory(random, now)
		m := message.Outbound{To: addresses[random.IntN(len(addresses))], Class: message.Marketing, Purpose: "offers"}
		if random.IntN(4) == 0 {
			m.Deadline = now.Add(time.Duration(random.IntN(72*60)-60) * time.Minute)
		}
		facts := consent.Facts{Standing: standing, Sent: sent}
		d := g.Decide(m, facts, now)
		local := now.In(zones[m.To])
		switch d.Verdict {
		case consent.Send:
			mustBeAllowed(t, m, allowed, sent, now, local)
		case consent.Hold:
			if !d.Until.After(now) {
				t.Fatalf("held until %s, which is not after %s", d.Until, now)
			}
			if !m.Deadline.IsZero() && !d.Until.Before(m.Deadline) {
				t.Fatalf("held until %s, after the deadline %s", d.Until, m.Deadline)
			}
			facts.Sent = nil
			if again := g.Decide(m, facts, d.Until); again.Verdict != consent.Send {
				t.Fatalf("held until %s, and then %+v", d.Until, again)
			}
		case consent.Skip:
			if d.Reason == "" {
				t.Fatal("skipped without a reason")
			}
		}
	}
}

func mustBeAllowed(t *testing.T, m message.Outbound, allowed bool, sent []time.Time, now, local time.Time) {
	t.Helper()
	if !allowed {
		t.Fatalf("marketing to somebody who did not agree, at %s", now)
	}
	if local.Hour() < 9 || local.Hour() >= 20 || local.Weekday() == time.Sunday {
		t.Fatalf("marketing at %s", local)
	}
	day, month := 0, 0
	for _, s := range sent {
		if now.Sub(s) < 24*time.Hour {
			day++
		}
		if now.Sub(s) < 30*24*time.Hour {
			month++
		}
	}
	if day > 0 || month > 3 {
		t.Fatalf("marketing after %d in a day and %d in a month", day, month)
	}
	if !m.Deadline.IsZero() && m.Deadline.Sub(now) < 15*time.Minute {
		t.Fatalf("marketing %s before its deadline", m.Deadline.Sub(now))
	}
}

// randomTime is near a change of the clocks in one of three draws.
func randomTime(random *rand.Rand) time.Time {
	changes := []time.Time{at(time.UTC, 3, 29, 1, 0), at(time.UTC, 10, 25, 1, 0), at(time.UTC, 3, 8, 7, 0), at(time.UTC, 11, 1, 6, 0)}
	if random.IntN(3) == 0 {
		return changes[random.IntN(len(changes))].Add(time.Duration(random.IntN(48*60)-24*60) * time.Minute)
	}
	return at(time.UTC, 1, 1, 0, 0).Add(time.Duration(random.IntN(365*24*60)) * time.Minute)
}

func randomLedger(random *rand.Rand, now time.Time) (standing consent.Standing, allowed bool) {
	purposes := []consent.Purpose{consent.All, consent.Offers, consent.Surveys, consent.Orders}
	actions := []consent.Action{consent.Asked, consent.Granted, consent.Granted, consent.Revoked}
	when := now.AddDate(0, -6, 0)
	for range random.IntN(6) {
		r := consent.Record{Purpose: purposes[random.IntN(len(purposes))], Action: actions[random.IntN(len(actions))], At: when}
		when = when.Add(time.Hour)
		standing = standing.With(r)
		concerns := r.Purpose == consent.All || r.Purpose == consent.Offers
		if concerns && r.Action != consent.Asked {
			allowed = r.Action == consent.Granted
		}
	}
	return standing, allowed
}

func randomHistory(random *rand.Rand, now time.Time) []time.Time {
	var sent []time.Time
	for range random.IntN(6) {
		sent = append(sent, now.Add(-time.Duration(1+random.IntN(40*24*60))*time.Minute))
	}
	return sent
}
