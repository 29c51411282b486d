package bot_test

import (
	"encoding/csv"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"kurzwahl/bot/workspace"
)

// lines downloads a file and reads it as a spreadsheet does.
func (d *desk) lines(f workspace.File) [][]string {
	d.t.Helper()
	base, err := url.Parse(d.API())
	if err != nil {
		d.t.Fatal(err)
	}
	at, err := base.Parse(f.URLPrivate)
	if err != nil {
		d.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(d.ctx(), http.MethodGet, at.String(), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || !strings.HasPrefix(string(text), "\ufeff") {
		d.t.Fatalf("the file begins with %.10q, %v, want the mark of UTF-8", text, err)
	}
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

func TestReportAsCSVMasksNumbersInTheThread(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.text("+491711234001", "STOP") // Bernd is left out
	d.settled()
	d.finished()
	report := d.campaign("the report", "campaign.export")
	d.clicks(workspace.Tarek, report, "campaign.export")
	file := d.shown(workspace.Campaigns, "the file", func(m workspace.Message) bool { return m.ThreadTS == report.TS && len(m.Files) == 1 })
	all := d.lines(file.Files[0])
	if len(all) != 4 || strings.Join(all[0], ",") != "number,outcome,reason,SMS,sent,ended,clicked,replied,opted out" {
		t.Fatalf("lines: got %q", all)
	}
	for _, line := range all[1:] {
		if !strings.HasPrefix(line[0], "'+4917") || !strings.Contains(line[0], "•") || strings.Contains(line[0], "4917112340") {
			t.Errorf("number: got %q, want it masked and no formula", line[0])
		}
	}
	if first := all[1]; first[1] != "sent" || first[3] != "1" || !strings.HasPrefix(first[4], "2026-11-24 09:0") {
		t.Errorf("the first line: got %q", first)
	}
	if second := all[2]; second[1] != "left out" || second[2] == "" || second[4] != "" {
		t.Errorf("the line of who opted out: got %q", second)
	}
}

func TestReportAsCSVGoesWholeToAdminsAlone(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.finished()
	report := d.campaign("the report", "campaign.export")
	d.clicks(workspace.Jonas, report, "campaign.export")
	d.hinted(workspace.Jonas, "in your direct messages")
	api := slack.New("xoxb-test", slack.OptionAPIURL(d.API()))
	direct, _, _, err := api.OpenConversationContext(d.ctx(), &slack.OpenConversationParameters{Users: []string{workspace.Jonas}})
	if err != nil {
		t.Fatal(err)
	}
	file := d.shown(direct.ID, "the file", func(m workspace.Message) bool { return len(m.Files) == 1 })
	if all := d.lines(file.Files[0]); len(all) != 4 || all[1][0] != "'+491711234000" {
		t.Errorf("lines: got %q, want whole numbers that are no formulas", all)
	}
	for _, m := range d.Messages(workspace.Campaigns) {
		if len(m.Files) > 0 {
			t.Error("the file with whole numbers stands in the channel")
		}
	}
	if m, _, found, err := d.db.LastMark(d.ctx(), strings.Split(find(t, report, "campaign.export", "campaign:"), ":")[1]); err != nil || !found || m.Action != "campaign.done" {
		t.Errorf("the last mark: got %+v, %v, %v, want that it is done", m, found, err)
	}
}
