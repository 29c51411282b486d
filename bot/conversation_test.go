package bot_test

import (
	"strings"
	"testing"

	"kurzwahl/bot"
	"kurzwahl/bot/workspace"
	"kurzwahl/message"
)

func TestQuestionBecomesCardAndReplyBecomesSMS(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	if all := everything(card); !strings.Contains(all, "Passt der Korb") || strings.Contains(all, string(customer)) || !strings.Contains(all, customer.Masked()) {
		t.Errorf("the card must have the words and a masked number: %s", all)
	}
	if card.Metadata == nil || card.Metadata.EventType != "kurzwahl" || strings.Contains(asJSON(card.Metadata), "491711") {
		t.Errorf("metadata: got %+v", card.Metadata)
	}
	card = d.claimed(card)
	if !strings.Contains(everything(card), "Mia Brandt") {
		t.Errorf("the claimed card must name its owner: %s", everything(card))
	}
	ts := d.says(workspace.Mia, card, "Ja, er passt & kostet <20 Euro")
	d.sent("Ja, er passt & kostet <20 Euro")
	d.inbox("the hourglass", func(m workspace.Message) bool { return m.TS == ts && reacted(m, "hourglass_flowing_sand") })

	d.text(customer, "Super, danke! Und in Rot?")
	d.inbox("the customer's next text", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "Und in Rot?")
	})
	d.clicks(workspace.Mia, card, "case.close")
	closed := d.inbox("the closed card", func(m workspace.Message) bool { return m.TS == card.TS && !hasAction(m, "case.close") })
	if len(closed.Blocks) != 1 || !strings.Contains(everything(closed), "1 reply") || !strings.Contains(everything(closed), "Mia") {
		t.Errorf("the closed card must be one line with who and how many: %s", everything(closed))
	}
}

func TestFirstOfTwoClaimsWins(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	d.clicks(workspace.Mia, card, "case.claim")
	d.clicks(workspace.Tarek, card, "case.claim")
	d.hinted(workspace.Tarek, "Mia Brandt")
	d.settled()
	got, found, err := d.db.CardAt(d.ctx(), message.SlackRef{Channel: workspace.Inbox, TS: card.TS})
	if err != nil || !found {
		t.Fatal(err)
	}
	c, _, err := d.db.Case(d.ctx(), strings.TrimPrefix(got.Name, "conversation:"))
	if err != nil || c.Owner.User != workspace.Mia {
		t.Errorf("owner: got %q, %v, want Mia", c.Owner.User, err)
	}
	if n := len(d.Ephemerals(workspace.Mia)); n != 0 {
		t.Errorf("Mia got %d hints, want none", n)
	}
}

func TestReplyBeforeClaimIsHeld(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		action string
		sent   []string
		owner  string
	}{
		{"held.claim", []string{"Ja!"}, workspace.Tarek},
		{"held.once", []string{"Ja!"}, ""},
		{"held.note", nil, ""},
	} {
		t.Run(tt.action, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t, nil)
			card := d.asked()
			ts := d.says(workspace.Tarek, card, "Ja!")
			held := d.hinted(workspace.Tarek, "Not sent yet")
			if held.ThreadTS != card.TS {
				t.Errorf("the question stands in thread %q, want %q", held.ThreadTS, card.TS)
			}
			d.clicks(workspace.Tarek, held, tt.action)
			d.sent(tt.sent...)
			if tt.sent == nil {
				d.inbox("the memo", func(m workspace.Message) bool { return m.TS == ts && reacted(m, "memo") })
			}
			d.settled()
			cases, err := d.db.Cases(d.ctx(), bot.CaseQuery{})
			if err != nil || len(cases) != 1 || cases[0].Owner.User != tt.owner {
				t.Errorf("cases: got %+v, %v, want owner %q", cases, err, tt.owner)
			}
		})
	}
}

func TestReplyAfterCloseReopens(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	d.clicks(workspace.Mia, card, "case.close")
	d.inbox("the closed card", func(m workspace.Message) bool { return m.TS == card.TS && !hasAction(m, "case.close") })
	d.says(workspace.Tarek, card, "Noch etwas: ja.")
	held := d.hinted(workspace.Tarek, "Reopen")
	if !strings.Contains(everything(held), "Mia Brandt has closed") {
		t.Errorf("the question must name who closed it: %s", everything(held))
	}
	d.clicks(workspace.Tarek, held, "held.claim")
	d.sent("Noch etwas: ja.")
	d.inbox("Tarek's card", func(m workspace.Message) bool { return m.TS == card.TS && strings.Contains(everything(m), "Tarek") })
}

func TestNotesStayAmongStaff(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	for _, note := range []string{"// der ist nett", "note: call him", "Notiz: Lager fragen"} {
		ts := d.says(workspace.Mia, card, note)
		d.inbox("the memo", func(m workspace.Message) bool { return m.TS == ts && reacted(m, "memo") })
	}
	d.settled()
	d.sent()
}

func TestLongReplyAsksFirst(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	long := strings.TrimSpace(strings.Repeat("Sehr lange Antwort. ", 30))
	d.says(workspace.Mia, card, long)
	held := d.hinted(workspace.Mia, "takes 4 SMS")
	d.sent()
	twice := workspace.Click{User: workspace.Mia, Channel: workspace.Inbox, MessageTS: held.TS, ActionID: "held.once"}
	d.clicks(workspace.Mia, held, "held.once")
	_ = d.Click(d.ctx(), twice) // the question may be gone by now
	d.settled()
	d.sent(long)
}

func TestEditsDeletesAndFilesAreExplained(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	ts := d.says(workspace.Mia, card, "Ja")
	d.sent("Ja")
	if err := d.Edit(workspace.Mia, workspace.Inbox, ts, "Nein"); err != nil {
		t.Fatal(err)
	}
	d.hinted(workspace.Mia, "first version")
	if err := d.Delete(workspace.Mia, workspace.Inbox, ts); err != nil {
		t.Fatal(err)
	}
	d.hinted(workspace.Mia, "cannot be taken back")
	if _, err := d.Upload(workspace.Mia, workspace.Inbox, card.TS, "korb.jpg", []byte("x")); err != nil {
		t.Fatal(err)
	}
	d.hinted(workspace.Mia, "Files do not travel")
	d.settled()
	d.sent("Ja")
}

func TestOptOutLocksTheThread(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	d.text(customer, "STOP")
	d.inbox("the lock", func(m workspace.Message) bool { return m.TS == card.TS && strings.Contains(everything(m), "Opted out") })
	d.says(workspace.Mia, card, "Schade!")
	d.settled()
	d.sent()
	if len(d.Ephemerals(workspace.Mia)) == 0 {
		t.Error("Mia must hear that the reply was refused")
	}
}

func TestGuestsAndOutsidersCannotAct(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	if err := d.Command(d.ctx(), workspace.Gina, workspace.General, "/sms inbox all"); err != nil {
		t.Fatal(err)
	}
	d.hinted(workspace.Gina, "members of the company only")
}

func TestHostileTextIsNeverParsed(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	hostile := "<!channel> <https://evil.example|Bank> *fett* @here <@U0MIA00001> `x` :tada: & \u202e"
	d.text(customer, hostile)
	card := d.inbox("the card", func(m workspace.Message) bool { return hasAction(m, "case.claim") })
	d.text(customer, hostile+" zwei")
	reply := d.inbox("the second text", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "zwei")
	})
	for _, m := range []workspace.Message{card, reply} {
		if strings.Contains(m.Text, "<!channel>") || strings.Contains(m.Text, "<https") || strings.Contains(m.Text, "<@U") {
			t.Errorf("the fallback text is parsed: %s", m.Text)
		}
		for _, block := range m.Blocks {
			if strings.Contains(asJSON(block), "mrkdwn") && strings.Contains(asJSON(block), "evil.example") {
				t.Errorf("a customer's words stand in markup: %s", asJSON(block))
			}
		}
	}
}
