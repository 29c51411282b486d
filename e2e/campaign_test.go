package e2e_test

import (
	"testing"

	"kurzwahl/bot/workspace"
)

func TestCampaignFromTheModalToTheReport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mia, jonas := h.staff(workspace.Mia), h.staff(workspace.Jonas)
		reader, stopped, never := h.customer(anna), h.customer(tom), h.customer(murat)
		stopped.Texts("STOP")
		stopped.Gets("abgemeldet")

		mia.Types("/sms campaign new")
		wrong := mia.Submits(mia.Modal("campaign.build"), map[string]map[string]any{
			"name": {"name": "Herbst"}, "audience": {"audience": "tag:newsletter"}, "text_de": {"text_de": "Hallo {{vornme|du}}, 10 Prozent. Abmelden: STOP"},
		})
		if wrong.Errors["text_de"] == "" {
			t.Errorf("a placeholder that does not exist was accepted: %+v", wrong)
		}
		mia.Submits(mia.Modal("campaign.build"), map[string]map[string]any{
			"name": {"name": "Herbst"}, "audience": {"audience": "tag:newsletter"},
			"text_de": {"text_de": "Hallo {{vorname|Kunde}}, bis Samstag 10 Prozent auf alle Lichter. Abmelden: STOP"},
		})
		mia.Submits(mia.Modal("campaign.preview"), nil)

		card := jonas.Sees(workspace.Campaigns, "Herbst", "10 Prozent")
		mia.Clicks(card, "campaign.approve")
		mia.IsTold("")
		jonas.Clicks(card, "campaign.approve")
		reader.Gets("Hallo Anna", "10 Prozent")
		card.Shows("Bericht", "Herbst")
		for _, c := range []*customer{stopped, never} {
			for _, text := range c.Received() {
				if holds(text, "10 Prozent") {
					t.Errorf("%s got the campaign: %q", c.phone.Number(), text)
				}
			}
		}
		h.clockTo(0, 12, 0)
		if got := reader.Received(); len(got) != 1 {
			t.Errorf("Anna got %q, want one text", got)
		}
	})
}
