package web_test

import (
	"context"
	_ "embed"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kurzwahl/e2e/browser/browsertest"
	"kurzwahl/store/storetest"
	"kurzwahl/web"
)

//go:embed testdata/audit.js
var audit string

// TestPagesAreForEverybody looks in Chromium at each page, in each language, light and dark, on the narrowest phone: names,
// labels, contrast, focus and size of what is to be read and pressed.
func TestPagesAreForEverybody(t *testing.T) {
	t.Parallel()
	patient, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	ctx := browsertest.Open(patient, t, 320, 640).Context()
	b := browse(t, storetest.SQLite(t), func(c *web.PagesConfig) {
		c.Privacy, c.Limits = "https://radhaus.example/datenschutz", web.JoinLimits{PerPhone: 100}
	})
	server := httptest.NewServer(b)
	defer server.Close()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	look := func(page, language string) {
		t.Helper()
		for _, shade := range []string{"light", "dark"} {
			do(scheme(shade))
			wrong, err := chromedp.Run(ctx, chromedp.Evaluate[[]string]("("+audit+")('"+language+"')"))
			if err != nil {
				t.Fatal(err)
			}
			if len(wrong) > 0 {
				t.Errorf("%s in %s, %s:\n%s", page, language, shade, strings.Join(wrong, "\n"))
			}
		}
	}
	do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error { // else nothing has the focus before the first click
		_, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	}))
	fill := func(phone string) { do(chromedp.SetValue(chromedp.CSS("#phone"), phone)) }
	for _, language := range []string{"de", "en", "pl"} {
		asked := "?lang=" + language
		do(chromedp.Navigate(server.URL + b.stopPath(t, anna) + asked))
		look("stop", language)
		do(press)
		look("stopped", language)
		do(chromedp.Navigate(server.URL + "/stop/unknown" + asked))
		look("unknown link", language)

		do(chromedp.Navigate(server.URL + "/join" + asked))
		b.clock.Advance(time.Minute)
		look("join", language)
		do(chromedp.SetValue(chromedp.CSS("#first_name"), "http://x"), press)
		look("join with problems", language)
		fill(string(kasia))
		do(chromedp.SetValue(chromedp.CSS("#first_name"), "Kasia"), chromedp.Click(chromedp.CSS("#consent")), press)
		look("a Polish number", language)
		do(chromedp.Navigate(server.URL + "/join" + asked))
		b.clock.Advance(time.Minute)
		fill("0171 1234567")
		do(chromedp.Click(chromedp.CSS("#consent")), press)
		look("joined", language)
	}
}
