package config

import (
	"fmt"
	"os"
	"strings"
)

// secret is a setting that may stand in the file, in a file of its own, or in the environment.
type secret struct {
	key      string // as in the file
	value    *string
	file     string // from the key's *_file twin
	variable string
}

func (c *Config) secrets() []secret {
	all := []secret{
		{"store.url", &c.Store.URL, c.Store.URLFile, "KURZWAHL_STORE_URL"},
		{"slack.app_token", &c.Slack.AppToken, c.Slack.AppTokenFile, "KURZWAHL_SLACK_APP_TOKEN"},
		{"slack.bot_token", &c.Slack.BotToken, c.Slack.BotTokenFile, "KURZWAHL_SLACK_BOT_TOKEN"},
		{"slack.signing_secret", &c.Slack.SigningSecret, c.Slack.SigningSecretFile, "KURZWAHL_SLACK_SIGNING_SECRET"},
	}
	for i := range c.SMSCs {
		s := &c.SMSCs[i]
		all = append(all, secret{fmt.Sprintf("smsc %q: password", s.Name), &s.Password, s.PasswordFile, "KURZWAHL_SMSC_" + shout(s.Name) + "_PASSWORD"})
	}
	for i := range c.Sources {
		s := &c.Sources[i]
		all = append(all, secret{fmt.Sprintf("source %q: secret", s.Name), &s.Secret, s.SecretFile, "KURZWAHL_SOURCE_" + shout(s.Name) + "_SECRET"})
	}
	return all
}

// fillSecrets prefers the environment to a *_file and that to the config's own text.
func (c *Config) fillSecrets(getenv func(string) string) (problems []string) {
	for _, s := range c.secrets() {
		if v := getenv(s.variable); v != "" {
			*s.value = v
			continue
		}
		if s.file == "" {
			continue
		}
		if *s.value != "" {
			problems = append(problems, s.key+" stands in the file and is named by its _file key too: keep one")
			continue
		}
		text, err := os.ReadFile(s.file)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s_file: cannot be read: %v", s.key, err))
			continue
		}
		*s.value = strings.TrimSpace(string(text))
	}
	return problems
}

// shout makes the middle of a variable's name of a name: "my-smsc" becomes "MY_SMSC".
func shout(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(name))
}
