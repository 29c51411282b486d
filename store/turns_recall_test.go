package store_test

import (
	"sync"
	"testing"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// answered has Anna claim lena's question and answer it, and gives what takes the answer back.
func (w turner) answered() conversations.Event {
	w.t.Helper()
	w.texts(lena, "Ich möchte mit einem Mitarbeiter sprechen")
	w.drain(w)
	anna := conversations.Staff{User: "U1", Name: "Anna", Message: message.SlackRef{Channel: "C1", TS: "1.1"}}
	id := w.thread(lena)
	w.happens(conversations.Event{Kind: conversations.Claimed, Conversation: id, Staff: anna})
	w.happens(conversations.Event{Kind: conversations.StaffReplied, Conversation: id, Staff: anna, Text: "Gern, worum geht es?"})
	return conversations.Event{Kind: conversations.Recalled, Conversation: id, Staff: anna}
}

func TestReplyIsTakenBackUnlessItIsOnTheWire(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{"queued": "cancelled", "written": "written", "sent": "sent"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				w := newTurner(t, db)
				recall := w.answered()
				if err := db.ExecForTest(t.Context(), "UPDATE outbound SET state = $1, sent_ms = 1, written_ms = 1 WHERE slack_ts = '1.1'", state); err != nil {
					t.Fatal(err)
				}
				w.happens(recall)
				w.wants(1, "SELECT COUNT(*) FROM outbound WHERE slack_ts = '1.1' AND state = $1", want)
				back, replies := "%Zu spät%", 1
				if want == "cancelled" {
					back, replies = "%Zurückgenommen%", 0
				}
				w.wants(1, "SELECT COUNT(*) FROM slack_post WHERE kind = 'hint' AND payload LIKE $1", back)
				w.wants(1, "SELECT COUNT(*) FROM conversation WHERE replies = $1", replies)
			})
		})
	}
}

// TestReplyIsNotBothTakenBackAndSent has a worker claim a reply at the moment in which it is taken back.
func TestReplyIsNotBothTakenBackAndSent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		recall := w.answered()
		recall.Address, recall.At = lena, w.clock.Now()
		if _, err := db.AddEvents(t.Context(), []conversations.Event{recall}); err != nil {
			t.Fatal(err)
		}
		var claiming sync.WaitGroup
		claiming.Go(func() {
			if _, err := db.ClaimOutbound(t.Context(), claimOf(t, message.Service, w.clock.Now())); err != nil {
				t.Error(err)
			}
		})
		w.drain(w)
		claiming.Wait()
		w.wants(1, `SELECT COUNT(*) FROM outbound AS o WHERE o.slack_ts = '1.1' AND (
			o.state = 'cancelled' AND EXISTS (SELECT 1 FROM slack_post AS p WHERE p.kind = 'hint' AND p.payload LIKE '%Zurückgenommen%') OR
			o.state IN ('written', 'queued') AND EXISTS (SELECT 1 FROM slack_post AS p WHERE p.kind = 'hint' AND p.payload LIKE '%Zu spät%'))`)
	})
}
