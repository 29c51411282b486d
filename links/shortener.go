package links

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// defaultLife is how long a link lives unless the configuration says otherwise.
const defaultLife = 180 * 24 * time.Hour

// Config is what a Shortener needs.
type Config struct {
	Store Store
	// Entropy is where codes are drawn from: crypto/rand.Reader, anything else only in tests. It must be safe for
	// use by many goroutines at once.
	Entropy io.Reader
	// BaseURL is the public address before the code, "https://r.example". Every character costs in each text.
	BaseURL string
	// Hosts are those that targets may lead to, each with the hosts below it ("shop.example" allows
	// "www.shop.example"), or with a port exactly that ("127.0.0.1:8080"). Carriers' tracking pages are always
	// allowed.
	Hosts []string
	// Life is how long a link lives; 0 is 180 days.
	Life time.Duration
}

// Shortener makes short links and answers visits to them. It may be used by many goroutines at once.
type Shortener struct {
	store   Store
	entropy io.Reader
	base    string
	hosts   hosts
	life    time.Duration
}

// New checks the configuration and gives a Shortener. A BaseURL that is no address or has characters outside GSM 7
// bit, which would double the price of every text, is an error.
func New(c Config) (*Shortener, error) {
	base := strings.TrimRight(c.BaseURL, "/")
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("address of short links %q: %w", c.BaseURL, ErrBadTarget)
	}
	if !sms.GSM7.Fits(base) {
		return nil, fmt.Errorf("address of short links %q has characters outside GSM 7 bit", c.BaseURL)
	}
	if c.Life <= 0 {
		c.Life = defaultLife
	}
	return &Shortener{store: c.Store, entropy: c.Entropy, base: base, hosts: newHosts(carriers, c.Hosts), life: c.Life}, nil
}

// Wish asks for one link.
type Wish struct {
	Target   string // an absolute address on an allowed host
	To       message.Address
	Campaign string
	Cause    string
	UTM      UTM       // added to Target; zero adds nothing
	Until    time.Time // when the link expires; zero is the configured life from now
}

// URL is the link as it stands in a text.
func (s *Shortener) URL(code Code) string {
	return s.base + "/" + string(code)
}

// Check says why target cannot be shortened: ErrBadTarget or ErrHostNotAllowed, or nil when it can.
func (s *Shortener) Check(target string) error {
	_, err := s.hosts.check(target)
	return err
}

// Draw makes links, one for each wish in the same order, and stores nothing, for callers who store them together with
// the texts that hold them. Codes differ within the call and are not known to be free. It returns ErrBadTarget or
// ErrHostNotAllowed, wrapped, when a wish cannot be met, and then no link.
func (s *Shortener) Draw(now time.Time, wishes ...Wish) ([]Link, error) {
	drawn := make([]Link, 0, len(wishes))
	taken := make(map[Code]bool, len(wishes))
	for i, w := range wishes {
		target, err := s.target(w)
		if err != nil {
			return nil, fmt.Errorf("shorten link %d: %w", i+1, err)
		}
		code, err := newCode(s.entropy)
		for err == nil && taken[code] {
			code, err = newCode(s.entropy)
		}
		if err != nil {
			return nil, err
		}
		taken[code] = true
		if w.Until.IsZero() {
			w.Until = now.Add(s.life)
		}
		drawn = append(drawn, Link{
			Code: code, Target: target, To: w.To, Campaign: w.Campaign, Cause: w.Cause,
			CreatedAt: now, ExpiresAt: w.Until,
		})
	}
	return drawn, nil
}

// target gives the address that a wish leads to, checked once more as it will be stored.
func (s *Shortener) target(w Wish) (string, error) {
	u, err := s.hosts.check(w.Target)
	if err != nil {
		return "", err
	}
	w.UTM.tag(u)
	target := u.String()
	return target, s.Check(target)
}

// attempts is how often Shorten draws anew when a code is in use, which with 7 characters hardly ever happens once.
const attempts = 4

// Shorten makes links like Draw and stores them, all or none.
func (s *Shortener) Shorten(ctx context.Context, now time.Time, wishes ...Wish) ([]Link, error) {
	for attempt := 1; ; attempt++ {
		drawn, err := s.Draw(now, wishes...)
		if err != nil || len(drawn) == 0 {
			return nil, err
		}
		err = s.store.SaveLinks(ctx, drawn)
		if err == nil {
			return drawn, nil
		}
		if !errors.Is(err, ErrCodeTaken) || attempt == attempts {
			return nil, fmt.Errorf("store %d short links: %w", len(drawn), err)
		}
	}
}
