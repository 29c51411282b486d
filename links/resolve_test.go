package links

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const (
	chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
	safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)

var person = Visit{Method: "GET", UserAgent: chrome}

// oneLink gives a shortener with one link that expires in an hour.
func oneLink(t *testing.T) (*Shortener, *memory, Code) {
	t.Helper()
	store := newMemory()
	s := newShortener(t, store)
	links, err := s.Shorten(t.Context(), noon, Wish{Target: "https://shop.example/sale", Until: noon.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return s, store, links[0].Code
}

func TestResolve(t *testing.T) {
	t.Parallel()
	s, store, code := oneLink(t)
	tests := []struct {
		name  string
		code  Code
		visit Visit
		at    time.Time
		want  Outcome
	}{
		{"a person", code, person, noon, Redirect},
		{"the last moment", code, person, noon.Add(time.Hour - 1), Redirect},
		{"expired", code, person, noon.Add(time.Hour), Gone},
		{"expired for crawlers too", code, Visit{Method: "HEAD"}, noon.Add(time.Hour), Gone},
		{"HEAD", code, Visit{Method: "HEAD", UserAgent: chrome}, noon, Preview},
		{"loading ahead", code, Visit{Method: "GET", UserAgent: chrome, Purpose: "prefetch;prerender"}, noon, Preview},
		{"another code", "zzzzzz9", person, noon, Unknown},
		{"no code", "healthz", person, noon, Unknown},
	}
	clicks := 0
	for _, tt := range tests {
		answer, err := s.Resolve(t.Context(), tt.code, tt.visit, tt.at)
		if err != nil || answer.Outcome != tt.want {
			t.Errorf("%s: %s, %v, want %s", tt.name, answer.Outcome, err, tt.want)
		}
		if known := tt.want != Unknown; known != (answer.Link.Target == "https://shop.example/sale") {
			t.Errorf("%s: leads to %q", tt.name, answer.Link.Target)
		}
		if tt.want == Redirect {
			clicks++
		}
		if len(store.clicks) != clicks {
			t.Errorf("%s: %d clicks are counted, want %d", tt.name, len(store.clicks), clicks)
		}
	}
}

func TestALinkToAHostNoLongerAllowedIsGone(t *testing.T) {
	t.Parallel()
	s, _, code := oneLink(t)
	s.hosts = newHosts()
	if answer, err := s.Resolve(t.Context(), code, person, noon); err != nil || answer.Outcome != Gone {
		t.Errorf("%s, %v, want gone", answer.Outcome, err)
	}
}

func TestReadersAreSentOnThoughTheClickIsLost(t *testing.T) {
	t.Parallel()
	s, store, code := oneLink(t)
	store.failClick = errors.New("disk full")
	answer, err := s.Resolve(t.Context(), code, person, noon)
	if !errors.Is(err, store.failClick) || answer.Outcome != Redirect || answer.Link.Target == "" {
		t.Errorf("%+v, %v, want the target and the error", answer, err)
	}
	store.failLink = errors.New("database away")
	if answer, err = s.Resolve(t.Context(), code, person, noon); !errors.Is(err, store.failLink) || answer != (Answer{}) {
		t.Errorf("%+v, %v, want only the error", answer, err)
	}
}

func TestUserAgentsAreKeptShortAndClean(t *testing.T) {
	t.Parallel()
	s, store, code := oneLink(t)
	visit := Visit{Method: "GET", UserAgent: "Mozilla\x00\xff\n" + strings.Repeat("ż", 300)}
	if _, err := s.Resolve(t.Context(), code, visit, noon); err != nil {
		t.Fatal(err)
	}
	got := store.clicks[0].UserAgent
	if len(got) > longestAgent || !utf8.ValidString(got) || !strings.HasPrefix(got, "Mozillaż") {
		t.Errorf("kept %q", got)
	}
}

// TestCrawlersAreNoPersons names user agents as their makers publish them or servers' logs show them.
func TestCrawlersAreNoPersons(t *testing.T) {
	t.Parallel()
	tests := []struct {
		agent string
		want  bool
	}{
		{chrome, true},
		{safari, true},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", true},
		{"Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36", true},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/470.0]", true},
		{"Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36", true},
		{"", false},
		{"  ", false},
		{"WhatsApp/2.24.20.89 A", false},
		{"Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", false},
		{"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", false},
		{"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", false},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0", false},
		{"TelegramBot (like TwitterBot)", false},
		{"Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", false},
		{"LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)", false},
		{"Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com", false},
		{"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", false},
		{"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots)", false},
		{"Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36", false},
		{"curl/8.5.0", false},
		{"Go-http-client/2.0", false},
		{"python-requests/2.31.0", false},
	}
	for _, tt := range tests {
		if got := (Visit{Method: "GET", UserAgent: tt.agent}).byPerson(); got != tt.want {
			t.Errorf("%q counts as a person: %t, want %t", tt.agent, got, tt.want)
		}
	}
}

func FuzzTarget(f *testing.F) {
	f.Add("https://shop.example/a?b=c#d")
	f.Add("https://evil.example\\@shop.example/")
	f.Add("//shop.example")
	allowed := newHosts([]string{"shop.example"})
	f.Fuzz(func(t *testing.T, target string) {
		u, err := allowed.check(target)
		if err != nil {
			return
		}
		if host := canonical(u.Hostname()); host != "shop.example" && !strings.HasSuffix(host, ".shop.example") {
			t.Errorf("%q leads to %q", target, host)
		}
		UTM{Source: "a"}.tag(u)
		if _, err := allowed.check(u.String()); err != nil && len(u.String()) <= longestTarget {
			t.Errorf("%q is refused once stored as %q: %v", target, u.String(), err)
		}
	})
}
