package store_test

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestACampaignThatCannotGoOnIsPausedAndSaysWhy(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(2)
		c := content("Hier: {{link}} STOP", "all")
		c.LinkTarget = "https://shop-old.example/" // allowed when it was approved
		id := s.approved(c).ID
		s.open()
		p := s.until(id, "paused", inState(campaigns.Paused))
		if !strings.Contains(p.Campaign.Reason, "[links]") || p.Waiting != 2 || len(s.link.texts()) != 0 {
			t.Errorf("paused with %q, %d waiting, sent %v", p.Campaign.Reason, p.Waiting, s.link.texts())
		}
		resumed, err := s.service.Resume(t.Context(), "author", id)
		if err != nil || resumed.Reason != "" {
			t.Errorf("resumed with %q (%v), want no reason left", resumed.Reason, err)
		}
	})
}

// TestTheCardOfAPausedCampaignFollowsItsReceipts counts the posts for the card after the pause.
func TestTheCardOfACampaignThatRestsFollowsItsReceipts(t *testing.T) {
	t.Parallel()
	for name, rest := range map[string]func(*stage, string) error{
		"paused": func(s *stage, id string) error { _, err := s.service.Pause(s.t.Context(), "author", id); return err },
		"cancelled": func(s *stage, id string) error {
			_, err := s.service.Cancel(s.t.Context(), "author", id)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				s := newStage(t, db)
				s.contacts(2)
				id := s.approved(content("STOP", "all")).ID
				s.open()
				s.until(id, "sent", func(p campaigns.Progress) bool { return p.States[message.Sent] == 2 })
				if err := rest(s, id); err != nil {
					t.Fatal(err)
				}
				s.clock.Advance(10 * time.Second)
				drawn := s.drawn()
				receive(t, db, receiptOf("1", message.Delivered, phone(0)), receiptOf("2", message.Delivered, phone(1)))
				s.clock.Advance(10 * time.Second)
				s.until(id, "drawn anew", func(p campaigns.Progress) bool { return p.States[message.Arrived] == 2 && s.drawn() > drawn })
			})
		})
	}
}

// drawn says how often the campaign's card was to be drawn.
func (s *stage) drawn() int {
	s.t.Helper()
	n, err := s.db.PostRevisions(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}
