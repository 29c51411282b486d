package e2e_test

import (
	"context"
	"path/filepath"
	"testing"

	"kurzwahl/bot/workspace"
	"kurzwahl/e2e/browser/browsertest"
)

// mark is the CSS selector of an element that the page marks for tests.
func mark(name string) string { return `[data-test="` + name + `"]` }

func TestPageIsPlayedAsCustomerAndAsStaff(t *testing.T) {
	t.Parallel()
	h := open(t, "")
	ctx, cancel := context.WithTimeout(h.ctx, 2*patience)
	defer cancel()
	page := browsertest.Open(ctx, t, 1280, 800)
	try := func(err error) {
		t.Helper()
		if err != nil {
			if shot := page.Picture(filepath.Join(t.ArtifactDir(), "failed.png")); shot != nil {
				t.Log(shot)
			}
			t.Fatalf("%v\n%s", err, h.account())
		}
	}
	try(page.Goto(h.demo.Address()))
	try(page.WaitText("#shop-name", "Velo Nord"))
	try(page.WaitText(mark("clock-now"), "10:0"))
	try(page.WaitText(mark("phone-select"), "Anna Berger"))

	// Anna asks for her parcel; the bot answers.
	try(page.Choose(mark("phone-select"), string(anna)))
	try(page.Type(mark("phone-input"), "wo ist meine Bestellung 4711?"))
	try(page.Click(mark("phone-send")))
	try(page.WaitText(mark("phone-received"), "4711"))

	// Lena asks what the bot does not know; Mia claims it and answers from the thread.
	try(page.Choose(mark("phone-select"), string(lena)))
	try(page.Type(mark("phone-input"), "Kann man am Kinderrad Stützräder nachrüsten? <b>x</b>"))
	try(page.Click(mark("phone-send")))
	try(page.WaitText(mark("phone-received"), "Team antwortet"))
	try(page.WaitText(mark("messages")+" "+mark("quote"), "Stützräder nachrüsten? <b>x</b>"))
	try(page.Click(mark("action-case.claim")))
	try(page.WaitText(mark("message"), "Mia Brandt"))
	try(page.Click(mark("thread-open")))
	try(page.Type(mark("thread-composer"), "Ja, beim Möwe 16 passen sie."))
	try(page.Click(mark("thread-composer-send")))
	try(page.WaitText(mark("phone-received"), "beim Möwe 16 passen sie"))
	try(page.WaitText(mark("thread-messages")+" "+mark("reaction-white_check_mark"), ""))

	// The clock moves on; the survey comes to Tom.
	try(page.Choose(mark("phone-select"), string(tom)))
	try(page.Click(mark("clock-morning")))
	try(page.WaitText(mark("phone-received"), "1 bis 6"))

	// The shop ships an order by its webhook.
	try(page.Click(mark("ship-order")))
	try(page.WaitText(mark("phone-received"), "unterwegs"))

	// Another person looks: what only Mia was told is not there.
	try(page.Choose(mark("user-switch"), workspace.Jonas))
	try(page.WaitText("#workspace", "Jonas"))
}
