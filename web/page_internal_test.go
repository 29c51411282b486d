package web

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/message"
)

func testTokens(t testing.TB) stopTokens {
	t.Helper()
	tokens, err := newStopTokens(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// A token must stay what it is for ever: it stands in texts that were sent.
func TestStopTokenStaysWhatItIs(t *testing.T) {
	t.Parallel()
	got, err := testTokens(t).token("+491711234567")
	if want := "3ZNUlhX82YeBTQl0QX0dB6"; err != nil || got != want {
		t.Errorf("the token is %q, %v, want %q", got, err, want)
	}
}

func FuzzStopToken(f *testing.F) {
	tokens := testTokens(f)
	for _, address := range []message.Address{"+491711234567", "+1000000"} {
		token, err := tokens.token(address)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(token)
	}
	for _, token := range []string{"", "+", "-1", strings.Repeat("0", 22), strings.Repeat("Z", 22), strings.Repeat("_", 22), strings.Repeat("ż", 11)} {
		f.Add(token)
	}
	f.Fuzz(func(t *testing.T, token string) {
		address, ok := tokens.address(token)
		if !ok {
			return
		}
		if again, err := tokens.token(address); err != nil || again != token {
			t.Errorf("%q is the token of %s, whose token is %q, %v", token, address, again, err)
		}
	})
}

func TestStopTokenIsOfItsKey(t *testing.T) {
	t.Parallel()
	token, err := testTokens(t).token("+491711234567")
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := testTokens(t).address(token); !ok || got != "+491711234567" {
		t.Errorf("the token reads as %q, %v", got, ok)
	}
	other, err := newStopTokens(bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := other.address(token); ok {
		t.Errorf("another key reads it as %q", got)
	}
}

func TestClientIsWhoOurProxySaw(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	for name, tt := range map[string]struct {
		peer  string
		hops  []string
		want  string
		house string
	}{
		"no proxy":           {"203.0.113.5:99", nil, "203.0.113.5", "203.0.113.5"},
		"header of a client": {"203.0.113.5:99", []string{"198.51.100.1"}, "203.0.113.5", "203.0.113.5"},
		"one proxy":          {"127.0.0.1:99", []string{"198.51.100.1"}, "198.51.100.1", "198.51.100.1"},
		"forged before it":   {"127.0.0.1:99", []string{"192.0.2.7, 198.51.100.1"}, "198.51.100.1", "198.51.100.1"},
		"two headers":        {"127.0.0.1:99", []string{"192.0.2.7", "198.51.100.1"}, "198.51.100.1", "198.51.100.1"},
		"two proxies":        {"127.0.0.1:99", []string{"198.51.100.1, 10.1.2.3"}, "198.51.100.1", "198.51.100.1"},
		"garbage":            {"127.0.0.1:99", []string{"unknown"}, "127.0.0.1", "127.0.0.1"},
		"no header":          {"127.0.0.1:99", nil, "127.0.0.1", "127.0.0.1"},
		"with a port":        {"127.0.0.1:99", []string{"[2001:db8:1:2:3::4]:80"}, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"},
		"IPv4 in IPv6":       {"[::ffff:127.0.0.1]:99", []string{"::ffff:198.51.100.1"}, "198.51.100.1", "198.51.100.1"},
		"zone":               {"[fe80::1%eth0]:99", nil, "fe80::1", "fe80::/64"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/join", http.NoBody)
			r.RemoteAddr = tt.peer
			r.Header["X-Forwarded-For"] = tt.hops
			got := client(r, proxies)
			if got.String() != tt.want || household(got) != tt.house {
				t.Errorf("got %s of %s, want %s of %s", got, household(got), tt.want, tt.house)
			}
		})
	}
}

func TestLimiterCountsAllOrNoneAndForgets(t *testing.T) {
	t.Parallel()
	l, now := newLimiter(), time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	wide, narrow := limit{"wide", 3, 3 * time.Hour}, limit{"narrow", 1, time.Hour}
	admit := func(want bool, limits ...limit) {
		t.Helper()
		if full, _, ok := l.admit(now, limits...); ok != want {
			t.Errorf("admitted is %v (%q is full), want %v", ok, full.key, want)
		}
	}
	admit(true, wide, narrow)
	admit(false, wide, narrow)
	admit(false, wide, narrow)
	admit(true, wide)
	now = now.Add(time.Hour)
	admit(true, wide, narrow) // the two refusals did not count
	admit(false, wide)
	now = now.Add(3 * time.Hour)
	admit(true)
	if len(l.windows) != 0 {
		t.Errorf("%d windows are kept that are over", len(l.windows))
	}
}

func TestPagesHaveEveryTextInEveryLanguage(t *testing.T) {
	t.Parallel()
	fills := regexp.MustCompile(`\{[^}]*\}`)
	for _, informal := range []bool{false, true} {
		all, err := loadWords(pageFiles, informal)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Sorted(maps.Keys(all[message.German]))
		for language, texts := range all {
			if diff := cmp.Diff(want, slices.Sorted(maps.Keys(texts))); diff != "" {
				t.Errorf("the texts of %q differ from the German ones (-de +%s):\n%s", language, language, diff)
			}
			for key, text := range texts {
				if text == "" {
					t.Errorf("%s of %q is empty", key, language)
				}
				for _, fill := range fills.FindAllString(all[message.German][key], -1) {
					if !strings.Contains(text, fill) {
						t.Errorf("%s of %q has lost %s", key, language, fill)
					}
				}
				for _, fill := range fills.FindAllString(text, -1) {
					if !slices.Contains([]string{"{shop}", "{number}", "{phone}", "{contact}"}, fill) {
						t.Errorf("%s of %q fills in %s, which there is not", key, language, fill)
					}
				}
			}
		}
		for _, name := range []string{"layout.html", "stop.html", "join.html"} {
			raw, err := pageFiles.ReadFile("pages/" + name)
			if err != nil {
				t.Fatal(err)
			}
			for _, used := range regexp.MustCompile(`Say "([^"]+)"`).FindAllStringSubmatch(string(raw), -1) {
				if !slices.Contains(want, used[1]) {
					t.Errorf("%s shows %q, which there is not", name, used[1])
				}
			}
		}
	}
}
