package e2e_test

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/demo"
	"kurzwahl/store/storetest"
	"kurzwahl/surveys"
)

func TestStopEndsMarketingInAnyWording(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		customer := h.customer(tom)
		customer.Texts("hört endlich auf mir zu schreiben")
		customer.Gets("abgemeldet")
		customer.Texts("STOP")
		customer.Texts("hilfe")
		customer.Gets("STOP beendet")
		if got := customer.Received(); len(got) != 2 {
			t.Errorf("the customer got %q, want one confirmation and the help", got)
		}
	})
}

func TestCustomersAreAnsweredInTheirLanguage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		polish, english := h.customer(kasia), h.customer(james)
		polish.Texts("gdzie jest zamówienie 4715?")
		polish.Gets("zamowienie 4715")
		english.Texts("stop texting me")
		english.Gets("unsubscribed")
	})
}

func TestOrderStatus(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		customer, stranger := h.customer(anna), h.customer(murat)
		customer.Texts("wo ist meine Bestellung?")
		customer.Gets("4711", "unterwegs", "DHL", "http://")
		stranger.Texts("wo ist bestellung 4711?")
		stranger.Gets("4711", "finden wir")
		if got := strings.Join(stranger.Received(), " "); strings.Contains(got, "unterwegs") {
			t.Errorf("a stranger was told of somebody else's order: %s", got)
		}
	})
}

func TestContestTakesOneEntryAPhone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		customer := h.customer(anna)
		customer.Texts("GEWINN b")
		customer.Gets("dabei", "velonord.example/teilnahme")
		customer.Texts("GEWINN a")
		customer.Gets("schon")
	})
}

func TestUnknownQuestionIsClaimedAndAnsweredFromTheThread(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		customer, mia, tarek := h.customer(lena), h.staff(workspace.Mia), h.staff(workspace.Tarek)
		customer.Texts("Könnt ihr mir ein Geschenk für <Papa> & *Mama* zurücklegen?")
		customer.Gets("Team antwortet")

		card := mia.Sees(workspace.Inbox, "<Papa> & *Mama*")
		mia.Clicks(card, "case.claim")
		card.Shows("Mia")
		tarek.Writes(card, "Ich glaube nicht.")
		tarek.IsTold("Mia")

		mia.Writes(card, "// kennt jemand den Kunden?")
		reply := mia.Writes(card, "Ja, das liegt an der Kasse für Sie.")
		customer.Gets("liegt an der Kasse")
		card.Reacted(reply, "white_check_mark")
		customer.Texts("super, danke!")
		card.ThreadShows("super, danke!")
		mia.Clicks(card, "case.close")
		card.Shows("Erledigt von Mia", "1 Antwort")
		for _, text := range customer.Received() {
			if strings.Contains(text, "kennt jemand") {
				t.Errorf("a note went to the customer: %q", text)
			}
		}
	})
}

func TestReplyIsTakenBackBeforeItLeaves(t *testing.T) {
	t.Parallel()
	const long = "60s" // time enough on a busy machine
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		takeBack(t, openAs(t, demo.Config{Undo: long}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		takeBack(t, openAs(t, demo.Config{Undo: long, Store: storetest.MigratedPostgresURL(t)}))
	})
}

func takeBack(t *testing.T, h *house) {
	t.Helper()
	customer, mia := h.customer(lena), h.staff(workspace.Mia)
	customer.Texts("Könnt ihr mir ein Geschenk für Papa zurücklegen?")
	card := mia.Sees(workspace.Inbox, "Geschenk für Papa")
	mia.Clicks(card, "case.claim")
	card.Shows("Mia")
	reply := mia.Writes(card, "Nein, das geht nicht.")
	mia.Clicks(mia.Offered("Geht in", "Rückgängig"), "reply.undo")
	mia.IsTold("Zurückgenommen")
	card.Shows("0 Antworten")
	card.Reacted(reply, "leftwards_arrow_with_hook")
	mia.Writes(card, "Ja, das liegt an der Kasse für Sie.")
	card.Shows("1 Antwort")
	h.demo.Clock().Advance(61 * time.Second)
	customer.Gets("liegt an der Kasse")
	for _, text := range customer.Received() {
		if strings.Contains(text, "das geht nicht") {
			t.Errorf("a reply that was taken back went out: %q", text)
		}
	}
}

func TestStopLocksTheThread(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		customer, mia := h.customer(lena), h.staff(workspace.Mia)
		customer.Texts("Kann man die Elbe 900 mit Riemen statt Kette bekommen?")
		card := mia.Sees(workspace.Inbox, "Riemen statt Kette")
		mia.Clicks(card, "case.claim")
		card.Shows("Mia")
		customer.Texts("ach lasst mich in ruhe, keine sms mehr")
		customer.Gets("abgemeldet")
		card.ThreadShows("abgemeldet")
		mia.Writes(card, "Schade!")
		mia.IsTold("abgemeldet")
		for _, text := range customer.Received() {
			if strings.Contains(text, "Schade") {
				t.Errorf("a reply went to somebody who opted out: %q", text)
			}
		}
	})
}

func TestShippedOrderIsToldOnceWithALinkThatCounts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		order, phone := h.ships("4720")
		text := h.customer(phone).Gets(order, "unterwegs")
		link := text[strings.Index(text, "http"):]
		link, _, _ = strings.Cut(link, " ")
		if target := h.visits(strings.TrimRight(link, ".")); !strings.HasPrefix(target, "https://www.dhl.de/") {
			t.Errorf("the link leads to %q, want the carrier's page", target)
		}
		clicks, _, err := h.demo.Service().Store().ClicksOf(h.ctx, "order "+order)
		if err != nil || clicks != 1 {
			t.Errorf("counted %d clicks, %v, want 1", clicks, err)
		}
		h.refusedToShip("4720")
	})
}

func TestSurveyAfterDelivery(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		happy, unhappy, mia := h.customer(james), h.customer(tom), h.staff(workspace.Mia)
		h.clockTo(1, 10, 1)
		happy.Gets("1", "6", "4703")
		unhappy.Gets("1", "6", "4708")
		happy.Texts("5")
		happy.Gets("thank", "DANKE-")
		unhappy.Texts("1")
		unhappy.Gets("was war nicht gut")
		unhappy.Texts("die bremse schleift und der akku war leer")
		mia.Sees(workspace.Inbox, "bremse schleift")
		h.clockTo(1, 10, 1)
		results, err := h.demo.Service().Store().SurveyResults(h.ctx, surveys.Survey{Name: "delivery"}, time.Time{}, time.UTC)
		if err != nil || results.Count() != 2 {
			t.Fatalf("stored %+v, %v, want 2 answers", results, err)
		}
		asked := 0
		for _, text := range unhappy.Received() {
			if strings.Contains(text, "4708") {
				asked++
			}
		}
		if asked != 1 {
			t.Errorf("the survey about 4708 was sent %d times, want once", asked)
		}
	})
}
