package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"kurzwahl/config"
)

func none(string) string { return "" }

// good is the smallest config that works.
const good = `
[shop]
name = "Radhaus"
[[smsc]]
name = "main"
address = "127.0.0.1:2775"
system_id = "kurzwahl"
password = "secret"
source = "72100"
[slack]
app_token = "xapp-1"
bot_token = "xoxb-1"
inbox_channel = "#sms-inbox"
campaign_channel = "#sms-campaigns"
`

func TestDefaultsFillWhatTheFileLeavesOut(t *testing.T) {
	t.Parallel()
	c, err := config.Parse([]byte(good), none)
	if err != nil {
		t.Fatal(err)
	}
	if h := c.Quiet.Hours; h.Open != 9*60 || h.Close != 20*60 || h.Days[time.Sunday] || !h.Days[time.Saturday] {
		t.Errorf("marketing hours are %+v, want 9 to 20, Monday to Saturday", h)
	}
	if c.Location().String() != "Europe/Berlin" || c.SMSCs[0].Window != 10 || c.HTTP.PublicURL != "http://127.0.0.1:8080" {
		t.Errorf("defaults are missing: %+v", c)
	}
}

func TestTextsAreKeptForAYearUnlessTheFileSaysOtherwise(t *testing.T) {
	t.Parallel()
	for add, want := range map[string]int{"": 365, "[store]\nkeep_texts_days = 0\n": 0, "[store]\nkeep_texts_days = 30\n": 30} {
		c, err := config.Parse([]byte(good+add), none)
		if err != nil || *c.Store.KeepTextsDays != want {
			t.Errorf("with %q texts are not kept for %d days: %+v, %v", add, want, c, err)
		}
	}
}

func TestRemindersComeAfterTwoDaysUnlessTheFileSaysOtherwise(t *testing.T) {
	t.Parallel()
	for add, want := range map[string]int{"": 48, "remind_after_hours = 0\n": 0, "remind_after_hours = 24\n": 24} {
		c, err := config.Parse([]byte(good+"[[survey]]\nname = \"s\"\n"+add), none)
		if err != nil || *c.Surveys[0].Remind != want {
			t.Errorf("with %q whoever has not answered is not asked again after %d hours: %+v, %v", add, want, c, err)
		}
	}
}

func TestStateOfTheShop(t *testing.T) {
	t.Parallel()
	for country, states := range map[string]map[string]string{
		"DE": {"BY": "", "Bayern": "must be one of BB, BE, BW, BY"}, "CH": {"ZH": "", "BY": "must be one of"}, "AT": {"9": "leave it out"},
	} {
		for state, want := range states {
			text := strings.Replace(good, "name = \"Radhaus\"", "name = \"Radhaus\"\ncountry = \""+country+"\"\nstate = \""+state+"\"", 1)
			_, err := config.Parse([]byte(text), none)
			if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s-%s: got %v, want a word about %q", country, state, err, want)
			}
		}
	}
}

func TestFiveMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer(
		`"127.0.0.1:2775"`, `"127.0.0.1"`,
		`"xoxb-1"`, `"xapp-1"`,
		`name = "Radhaus"`, "name = \"Radhaus\"\ntimezone = \"Europe/Bonn\"",
		`inbox_channel = "#sms-inbox"`, "",
	).Replace(good) + "[quiet]\nmarketing = \"9 to 5\"\n"
	_, err := config.Parse([]byte(text), none)
	problems, ok := errors.AsType[config.Problems](err)
	if !ok {
		t.Fatalf("got %v, want Problems", err)
	}
	for _, want := range []string{"9 to 5", "shop.timezone", `smsc "main": address`, "slack.bot_token", "slack.inbox_channel"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing is said about %s in:\n%v", want, err)
		}
	}
	if len(problems) != 5 {
		t.Errorf("got %d problems, want 5:\n%v", len(problems), err)
	}
}

func TestMistakesInAnSMSCAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.Parse([]byte(strings.Replace(good, `source = "72100"`, `source = "72100"
service_type = "TOOLONG"
server_name = "smsc.example"
enquire_seconds = -1
failover_seconds = 9999
receipt_zone = "Bonn"
numbering = { shortcode = "3/0", name = "5-0", number = "7/1" }
statuses = { "1024" = "throttled", "0x0400" = "busy", "four" = "sender", "0" = "content" }
`, 1)), none)
	problems, _ := errors.AsType[config.Problems](err)
	for _, want := range []string{
		"service_type", "server_name", "enquire_seconds", "failover_seconds", "receipt_zone", `"shortcode"`, `"5-0"`, `"7/1"`,
		`"busy"`, `"four"`, `statuses has "0"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing is said about %s in:\n%v", want, err)
		}
	}
	if len(problems) != 11 {
		t.Errorf("got %d problems, want 11:\n%v", len(problems), err)
	}
}

func TestUnknownKeysAreErrors(t *testing.T) {
	t.Parallel()
	_, err := config.Parse([]byte(good+"[limits]\nmarketing_per_week = 2\n"), none)
	if err == nil || !strings.Contains(err.Error(), "marketing_per_week") {
		t.Errorf("got %v, want a word about marketing_per_week", err)
	}
}

func TestSecretsComeFromEnvironmentOrFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("fromfile\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(good, `password = "secret"`, `password_file = "`+file+`"`, 1)
	env := func(name string) string {
		return map[string]string{"KURZWAHL_SLACK_BOT_TOKEN": "xoxb-env"}[name]
	}
	c, err := config.Parse([]byte(text), env)
	if err != nil {
		t.Fatal(err)
	}
	if c.SMSCs[0].Password != "fromfile" || c.Slack.BotToken != "xoxb-env" {
		t.Errorf("password %q and bot token %q, want fromfile and xoxb-env", c.SMSCs[0].Password, c.Slack.BotToken)
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ add, want string }{
		"hard limits":     {"[quiet]\nmarketing = \"07:00-22:00\"", "hard_limits"},
		"day":             {"[quiet]\ndays = \"Mo-Sa\"", `"Mo-Sa"`},
		"cron":            {"[[survey]]\nname = \"s\"\n[[schedule]]\nname = \"n\"\ncron = \"every day\"\njob = \"survey\"\nsurvey = \"s\"", "five fields"},
		"survey missing":  {"[[schedule]]\nname = \"n\"\ncron = \"0 10 * * *\"\njob = \"survey\"\nsurvey = \"s\"", "no [[survey]]"},
		"twice":           {"[[survey]]\nname = \"s\"\n[[survey]]\nname = \"s\"", "two [[survey]] sections"},
		"short secret":    {"[[source]]\nname = \"shop\"\nsecret = \"x\"", "at least 16"},
		"contest ends":    {"[[contest]]\nname = \"c\"\nkeywords = [\"WIN\"]\nfrom = \"2026-12-24\"\nuntil = \"2026-12-01\"\nterms = \"https://example.com/\"", "until comes before from"},
		"late reminder":   {"[[survey]]\nname = \"s\"\nremind_after_hours = 72", "open for 72 hours"},
		"scale":           {"[[survey]]\nname = \"s\"\nscale = \"1-7\"", "write one of 1-6, 6-1, 0-10, 1-5, yes-no"},
		"bars":            {"[[survey]]\nname = \"s\"\nlow_bar = 4\nhigh_bar = 3", "low and high at once"},
		"bar off scale":   {"[[survey]]\nname = \"s\"\nscale = \"1-5\"\nhigh_bar = 6", "6, is not on the scale"},
		"what to ask":     {"[[survey]]\nname = \"s\"\n[[survey.then]]\nask = \"name\"", "score, wrong, words, publish, link"},
		"when to ask":     {"[[survey]]\nname = \"s\"\n[[survey.then]]\nask = \"words\"\nwhen = [\"good\"]", "low, middle, high"},
		"link":            {"[[survey]]\nname = \"s\"\n[[survey.then]]\nask = \"link\"\nlink = \"example\"", "then 1: link"},
		"empty pool":      {"[[survey]]\nname = \"s\"\ncoupon_pool = \"p\"\nwhen_empty = \"panic\"", "thank, stop"},
		"no pool":         {"[[survey]]\nname = \"s\"\nstatic_coupon = \"X\"", "needs a pool"},
		"prize":           {"[[contest]]\nname = \"c\"\nkeywords = [\"WIN\"]\nfrom = \"2026-12-01\"\nuntil = \"2026-12-24\"\nterms = \"https://example.com/\"\nanswer_hours = 2000", "answer_hours"},
		"no rhythm":       {"[desk]\nmachine_answers = 1", "one answer shows no rhythm"},
		"long undo":       {"[desk]\nundo = \"2m\"", "desk.undo is"},
		"vague undo":      {"[desk]\nundo = \"soon\"", "desk.undo is"},
		"no state":        {"[news]\nstates = [\"gone\"]", "news.states has"},
		"slow news":       {"[news]\nmerge_seconds = 9999", "news.merge_seconds"},
		"state":           {"[quiet]\nstate_holidays = true", "quiet.state_holidays needs shop.state"},
		"no time":         {"[store]\nkeep_texts_days = -1", "0 to keep texts for ever"},
		"not a number":    {"[limits]\nmarketing_per_day = \"one\"", "line 16"},
		"not TOML at all": {"[[[", "line 15"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse([]byte(good+tt.add+"\n"), none)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want a word about %s", err, tt.want)
			}
		})
	}
}

func TestTemplateNeedsOnlyItsPlaceholders(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("xapp-...", "xapp-1", "xoxb-...", "xoxb-1").Replace(config.Template)
	if _, err := config.Parse([]byte(text), none); err != nil {
		t.Error(err)
	}
	every := strings.ReplaceAll(text, "\n# [[", "\n[[")
	for line := range strings.SplitSeq(every, "\n") {
		if strings.HasPrefix(line, "# ") && strings.Contains(line, " = ") {
			every = strings.Replace(every, line, strings.TrimPrefix(line, "# "), 1)
		}
	}
	_, err := config.Parse([]byte(every), none)
	if err != nil && strings.Contains(err.Error(), "not a setting") {
		t.Errorf("the template names a setting that does not exist: %v", err)
	}
}

func TestEverySettingIsDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys(reflect.TypeFor[config.Config]()) {
		if !strings.Contains(string(doc), "`"+key+"`") {
			t.Errorf("docs/configuration.md does not explain %s", key)
		}
		if !strings.Contains(config.Template, key+" = ") && !strings.HasSuffix(key, "_file") {
			t.Errorf("the template does not show %s", key)
		}
	}
}

// keys gives the names of all settings below a type, without those of sections.
func keys(of reflect.Type) (all []string) {
	for of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	for field := range of.Fields() {
		key := field.Tag.Get("toml")
		kind := field.Type
		for kind.Kind() == reflect.Slice {
			kind = kind.Elem()
		}
		switch {
		case key == "-":
		case kind.Kind() == reflect.Struct:
			all = append(all, keys(kind)...)
		default:
			all = append(all, key)
		}
	}
	return all
}

func TestTheDatesOfAContestMayStandWithoutQuotationMarks(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	contest := func(from, until string) string {
		return good + "[[contest]]\nname = \"advent\"\nkeywords = [\"GEWINN\"]\nterms = \"https://shop.example/t\"\nfrom = " + from + "\nuntil = " + until + "\n"
	}
	for dates, want := range map[[2]string][2]time.Time{
		{`"2026-11-01"`, `"2026-12-24"`}:                      {time.Date(2026, 11, 1, 0, 0, 0, 0, zone), time.Date(2026, 12, 25, 0, 0, 0, 0, zone)},
		{`2026-11-01`, `2026-11-01`}:                          {time.Date(2026, 11, 1, 0, 0, 0, 0, zone), time.Date(2026, 11, 2, 0, 0, 0, 0, zone)},
		{`2026-11-01T08:00:00+02:00`, `2026-12-24 18:00:00Z`}: {time.Date(2026, 11, 1, 7, 0, 0, 0, zone), time.Date(2026, 12, 24, 19, 0, 0, 0, zone)},
		{`2026-11-01T08:00:00`, `"2026-12-24T18:00"`}:         {time.Date(2026, 11, 1, 8, 0, 0, 0, zone), time.Date(2026, 12, 24, 18, 0, 0, 0, zone)},
	} {
		c, err := config.Parse([]byte(contest(dates[0], dates[1])), none)
		if err != nil {
			t.Errorf("%v: %v", dates, err)
			continue
		}
		from, fromErr := c.Contests[0].Begins(zone)
		until, untilErr := c.Contests[0].Ends(zone)
		if fromErr != nil || untilErr != nil || !from.Equal(want[0]) || !until.Equal(want[1]) {
			t.Errorf("%v: from %s until %s, want %v (%v, %v)", dates, from, until, want, fromErr, untilErr)
		}
	}
	for _, dates := range [][2]string{{"2026-13-01", "2026-12-24"}, {"20261101", "2026-12-24"}, {`"1.11.2026"`, "2026-12-24"}, {"2026-12-25", "2026-12-24"}, {"true", "2026-12-24"}, {"08:00:00", "2026-12-24"}} {
		_, err := config.Parse([]byte(contest(dates[0], dates[1])), none)
		problems, _ := errors.AsType[config.Problems](err)
		if n := len(problems); n != 1 && (dates[0] != "2026-13-01" || n != 2) { // which is no TOML
			t.Errorf("%v: got %v, want one problem", dates, err)
		}
	}
}
