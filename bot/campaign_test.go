package bot_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/campaigns"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/store"
)

// people imports n contacts with the tag "bike" who agreed to offers, and gives their numbers.
func (d *desk) people(n int) []message.Address {
	d.t.Helper()
	var batch []consent.ImportedContact
	var numbers []message.Address
	for i := range n {
		to := message.Address(fmt.Sprintf("+4917112340%02d", i))
		numbers = append(numbers, to)
		batch = append(batch, consent.ImportedContact{
			Line: i + 2, Address: to, FirstName: []string{"Anna", "Bernd", ""}[i%3], Language: message.German, Tags: []string{"bike", fmt.Sprintf("group%d", i)},
			Consents: []consent.Record{{
				Address: to, Channel: message.SMS, Purpose: consent.Offers, Action: consent.Granted, Source: "import", Shown: "Ja, Angebote", At: d.clock.Now().AddDate(0, -1, 0),
			}},
		})
	}
	if _, err := d.db.ImportContacts(d.ctx(), batch, d.clock.Now(), false); err != nil {
		d.t.Fatal(err)
	}
	return numbers
}

// command has somebody type a slash command.
func (d *desk) command(user, text string) {
	d.t.Helper()
	if err := d.Command(d.ctx(), user, workspace.Campaigns, text); err != nil {
		d.t.Fatalf("%s: %v", text, err)
	}
}

// submits has somebody submit a modal.
func (d *desk) submits(user string, v workspace.View, values map[string]map[string]any) workspace.Submission {
	d.t.Helper()
	answer, err := d.Submit(d.ctx(), user, v.ID, values)
	if err != nil {
		d.t.Fatalf("submit %s: %v", v.CallbackID, err)
	}
	return answer
}

// filled is the builder filled in.
func filled(text string) map[string]map[string]any {
	return map[string]map[string]any{
		"name": {"name": "Herbst <!channel>"}, "tags": {"tags": []any{"bike"}}, "text_de": {"text_de": text},
	}
}

// proposed has Mia write a campaign and ask for approval, and gives its card.
func (d *desk) proposed(text string) workspace.Message {
	d.t.Helper()
	d.command(workspace.Mia, "/sms campaign new")
	answer := d.submits(workspace.Mia, d.view(workspace.Mia, "campaign.build"), filled(text))
	if len(answer.Errors) > 0 {
		d.t.Fatalf("errors: got %v", answer.Errors)
	}
	d.submits(workspace.Mia, d.view(workspace.Mia, "campaign.preview"), nil)
	return d.campaign("the proposal", "campaign.approve")
}

// campaign waits for a card with an action in the campaign channel.
func (d *desk) campaign(what, action string) workspace.Message {
	d.t.Helper()
	m := d.shown(workspace.Campaigns, what, func(m workspace.Message) bool { return hasAction(m, action) })
	m.Channel = workspace.Campaigns
	return m
}

const offer = "Hallo {{vorname|Kunde}}, alle Lichter heute 20 % billiger. Abmelden: STOP"

func TestCampaignFromModalToApprovalBySomebodyElse(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(3)
	card := d.proposed(offer)
	all := everything(card)
	for _, want := range []string{"{{vorname|Kunde}}", "3 of 3", "Mia Brandt", "0.23 EUR"} {
		if !strings.Contains(all, want) {
			t.Errorf("the proposal lacks %q: %s", want, all)
		}
	}
	if strings.Contains(card.Text, "<!channel>") {
		t.Errorf("the name is parsed: %s", card.Text)
	}
	d.clicks(workspace.Mia, card, "campaign.approve")
	d.hinted(workspace.Mia, "Ask another person")
	d.clicks(workspace.Tarek, card, "campaign.approve")
	d.hinted(workspace.Tarek, "not on the list of approvers")
	d.clicks(workspace.Jonas, card, "campaign.approve")
	approved := d.shown(workspace.Campaigns, "the approved card", func(m workspace.Message) bool {
		return m.TS == card.TS && strings.Contains(everything(m), "Approved by Jonas")
	})
	card.Blocks = approved.Blocks
	d.settled()
	if n := len(d.Messages(workspace.Campaigns)); n != 1 {
		t.Errorf("messages in the channel: got %d, want the one card", n)
	}
}

func TestCampaignRunsPausesAndReports(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	numbers := d.people(3)
	d.text(numbers[2], "STOP")
	d.settled()
	card := d.proposed(offer)
	runner := campaigns.NewRunner(campaigns.Config{Language: message.German, Price: 7500, Currency: "EUR"}, d.db, nil, d.db.Watch(store.Campaigns), d.clock, slog.New(slog.DiscardHandler))
	d.run(runner.Run)
	d.clicks(workspace.Jonas, card, "campaign.approve")
	d.phone.gets(t, "Hallo Anna, alle Lichter heute 20 % billiger. Abmelden: STOP")
	d.phone.gets(t, "Hallo Bernd, alle Lichter heute 20 % billiger. Abmelden: STOP")
	running := d.campaign("the running card", "campaign.pause")
	d.clicks(workspace.Tarek, running, "campaign.pause")
	paused := d.campaign("the paused card", "campaign.resume")
	d.command(workspace.Tarek, "/sms campaign resume Herbst")
	d.clock.Advance(6 * time.Second) // a running card is not updated more often
	d.campaign("the running card", "campaign.pause")
	d.clock.Advance(25 * time.Hour)
	report := d.shown(workspace.Campaigns, "the report", func(m workspace.Message) bool { return strings.Contains(everything(m), "data_visualization") })
	if report.TS != paused.TS || !strings.Contains(everything(report), "Report: ") || hasAction(report, "campaign.cancel") {
		t.Errorf("the report must take the card's place, without buttons: %s", everything(report))
	}
	d.command(workspace.Mia, "/sms campaign report herbst")
	d.hinted(workspace.Mia, "Report: ")
}

func TestSecondApprovalIsStale(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	card := d.proposed(offer)
	d.clicks(workspace.Jonas, card, "campaign.approve")
	_ = d.Click(d.ctx(), workspace.Click{User: workspace.Jonas, Channel: workspace.Campaigns, MessageTS: card.TS, ActionID: "campaign.approve"})
	d.settled()
	d.command(workspace.Tarek, "/sms campaign pause herbst")
	d.hinted(workspace.Tarek, "Jonas Petersen approved the campaign at 09:00")
	all, err := d.db.Campaigns(d.ctx(), 10)
	if err != nil || len(all) != 1 || all[0].Approver != workspace.Jonas || all[0].Version != 3 {
		t.Errorf("campaigns: got %+v, %v, want one approved once", all, err)
	}
}

func TestBuilderPutsErrorsUnderTheirFields(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	d.command(workspace.Mia, "/sms campaign new")
	v := d.view(workspace.Mia, "campaign.build")
	for _, tt := range []struct {
		block string
		value any
		under string
	}{
		{"name", "", "name"},
		{"text_de", "", "text_de"},
		{"text_de", "Hallo {{vorname}}, STOP", "text_de"},
		{"text_pl", "Cześć {{imie|Klient}, STOP", "text_pl"},
		{"text_de", "Hier: {{link}} STOP", "link"},
		{"text_de", "Hier: {{coupon}} STOP", "coupon"},
		{"audience", "tag:vip and", "audience"},
		{"deadline", float64(d.clock.Now().Add(-time.Hour).Unix()), "deadline"},
	} {
		values := filled("Hallo, STOP")
		if tt.block == "audience" {
			values["tags"] = map[string]any{"tags": nil}
		}
		values[tt.block] = map[string]any{tt.block: tt.value}
		answer := d.submits(workspace.Mia, v, values)
		if answer.Errors[tt.under] == "" {
			t.Errorf("%s = %v: got errors %v, want one under %s", tt.block, tt.value, answer.Errors, tt.under)
		}
	}
}

func TestRejectedCampaignIsRevised(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	card := d.proposed(offer)
	d.clicks(workspace.Jonas, card, "modal.reject")
	d.submits(workspace.Jonas, d.view(workspace.Jonas, "campaign.reject"), map[string]map[string]any{"reason": {"reason": "Bitte mit Frist"}})
	rejected := d.shown(workspace.Campaigns, "the rejected card", func(m workspace.Message) bool { return strings.Contains(everything(m), "Bitte mit Frist") })
	rejected.Channel = workspace.Campaigns
	d.clicks(workspace.Tarek, rejected, "modal.edit")
	v := d.view(workspace.Tarek, "campaign.build")
	if !strings.Contains(asJSON(v), "alle Lichter heute") {
		t.Errorf("the builder must hold the draft: %s", asJSON(v.Blocks))
	}
	d.submits(workspace.Tarek, v, map[string]map[string]any{"text_de": {"text_de": offer + " (bis 18 Uhr)"}})
	d.submits(workspace.Tarek, d.view(workspace.Tarek, "campaign.preview"), nil)
	again := d.campaign("the new proposal", "campaign.approve")
	d.clicks(workspace.Mia, again, "campaign.approve")
	d.hinted(workspace.Mia, "Ask another person")
	d.clicks(workspace.Jonas, again, "campaign.approve")
	d.shown(workspace.Campaigns, "the approved card", func(m workspace.Message) bool { return strings.Contains(everything(m), "Approved by Jonas") })
}

func TestEditVoidsTheApproval(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	card := d.proposed(offer)
	d.chooses(workspace.Tarek, card, "campaign.more", find(t, card, "campaign.more", "modal.edit"))
	if v := d.view(workspace.Tarek, "campaign.build"); !strings.Contains(asJSON(v), "proposed anew") {
		t.Errorf("the builder must say what an edit undoes: %s", asJSON(v.Blocks))
	}
	d.clicks(workspace.Jonas, card, "campaign.approve")
	approved := d.campaign("the approved card", "campaign.cancel")
	d.chooses(workspace.Mia, approved, "campaign.more", find(t, approved, "campaign.more", "modal.edit"))
	v := d.view(workspace.Mia, "campaign.build")
	if !strings.Contains(asJSON(v), "Jonas Petersen approved") {
		t.Errorf("the builder must say what an edit undoes: %s", asJSON(v.Blocks))
	}
	d.submits(workspace.Mia, v, map[string]map[string]any{"text_de": {"text_de": offer + " (bis 18 Uhr)"}})
	d.shown(workspace.Campaigns, "the draft's card", func(m workspace.Message) bool {
		return m.TS == card.TS && strings.Contains(everything(m), "Being revised") && !hasAction(m, "campaign.approve")
	})
	all, err := d.db.Campaigns(d.ctx(), 10)
	if err != nil || len(all) != 1 || all[0].Approver != "" || all[0].State != campaigns.Draft {
		t.Errorf("campaigns: got %+v, %v, want a draft that nobody approved", all, err)
	}
}

func TestProposalIsWithdrawn(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	card := d.proposed(offer)
	withdraw := find(t, card, "campaign.more", "campaign.withdraw")
	d.chooses(workspace.Mia, card, "campaign.more", withdraw)
	draft := d.shown(workspace.Campaigns, "the draft's card", func(m workspace.Message) bool {
		return m.TS == card.TS && strings.Contains(everything(m), "Being revised")
	})
	if hasAction(draft, "campaign.approve") || !hasAction(draft, "modal.edit") {
		t.Errorf("a draft can be edited and not approved: %s", everything(draft))
	}
	d.command(workspace.Jonas, "/sms approve")
	d.hinted(workspace.Jonas, "Nothing waits for your approval")
}

func TestTestTextGoesToTheAsker(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	card := d.proposed(offer)
	d.clicks(workspace.Jonas, card, "modal.test")
	v := d.view(workspace.Jonas, "campaign.test")
	if answer := d.submits(workspace.Jonas, v, map[string]map[string]any{"phone": {"phone": "030 901820"}}); !strings.Contains(answer.Errors["phone"], "mobile") {
		t.Errorf("a landline: got %v", answer.Errors)
	}
	d.submits(workspace.Jonas, v, map[string]map[string]any{"phone": {"phone": "0171 7654321"}})
	d.phone.gets(t, "Hallo Alex, alle Lichter heute 20 % billiger. Abmelden: STOP")
}
