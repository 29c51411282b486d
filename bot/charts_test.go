package bot_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/campaigns"
	"kurzwahl/message"
	"kurzwahl/store"
)

// finished has a campaign to three people run to its end, and gives its card as it was while it ran.
func (d *desk) finished() workspace.Message {
	d.t.Helper()
	d.people(3)
	card := d.proposed(offer)
	runner := campaigns.NewRunner(campaigns.Config{Language: message.German, Price: 7500, Currency: "EUR"}, d.db, nil, d.db.Watch(store.Campaigns), d.clock, slog.New(slog.DiscardHandler))
	d.run(runner.Run)
	d.clicks(workspace.Jonas, card, "campaign.approve")
	d.phone.gets(d.t, "Hallo Anna, alle Lichter heute 20 % billiger. Abmelden: STOP")
	running := d.campaign("the running card", "campaign.pause")
	d.clock.Advance(25 * time.Hour)
	return running
}

func TestReportIsTextWhereSlackKnowsNoCharts(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.fail("no_charts", 1, "")
	running := d.finished()
	report := d.shown(workspace.Campaigns, "the report", func(m workspace.Message) bool { return strings.Contains(everything(m), "Report: ") })
	if all := everything(report); report.TS != running.TS || strings.Contains(all, "data_visualization") || !strings.Contains(all, "██") {
		t.Errorf("the report must take the card's place, with bars of text: %s", all)
	}
	d.settled()
	d.fail("no_charts", 1, "")
	d.command(workspace.Mia, "/sms campaign report herbst")
	if told := everything(d.hinted(workspace.Mia, "Report: ")); strings.Contains(told, "data_visualization") || !strings.Contains(told, "██") {
		t.Errorf("the answer must have bars of text: %s", told)
	}
	d.command(workspace.Tarek, "/sms campaign report herbst")
	if told := everything(d.hinted(workspace.Tarek, "Report: ")); !strings.Contains(told, "data_visualization") {
		t.Errorf("the answer must have a chart where Slack knows charts: %s", told)
	}
}
