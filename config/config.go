package config

import (
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Config is the whole file, checked, with defaults filled in.
type Config struct {
	Shop      Shop       `toml:"shop"`
	Store     Store      `toml:"store"`
	HTTP      HTTP       `toml:"http"`
	SMSCs     []SMSC     `toml:"smsc"`
	Slack     Slack      `toml:"slack"`
	Quiet     Quiet      `toml:"quiet"`
	Limits    Limits     `toml:"limits"`
	Desk      Desk       `toml:"desk"`
	News      News       `toml:"news"`
	Alerts    Alerts     `toml:"alerts"`
	Links     Links      `toml:"links"`
	Texts     Texts      `toml:"texts"`
	FAQ       FAQ        `toml:"faq"`
	Surveys   []Survey   `toml:"survey"`
	Contests  []Contest  `toml:"contest"`
	Schedules []Schedule `toml:"schedule"`
	Sources   []Source   `toml:"source"`
}

// Shop says who texts.
type Shop struct {
	Name     string           `toml:"name"`     // as customers know it; required
	Country  string           `toml:"country"`  // ISO 3166; numbers without a country code belong to it; default "DE"
	State    string           `toml:"state"`    // of the country, without it: "BY"; its own holidays count for the desk; default none
	Language message.Language `toml:"language"` // of customers whose language is not known: de, en, pl; default "de"
	Timezone string           `toml:"timezone"` // IANA name; default "Europe/Berlin"
	Privacy  string           `toml:"privacy"`  // address of the privacy policy, for the opt-in page
	Contact  string           `toml:"contact"`  // where else a customer finds people: told in the answer to HELP
	Address  string           `toml:"address"`  // formal ("Sie") or informal ("du") German; default "formal"
}

// Store says where the database is.
type Store struct {
	URL     string `toml:"url"` // "sqlite:PATH" or "postgres://…"; default "sqlite:kurzwahl.db"
	URLFile string `toml:"url_file"`

	KeepTextsDays *int `toml:"keep_texts_days"` // after so many days texts are emptied; 0 keeps them for ever; default 365
}

// HTTP says where the service listens.
type HTTP struct {
	Listen    string `toml:"listen"`     // host:port; default "127.0.0.1:8080"
	PublicURL string `toml:"public_url"` // how customers reach it, for short links and opt-out pages; default http://LISTEN
}

// SMSC is one account at one SMS centre.
type SMSC struct {
	Name            string            `toml:"name"`             // unique; required
	Address         string            `toml:"address"`          // host:port; required
	SystemID        string            `toml:"system_id"`        // at most 15 octets; required
	Password        string            `toml:"password"`         // at most 8 octets; or KURZWAHL_SMSC_NAME_PASSWORD
	PasswordFile    string            `toml:"password_file"`    // a file that holds the password
	SystemType      string            `toml:"system_type"`      // at most 12 octets; default ""
	ServiceType     string            `toml:"service_type"`     // of each message, at most 5 octets; default ""
	TLS             bool              `toml:"tls"`              // default false
	ServerName      string            `toml:"server_name"`      // what its certificate is for; default the host of Address
	CAFile          string            `toml:"ca_file"`          // PEM; default the system's
	CertFile        string            `toml:"cert_file"`        // client certificate, PEM
	KeyFile         string            `toml:"key_file"`         // its key, PEM
	Source          string            `toml:"source"`           // the number or name that customers see; required
	Numbering       map[string]string `toml:"numbering"`        // TON/NPI of senders by kind: number, short_code, name; default 1/1, 3/0, 5/0
	Mode            string            `toml:"mode"`             // "transceiver" or "split" (transmitter and receiver); default "transceiver"
	Binds           int               `toml:"binds"`            // 1 to 16; default 1
	Window          int               `toml:"window"`           // unanswered parts a bind, 1 to 1000; default 10
	Rate            float64           `toml:"rate"`             // parts a second over all binds; default 20
	EnquireSeconds  int               `toml:"enquire_seconds"`  // between two enquire_link, 1 to 3600; default 30
	Countries       []string          `toml:"countries"`        // calling codes it serves ("+49"); default all
	FailoverSeconds int               `toml:"failover_seconds"` // down so long, another SMSC takes its messages, 1 to 3600; default 5
	Alphabet        string            `toml:"alphabet"`         // its default alphabet: "gsm" or "latin1"; default "gsm"
	LongMessages    string            `toml:"long_messages"`    // udh8, udh16, sar, payload; default "udh8"
	IDFormat        string            `toml:"id_format"`        // of receipts: auto, raw, hex, decimal; default "auto"
	ReceiptZone     string            `toml:"receipt_zone"`     // time zone of the dates in receipts; default "UTC"
	Statuses        map[string]string `toml:"statuses"`         // own command_status codes: "0x0400" = "throttled"
}

// Slack says how the desk is reached.
type Slack struct {
	Mode              string   `toml:"mode"`    // "socket" or "http"; default "socket"
	APIURL            string   `toml:"api_url"` // default "https://slack.com/api/"
	AppToken          string   `toml:"app_token"`
	AppTokenFile      string   `toml:"app_token_file"`
	BotToken          string   `toml:"bot_token"`
	BotTokenFile      string   `toml:"bot_token_file"`
	SigningSecret     string   `toml:"signing_secret"`
	SigningSecretFile string   `toml:"signing_secret_file"`
	InboxChannel      string   `toml:"inbox_channel"`    // id ("C…") or "#name"; required
	CampaignChannel   string   `toml:"campaign_channel"` // id or "#name"; required
	Approvers         []string `toml:"approvers"`        // user ids that may approve campaigns of others
	Admins            []string `toml:"admins"`           // user ids that are told of alarms
}

// Quiet says when marketing may be sent.
type Quiet struct {
	Marketing  string `toml:"marketing"`      // default "09:00-20:00"
	Days       string `toml:"days"`           // default "Mon-Sat"
	Holidays   *bool  `toml:"holidays"`       // true: nothing on public holidays; default true
	States     bool   `toml:"state_holidays"` // true: nor on the holidays of shop.state, to people in the shop's country; default false
	HardLimits *bool  `toml:"hard_limits"`    // true: 8 to 21 cannot be widened; default true

	Hours consent.Hours `toml:"-"` // Marketing and Days, read
}

// Limits caps marketing for each person.
type Limits struct {
	MarketingPerDay    int `toml:"marketing_per_day"`     // in 24 hours; default 1
	MarketingPer30Days int `toml:"marketing_per_30_days"` // default 4
}

// Desk says when people answer.
type Desk struct {
	Times       string `toml:"hours"`           // default "09:00-18:00"
	Days        string `toml:"days"`            // default "Mon-Fri"
	Digest      *bool  `toml:"digest"`          // true: when the desk opens, the inbox channel gets what came in meanwhile; default true
	MaxSegments int    `toml:"max_segments"`    // a reply that costs more asks first; default 3
	UndoWithin  string `toml:"undo"`            // so long a reply of people's waits, in which they can take it back; "0s" sends it at once; default "5s"
	AutoReplies int    `toml:"auto_replies"`    // to one phone in ten minutes, then the bot is silent; default 3
	Machine     int    `toml:"machine_answers"` // texts in a row that come as promptly and regularly as a machine's, then likewise; default 4

	Hours consent.Hours `toml:"-"` // Times and Days, read
	Undo  time.Duration `toml:"-"` // UndoWithin, read
}

// News says what customers are told of their orders.
type News struct {
	States       []string `toml:"states"`        // of an order, as webhooks name them; default paid to refunded, as docs/configuration.md lists them
	MergeSeconds *int     `toml:"merge_seconds"` // so long news of an order waits for more, with which it becomes one text; 0 sends at once; default 120
}

// Alerts says who hears that a product is back, or cheaper.
type Alerts struct {
	PerUnit       int    `toml:"per_unit"`        // people on a waiting list who are told of each free unit; default 2
	EveryMinutes  int    `toml:"every_minutes"`   // then the next ones, if units are left; default 60
	CoolDownHours int    `toml:"cool_down_hours"` // between two returns of a product that people are told of; default 48
	KeepDays      int    `toml:"keep_days"`       // how long a sign-up waits; default 180
	DropPercent   int    `toml:"drop_percent"`    // a price must fall by so much; default 5
	DropAmount    string `toml:"drop_amount"`     // and by so much; default "1.00"
	SettleMinutes int    `toml:"settle_minutes"`  // how long a price must have stood; default 30
	ProductDays   int    `toml:"product_days"`    // between two texts about one product's price to one person; default 7
	PersonHours   int    `toml:"person_hours"`    // between two texts about prices to one person; default 24
}

// Links says where short links may lead.
type Links struct {
	Hosts []string `toml:"hosts"` // allowed hosts of targets; carriers' tracking pages are always allowed
	Days  int      `toml:"days"`  // how long a link lives; default 180
}

// Texts changes what customers read.
type Texts struct {
	Folder       string `toml:"folder"`         // with de.toml, en.toml, pl.toml that override single phrases
	PolishMarks  bool   `toml:"polish_marks"`   // Polish letters keep their marks where the text still fits, though that doubles the price of most texts; default false
	PricePerPart string `toml:"price_per_part"` // what one segment costs, for previews: "0.075"; default "0.075"
	Currency     string `toml:"currency"`       // default "EUR"
}

// FAQ says where the answers to general questions are.
type FAQ struct {
	File string `toml:"file"` // TOML; default none: only what people write in Slack
}

// Schedule is a cron line that starts a job.
type Schedule struct {
	Name      string `toml:"name"`       // unique; required
	Cron      string `toml:"cron"`       // five fields in the shop's time zone; required
	Job       string `toml:"job"`        // "survey"; required
	Survey    string `toml:"survey"`     // of job survey: which
	AfterDays int    `toml:"after_days"` // of job survey: days after delivery; default 2
	Missed    string `toml:"missed"`     // a run missed while down: "catch_up" (once) or "skip"; default "catch_up"
}

// Source is a shop system that sends webhooks to /hooks/NAME.
type Source struct {
	Name       string `toml:"name"` // unique; required
	Kind       string `toml:"kind"` // generic; default "generic"
	Secret     string `toml:"secret"`
	SecretFile string `toml:"secret_file"`
}

// Location is the shop's time zone; the name was checked when the file was read.
func (c *Config) Location() *time.Location {
	zone, err := time.LoadLocation(c.Shop.Timezone)
	if err != nil {
		panic("config: Location of an unchecked Config: " + err.Error())
	}
	return zone
}
