package bot_test

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
)

func TestPreviewTellsOfQuietHoursAndReplacedCharacters(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.clock.Advance(12 * time.Hour) // Tuesday 21:00, shown in UTC; the phones are German
	d.people(2)
	card := d.proposed("„Nur heute“ – " + strings.Repeat("x", 80) + " STOP")
	for _, want := range []string{"waits until Wed 08:00 (quiet hours)", "2 instead of 4 SMS"} {
		if all := everything(card); !strings.Contains(all, want) {
			t.Errorf("the proposal lacks %q: %s", want, all)
		}
	}
}

func TestWhatNobodyWouldGetCannotBeProposed(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	d.command(workspace.Mia, "/sms campaign new")
	values := filled(offer)
	values["audience"] = map[string]any{"audience": "not tag:bike"} // beside the tag that is chosen
	d.submits(workspace.Mia, d.view(workspace.Mia, "campaign.build"), values)
	v := d.view(workspace.Mia, "campaign.preview")
	if all := asJSON(v); !strings.Contains(all, "Nobody would get") || !strings.Contains(all, `"submit": null`) {
		t.Errorf("the preview must say that nobody gets it, and offer nothing to submit: %s", all)
	}
}

func TestWithoutTagsTheExpressionIsRequired(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.command(workspace.Mia, "/sms campaign new")
	got := d.submits(workspace.Mia, d.view(workspace.Mia, "campaign.build"), nil).Errors
	if len(got) != 2 || got["name"] == "" || got["audience"] == "" {
		t.Errorf("errors %v, want Slack itself to ask for name and audience", got)
	}
}

func TestAnEmptyFormHearsAllAtOnce(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	d.command(workspace.Mia, "/sms campaign new")
	v := d.view(workspace.Mia, "campaign.build")
	if got := d.submits(workspace.Mia, v, nil).Errors; len(got) != 1 || got["name"] == "" {
		t.Errorf("errors %v, want Slack itself to ask for the name", got)
	}
	answer := d.submits(workspace.Mia, v, map[string]map[string]any{"name": {"name": "Herbst"}})
	for _, field := range []string{"audience", "text_de"} {
		if answer.Errors[field] == "" {
			t.Errorf("errors %v, want one under %s, too", answer.Errors, field)
		}
	}
}
