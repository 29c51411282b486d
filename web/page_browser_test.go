package web_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"kurzwahl/e2e/browser/browsertest"
	"kurzwahl/store/storetest"
	"kurzwahl/web"
)

// press clicks the form's button and waits for the page that answers.
func press(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.Click(chromedp.CSS("form button")))(ctx, t)
	return chromedp.Void{}, err
}

// scheme has the browser prefer light or dark.
func scheme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return err
	})
}

// TestPagesInChromium walks through both pages as a customer with a phone does, and leaves pictures of them where
// go test -artifacts says. Nothing may be cut off, even on the narrowest phone.
func TestPagesInChromium(t *testing.T) {
	t.Parallel()
	patient, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ctx := browsertest.Open(patient, t, 390, 780).Context()
	b := browse(t, storetest.SQLite(t), func(c *web.PagesConfig) { c.Privacy = "https://radhaus.example/datenschutz" })
	server := httptest.NewServer(b)
	defer server.Close()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(picture, want string) {
		t.Helper()
		text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("main")))
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("the page says %q, %v, want %q", text, err, want)
		}
		image, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(t.ArtifactDir(), picture+".png"), image, 0o600); err != nil {
			t.Fatal(err)
		}
		wide, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > window.innerWidth"))
		if err != nil || wide {
			t.Errorf("%s is wider than the screen, %v", picture, err)
		}
	}
	phone, narrow := chromedp.EmulateViewport(390, 780, chromedp.EmulateScale(2)), chromedp.EmulateViewport(300, 640)
	stop, join := server.URL+b.stopPath(t, anna), server.URL+"/join"

	do(phone, scheme("light"), chromedp.Navigate(stop+"?lang=de"))
	shows("stop", "Nur Werbung")
	do(press)
	shows("stop-done", "keine Werbung")
	do(narrow, scheme("dark"), chromedp.Navigate(stop+"?lang=pl"))
	shows("stop-narrow-dark", "Tylko z reklam")
	do(phone, chromedp.Navigate(server.URL+"/stop/unknown?lang=en"))
	shows("stop-unknown-dark", "text STOP to")

	do(chromedp.Navigate(join + "?lang=de"))
	shows("join-dark", "Handynummer")
	b.clock.Advance(time.Minute)
	do(scheme("light"), chromedp.SendKeys(chromedp.CSS("#phone"), "030 901820"), press)
	shows("join-problems", "kann keine SMS empfangen")
	do(chromedp.SetValue(chromedp.CSS("#phone"), "0171 1234567"), chromedp.Click(chromedp.CSS("#consent")))
	shows("join-filled", "Handynummer")
	do(press)
	shows("join-done", "antworten Sie darauf mit JA")
	do(narrow, chromedp.Navigate(join+"?lang=pl"))
	b.clock.Advance(time.Minute)
	do(chromedp.SendKeys(chromedp.CSS("#phone"), string(kasia)), chromedp.Click(chromedp.CSS("#consent")), press)
	shows("join-polish-narrow", "Wyślij START")
	do(chromedp.EmulateViewport(1100, 760), chromedp.Navigate(join+"?lang=en"))
	shows("join-wide", "Mobile number")
	if got := b.book.taken(); len(got) != 2 {
		t.Errorf("took %+v, want one opt-out and one opt-in", got)
	}
}
