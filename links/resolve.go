package links

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Outcome is what a visit to a short link leads to.
type Outcome string

// The outcomes.
const (
	Redirect Outcome = "redirect" // to the target; a person's click
	Preview  Outcome = "preview"  // to the target; a program that looks ahead, which does not count
	Gone     Outcome = "gone"     // the link has expired, or its host is no longer allowed
	Unknown  Outcome = "unknown"  // there is no such link
)

// Answer says what to do with a visit.
type Answer struct {
	Outcome Outcome
	Link    Link // zero when Outcome is Unknown; its Target is to be followed for Redirect and Preview only
}

// Resolve says what a visit leads to and counts it when it is a person's click. When the click cannot be stored it
// returns the error together with the full Answer: the reader is sent on all the same. With any other error the
// Answer is zero. A code that cannot be one is Unknown without a look into the store.
func (s *Shortener) Resolve(ctx context.Context, code Code, v Visit, now time.Time) (Answer, error) {
	if !code.Valid() {
		return Answer{Outcome: Unknown}, nil
	}
	link, err := s.store.Link(ctx, code)
	if errors.Is(err, ErrUnknownCode) {
		return Answer{Outcome: Unknown}, nil
	}
	if err != nil {
		return Answer{}, fmt.Errorf("look up short link: %w", err)
	}
	answer := Answer{Outcome: s.outcome(link, v, now), Link: link}
	if answer.Outcome != Redirect {
		return answer, nil
	}
	if err := s.store.SaveClick(ctx, Click{Code: code, UserAgent: shortAgent(v.UserAgent), At: now}); err != nil {
		return answer, fmt.Errorf("count click: %w", err)
	}
	return answer, nil
}

func (s *Shortener) outcome(link Link, v Visit, now time.Time) Outcome {
	switch {
	case !link.ExpiresAt.IsZero() && !now.Before(link.ExpiresAt), s.Check(link.Target) != nil:
		return Gone
	case v.byPerson():
		return Redirect
	default:
		return Preview
	}
}

// longestAgent is how many octets of a user agent are kept.
const longestAgent = 256

// shortAgent makes a user agent, which anybody can send, fit to be kept.
func shortAgent(agent string) string {
	agent = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, agent)
	for len(agent) > longestAgent {
		_, size := utf8.DecodeLastRuneInString(agent)
		agent = agent[:len(agent)-size]
	}
	return agent
}
