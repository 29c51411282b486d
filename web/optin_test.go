package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
	"kurzwahl/web"
)

// fill opens the opt-in page, waits as a person does, and gives the form as filled in.
func (b browser) fill(t *testing.T, path, phone string) url.Values {
	t.Helper()
	seal := b.open(t, path).seal(t)
	b.clock.Advance(10 * time.Second)
	return url.Values{"form": {seal}, "phone": {phone}, "consent": {"yes"}, "homepage": {""}}
}

func TestJoinAsksTheOwnerOfTheNumber(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := browse(t, db)
		b.header.Set("User-Agent", "Mozilla/5.0 (iPhone)")
		page := b.open(t, "/join?lang=en")
		if strings.Contains(page.body, " checked") {
			t.Error("the box is ticked before anybody ticked it")
		}
		form := b.fill(t, "/join?lang=en", "0171 1234567")
		form.Set("first_name", "  Anna-Lena ")
		b.send(t, "/join?lang=en", form).says(t, http.StatusOK, "Almost done", string(anna), "answer it with YES")
		events := b.book.taken()
		if len(events) != 1 {
			t.Fatalf("took %d events, want 1", len(events))
		}
		e := events[0]
		if e.Kind != conversations.WebOptIn || e.Address != anna || e.Form != (conversations.Form{FirstName: "Anna-Lena", Language: "en"}) ||
			e.Web != (conversations.Web{IP: "192.0.2.1", UserAgent: "Mozilla/5.0 (iPhone)"}) {
			t.Errorf("the event is %+v", e)
		}
		if !strings.Contains(html.UnescapeString(page.body), "<span>"+e.Text+"</span>") || !strings.HasPrefix(e.Text, "Yes, Radhaus may send me advertising") {
			t.Errorf("the proof %q is not what the page showed", e.Text)
		}
	})
}

func TestJoinAnswersTheSameForKnownAndUnknownNumbers(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	known := b.send(t, "/join", b.fill(t, "/join", "+491711234567"))
	stranger := b.send(t, "/join", b.fill(t, "/join", "+491711234568"))
	if got, want := strings.ReplaceAll(stranger.body, "491711234568", "491711234567"), known.body; got != want {
		t.Errorf("the answers differ:\n%s\n%s", got, want)
	}
	for range 5 { // more than one phone is asked in a day
		if again := b.send(t, "/join", b.fill(t, "/join", "+491711234567")); again.body != known.body {
			t.Errorf("the answer to a number that was asked already differs: %s", again.text)
		}
	}
	if got := len(b.book.taken()); got != 4 {
		t.Errorf("took %d events, want 3 of the known number and 1 of the other", got)
	}
}

func TestJoinTellsWhatToMend(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("9", 5000)
	for name, tt := range map[string]struct {
		change map[string]string
		says   string
	}{
		"no number":        {map[string]string{"phone": "  "}, "geben Sie Ihre Handynummer ein"},
		"half a number":    {map[string]string{"phone": "0171 12"}, "keine vollständige Telefonnummer"},
		"fixed line":       {map[string]string{"phone": "030 901820"}, "kann keine SMS empfangen"},
		"endless number":   {map[string]string{"phone": long}, "keine vollständige Telefonnummer"},
		"no consent":       {map[string]string{"consent": ""}, "setzen Sie das Häkchen"},
		"odd consent":      {map[string]string{"consent": "on"}, "setzen Sie das Häkchen"},
		"link as name":     {map[string]string{"first_name": "win at http://evil.example"}, "nur mit Buchstaben"},
		"sentence as name": {map[string]string{"first_name": "Ruf mich bitte an"}, "nur mit Buchstaben"},
		"long name":        {map[string]string{"first_name": strings.Repeat("a", 41)}, "nur mit Buchstaben"},
		"markup as name":   {map[string]string{"first_name": `"><script>alert(1)</script>`}, "nur mit Buchstaben"},
		"markup as number": {map[string]string{"phone": `"><img src=x onerror=alert(1)>`}, "keine vollständige Telefonnummer"},
		"octets":           {map[string]string{"phone": "\xff\x00\xfe", "first_name": "\x00"}, "keine vollständige Telefonnummer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := browse(t, storetest.SQLite(t))
			form := b.fill(t, "/join", "0171 1234567")
			for field, value := range tt.change {
				form.Set(field, value)
			}
			page := b.send(t, "/join", form)
			page.says(t, http.StatusUnprocessableEntity, "noch einmal nach", tt.says)
			if strings.Contains(page.body, "<script") || strings.Contains(page.body, "<img") || len(page.body) > 20_000 {
				t.Errorf("what was typed stands in the page: %s", page.body)
			}
			if got := b.book.taken(); len(got) != 0 {
				t.Fatalf("took %+v, want nothing", got)
			}
			good := url.Values{"form": {page.seal(t)}, "phone": {"0171 1234567"}, "consent": {"yes"}}
			b.send(t, "/join", good).says(t, http.StatusOK, "Fast geschafft")
		})
	}
}

func TestJoinKeepsProgramsOut(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	fast := url.Values{"form": {b.open(t, "/join").seal(t)}, "phone": {"0171 1234567"}, "consent": {"yes"}}
	again := b.send(t, "/join", fast)
	again.says(t, http.StatusBadRequest, "sehr schnell")
	if again.seal(t) != fast.Get("form") {
		t.Error("the form that came too soon has a new seal, and so comes too soon again")
	}
	trapped := b.fill(t, "/join", "0171 1234567")
	trapped.Set("homepage", "https://spam.example")
	b.send(t, "/join", trapped).says(t, http.StatusOK, "Fast geschafft")
	inOtherWords := b.fill(t, "/join?lang=pl", "0171 1234567")
	b.send(t, "/join?lang=de", inOtherWords).says(t, http.StatusBadRequest, "noch einmal ab")
	old := b.fill(t, "/join", "0171 1234567")
	b.clock.Advance(3 * time.Hour)
	b.send(t, "/join", old).says(t, http.StatusBadRequest, "lange offen")
	forged := b.fill(t, "/join", "0171 1234567")
	forged.Set("form", strings.Repeat("A", len(forged.Get("form"))))
	b.send(t, "/join", forged).says(t, http.StatusBadRequest, "lange offen")
	b.send(t, "/join", url.Values{"phone": {strings.Repeat("1", 9<<10)}}).says(t, http.StatusRequestEntityTooLarge)
	if got := b.book.taken(); len(got) != 0 {
		t.Fatalf("took %+v, want nothing", got)
	}
	b.clock.Advance(time.Minute)
	fast.Set("form", b.send(t, "/join", old).seal(t))
	b.clock.Advance(3 * time.Second)
	b.send(t, "/join", fast).says(t, http.StatusOK, "Fast geschafft")
}

func TestJoinTakesOneFormForFewNumbersOnly(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	form := b.fill(t, "/join", "0171 1234567")
	b.send(t, "/join", form).says(t, http.StatusOK, "Fast geschafft")
	b.send(t, "/join", form).says(t, http.StatusOK, "Fast geschafft")
	if got := len(b.book.taken()); got != 1 {
		t.Errorf("a form sent twice made %d events, want 1", got)
	}
	form.Set("phone", "0171 1234568")
	b.send(t, "/join", form).says(t, http.StatusOK, "Fast geschafft")
	form.Set("phone", "0171 1234569")
	b.send(t, "/join", form).says(t, http.StatusBadRequest, "noch einmal ab")
	if got := len(b.book.taken()); got != 2 {
		t.Errorf("the form made %d events, want 2", got)
	}
}

func TestJoinIsLimited(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t), func(c *web.PagesConfig) { c.Limits = web.JoinLimits{PerClient: 2, InAll: 3} })
	from := func(client string, n int) seen {
		b.header.Set("X-Forwarded-For", "203.0.113.9, "+client) // the first is what the client claims of itself
		form := b.fill(t, "/join", fmt.Sprintf("017112345%02d", n))
		r := newForm(t, "/join", form)
		r.RemoteAddr = "127.0.0.1:4711"
		return b.do(t, r)
	}
	from("198.51.100.1", 1).says(t, http.StatusOK)
	from("198.51.100.1", 2).says(t, http.StatusOK)
	full := from("198.51.100.1", 3)
	full.says(t, http.StatusTooManyRequests, "START an +4915799912345")
	if full.header.Get("Retry-After") == "" {
		t.Error("nothing says when to try again")
	}
	from("2001:db8::1", 4).says(t, http.StatusOK)
	from("2001:db8:1::1", 5).says(t, http.StatusTooManyRequests)
	b.clock.Advance(time.Hour)
	from("2001:db8:1::1", 6).says(t, http.StatusOK)
	if got := b.book.taken(); len(got) != 4 || got[0].Web.IP != "198.51.100.1" || got[2].Web.IP != "2001:db8::1" {
		t.Errorf("took %+v, want four with the clients' addresses", got)
	}
}

func TestJoinDoesNotAskPolishNumbersBySMS(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	page := b.send(t, "/join?lang=pl", b.fill(t, "/join?lang=pl", string(kasia)))
	page.says(t, http.StatusOK, "Prosimy o SMS", "START na numer +4915799912345", "art. 398")
	if !strings.Contains(page.body, `href="sms:`) {
		t.Error("there is no button to text START")
	}
	if got := b.book.taken(); len(got) != 0 {
		t.Errorf("took %+v, want nothing", got)
	}
}

func TestJoinIsNotThereWhereNobodyCanAnswer(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t), func(c *web.PagesConfig) { c.Number = "RADHAUS" })
	if got := b.send(t, "/join", url.Values{}).status; got == http.StatusOK {
		t.Errorf("a form was taken for a sender that cannot receive the JA: %d", got)
	}
}

func TestPagesAskToTryAgainWhenTheDatabaseIsGone(t *testing.T) {
	t.Parallel()
	b := browse(t, storetest.SQLite(t))
	form := b.fill(t, "/join", "0171 1234567")
	path := b.stopPath(t, anna)
	if err := b.book.Close(); err != nil {
		t.Fatal(err)
	}
	b.send(t, "/join", form).says(t, http.StatusServiceUnavailable, "noch einmal")
	b.open(t, path).says(t, http.StatusServiceUnavailable, "noch einmal")
}
