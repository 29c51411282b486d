// Screenshots takes the pictures of the README from the real demo: it starts it, plays a short story in headless
// Chromium, and writes PNG files to docs/images.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/demo"
	"kurzwahl/e2e/browser"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if err := run(ctx, filepath.Join("docs", "images")); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// run plays the story and writes the pictures into the folder.
func run(ctx context.Context, folder string) (err error) {
	scratch, err := os.MkdirTemp("", "kurzwahl-screenshots-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	d, err := demo.New(ctx, demo.Config{Listen: "127.0.0.1:0", Folder: scratch, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended)
	}()
	page, closeBrowser, err := browser.Open(ctx, filepath.Join(scratch, "profile"), 1440, 900)
	if err != nil {
		return err
	}
	defer closeBrowser()
	return play(page, d, folder)
}

// step is one thing done on the page.
type step func(p *browser.Page) error

func play(page *browser.Page, d *demo.Demo, folder string) error {
	story := slices.Concat(desk(d, folder), answer(folder), campaign(folder))
	for i, do := range story {
		if err := do(page); err != nil {
			return errors.Join(fmt.Errorf("step %d: %w", i+1, err), page.Picture(filepath.Join(os.TempDir(), "screenshots-failed.png")))
		}
	}
	return nil
}

const (
	anna = "+491713920001"
	lena = "+491713920006"
)

func mark(name string) string { return `[data-test="` + name + `"]` }

// desk is a customer who is answered by the bot, and one who is answered by a person.
func desk(d *demo.Demo, folder string) []step {
	return []step{
		opens(d.Address()), sees(mark("phone-select"), "Anna Berger"),
		chooses(mark("phone-select"), anna), sends("phone-input", "wo ist meine bestellung?"), sees(mark("phone-received"), "4711"),
		chooses(mark("phone-select"), lena), sends("phone-input", "Könnt ihr mir ein Geschenk für Papa zurücklegen?"),
		sees(mark("phone-received"), "Team antwortet"), clicks(mark("action-case.claim")), sees(mark("message"), "Mia Brandt"),
		clicks(mark("thread-open")), sends("thread-composer", "Gern, bis Samstag, es liegt an der Kasse."),
		sees(mark("phone-received"), "liegt an der Kasse"), sees(mark("thread-messages")+" "+mark("reaction-white_check_mark"), ""),
		sends("phone-input", "Super, danke für die schnelle Antwort!"), sees(mark("thread-messages"), "Super, danke"),
		takes(filepath.Join(folder, "desk.png")),
	}
}

// answer is a reply of staff that is saved, so that the next customer gets it at once.
func answer(folder string) []step {
	return []step{
		clicks(mark("action-case.more")), clicks(`[data-test^="option-modal.faq.save"]`), sees(mark("modal"), "So wurde gefragt"), fills("name", "Zurücklegen"),
		takes(filepath.Join(folder, "faq.png")), clicks(mark("modal-submit")), sees(mark("modal"), "Gespeichert"), clicks(mark("modal-close")),
	}
}

// campaign is written by one person, approved by another, and watched.
func campaign(folder string) []step {
	return []step{
		clicks(mark("channel-sms-campaigns")), sends("composer", "/sms campaign new"), sees(mark("modal"), "Name der Kampagne"),
		types(`[data-test="modal"] input[name], [data-test="modal"] input[type=text]`, "Herbstlicht"),
		fills("audience", "tag:newsletter"), fills("text_de", "Hallo {{vorname|Kunde}}, nur bis Samstag: 10 Prozent auf alle Lichter bei Velo Nord. Abmelden: STOP"),
		takes(filepath.Join(folder, "campaign-builder.png")), clicks(mark("modal-submit")), sees(mark("modal"), "Empfänger"),
		takes(filepath.Join(folder, "campaign-preview.png")), clicks(mark("modal-submit")), sees(mark("message"), "Herbstlicht"),
		chooses(mark("user-switch"), workspace.Jonas), clicks(mark("channel-sms-campaigns")), clicks(mark("action-campaign.approve")), clicks(mark("confirm-yes")),
		sees(mark("message"), "Bericht"), sees(mark("phone-received"), "10 Prozent"), takes(filepath.Join(folder, "campaign-report.png")),
	}
}

func opens(url string) step { return func(p *browser.Page) error { return p.Goto(url) } }
func sees(selector, text string) step {
	return func(p *browser.Page) error { return p.WaitText(selector, text) }
}

func chooses(selector, value string) step {
	return func(p *browser.Page) error { return p.Choose(selector, value) }
}

func types(selector, text string) step {
	return func(p *browser.Page) error { return p.Type(selector, text) }
}

func clicks(selector string) step { return func(p *browser.Page) error { return p.Click(selector) } }
func takes(path string) step      { return func(p *browser.Page) error { return p.Picture(path) } }

// sends types into a field and clicks its button.
func sends(field, text string) step {
	return func(p *browser.Page) error {
		button := field + "-send"
		if field == "phone-input" {
			button = "phone-send"
		}
		return errors.Join(p.Type(mark(field), text), p.Click(mark(button)))
	}
}

// fills types into the input of a modal's block.
func fills(block, text string) step {
	return types(mark("action-"+block), text)
}
