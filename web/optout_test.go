package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
	"kurzwahl/web"
)

func TestStopPageStopsWhatWasChosen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := browse(t, db)
		b.header.Set("User-Agent", "Mozilla/5.0 (Android 16)")
		path := b.stopPath(t, anna)
		page := b.open(t, path)
		page.says(t, http.StatusOK, "Radhaus", anna.Masked(), "Nur Werbung", "Alles")
		if strings.Contains(page.body, string(anna)) {
			t.Error("the page shows the whole number")
		}
		if got := b.book.taken(); len(got) != 0 {
			t.Fatalf("looking at the page did something: %+v", got)
		}
		done := b.send(t, path, url.Values{"form": {page.seal(t)}, "what": {"offers"}})
		done.says(t, http.StatusOK, "Abbestellt", "keine Werbung", "START an +4915799912345")
		all := b.send(t, path, url.Values{"form": {page.seal(t)}, "what": {"all"}})
		all.says(t, http.StatusOK, "Abbestellt", "auch nicht zu Bestellungen")

		events := b.book.taken()
		if len(events) != 2 {
			t.Fatalf("took %d events, want 2", len(events))
		}
		for i, want := range []consent.Purpose{consent.All, consent.Orders} {
			e := events[i]
			if e.Kind != conversations.WebOptOut || e.Address != anna || e.Purpose != want || e.Web.UserAgent != "Mozilla/5.0 (Android 16)" || e.Web.IP != "192.0.2.1" {
				t.Errorf("event %d is %+v, want an opt-out of %q with its proof", i, e, want)
			}
		}
	})
}

func TestStopPageSentTwiceStopsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := browse(t, db)
		path := b.stopPath(t, anna)
		form := url.Values{"form": {b.open(t, path).seal(t)}, "what": {"offers"}}
		for range 3 {
			b.send(t, path, form).says(t, http.StatusOK, "Abbestellt")
		}
		if got := len(b.book.taken()); got != 1 {
			t.Errorf("one form made %d events, want 1", got)
		}
		b.send(t, path, url.Values{"form": {b.open(t, path).seal(t)}}).says(t, http.StatusOK, "Abbestellt")
		if got := len(b.book.taken()); got != 2 {
			t.Errorf("a second visit made it %d events, want 2: they may have joined again between", got)
		}
	})
}

func TestStopPageRefusesFormsThatAreNotItsOwn(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	path := b.stopPath(t, anna)
	if _, err := b.book.DB.AddEvents(t.Context(), []conversations.Event{{Address: kasia, Kind: conversations.Texted, At: b.clock.Now()}}); err != nil {
		t.Fatal(err)
	}
	old := b.open(t, path).seal(t)
	b.clock.Advance(25 * time.Hour)
	good := b.open(t, path).seal(t)
	for name, seal := range map[string]string{
		"none": "", "garbage": "%%%", "old": old, "changed": "B" + good[1:], "cut": good[:20],
		"of another phone": b.open(t, b.stopPath(t, kasia)).seal(t), "of the other page": b.open(t, "/join").seal(t),
	} {
		page := b.send(t, path, url.Values{"form": {seal}, "what": {"offers"}})
		if page.status != http.StatusBadRequest || page.seal(t) == "" {
			t.Errorf("%s: the status is %d, want 400 and a new form", name, page.status)
		}
	}
	foreign := b
	foreign.header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
	foreign.send(t, path, url.Values{"form": {good}}).says(t, http.StatusForbidden)
	foreign.header = http.Header{"Origin": {"https://evil.example"}}
	foreign.send(t, path, url.Values{"form": {good}}).says(t, http.StatusForbidden)
	b.send(t, path, url.Values{"form": {good}, "what": {strings.Repeat("x", 9<<10)}}).says(t, http.StatusRequestEntityTooLarge)
	if got := b.book.taken(); len(got) != 0 {
		t.Fatalf("took %+v, want nothing", got)
	}
	foreign.header = http.Header{"Origin": {"https://sms.example"}}
	foreign.send(t, path, url.Values{"form": {good}, "what": {"<script>"}}).says(t, http.StatusOK, "Abbestellt")
	if got := b.book.taken(); len(got) != 1 || got[0].Purpose != consent.All {
		t.Errorf("took %+v, want one opt-out of all marketing: an odd choice stops nonetheless", got)
	}
}

func TestUnknownStopLinkTellsHowToStop(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	link := b.stopPath(t, anna)
	for name, path := range map[string]string{
		"garbage": "/stop/%3Cscript%3E", "short": link[:len(link)-1], "long": link + "A", "zeros": "/stop/" + strings.Repeat("0", 22),
		"sign": "/stop/-" + strings.Repeat("1", 21), "too large": "/stop/" + strings.Repeat("Z", 22), "not a contact": b.stopPath(t, kasia),
	} {
		page := b.open(t, path)
		page.says(t, http.StatusNotFound, "kennen wir nicht", "STOP an +4915799912345")
		if !strings.Contains(page.body, `href="sms:`) {
			t.Errorf("%s: there is no button to text STOP", name)
		}
		b.send(t, path, url.Values{"form": {"x"}}).says(t, http.StatusNotFound)
	}
	mute := browse(t, storetest.SQLite(t), func(c *web.PagesConfig) { c.Number = "RADHAUS" })
	mute.open(t, "/stop/x").says(t, http.StatusNotFound, "service@radhaus.example")
	if page := mute.open(t, mute.stopPath(t, anna)); strings.Contains(page.text, "START") {
		t.Error("a sender that cannot be texted asks to be texted")
	}
}

func TestStopPageOfUSNumberEndsEverything(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	const bill = message.Address("+12125550123")
	if _, err := b.book.DB.AddEvents(t.Context(), []conversations.Event{{Address: bill, Kind: conversations.Texted, At: b.clock.Now()}}); err != nil {
		t.Fatal(err)
	}
	page := b.open(t, b.stopPath(t, bill)+"?lang=en")
	page.says(t, http.StatusOK, "no text messages to this number at all")
	b.send(t, b.stopPath(t, bill), url.Values{"form": {page.seal(t)}, "what": {"offers"}}).says(t, http.StatusOK)
	if got := b.book.taken(); len(got) != 1 || got[0].Purpose != consent.Orders {
		t.Errorf("took %+v, want one end of everything", got)
	}
}

func TestStopPageSpeaksTheContactsLanguage(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t), func(c *web.PagesConfig) { c.Informal = true })
	b.header.Set("Accept-Language", "en")
	b.open(t, b.stopPath(t, anna)).says(t, http.StatusOK, "Nothing is stopped before you press the button")
	b.open(t, b.stopPath(t, anna)+"?lang=de").says(t, http.StatusOK, "wenn du auf den Knopf tippst")
	b.open(t, b.stopPath(t, anna)+"?lang=pl").says(t, http.StatusOK, "Rezygnacja z SMS‑ów")
}

func TestStopURLIsShortAndOnlyOfPhones(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	seen := map[string]message.Address{}
	for _, address := range []message.Address{anna, kasia, "+12125550123", "+999999999999999", "+1000000"} {
		link, err := b.pages.StopURL(address)
		if err != nil {
			t.Fatal(err)
		}
		token, ok := strings.CutPrefix(link, "https://sms.example/stop/")
		if !ok || len(token) != 22 {
			t.Errorf("the link is %q, want 22 characters behind /stop/", link)
		}
		if before, twice := seen[token]; twice {
			t.Errorf("%s and %s have one token", before, address)
		}
		seen[token] = address
	}
	for _, address := range []message.Address{"", "72100", "RADHAUS", "+", "+0171", "+1234567890123456", "+49 171"} {
		if link, err := b.pages.StopURL(address); err == nil {
			t.Errorf("StopURL(%q) gave %q, want an error", address, link)
		}
	}
}
