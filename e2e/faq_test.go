package e2e_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"kurzwahl/bot/workspace"
	"kurzwahl/message"
)

func TestGeneralQuestionsAreAnsweredAtOnceInThreeLanguages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.clockTo(1, 22, 30)
		german, english, polish := h.customer(lena), h.customer(james), h.customer(kasia)
		german.Texts("wann habt ihr offen")
		german.Gets("Mo-Fr 9-18", "Sa 10-15")
		english.Texts("what time do you close today")
		english.Gets("open Mon-Fri 9-18")
		polish.Texts("do ktorej otwarte?")
		polish.Gets("pn-pt 9-18")
		german.Texts("macht ihr auch inspektionen")
		german.Gets("79 EUR", "drei Werktagen")
		english.Texts("how much is a bike service?")
		english.Gets("79 EUR")
		polish.Texts("czy naprawiacie rowery")
		polish.Gets("79 EUR")
		for _, m := range h.demo.Slack().Messages(workspace.Inbox) {
			t.Errorf("people were asked: %s", m.Text)
		}
	})
}

func TestAReplyThatStaffSaveAnswersTheNextCustomer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, talk := range []struct {
			question, reply, topic string
			next                   message.Address
			again                  string
		}{
			{"Ich möchte mit einem Mitarbeiter sprechen. Verleiht ihr Tandems?", "Ja, Tandems für 45 EUR am Tag.", "Tandems", anna, "verleiht ihr tandems"},
			{"I want to speak to a human. Do you rent out kayaks?", "No kayaks, sorry, only bikes.", "Kayaks", james, "do you rent out kayaks"},
			{"Chcę rozmawiać z człowiekiem. Wypożyczacie kajaki?", "Tak, kajaki od 30 EUR.", "Kajaki", kasia, "wypozyczacie kajaki?"},
		} {
			h.saves(t, talk.question, talk.reply, talk.topic)
			next := h.customer(talk.next)
			next.Texts(talk.again)
			next.Gets(talk.reply)
		}
	})
}

// saves has a customer ask what people must answer, and Mia answer it and save her reply as the answer to a new topic.
func (h *house) saves(t *testing.T, question, reply, topic string) {
	t.Helper()
	customer, mia := h.customer(murat), h.staff(workspace.Mia)
	customer.Texts(question)
	card := mia.Sees(workspace.Inbox, question)
	mia.Clicks(card, "case.claim")
	card.Shows("Mia")
	mia.Writes(card, reply)
	customer.Gets(reply)
	h.chooses(card, "case.more", "modal.faq.save")
	view := mia.Modal("faq.save")
	_, asked, _ := strings.Cut(question, ". ") // what is of use to all
	values := map[string]map[string]any{}
	for block, value := range map[string]string{"topic": "+", "name": topic, "answer": reply, "examples": asked} {
		values[block] = map[string]any{block: value}
	}
	if answer := mia.Submits(view, values); len(answer.Errors) > 0 {
		t.Fatalf("the reply is not saved: %v", answer.Errors)
	}
	mia.Clicks(card, "case.close")
	card.Shows("Erledigt von Mia")
}

// chooses has Mia take from a card's menu the choice that begins so, once it is there.
func (h *house) chooses(c card, action, choice string) {
	h.t.Helper()
	offered := regexp.MustCompile(`"value":"(` + regexp.QuoteMeta(choice) + `[^"]*)"`)
	var value string
	h.until("the card offers "+choice, func(ctx context.Context) error {
		_, err := h.demo.Slack().WaitMessage(ctx, c.channel, func(m workspace.Message) bool {
			blocks, err := json.Marshal(m.Blocks)
			found := offered.FindStringSubmatch(string(blocks))
			if err != nil || m.TS != c.ts || found == nil {
				return false
			}
			value = found[1]
			return true
		})
		return err
	})
	h.until("Mia chooses "+choice, func(ctx context.Context) error {
		return h.demo.Slack().Click(ctx, workspace.Click{User: workspace.Mia, Channel: c.channel, MessageTS: c.ts, ActionID: action, Value: value})
	})
}
