package web_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/links"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
	"kurzwahl/web"
)

const secret = "a secret of many characters"

// desk is the handler over a real database.
type desk struct {
	http.Handler
	db    *store.DB
	links *links.Shortener
}

func open(t *testing.T, checks ...web.Check) desk {
	t.Helper()
	db := storetest.SQLite(t)
	shortener, err := links.New(links.Config{Store: db, Entropy: rand.Reader, BaseURL: "https://r.example", Hosts: []string{"shop.example"}})
	if err != nil {
		t.Fatal(err)
	}
	handler := web.New(web.Config{
		Hooks:  shop.NewIntake(map[string]shop.Adapter{"shop": shop.NewGeneric("shop", secret, "DE")}, db),
		Links:  shortener,
		Checks: checks,
		Clock:  clock.NewMovable(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)),
		Logger: slog.New(slog.DiscardHandler),
	})
	return desk{handler, db, shortener}
}

// answer is what came back.
type answer struct {
	status   int
	body     string
	location string
}

func (d desk) ask(t *testing.T, method, path, body string, header http.Header) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	maps.Copy(r.Header, header)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header().Get("Location")}
}

const shipped = `{"id":"evt-1","event":"order.shipped","occurred_at":"2026-11-21T10:00:00Z","order":{"number":"4711","phone":"0171 1234567",
	"first_name":"Anna","carrier":"dhl","tracking_number":"00340434161094042557","items":[{"sku":"B1","name":"Klingel","quantity":1}]}}`

func TestHookAnswers(t *testing.T) {
	t.Parallel()
	signed := func(body string) http.Header {
		return http.Header{shop.SignatureHeader: {shop.Sign(secret, []byte(body))}}
	}
	big := strings.Repeat("x", 1<<20+1)
	for name, tt := range map[string]struct {
		path, body string
		header     http.Header
		status     int
		says       string
	}{
		"good":               {"/hooks/shop", shipped, signed(shipped), 202, "stored"},
		"no signature":       {"/hooks/shop", shipped, nil, 401, "signature"},
		"signature of other": {"/hooks/shop", shipped, signed("{}"), 401, "signature"},
		"unknown source":     {"/hooks/other", shipped, signed(shipped), 404, "source"},
		"not JSON":           {"/hooks/shop", "<xml>", signed("<xml>"), 400, "cannot be read"},
		"not UTF-8":          {"/hooks/shop", "\xff", signed("\xff"), 400, "UTF-8"},
		"no id":              {"/hooks/shop", `{"event":"order.paid"}`, signed(`{"event":"order.paid"}`), 400, "id is missing"},
		"unknown event":      {"/hooks/shop", `{"id":"1","event":"order.eaten"}`, signed(`{"id":"1","event":"order.eaten"}`), 400, "order.eaten"},
		"too large":          {"/hooks/shop", big, signed(big), 413, "1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := open(t).ask(t, http.MethodPost, tt.path, tt.body, tt.header)
			if got.status != tt.status || !strings.Contains(got.body, tt.says) {
				t.Errorf("got %d %s, want %d and a word about %q", got.status, got.body, tt.status, tt.says)
			}
		})
	}
}

func TestShortLinkRedirectsAndCountsPeopleOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	made, err := d.links.Shorten(t.Context(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), links.Wish{Target: "https://shop.example/rad", Cause: "test"})
	if err != nil {
		t.Fatal(err)
	}
	path := "/" + string(made[0].Code)
	person := http.Header{"User-Agent": {"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"}}
	for _, visit := range []struct {
		method, path string
		header       http.Header
	}{
		{http.MethodGet, path, person},
		{http.MethodGet, "/l" + path, person},
		{http.MethodHead, path, person},
		{http.MethodGet, path, http.Header{"User-Agent": {"WhatsApp/2.23"}}},
	} {
		got := d.ask(t, visit.method, visit.path, "", visit.header)
		if got.status != http.StatusFound || got.location != "https://shop.example/rad" {
			t.Errorf("%s %s gave %d to %q", visit.method, visit.path, got.status, got.location)
		}
	}
	clicks, _, err := d.db.ClicksOf(t.Context(), "test")
	if err != nil || clicks != 2 {
		t.Errorf("counted %d clicks, %v, want 2: HEAD and previews are none", clicks, err)
	}
	if got := d.ask(t, http.MethodGet, "/abcdefg", "", person).status; got != http.StatusNotFound {
		t.Errorf("an unknown code gave %d, want 404", got)
	}
}

func TestReadyzSaysWhatIsDown(t *testing.T) {
	t.Parallel()
	up := web.Check{Name: "database", Up: func(context.Context) error { return nil }}
	down := web.Check{Name: "smsc", Up: func(context.Context) error { return errors.New("no bind is up") }}
	if got := open(t, up).ask(t, http.MethodGet, "/readyz", "", nil).status; got != http.StatusOK {
		t.Errorf("all up gave %d, want 200", got)
	}
	got := open(t, up, down).ask(t, http.MethodGet, "/readyz", "", nil)
	if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "no bind is up") {
		t.Errorf("one down gave %d %s, want 503 and the reason", got.status, got.body)
	}
	if got := open(t).ask(t, http.MethodGet, "/healthz", "", nil).status; got != http.StatusOK {
		t.Errorf("/healthz gave %d, want 200", got)
	}
}
