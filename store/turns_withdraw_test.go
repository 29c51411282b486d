package store_test

import (
	"testing"
	"time"

	"kurzwahl/bot"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// happens lets one event of lena's be handled.
func (w turner) happens(e conversations.Event) {
	w.t.Helper()
	e.Address, e.At = lena, w.clock.Now()
	if _, err := w.db.AddEvents(w.t.Context(), []conversations.Event{e}); err != nil {
		w.t.Fatal(err)
	}
	w.drain(w)
}

func TestNewsThatWaitsIsReplacedAndMayComeBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		began := noon
		for _, state := range []string{"delayed", "shipped", "delayed"} {
			began = began.Add(time.Second)
			w.happens(conversations.Event{Kind: conversations.OrderMoved, Order: conversations.Order{Source: "shop", Number: "4711", State: state, StateAt: began}})
		}
		w.wants(3, "SELECT COUNT(*) FROM outbound")
		w.wants(1, "SELECT COUNT(*) FROM outbound WHERE state = 'queued' AND dedupe = 'order:shop:4711:delayed' AND due_ms <= $1", w.clock.Now().Add(2*time.Minute).UnixMilli())
		w.wants(2, "SELECT COUNT(*) FROM outbound WHERE state = 'cancelled' AND reason = 'the order has moved on' AND dedupe IS NULL AND final_ms > 0")
	})
}

func TestSurveyIsWithdrawnUnlessItIsOnTheWire(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{"queued": "cancelled", "written": "written", "sent": "sent"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				w := newTurner(t, db)
				if err := db.Agree(t.Context(), lena, noon); err != nil {
					t.Fatal(err)
				}
				w.happens(conversations.Event{Kind: conversations.SurveyDue, Survey: "delivery", Order: conversations.Order{Source: "shop", Number: "4711", State: "delivered"}})
				if err := db.ExecForTest(t.Context(), "UPDATE outbound SET state = $1, sent_ms = 1, written_ms = 1", state); err != nil {
					t.Fatal(err)
				}
				w.texts(lena, "Ich möchte mit einem Mitarbeiter sprechen")
				w.drain(w)
				w.wants(1, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing' AND state = $1", want)
			})
		})
	}
}

func TestCustomerHearsOnceThatACaseIsInHand(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(lena, "Bitte löschen Sie meine Daten")
		w.drain(w)
		id := w.caseThread(lena)
		for _, kind := range []conversations.EventKind{conversations.Claimed, conversations.Released, conversations.Claimed, conversations.Released} {
			w.happens(conversations.Event{Kind: kind, Conversation: id, Staff: conversations.Staff{User: "U1", Name: "Anna"}})
		}
		w.wants(1, "SELECT COUNT(*) FROM customer_case WHERE told = 'in_progress,open'")
		w.wants(2, "SELECT COUNT(*) FROM outbound WHERE class = 'transactional'")
		w.wants(2, "SELECT COUNT(*) FROM slack_post WHERE kind = 'bot_said' AND payload LIKE '%Ihr Vorgang%'")
	})
}

func TestOnlyTheLastClaimGivesAConversationBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(lena, "Ich möchte mit einem Mitarbeiter sprechen")
		w.drain(w)
		id := ""
		for range 3 {
			for _, kind := range []conversations.EventKind{conversations.Claimed, conversations.Released} {
				if id == "" {
					id = w.thread(lena)
				}
				w.happens(conversations.Event{Kind: kind, Conversation: id, Staff: conversations.Staff{User: "U1", Name: "Anna"}})
				w.clock.Advance(time.Hour)
			}
		}
		w.happens(conversations.Event{Kind: conversations.Claimed, Conversation: id, Staff: conversations.Staff{User: "U1", Name: "Anna"}})
		w.clock.Advance(23 * time.Hour)
		w.rings()
		w.wants(1, "SELECT COUNT(*) FROM conversation WHERE status = 'claimed'")
		w.wants(1, "SELECT COUNT(*) FROM timer WHERE kind = 'bot_back'")
		w.clock.Advance(2 * time.Hour)
		w.rings()
		w.wants(1, "SELECT COUNT(*) FROM conversation WHERE status = 'closed'")
		w.wants(0, "SELECT COUNT(*) FROM timer WHERE kind = 'bot_back'")
	})
}

// thread gives the open conversation of a contact.
func (w turner) thread(address message.Address) string {
	w.t.Helper()
	cases, err := w.db.Cases(w.t.Context(), bot.CaseQuery{Address: address})
	if err != nil || len(cases) != 1 {
		w.t.Fatalf("got %+v, want one conversation (%v)", cases, err)
	}
	return cases[0].ID
}

// rings lets timers ring that are due, and handles what follows.
func (w turner) rings() {
	w.t.Helper()
	for {
		rung, _, err := w.db.RingTimers(w.t.Context(), w.clock.Now(), 100)
		if err != nil {
			w.t.Fatal(err)
		}
		w.drain(w)
		if rung == 0 {
			return
		}
	}
}
