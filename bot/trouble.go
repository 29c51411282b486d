package bot

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

// callPatience is how long one call of the Web API may take.
const callPatience = 10 * time.Second

func newClient(c Config) *slack.Client {
	return slack.New(c.BotToken, slack.OptionHTTPClient(&http.Client{Timeout: callPatience}), slack.OptionAPIURL(c.APIURL),
		slack.OptionAppLevelToken(c.AppToken))
}

// trouble is what is wrong with a call of the Web API.
type trouble struct {
	kind  troubleKind
	code  string        // Slack's word for it, or ours
	after time.Duration // how long to wait, for limited
}

// troubleKind says what to do about trouble.
type troubleKind int

const (
	fine      troubleKind = iota // nothing is wrong
	limited                      // refused for now: wait, then again
	unsent                       // never reached Slack: again
	blocked                      // refused until somebody mends the app or the channel: again, later
	uncertain                    // may or may not have been done
	refused                      // will never be done
)

// The words of Slack's that have a meaning here; all others refuse the call.
func wordsOf(kind troubleKind) []string {
	switch kind {
	case limited:
		return []string{"ratelimited", "rate_limited", "message_limit_exceeded"}
	case uncertain:
		return []string{"internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
	case blocked:
		return []string{
			"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission", "missing_scope",
			"not_allowed_token_type", "org_login_required", "ekm_access_denied", "access_denied", "channel_not_found", "not_in_channel",
			"is_archived", "restricted_action", "team_access_not_granted",
		}
	case fine, unsent, refused:
		return nil
	default:
		return nil
	}
}

// troubleOf reads an error of slack-go's. A rate limit has three faces there.
func troubleOf(err error) trouble {
	if err == nil {
		return trouble{}
	}
	if e, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return trouble{kind: limited, code: "ratelimited", after: e.RetryAfter}
	}
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok {
		switch {
		case e.Code == http.StatusTooManyRequests:
			return trouble{kind: limited, code: "ratelimited", after: 30 * time.Second}
		case e.Code >= 500:
			return trouble{kind: uncertain, code: "http_" + http.StatusText(e.Code)}
		default:
			return trouble{kind: blocked, code: "http_" + http.StatusText(e.Code)}
		}
	}
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		for _, kind := range []troubleKind{limited, uncertain, blocked} {
			if slices.Contains(wordsOf(kind), e.Err) {
				return trouble{kind: kind, code: e.Err, after: 30 * time.Second}
			}
		}
		return trouble{kind: refused, code: e.Err}
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "dial" {
		return trouble{kind: unsent, code: "not_reachable"}
	}
	return trouble{kind: uncertain, code: "no_answer"}
}

// note keeps State up to date with how a call went.
func (b *Bot) note(t trouble) {
	switch t.kind {
	case fine:
		b.state.failed("", b.now())
	case limited, unsent, blocked, uncertain:
		b.state.failed(t.code, b.now())
	case refused: // the call's own fault
	}
}
