package store_test

import (
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestPagesLeaveTheirProofInTheLedger(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		visits := func(e conversations.Event) {
			t.Helper()
			e.Address, e.At, e.Web = lena, w.clock.Now(), conversations.Web{IP: "192.0.2.1", UserAgent: "Mozilla/5.0"}
			if _, err := db.AddEvents(t.Context(), []conversations.Event{e}); err != nil {
				t.Fatal(err)
			}
			w.drain(w)
		}
		const shown = "Yes, Radhaus may send me advertising."
		visits(conversations.Event{Kind: conversations.WebOptIn, Text: shown, Form: conversations.Form{FirstName: "Lena", Language: message.English}})
		w.wants(1, "SELECT COUNT(*) FROM consent WHERE action = 'asked' AND source = 'web_form' AND shown LIKE $1 || '%reply YES%' AND ip = '192.0.2.1' AND user_agent = 'Mozilla/5.0'", shown)
		w.wants(1, "SELECT COUNT(*) FROM outbound WHERE address = $1 AND body LIKE '%YES%'", string(lena))
		w.wants(1, "SELECT COUNT(*) FROM contact WHERE address = $1 AND first_name = '' AND language = ''", string(lena))

		w.texts(lena, "YES")
		w.drain(w)
		w.wants(1, "SELECT COUNT(*) FROM consent_state WHERE address = $1 AND purpose = '*' AND status = 'granted'", string(lena))
		w.wants(1, "SELECT COUNT(*) FROM contact WHERE address = $1 AND first_name = 'Lena' AND language = 'en'", string(lena))
		if language, known, err := db.ContactLanguage(t.Context(), lena); err != nil || !known || language != message.English {
			t.Errorf("the contact's language is %q, %v, %v, want en", language, known, err)
		}
		if _, known, err := db.ContactLanguage(t.Context(), jan); err != nil || known {
			t.Errorf("a stranger is known: %v, %v", known, err)
		}

		w.clock.Advance(time.Hour)
		visits(conversations.Event{Kind: conversations.WebOptOut, Purpose: consent.Orders})
		w.wants(2, "SELECT COUNT(*) FROM consent_state WHERE address = $1 AND purpose IN ('*', 'orders') AND status = 'revoked'", string(lena))
		w.wants(2, "SELECT COUNT(*) FROM consent WHERE action = 'revoked' AND source = 'web_form' AND ip = '192.0.2.1'")
		w.wants(2, "SELECT COUNT(*) FROM outbound WHERE address = $1", string(lena)) // the page has confirmed it: no SMS does
	})
}
