package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/campaigns"
	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// stage is a campaign desk over a real database, with a runner, an outbox and a link.
type stage struct {
	t       *testing.T
	db      *store.DB
	clock   *clock.Movable
	service *campaigns.Service
	link    *radio
	config  campaigns.Config
}

func newStage(t *testing.T, db *store.DB) *stage {
	t.Helper()
	c := clock.NewMovable(outboxStart)
	config := campaigns.Config{
		Approvers: []campaigns.Person{"boss"}, Language: message.German, Price: 7500, Currency: "EUR", Gate: campaigns.Gate(testGate(t)),
	}
	return &stage{
		t: t, db: db, clock: c, config: config, service: campaigns.NewService(config, db, db, c), link: &radio{sent: map[string]int{}},
	}
}

// open starts the runner and the outbox.
func (s *stage) open() {
	s.t.Helper()
	shortener, err := links.New(links.Config{Store: s.db, Entropy: rand.Reader, BaseURL: "https://r.example", Hosts: []string{"shop.example"}})
	if err != nil {
		s.t.Fatal(err)
	}
	runner := campaigns.NewRunner(s.config, s.db, shortener, s.db.Watch(store.Campaigns), s.clock, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(s.t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = runner.Run(ctx) })
	s.t.Cleanup(func() { cancel(); running.Wait() })
	dispatch(s.t, s.db, s.link, s.clock)
}

func (s *stage) approved(content campaigns.Content) campaigns.Campaign {
	s.t.Helper()
	ctx := s.t.Context()
	c, err := s.service.New(ctx, "author", campaigns.Form{Name: "Herbst", Content: content})
	if err == nil {
		_, err = s.service.Propose(ctx, "author", c.ID)
	}
	if err == nil {
		c, err = s.service.Approve(ctx, "boss", c.ID, c.Hash)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// until waits for the campaign's progress to be as wanted.
func (s *stage) until(id, what string, ok func(campaigns.Progress) bool) campaigns.Progress {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	for {
		p, err := s.service.Progress(ctx, id)
		if err == nil && ok(p) {
			return p
		}
		if (clock.System{}).Until(ctx, time.Now().Add(10*time.Millisecond)) != nil {
			s.t.Fatalf("never %s: %+v, %v", what, p, err)
		}
	}
}

func inState(state campaigns.State) func(campaigns.Progress) bool {
	return func(p campaigns.Progress) bool { return p.Campaign.State == state }
}

func content(text, audience string) campaigns.Content {
	return campaigns.Content{Texts: map[message.Language]string{message.German: text}, Audience: audience}
}

func (s *stage) contacts(n int) []message.Address {
	s.t.Helper()
	var all []message.Address
	for i := range n {
		all = append(all, phone(i))
	}
	grant(s.t, s.db, all...)
	return all
}

func TestACampaignReachesEachOnceAndNobodyWhoOptedOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		all := s.contacts(300)
		consentLine(t, db, consent.Revoked, all[7])
		if _, err := db.AddCoupons(t.Context(), "herbst", []string{"C1", "C2"}); err != nil {
			t.Fatal(err)
		}
		c := content("Hallo {{vorname|Kunde}} {{link}} {{coupon|SOMMER}} STOP", "all")
		c.LinkTarget, c.CouponPool = "https://shop.example/herbst", "herbst"
		id := s.approved(c).ID
		s.open()
		p := s.until(id, "all sent", func(p campaigns.Progress) bool { return p.States[message.Sent] == 299 })
		if p.Campaign.Recipients != 300 || p.LeftOut != 1 || p.Reasons["opted out"] != 1 || p.Segments != 299 || p.Cost != 299*7500 {
			t.Errorf("progress %+v, want 299 sent and one opted out", p)
		}
		coupons, urls := map[string]int{}, map[string]bool{}
		for text, times := range s.link.texts() {
			words := strings.Fields(text)
			urls[words[2]] = true
			coupons[words[3]]++
			if times != 1 {
				t.Errorf("%q left %d times", text, times)
			}
		}
		if diff := cmp.Diff(map[string]int{"C1": 1, "C2": 1, "SOMMER": 297}, coupons); diff != "" {
			t.Errorf("coupons (-want +got):\n%s", diff)
		}
		if len(urls) != 299 {
			t.Errorf("%d different links for 299 readers", len(urls))
		}
		s.clock.Advance(25 * time.Hour)
		s.until(id, "done without receipts", inState(campaigns.Done))
	})
}

func TestACampaignIsDoneWhenAllReceiptsCame(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(2)
		id := s.approved(content("STOP", "all")).ID
		s.open()
		s.until(id, "all sent", func(p campaigns.Progress) bool { return p.States[message.Sent] == 2 })
		receive(t, db, receiptOf("1", message.Delivered, phone(0)), receiptOf("2", message.Undeliverable, phone(1)))
		s.clock.Advance(10 * time.Second)
		p := s.until(id, "done", inState(campaigns.Done))
		if p.States[message.Arrived] != 1 || p.States[message.Failed] != 1 || p.Left != 0 {
			t.Errorf("report %+v, want one delivered and one failed", p)
		}
	})
}

func TestACampaignWaitsForItsTimeAndForTheMorning(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(3)
		c := content("STOP", "all")
		c.StartAt = outboxStart.Add(10 * time.Hour) // 22:00 in Berlin
		id := s.approved(c).ID
		s.open()
		if p := s.until(id, "counted", inState(campaigns.Approved)); p.Campaign.Recipients != 0 {
			t.Errorf("%d recipients were frozen before the start", p.Campaign.Recipients)
		}
		s.clock.Advance(10*time.Hour + time.Minute)
		p := s.until(id, "frozen", func(p campaigns.Progress) bool { return !p.Campaign.FrozenAt.IsZero() })
		if p.Waiting != 3 || len(s.link.texts()) != 0 {
			t.Errorf("at night %d wait and %v was sent, want 3 and nothing", p.Waiting, s.link.texts())
		}
		s.clock.Advance(12 * time.Hour)
		s.until(id, "all sent", func(p campaigns.Progress) bool { return p.States[message.Sent] == 3 })
	})
}

func TestReadersInTheNightDoNotHoldUpOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		var americans []message.Address // "+1" comes before "+49", and is more than one batch
		for i := range 700 {
			americans = append(americans, message.Address(fmt.Sprintf("+1212555%04d", i)))
		}
		grant(t, db, americans...)
		s.contacts(5)
		id := s.approved(content("Angebot. STOP", "all")).ID
		s.open()
		p := s.until(id, "sent to those awake", func(p campaigns.Progress) bool { return p.States[message.Sent] == 5 })
		if p.Waiting+p.States[message.Queued] != len(americans) || p.Waiting < 500 {
			t.Errorf("%d wait and %d are queued for the morning, want %d, most of them waiting", p.Waiting, p.States[message.Queued], len(americans))
		}
		s.clock.Advance(8 * time.Hour)
		s.until(id, "all sent", func(p campaigns.Progress) bool { return p.States[message.Sent] == 5+len(americans) })
	})
}

func TestPauseHoldsAndCancelWithdraws(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.link.full = make(chan struct{})
		s.link.begun = make(chan string, 2000)
		s.contacts(50)
		id := s.approved(content("STOP", "all")).ID
		s.open()
		<-s.link.begun
		if _, err := s.service.Pause(t.Context(), "author", id); err != nil {
			t.Fatal(err)
		}
		close(s.link.full)
		s.until(id, "held", func(p campaigns.Progress) bool {
			return p.States[message.Written] == 0 && p.States[message.Queued] > 0
		})
		paused := len(s.link.begun)
		if paused >= 49 {
			t.Fatalf("%d of 50 left though paused", paused)
		}
		if _, err := s.service.Resume(t.Context(), "author", id); err != nil {
			t.Fatal(err)
		}
		s.clock.Advance(time.Minute) // what was about to be held when the campaign went on comes later
		s.until(id, "all sent", func(p campaigns.Progress) bool { return p.States[message.Sent] == 50 })
	})
}

func TestCancelLeavesNothingWaiting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.link.full = make(chan struct{})
		s.link.begun = make(chan string, 2000)
		s.contacts(600)
		id := s.approved(content("STOP", "all")).ID
		s.open()
		<-s.link.begun
		if _, err := s.service.Cancel(t.Context(), "author", id); err != nil {
			t.Fatal(err)
		}
		close(s.link.full)
		p := s.until(id, "settled", func(p campaigns.Progress) bool { return p.Left == p.States[message.Sent] })
		if p.States[message.Cancelled] == 0 || p.Reasons["campaign cancelled"] < 500 || p.Campaign.State != campaigns.Cancelled {
			t.Errorf("after cancel: %+v, want most withdrawn", p)
		}
	})
}

func TestAudienceIsCompiledAsItReads(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		all := s.contacts(5)
		for n, tags := range [][]string{{"vip"}, {"vip", "b2b"}, {"b2b"}, {`o'r"x%`}, nil} {
			if err := db.TagContact(t.Context(), all[n], tags...); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.BuyForTest(t.Context(), all[4], `[{"sku":"BIKE_1","name":"City \"Bike\" 100%","quantity":1}]`); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{
			"all":                           "01234",
			"tag:vip":                       "01",
			"tag:vip and not tag:b2b":       "0",
			"not (tag:vip or tag:b2b)":      "34",
			"not tag:vip and not tag:b2b":   "34",
			`tag:o'r and all`:               "",
			"country:DE and tag:b2b":        "12",
			"country:AT or tag:nope":        "",
			"bought:bike_1":                 "4",
			"bought:bikeX1":                 "",
			"bought:100%":                   "4",
			`language:de or bought:"city "`: "4",
		} {
			parsed, err := campaigns.ParseAudience(text)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			err = db.Audience(t.Context(), parsed, outboxStart, func(r campaigns.Reader) error {
				got += string(r.Address[len(r.Address)-1:])
				return nil
			})
			if err != nil || got != want {
				t.Errorf("%s has %q (%v), want %q", text, got, err, want)
			}
		}
	})
}

func TestALongAudienceIsWalkedAndFrozenInSteps(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		const many = 4100
		for n := 0; n < many; n += 410 {
			var some []message.Address
			for i := n; i < n+410; i++ {
				some = append(some, phone(i))
			}
			grant(t, db, some...)
		}
		c := s.approved(content("STOP", "all"))
		p, err := s.service.Preview(t.Context(), campaigns.Form{Name: "x", Content: c.Content})
		if err != nil || p.Recipients != many {
			t.Errorf("preview has %d recipients (%v), want %d", p.Recipients, err, many)
		}
		if done, err := db.FreezeAudience(t.Context(), c, campaigns.Audience{Op: campaigns.Is, Fact: campaigns.Everybody}, outboxStart); done || err != nil {
			t.Errorf("freezing what does not run gave %v, %v, want nothing done", done, err)
		}
		if c, err = s.service.Start(t.Context(), "author", c.ID); err != nil {
			t.Fatal(err)
		}
		steps := 0
		for done := false; !done && steps < 10; steps++ {
			if done, err = db.FreezeAudience(t.Context(), c, campaigns.Audience{Op: campaigns.Is, Fact: campaigns.Everybody}, outboxStart); err != nil {
				t.Fatal(err)
			}
		}
		f, err := db.CampaignCounts(t.Context(), c.ID)
		if err != nil || f.Waiting != many || f.Campaign.Recipients != many || steps != 3 {
			t.Errorf("froze %d of %d in %d steps (%v)", f.Waiting, many, steps, err)
		}
		if n, err := db.CountForTest(t.Context(), "SELECT COUNT(*) FROM campaign WHERE frozen_to <> ''"); n > 0 || err != nil {
			t.Errorf("the campaign still holds the number up to which it was frozen (%v)", err)
		}
	})
}

func TestRefusalsStoreNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newStage(t, db)
		s.contacts(1)
		c := s.approved(content("STOP", "all"))
		_, err := s.service.Approve(t.Context(), "boss", c.ID, c.Hash)
		refusal, ok := errors.AsType[*campaigns.Refusal](err)
		if !ok || refusal.Kind != campaigns.WrongState {
			t.Errorf("second approval: %v, want a refusal", err)
		}
		again, err := s.service.Campaign(t.Context(), c.ID)
		if err != nil || again.Version != c.Version {
			t.Errorf("version %d (%v) after a refusal, want %d", again.Version, err, c.Version)
		}
		listed, err := s.service.List(t.Context(), 10, campaigns.Approved, campaigns.Running)
		if err != nil || len(listed) != 1 || cmp.Diff(listed[0], again) != "" {
			t.Errorf("list gives %v (%v), want the one campaign", listed, err)
		}
		posts, err := db.PostKinds(t.Context())
		if err != nil || len(posts) != 1 {
			t.Errorf("%d posts for the card (%v), want one that is drawn anew", len(posts), err)
		}
	})
}
