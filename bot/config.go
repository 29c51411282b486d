package bot

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/clock"
	"kurzwahl/faq"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// Mode is the way in which Slack reaches the bot.
type Mode string

// The modes.
const (
	Socket Mode = "socket" // the bot connects to Slack (Socket Mode)
	HTTP   Mode = "http"   // Slack sends signed requests to the handlers of Bot
)

// Config says how the bot reaches Slack and how it behaves.
type Config struct {
	Mode            Mode   // default Socket
	APIURL          string // of the Web API, with a slash at its end; default "https://slack.com/api/"
	BotToken        string // "xoxb-…"; required
	AppToken        string // "xapp-…"; required in mode Socket
	SigningSecret   string // required in mode HTTP
	Connections     int    // Socket Mode connections, 1 to 10; default 2, so that a reconnect loses no click
	InboxChannel    string // id or "#name" of the channel for conversations; required
	CampaignChannel string // id or "#name" of the channel for campaigns; required

	Approvers   []string         // user ids that may approve campaigns of others
	Admins      []string         // user ids that are told of what needs a hand
	Language    message.Language // of the staff: German, else English
	Country     string           // ISO 3166: phone numbers without a country code belong to it; default "DE"
	Zone        *time.Location   // in which times are shown and typed; default UTC
	MaxSegments int              // a reply that takes more SMS asks first; default 3
	Price       int64            // of one segment in thousandths of the currency's cent; 0 where it is not known
	Currency    string           // default "EUR"

	Clock  clock.Clock     // default the machine's clock
	Logger *slog.Logger    // gets ids, never texts or numbers; default none
	Posts  <-chan struct{} // rings when a post was queued; nil: only the poll finds it
	Events <-chan struct{} // rings when something of Slack's was stored; nil: only the poll finds it

	Surveys []surveys.Survey // whose results are shown

	Parser  func() *intents.Parser // how texts are read now, told to who teaches; nil: not told
	Answers *faq.Keeper            // answers to general questions; default only what people write in Slack
}

// defaultAPI is Slack's own address.
const defaultAPI = "https://slack.com/api/"

func (c Config) withDefaults() Config {
	if c.Mode == "" {
		c.Mode = Socket
	}
	if c.APIURL == "" {
		c.APIURL = defaultAPI
	}
	if c.Connections == 0 {
		c.Connections = 2
	}
	if c.Country == "" {
		c.Country = "DE"
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	if c.MaxSegments == 0 {
		c.MaxSegments = 3
	}
	if c.Currency == "" {
		c.Currency = "EUR"
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// check reports what is missing or out of range.
func (c Config) check() error {
	var wrong []error
	need := func(value, name string) {
		if value == "" {
			wrong = append(wrong, fmt.Errorf("%s is missing", name))
		}
	}
	need(c.BotToken, "bot token")
	need(c.InboxChannel, "inbox channel")
	need(c.CampaignChannel, "campaign channel")
	switch c.Mode {
	case Socket:
		need(c.AppToken, "app token")
	case HTTP:
		need(c.SigningSecret, "signing secret")
	default:
		wrong = append(wrong, fmt.Errorf("mode %q is neither socket nor http", c.Mode))
	}
	if c.Connections < 1 || c.Connections > 10 {
		wrong = append(wrong, errors.New("connections must be 1 to 10"))
	}
	return errors.Join(wrong...)
}

// approver says whether user may approve campaigns at all.
func (c Config) approver(user string) bool { return slices.Contains(c.Approvers, user) }

// Campaigns is what people do with campaigns.
type Campaigns = *campaigns.Service
