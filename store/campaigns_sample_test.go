package store_test

import (
	"errors"
	"testing"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// sample asks for a sample on a phone and gives the kind of refusal, "" for none.
func (s *stage) sample(id string, to message.Address) campaigns.RefusalKind {
	s.t.Helper()
	err := s.service.SendSample(s.t.Context(), "author", id, to)
	if refusal, ok := errors.AsType[*campaigns.Refusal](err); ok {
		return refusal.Kind
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return ""
}

func TestSamplesGoOutButNotToThoseWhoOptedOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(1)
		id := s.approved(content("Hallo {{vorname|Kunde}} STOP", "all")).ID
		grant(t, db, phone(2))
		consentLine(t, db, consent.Revoked, phone(2))
		if _, err := db.ImportContacts(t.Context(), []consent.ImportedContact{{Line: 2, Address: phone(3)}}, outboxStart, false); err != nil {
			t.Fatal(err)
		}
		for to, want := range map[message.Address]campaigns.RefusalKind{phone(2): campaigns.SampleBarred, phone(3): campaigns.SampleBarred, phone(4): ""} {
			if got := s.sample(id, to); got != want {
				t.Errorf("sample to %s: refusal %q, want %q", to, got, want)
			}
		}
		claimed := claim(t, db, claimOf(t, message.Service, outboxStart.Add(time.Hour)))
		if len(claimed) != 1 || claimed[0].Text != "Hallo Alex STOP" || claimed[0].To != phone(4) {
			t.Errorf("claimed %v, want the one sample", claimed)
		}
	})
}

func TestASampleThatWaitsMindsTheOptOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(1)
		id := s.approved(content("STOP", "all")).ID
		if got := s.sample(id, phone(1)); got != "" {
			t.Fatalf("refused: %s", got)
		}
		consentLine(t, db, consent.Revoked, phone(1))
		if claimed := claim(t, db, claimOf(t, message.Service, outboxStart.Add(time.Hour))); len(claimed) != 0 {
			t.Errorf("claimed %v after the opt-out, want nothing", claimed)
		}
	})
}

func TestThreeSamplesAnHour(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(1)
		id := s.approved(content("STOP", "all")).ID
		for n := range 4 {
			want := campaigns.RefusalKind("")
			if n == 3 {
				want = campaigns.ManySamples
			}
			if got := s.sample(id, phone(n+1)); got != want {
				t.Errorf("sample %d: refusal %q, want %q", n+1, got, want)
			}
		}
		s.clock.Advance(time.Hour + time.Minute)
		if got := s.sample(id, phone(1)); got != "" {
			t.Errorf("an hour later: refusal %q", got)
		}
	})
}
