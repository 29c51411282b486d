package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/config"
	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/store"
)

// Finding is what one check found: Mend is "" when all is well, else a sentence that says what to do.
type Finding struct {
	Part string // "database", "smsc main", "slack"
	Says string // what answered
	Mend string
}

// checkPatience is how long each part may take to answer.
const checkPatience = 15 * time.Second

// Check tries whether database, SMSCs and Slack answer with the settings of a config. It sends nothing to customers and
// posts nothing.
func Check(ctx context.Context, cfg *config.Config) []Finding {
	findings := append(checkAnswers(cfg), checkDatabase(ctx, cfg))
	for _, s := range cfg.SMSCs {
		findings = append(findings, checkSMSC(ctx, cfg, s.Name))
	}
	return append(findings, checkSlack(ctx, cfg)...)
}

func checkDatabase(ctx context.Context, cfg *config.Config) Finding {
	f := Finding{Part: "database", Says: "answers"}
	if path, ok := strings.CutPrefix(cfg.Store.URL, "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return checkFolder(f, filepath.Dir(path))
		}
	}
	db, err := store.Open(ctx, cfg.Store.URL)
	if err != nil {
		f.Mend = fmt.Sprintf("it does not answer (%v): check store.url, and that the server runs and lets this user in", err)
		return f
	}
	shares, err := db.SharesSessions(ctx)
	if shares {
		f.Mend = "a pooler before PostgreSQL lends its sessions around: set pool_mode = session there, or connect to the server directly (docs/scaling.md, pgbouncer)"
	}
	if err := errors.Join(err, db.Close()); err != nil && f.Mend == "" {
		f.Mend = fmt.Sprintf("it answers, but not as it should (%v): check the server, and a pooler before it", err)
	}
	return f
}

// checkFolder says whether a database can be made in a folder.
func checkFolder(f Finding, folder string) Finding {
	probe, err := os.CreateTemp(folder, ".kurzwahl-check-")
	if err == nil {
		err = errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
	f.Says = "will be made at the first start"
	if err != nil {
		f.Mend = fmt.Sprintf("it is not there, and cannot be made in %s (%v): make the folder, and let this user write there", folder, err)
	}
	return f
}

// checkSMSC binds to one SMSC and unbinds again.
func checkSMSC(ctx context.Context, cfg *config.Config, name string) Finding {
	f := Finding{Part: "smsc " + name, Says: "lets us bind"}
	all, err := accounts(cfg)
	if err != nil {
		f.Mend = err.Error()
		return f
	}
	refuse := func(message.Delivery) bool { return false }
	for _, account := range all {
		if account.Name != name {
			continue
		}
		account.Binds = 1
		ctx, cancel := context.WithTimeout(ctx, checkPatience)
		defer cancel()
		failed := make(chan smpp.Alarm, 8)
		link, err := smpp.New(smpp.Config{
			SMSCs: []smpp.SMSCConfig{account}, Inbound: refuse, Receipt: refuse, Logger: slog.New(slog.DiscardHandler),
			Alarm: func(a smpp.Alarm) { failed <- a },
		})
		if err != nil {
			f.Mend = err.Error()
			return f
		}
		f.Mend = tryBind(ctx, link, failed)
	}
	return f
}

// tryBind runs the link until it is bound, refused, or out of time, and says what to mend.
func tryBind(ctx context.Context, link *smpp.Link, failed <-chan smpp.Alarm) string {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- link.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			return // what is wrong was said already
		}
	}()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if link.Up() {
				return ""
			}
		case alarm := <-failed:
			return fmt.Sprintf("it refuses the bind (%s): check system_id, password, system_type, and that the operator allows this address", alarm.Reason)
		case <-ctx.Done():
			last := "no answer"
			for _, bind := range link.State() {
				if bind.LastError != "" {
					last = bind.LastError
				}
			}
			return fmt.Sprintf("it cannot be bound to (%s): check address, tls and the firewall", last)
		}
	}
}

func checkSlack(ctx context.Context, cfg *config.Config) []Finding {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	api := slack.New(cfg.Slack.BotToken, slack.OptionAPIURL(strings.TrimSuffix(cfg.Slack.APIURL, "/")+"/"), slack.OptionAppLevelToken(cfg.Slack.AppToken))
	f := Finding{Part: "slack bot token"}
	who, err := api.AuthTestContext(ctx)
	if err != nil {
		f.Mend = slackTrouble(err, "copy slack.bot_token again from OAuth & Permissions")
		return []Finding{f}
	}
	f.Says = fmt.Sprintf("is %s in %s", who.User, who.Team)
	findings := []Finding{f}
	if cfg.Slack.Mode == "socket" {
		app := Finding{Part: "slack app token", Says: "opens Socket Mode"}
		if _, _, err := api.StartSocketModeContext(ctx); err != nil {
			app.Mend = slackTrouble(err, "make an app-level token with connections:write, and turn Socket Mode on")
		}
		findings = append(findings, app)
	}
	for _, channel := range []string{cfg.Slack.InboxChannel, cfg.Slack.CampaignChannel} {
		findings = append(findings, checkChannel(ctx, api, channel))
	}
	return findings
}

// slackTrouble tells what Slack refuses, which mend mends, from not reaching Slack.
func slackTrouble(err error, mend string) string {
	if _, refused := errors.AsType[slack.SlackErrorResponse](err); refused {
		return fmt.Sprintf("Slack says %q: %s", err, mend)
	}
	return fmt.Sprintf("Slack cannot be reached (%v): check slack.api_url, the network and the proxy", err)
}

func checkChannel(ctx context.Context, api *slack.Client, name string) Finding {
	f := Finding{Part: "slack channel " + name, Says: "is there, and the bot is in it"}
	channel, err := findChannel(ctx, api, name)
	switch {
	case err != nil:
		f.Mend = fmt.Sprintf("%v: invite the bot there with /invite, and check the name", err)
	case !channel.IsMember:
		f.Mend = "the bot is not in it: write /invite @Kurzwahl there"
	case channel.IsExtShared:
		f.Mend = "it is shared with another company: choose one that is not, since customers' data would leave yours"
	}
	return f
}

var errNoChannel = errors.New("there is no such channel that the bot can see")

// findChannel finds a channel by its id or its "#name".
func findChannel(ctx context.Context, api *slack.Client, name string) (*slack.Channel, error) {
	wanted, byName := strings.CutPrefix(name, "#")
	if !byName {
		return api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: name})
	}
	asked := &slack.GetConversationsParameters{Types: []string{"public_channel", "private_channel"}, Limit: 200, ExcludeArchived: true}
	for {
		found, next, err := api.GetConversationsContext(ctx, asked)
		if err != nil {
			return nil, err
		}
		for i := range found {
			if found[i].Name == wanted {
				return &found[i], nil
			}
		}
		if asked.Cursor = next; next == "" {
			return nil, errNoChannel
		}
	}
}
