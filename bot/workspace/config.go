package workspace

import (
	"log/slog"
	"strings"

	"kurzwahl/clock"
)

// The people and channels of the default workspace, by their ids.
const (
	// Mia answers customers.
	Mia = "U0MIA00001"
	// Tarek answers customers, too.
	Tarek = "U0TAREK002"
	// Jonas approves campaigns.
	Jonas = "U0JONAS003"
	// Gina is a guest and sees #general only.
	Gina = "U0GINA0004"
	// Bot is the app's own user.
	Bot = "U0KURZWAHL"

	// Inbox is where customers' questions arrive.
	Inbox = "C0INBOX001"
	// Campaigns is where campaigns are proposed and approved.
	Campaigns = "C0CAMPAIGN"
	// General is where everybody is.
	General = "C0GENERAL1"
)

// Config says what a workspace holds and how strict it is. The zero value of each field has a useful default.
type Config struct {
	// BaseURL is the address at which Handler is reached, without a slash at the end; it goes into the addresses
	// that the app is given (Socket Mode, response_url, uploads). Empty: taken from the request that asks, which
	// is right where Handler is mounted at the root.
	BaseURL string
	// Team is the workspace's name. Default: "Velo Nord".
	Team Team
	// AppID is the app's id. Default: "A0KURZWAHL".
	AppID string
	// Users are the people and the app's bot user, of which there must be exactly one. Default: DefaultUsers.
	Users []User
	// Channels are the channels at the start. Default: DefaultChannels.
	Channels []Channel
	// Groups are the user groups. Default: none, as on Slack's free plan.
	Groups []Group
	// Commands are the slash commands that the app has registered. Default: DefaultCommands.
	Commands []Command
	// Shortcuts are the global and message shortcuts that the app has registered. Default: DefaultShortcuts.
	Shortcuts []Shortcut
	// Events are the event types that the app subscribed to, as a manifest names them. Default: DefaultEvents.
	Events []string
	// BotToken is the one token accepted from the app. Empty: any that begins with "xoxb-".
	BotToken string
	// AppToken is the one token accepted for Socket Mode. Empty: any that begins with "xapp-".
	AppToken string
	// Requests, when set, sends events, commands and interactions as signed HTTP requests instead of Socket Mode.
	Requests *Requests
	// StrictRates holds the app to Slack's rate tiers. False: only the fault "429" refuses a call.
	StrictRates bool
	// Clock dates messages and events. Default: the machine's clock.
	Clock clock.Clock
	// Wire times the protocol: acknowledgements, triggers, pings, retries. It is apart from Clock so that moving
	// the shop's day does not break a running exchange. Default: the machine's clock.
	Wire clock.Clock
	// Logger gets a line for each protocol fault, never a text. Default: none.
	Logger *slog.Logger
}

// Team is the workspace as a whole.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

// Requests are an app's request addresses in HTTP mode.
type Requests struct {
	// Events, Commands and Interactions are the addresses that take each kind.
	Events, Commands, Interactions string
	// SigningSecret signs each request as Slack does (X-Slack-Signature, version v0).
	SigningSecret string
}

// Command is a slash command that the app has registered.
type Command struct {
	Command     string   `json:"command"`
	UsageHint   string   `json:"usage_hint"`
	Description string   `json:"description"`
	Subcommands []string `json:"subcommands"`
}

// Shortcut is a shortcut that the app has registered.
type Shortcut struct {
	CallbackID string `json:"callback_id"`
	Name       string `json:"name"`
	// Type is "global" or "message".
	Type        string `json:"type"`
	Description string `json:"description"`
}

// DefaultUsers gives two agents, an approver, a guest and the bot.
func DefaultUsers() []User {
	return []User{
		{ID: Mia, Name: "mia", RealName: "Mia Brandt", Title: "Customer service", Color: "#c2552d"},
		{ID: Tarek, Name: "tarek", RealName: "Tarek Aydin", Title: "Customer service", Color: "#2b7a6b"},
		{ID: Jonas, Name: "jonas", RealName: "Jonas Petersen", Title: "Head of marketing", Color: "#3d5a98", IsAdmin: true},
		{ID: Gina, Name: "gina", RealName: "Gina Rossi", Title: "Agency (guest)", Color: "#8a5a9b", IsGuest: true},
		{ID: Bot, Name: "kurzwahl", RealName: "Kurzwahl", Title: "SMS desk", Color: "#2f3136", IsBot: true, BotID: "B0KURZWAHL"},
	}
}

// DefaultChannels gives #sms-inbox, #sms-campaigns and #general.
func DefaultChannels() []Channel {
	return []Channel{
		{ID: Inbox, Name: "sms-inbox", Topic: "Customers who need a person", Members: []string{Mia, Tarek, Jonas, Bot}},
		{ID: Campaigns, Name: "sms-campaigns", Topic: "Proposals, approvals, progress", Members: []string{Mia, Tarek, Jonas, Bot}},
		{ID: General, Name: "general", Topic: "Everybody", Members: []string{Mia, Tarek, Jonas, Gina, Bot}},
	}
}

// DefaultCommands gives /sms with its subcommands.
func DefaultCommands() []Command {
	return []Command{{
		Command: "/sms", UsageHint: "[help | inbox | new | campaign …]", Description: "Texts, cases and campaigns",
		Subcommands: []string{
			"help", "inbox", "inbox mine", "inbox open", "inbox all", "find", "new", "campaign", "campaign new", "campaign list",
			"campaign show", "campaign pause", "campaign resume", "campaign cancel", "campaign report", "approve",
			"survey", "survey results", "survey quotes", "survey coupons", "contest", "waitlist", "faq", "optout", "status",
		},
	}}
}

// DefaultShortcuts gives the two shortcuts of the app's manifest.
func DefaultShortcuts() []Shortcut {
	return []Shortcut{
		{CallbackID: "send_sms", Name: "Send an SMS", Type: "global", Description: "Text one customer"},
		{CallbackID: "teach", Name: "Teach this answer", Type: "message", Description: "Make this text an example"},
	}
}

// DefaultEvents gives the events of the app's manifest, and the reaction events.
func DefaultEvents() []string {
	return strings.Fields(`app_home_opened app_mention message.channels message.groups message.im
		subteam_members_changed user_change channel_archive group_archive app_uninstalled tokens_revoked
		reaction_added reaction_removed member_joined_channel member_left_channel`)
}

// withDefaults fills what c leaves open.
func (c Config) withDefaults() Config {
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.Team.ID == "" {
		c.Team = Team{ID: "T0VELONORD", Name: "Velo Nord", Domain: "velo-nord"}
	}
	if c.AppID == "" {
		c.AppID = "A0KURZWAHL"
	}
	if c.Users == nil {
		c.Users = DefaultUsers()
	}
	if c.Channels == nil {
		c.Channels = DefaultChannels()
	}
	if c.Commands == nil {
		c.Commands = DefaultCommands()
	}
	if c.Shortcuts == nil {
		c.Shortcuts = DefaultShortcuts()
	}
	if c.Events == nil {
		c.Events = DefaultEvents()
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Wire == nil {
		c.Wire = clock.System{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}
