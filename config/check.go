package config

import (
	"fmt"
	"math"
	"net"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/scheduler"
	"kurzwahl/shop"
)

var (
	userID      = regexp.MustCompile(`^[UW][A-Z0-9]+$`)
	countryCode = regexp.MustCompile(`^[A-Z]{2}$`)
)

// problems collects what is wrong, each with the key it is about.
type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

func (p *problems) require(key, value, hint string) {
	if strings.TrimSpace(value) == "" {
		p.add("%s is missing: %s", key, hint)
	}
}

func (p *problems) oneOf(key, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		p.add("%s is %q: it must be one of %s", key, value, strings.Join(allowed, ", "))
	}
}

func (p *problems) upTo(key string, value, most int) {
	if value < 1 || value > most {
		p.add("%s is %d: it must be from 1 to %d", key, value, most)
	}
}

func (p *problems) listen(key, value string) {
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		p.add(`%s is %q: write it as host:port, such as "127.0.0.1:8080"`, key, value)
	}
}

func (p *problems) url(key, value string) {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		p.add(`%s is %q: write a whole address, such as "https://sms.example.com"`, key, value)
	}
}

func (p *problems) octets(key, value string, most int) {
	if len(value) > most || strings.ContainsRune(value, 0) {
		p.add("%s has more than %d octets, or a NUL, which SMPP cannot carry", key, most)
	}
}

// hours reads a span of the day and the days it counts on.
func (p *problems) hours(section, span, days string) consent.Hours {
	hours, err := consent.ParseHours(span, days)
	if err != nil {
		p.add("%s: %v", section, err)
		return consent.Hours{}
	}
	return hours
}

// users wants Slack user ids.
func (p *problems) users(key string, ids []string) {
	for _, id := range ids {
		if !userID.MatchString(id) {
			p.add(`%s has %q: write user ids such as "U012AB3CD" (profile, three dots, copy member ID)`, key, id)
		}
	}
}

// mostDays is a hundred years.
const mostDays = 36_525

// check gives all that is wrong, in the order of the sections.
func (c *Config) check() []string {
	var p problems
	c.checkShop(&p)
	if !strings.HasPrefix(c.Store.URL, "sqlite:") && !strings.HasPrefix(c.Store.URL, "postgres://") && !strings.HasPrefix(c.Store.URL, "postgresql://") {
		p.add(`store.url must begin with "sqlite:" or "postgres://"`)
	}
	if days := *c.Store.KeepTextsDays; days < 0 || days > mostDays {
		p.add("store.keep_texts_days is %d: write a number of days up to %d, or 0 to keep texts for ever", days, mostDays)
	}
	p.listen("http.listen", c.HTTP.Listen)
	p.url("http.public_url", c.HTTP.PublicURL)
	if len(c.SMSCs) == 0 {
		p.add("there is no [[smsc]] section: at least one account at an SMS centre is needed")
	}
	unique(&p, "smsc", c.SMSCs, func(s SMSC) string { return s.Name })
	for _, s := range c.SMSCs {
		s.check(&p)
	}
	c.Slack.check(&p)
	c.Quiet.check(&p)
	c.Desk.Hours = p.hours("desk", c.Desk.Times, c.Desk.Days)
	p.upTo("limits.marketing_per_day", c.Limits.MarketingPerDay, 10)
	p.upTo("limits.marketing_per_30_days", c.Limits.MarketingPer30Days, 100)
	p.upTo("desk.max_segments", c.Desk.MaxSegments, 10)
	undo, err := time.ParseDuration(c.Desk.UndoWithin)
	if err != nil || undo < 0 || undo > time.Minute {
		p.add(`desk.undo is %q: write how long a reply waits to be taken back, such as "5s", up to "60s"; "0s" sends it at once`, c.Desk.UndoWithin)
	}
	c.Desk.Undo = undo
	p.upTo("desk.auto_replies", c.Desk.AutoReplies, 1000)
	if c.Desk.Machine < 2 || c.Desk.Machine > 1000 {
		p.add("desk.machine_answers is %d: it must be from 2 to 1000, since one answer shows no rhythm", c.Desk.Machine)
	}
	c.News.check(&p)
	c.Alerts.check(&p)
	p.upTo("links.days", c.Links.Days, 3650)
	if price, err := strconv.ParseFloat(c.Texts.PricePerPart, 64); err != nil || price < 0 || math.IsNaN(price) || math.IsInf(price, 0) {
		p.add(`texts.price_per_part is %q: write a price such as "0.075"`, c.Texts.PricePerPart)
	}
	c.checkJobs(&p)
	unique(&p, "source", c.Sources, func(s Source) string { return s.Name })
	for _, s := range c.Sources {
		s.check(&p)
	}
	return p
}

func (a Alerts) check(p *problems) {
	p.upTo("alerts.per_unit", a.PerUnit, 100)
	p.upTo("alerts.every_minutes", a.EveryMinutes, 7*24*60)
	p.upTo("alerts.cool_down_hours", a.CoolDownHours, 90*24)
	p.upTo("alerts.keep_days", a.KeepDays, 730)
	p.upTo("alerts.drop_percent", a.DropPercent, 99)
	if _, ok := shop.Cents(a.DropAmount); !ok {
		p.add(`alerts.drop_amount is %q: write an amount such as "1.00"`, a.DropAmount)
	}
	p.upTo("alerts.settle_minutes", a.SettleMinutes, 24*60)
	p.upTo("alerts.product_days", a.ProductDays, 365)
	p.upTo("alerts.person_hours", a.PersonHours, 90*24)
}

func (c *Config) checkShop(p *problems) {
	p.require("shop.name", c.Shop.Name, "customers read it in every answer")
	if _, err := time.LoadLocation(c.Shop.Timezone); err != nil || c.Shop.Timezone == "Local" {
		p.add(`shop.timezone is %q: write a name such as "Europe/Berlin"`, c.Shop.Timezone)
	}
	if !countryCode.MatchString(c.Shop.Country) {
		p.add(`shop.country is %q: write a code of two capital letters, such as "DE"`, c.Shop.Country)
	}
	if states := consent.States(c.Shop.Country); c.Shop.State != "" && len(states) == 0 {
		p.add("shop.state is %q: of %s only the holidays of the whole country are known, so leave it out", c.Shop.State, c.Shop.Country)
	} else if c.Shop.State != "" {
		p.oneOf("shop.state", c.Shop.State, states...)
	}
	if c.Quiet.States && c.Shop.State == "" {
		p.add("quiet.state_holidays needs shop.state: say which state's holidays")
	}
	if c.Shop.Privacy != "" {
		p.url("shop.privacy", c.Shop.Privacy)
	}
	p.oneOf("shop.language", string(c.Shop.Language), "de", "en", "pl")
	p.oneOf("shop.address", c.Shop.Address, "formal", "informal")
}

func (s Slack) check(p *problems) {
	p.oneOf("slack.mode", s.Mode, "socket", "http")
	p.url("slack.api_url", s.APIURL)
	if !strings.HasPrefix(s.BotToken, "xoxb-") {
		p.add("slack.bot_token must begin with xoxb-: it stands under OAuth & Permissions of the app (or set KURZWAHL_SLACK_BOT_TOKEN)")
	}
	if s.Mode == "socket" && !strings.HasPrefix(s.AppToken, "xapp-") {
		p.add("slack.app_token must begin with xapp-: it stands under Basic Information of the app (or set KURZWAHL_SLACK_APP_TOKEN)")
	}
	if s.Mode == "http" {
		p.require("slack.signing_secret", s.SigningSecret, "mode http checks Slack's signature with it (or set KURZWAHL_SLACK_SIGNING_SECRET)")
	}
	p.require("slack.inbox_channel", s.InboxChannel, "customers' questions are shown there")
	p.require("slack.campaign_channel", s.CampaignChannel, "campaigns are approved there")
	p.users("slack.approvers", s.Approvers)
	p.users("slack.admins", s.Admins)
}

func (q *Quiet) check(p *problems) {
	q.Hours = p.hours("quiet", q.Marketing, q.Days)
	if *q.HardLimits && q.Hours != (consent.Hours{}) && (q.Hours.Open < 8*60 || q.Hours.Close > 21*60) {
		p.add("quiet.marketing goes beyond 08:00-21:00: narrow it, or set hard_limits = false and answer for it yourself")
	}
}

// mostMerging is how many seconds news of an order may wait.
const mostMerging = 3600

func (n News) check(p *problems) {
	for _, state := range n.States {
		if !shop.OrderState(state).Known() {
			p.add("news.states has %q: write the states of orders as webhooks name them, such as \"shipped\"", state)
		}
	}
	if seconds := *n.MergeSeconds; seconds < 0 || seconds > mostMerging {
		p.add("news.merge_seconds is %d: it must be from 0 to %d", seconds, mostMerging)
	}
}

func (c *Config) checkJobs(p *problems) {
	unique(p, "survey", c.Surveys, func(s Survey) string { return s.Name })
	unique(p, "contest", c.Contests, func(s Contest) string { return s.Name })
	unique(p, "schedule", c.Schedules, func(s Schedule) string { return s.Name })
	for _, s := range c.Surveys {
		s.check(p)
	}
	zone, err := time.LoadLocation(c.Shop.Timezone)
	if err != nil {
		zone = time.UTC // which is said elsewhere
	}
	for _, s := range c.Contests {
		s.check(p, zone)
	}
	for _, s := range c.Schedules {
		key := fmt.Sprintf("schedule %q: ", s.Name)
		if _, err := scheduler.ParseLine(s.Cron, time.UTC); err != nil {
			p.add(`%scron is %q (%v): write five fields such as "0 10 * * 1-5" (10:00 shop time, Monday to Friday)`, key, s.Cron, err)
		}
		p.oneOf(key+"job", s.Job, "survey")
		p.oneOf(key+"missed", s.Missed, "catch_up", "skip")
		p.upTo(key+"after_days", s.AfterDays, 365)
		if !slices.ContainsFunc(c.Surveys, func(known Survey) bool { return known.Name == s.Survey }) {
			p.add("%ssurvey is %q: there is no [[survey]] of that name", key, s.Survey)
		}
	}
}

func (s Source) check(p *problems) {
	key := fmt.Sprintf("source %q: ", s.Name)
	p.oneOf(key+"kind", s.Kind, "generic")
	if len(s.Secret) < 16 {
		p.add("%ssecret must have at least 16 characters: whoever knows it can text your customers", key)
	}
	if s.Name != "" && path.Clean(s.Name) != s.Name || strings.ContainsAny(s.Name, "/?#% ") {
		p.add("%sthe name stands in the address /hooks/NAME: use letters, digits and dashes", key)
	}
}

// unique wants every section of one kind to have a name of its own.
func unique[T any](p *problems, kind string, all []T, name func(T) string) {
	seen := map[string]bool{}
	for i, one := range all {
		switch n := name(one); {
		case n == "":
			p.add("the %d. [[%s]] has no name", i+1, kind)
		case seen[n]:
			p.add("two [[%s]] sections are named %q", kind, n)
		default:
			seen[n] = true
		}
	}
}
