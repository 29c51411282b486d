package web_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"html"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
	"kurzwahl/web"
)

const (
	anna  = message.Address("+491711234567")
	kasia = message.Address("+48601234567")
)

// book is a real database that keeps the events beside, as they were taken in.
type book struct {
	*store.DB
	mu     sync.Mutex
	events []conversations.Event
}

func (b *book) AddEvents(ctx context.Context, events []conversations.Event) (int, error) {
	added, err := b.DB.AddEvents(ctx, events)
	if added > 0 {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.events = append(b.events, events...)
	}
	return added, err
}

// taken gives the events so far.
func (b *book) taken() []conversations.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.events)
}

// browser is a person in front of the pages, with a clock that can be moved.
type browser struct {
	http.Handler
	pages  *web.Pages
	book   *book
	clock  *clock.Movable
	header http.Header
}

// browse opens the pages of a shop over a database in which Anna is known. changes are made to the config before.
func browse(t *testing.T, db *store.DB, changes ...func(c *web.PagesConfig)) browser {
	t.Helper()
	secret, err := db.PageSecret(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := browser{book: &book{DB: db}, clock: clock.NewMovable(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)), header: http.Header{}}
	c := web.PagesConfig{
		Store: b.book, Secret: secret, BaseURL: "https://sms.example", Shop: "Radhaus", Number: "+4915799912345", Contact: "service@radhaus.example",
		Entropy: rand.Reader, Clock: b.clock, Logger: slog.New(slog.DiscardHandler),
	}
	for _, change := range changes {
		change(&c)
	}
	if b.pages, err = web.NewPages(c); err != nil {
		t.Fatal(err)
	}
	b.Handler = web.New(web.Config{Pages: b.pages, Clock: b.clock, Logger: c.Logger})
	if _, err := db.AddEvents(t.Context(), []conversations.Event{{Address: anna, Kind: conversations.Texted, At: b.clock.Now(), Text: "hallo"}}); err != nil {
		t.Fatal(err)
	}
	return b
}

// seen is a page as it came back.
type seen struct {
	status int
	header http.Header
	body   string
	text   string // what a person reads
}

// open asks for a page.
func (b browser) open(t *testing.T, path string) seen {
	t.Helper()
	return b.do(t, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
}

// send sends a form.
func (b browser) send(t *testing.T, path string, form url.Values) seen {
	t.Helper()
	return b.do(t, newForm(t, path, form))
}

func newForm(t *testing.T, path string, form url.Values) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func (b browser) do(t *testing.T, r *http.Request) seen {
	t.Helper()
	maps.Copy(r.Header, b.header)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	body := w.Body.String()
	_, main, _ := strings.Cut(body, "<main>")
	return seen{w.Code, w.Header(), body, strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " "))), " ")}
}

// seal is the one of the form on the page.
func (s seen) seal(t *testing.T) string {
	t.Helper()
	found := regexp.MustCompile(`name="form" value="([^"]+)"`).FindStringSubmatch(s.body)
	if found == nil {
		t.Fatalf("there is no form on the page: %d %s", s.status, s.text)
	}
	return found[1]
}

// says fails the test unless the page has the status and all of the words.
func (s seen) says(t *testing.T, status int, words ...string) {
	t.Helper()
	if s.status != status {
		t.Errorf("the status is %d, want %d: %s", s.status, status, s.text)
	}
	for _, word := range words {
		if !strings.Contains(s.text, word) {
			t.Errorf("the page lacks %q: %s", word, s.text)
		}
	}
}

// stopPath is the path of the opt-out page of a phone.
func (b browser) stopPath(t *testing.T, address message.Address) string {
	t.Helper()
	link, err := b.pages.StopURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(link, "https://sms.example")
}

func TestPagesLetNothingInAndNothingOut(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	for _, path := range []string{b.stopPath(t, anna), "/stop/nonsense", "/join", "/abcdefg"} {
		page := b.open(t, path)
		style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page.body)
		if style == nil {
			t.Fatalf("%s has no style", path)
		}
		sum := sha256.Sum256([]byte(style[1]))
		want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
		if got := page.header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: the policy is %q, want %q", path, got, want)
		}
		for name, want := range map[string]string{
			"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex",
		} {
			if got := page.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if strings.Contains(page.body, "<script") || strings.Contains(page.body, " style=") || strings.Contains(page.body, "ZgotmplZ") {
			t.Errorf("%s has a script, a style of its own or an address that the template refused", path)
		}
	}
}

func TestNewPagesTellsAllThatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := web.NewPages(web.PagesConfig{Secret: []byte("short"), BaseURL: "sms.example", Privacy: "javascript:alert(1)"})
	if err == nil {
		t.Fatal("an impossible config was taken")
	}
	for _, word := range []string{"name", "32 octets", "public address", "privacy"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error lacks %q: %v", word, err)
		}
	}
}

func TestPagesSpeakTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ path, accept, want string }{
		"asked for":         {"/join?lang=pl", "de-DE,de;q=0.9", "pl"},
		"browser":           {"/join", "pl-PL,pl;q=0.9,en;q=0.5", "pl"},
		"second choice":     {"/join", "fr-FR,fr;q=0.9,en;q=0.8,de;q=0.1", "en"},
		"regional":          {"/join", "de-AT", "de"},
		"none of ours":      {"/join", "ja", "de"},
		"no header":         {"/join", "", "de"},
		"hostile parameter": {`/join?lang=%22%3E%3Cscript%3Ealert(1)%3C/script%3E`, "en", "en"},
		"hostile header":    {"/join", strings.Repeat("de-", 5000), "de"},
		"unknown link":      {"/stop/x", "pl", "pl"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := browse(t, storetest.SQLite(t))
			b.header.Set("Accept-Language", tt.accept)
			page := b.open(t, tt.path)
			if got := page.header.Get("Content-Language"); got != tt.want || !strings.Contains(page.body, `<html lang="`+tt.want+`">`) {
				t.Errorf("the page is in %q, want %q", got, tt.want)
			}
			if strings.Contains(page.body, "alert(1)") {
				t.Error("the parameter stands in the page")
			}
		})
	}
}

func TestPageSecretStaysTheSame(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, err := db.PageSecret(t.Context())
		if err != nil || len(first) != 32 {
			t.Fatalf("got %d octets, %v, want 32", len(first), err)
		}
		second, err := db.PageSecret(t.Context())
		if err != nil || string(second) != string(first) {
			t.Errorf("the secret changed, %v", err)
		}
	})
}

// TestLookingAtAPageChangesNothing does what previews and scanners of links do.
func TestLookingAtAPageChangesNothing(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	stop := b.stopPath(t, anna)
	seal := b.open(t, stop).seal(t)
	b.clock.Advance(time.Minute)
	for _, path := range []string{stop + "?what=all&form=" + seal, "/join?phone=01711234567&consent=yes&form=" + b.open(t, "/join").seal(t)} {
		for method, want := range map[string]int{
			http.MethodGet: http.StatusOK, http.MethodHead: http.StatusOK, http.MethodOptions: http.StatusMethodNotAllowed,
			http.MethodPut: http.StatusMethodNotAllowed, http.MethodPost: http.StatusBadRequest, // the form must come as one
		} {
			if page := b.do(t, httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody)); page.status != want {
				t.Errorf("%s %s: the status is %d, want %d", method, path, page.status, want)
			}
		}
	}
	if got := b.book.taken(); len(got) != 0 {
		t.Errorf("took %+v, want nothing", got)
	}
}
