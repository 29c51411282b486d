package demo

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kurzwahl/bot/workspace"
	"kurzwahl/config"
)

// Who the sample shop is.
const (
	shopName   = "Velo Nord"
	shopNumber = "72100"
)

// settings is the demo's config, as an operator would write it. Its parameters are: listen address, database, SMSC's
// address, Slack's base address, campaign approver, coupon codes, contest's first and last day, secret of the webhooks, file of answers,
// how long a reply can be undone.
const settings = `
[shop]
name = "Velo Nord"
contact = "velonord.example, Tel. 040 5550 0"
[http]
listen = %[1]q
public_url = "http://%[1]s"
[store]
url = %[2]q
[[smsc]]
name = "simulator"
address = %[3]q
system_id = "velonord"
password = "demo"
source = "72100"
binds = 2
window = 50
rate = 200
[slack]
api_url = "%[4]s/api/"
app_token = "xapp-demo"
bot_token = "xoxb-demo"
inbox_channel = %[5]q
campaign_channel = %[6]q
approvers = [%[7]q]
admins = [%[7]q]
[desk]
undo = %[13]q
auto_replies = 20
machine_answers = 100
[news]
merge_seconds = 0
[faq]
file = %[12]q
[links]
hosts = ["velonord.example"]
[[survey]]
name = "delivery"
coupon_pool = "thanks"
coupons = [%[8]s]
[[schedule]]
name = "delivery survey"
cron = "0 10 * * 1-6"
job = "survey"
survey = "delivery"
after_days = 2
[[contest]]
name = "advent"
keywords = ["GEWINN", "WIN", "KONKURS"]
from = %[9]q
until = %[10]q
question = "Wie viele Zaehne hat das kleinste Ritzel der Elbe 900? A 9, B 11, C 13"
answers = ["A", "B", "C"]
terms = "https://velonord.example/teilnahme"
[[source]]
name = "velonord"
secret = %[11]q
`

// where is what the demo's parts turned out to be reachable at.
type where struct {
	listen   string
	database string
	smsc     string
	slack    string
	secret   string
	answers  string
	from     string
	until    string
	undo     string
}

// configure reads the demo's settings the way serve reads a file.
func configure(at where) (*config.Config, error) {
	codes := make([]string, 40)
	for i := range codes {
		codes[i] = fmt.Sprintf("%q", fmt.Sprintf("DANKE-%04d", 1000+i*137%9000))
	}
	text := fmt.Sprintf(settings, at.listen, at.database, at.smsc, at.slack, workspace.Inbox, workspace.Campaigns, workspace.Jonas,
		strings.Join(codes, ", "), at.from, at.until, at.secret, at.answers, at.undo)
	none := func(string) string { return "" }
	cfg, err := config.Parse([]byte(text), none)
	if err != nil {
		return nil, fmt.Errorf("demo settings: %w", err)
	}
	return cfg, nil
}

// sampleAnswers is what the sample shop answers to general questions.
//
//go:embed faq.toml
var sampleAnswers []byte

// writeAnswers puts the sample shop's answers into the demo's folder, where a real shop's would be, and gives their path.
// A file that is there already is left as somebody may have changed it.
func writeAnswers(folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", fmt.Errorf("make data folder: %w", err)
	}
	path := filepath.Join(folder, "faq.toml")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the demo's own folder
	if errors.Is(err, fs.ErrExist) {
		return path, nil
	}
	if err != nil {
		return "", fmt.Errorf("write sample answers: %w", err)
	}
	_, err = file.Write(sampleAnswers)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write sample answers: %w", err)
	}
	return path, nil
}
