// Package browser drives a page in headless Chromium as a person does: click, type, choose, look.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrMissing says that no Chromium is installed.
var ErrMissing = errors.New("no Chromium is installed (on Debian and Ubuntu: make test-deps)")

// pollEvery is how often the page is looked at while something is awaited.
const pollEvery = 50 * time.Millisecond

// Page is one tab. Its methods wait for what they need and return an error when its context ends first.
type Page struct{ ctx context.Context } //nolint:containedctx // chromedp keeps the tab in the context

// Open starts a browser with a profile of its own in the folder. It lives until ctx ends or close is called.
// It returns ErrMissing, wrapped, where there is none.
func Open(ctx context.Context, folder string, width, height int64) (p *Page, closeBrowser func(), err error) {
	path, err := find()
	if err != nil {
		return nil, nil, err
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(folder)}
	for _, flag := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update",
		"disable-sync", "hide-scrollbars", "disable-dev-shm-usage", "force-prefers-reduced-motion",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	tab, closeTab := chromedp.NewContext(allocator)
	closeBrowser = func() {
		closeTab()
		stop()
	}
	if err := chromedp.Do(tab, chromedp.EmulateViewport(width, height)); err != nil {
		closeBrowser()
		return nil, nil, fmt.Errorf("start Chromium: %w", err)
	}
	return &Page{ctx: tab}, closeBrowser, nil
}

func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrMissing
}

// Context is the tab's own, for what chromedp can do and Page cannot.
func (p *Page) Context() context.Context { return p.ctx }

// Goto opens an address.
func (p *Page) Goto(url string) error { return p.do("open "+url, chromedp.Navigate(url)) }

// Click clicks the first visible element of a CSS selector.
func (p *Page) Click(selector string) error {
	return p.do("click "+selector, chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// Type types into the element of a CSS selector.
func (p *Page) Type(selector, text string) error {
	return p.do("type into "+selector, chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Choose picks a value of a select element.
func (p *Page) Choose(selector, value string) error {
	script := `(() => { const s = document.querySelector(` + strconv.Quote(selector) + `); s.value = ` + strconv.Quote(value) +
		`; s.dispatchEvent(new Event("change", { bubbles: true })); return s.value === ` + strconv.Quote(value) + `; })()`
	picked, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](script))
	if err == nil && !picked {
		err = errors.New("there is no such choice")
	}
	if err != nil {
		return fmt.Errorf("choose %s of %s: %w", value, selector, err)
	}
	return nil
}

// WaitText waits until an element of a CSS selector shows the text.
func (p *Page) WaitText(selector, text string) error {
	script := `[...document.querySelectorAll(` + strconv.Quote(selector) + `)].some((e) => e.textContent.includes(` + strconv.Quote(text) + `))`
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](script, chromedp.WithPollingInterval(pollEvery), chromedp.WithPollingTimeout(0))); err != nil {
		return fmt.Errorf("wait for %q in %s: %w", text, selector, err)
	}
	return nil
}

// Eval runs JavaScript and gives its value as text.
func (p *Page) Eval(script string) (string, error) {
	return chromedp.Run(p.ctx, chromedp.Evaluate[string](script))
}

// Picture writes what is in view to a PNG file.
func (p *Page) Picture(path string) error {
	image, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return fmt.Errorf("take a picture: %w", err)
	}
	return os.WriteFile(path, image, 0o600)
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) error {
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
