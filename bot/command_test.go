package bot_test

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/bot"
	"kurzwahl/bot/workspace"
	"kurzwahl/message"
	"kurzwahl/shop"
)

func TestCommandsAnswerTheirWriterAlone(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(2)
	d.asked()
	if err := d.db.ImportOrders(d.ctx(), []shop.Order{{Source: "s", Number: "4711", Address: customer, State: shop.Shipped, StateAt: d.clock.Now()}}, d.clock.Now()); err != nil {
		t.Fatal(err)
	}
	d.settled()
	before := len(d.Messages(workspace.Campaigns))
	for _, tt := range []struct{ command, want string }{
		{"/sms", "Questions waiting: 1"},
		{"/sms help", "/sms campaign [new"},
		{"/sms inbox", "Passt der Korb"},
		{"/sms inbox mine", "All questions are answered"},
		{"/sms inbx", "Did you mean /sms inbox?"},
		{"/sms inbox al", "Did you mean /sms inbox all?"},
		{"/sms find 4711", "Order 4711: shipped"},
		{"/sms find 0171 1234567", "+4917•••567"},
		{"/sms find anna", "Anna"},
		{"/sms find %", "Nobody found"},
		{"/sms find <!channel> *x*", "Nobody found"},
		{"/sms find", "Whom?"},
		{"/sms campaign", "No campaigns"},
		{"/sms campaign shw", "Did you mean /sms campaign show?"},
		{"/sms campaign pause nothing", "No campaign has that name"},
		{"/sms approve", "Nothing waits for your approval"},
		{"/sms survey", "There is no survey in the config"},
		{"/sms survey result", "Did you mean /sms survey results?"},
		{"/sms survey coupons", "No pool of coupons"},
		{"/sms contest", "Nobody has entered"},
		{"/sms waitlist", "Nobody waits for a product"},
		{"/sms waitlist <!channel>", "Nobody has signed up for"},
		{"/sms optout 12", "That is no phone number"},
		{"/sms status", "connected (2 of 2)"},
		{"/sms " + strings.Repeat("x", 5000), "I do not know"},
	} {
		d.command(workspace.Mia, tt.command)
		d.hinted(workspace.Mia, tt.want)
	}
	if after := len(d.Messages(workspace.Campaigns)); after != before {
		t.Errorf("the channel got %d messages, want none", after-before)
	}
	for _, m := range d.Ephemerals(workspace.Mia) {
		if strings.Contains(everything(m), string(customer)) {
			t.Errorf("a whole number is shown: %s", everything(m))
		}
	}
}

func TestWritingFirstOpensAConversationOfTheWriters(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.command(workspace.Tarek, "/sms new 0171 1234567")
	v := d.view(workspace.Tarek, "write")
	if answer := d.submits(workspace.Tarek, v, map[string]map[string]any{"phone": {"phone": "abc"}, "text": {"text": "Hallo"}}); answer.Errors["phone"] == "" {
		t.Errorf("a bad number: got %+v", answer)
	}
	d.submits(workspace.Tarek, v, map[string]map[string]any{"phone": {"phone": "0171 1234567"}, "text": {"text": "Ihr Rad ist fertig."}})
	d.phone.gets(t, "Ihr Rad ist fertig.")
	d.inbox("the card", func(m workspace.Message) bool {
		return hasAction(m, "case.close") && strings.Contains(everything(m), "Tarek Aydin")
	})
}

func TestOptOutByStaffIsConfirmedFirst(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	menu := find(t, card, "case.more", "modal.optout")
	d.chooses(workspace.Mia, card, "case.more", menu)
	d.submits(workspace.Mia, d.view(workspace.Mia, "modal.optout"), nil)
	d.inbox("the lock", func(m workspace.Message) bool { return m.TS == card.TS && strings.Contains(everything(m), "Opted out") })
	d.command(workspace.Mia, "/sms new 0171 1234567")
	v := d.view(workspace.Mia, "write")
	if answer := d.submits(workspace.Mia, v, map[string]map[string]any{"text": {"text": "Hallo"}}); !strings.Contains(answer.Errors["phone"], "opted out") {
		t.Errorf("somebody who opted out: got %+v", answer)
	}
}

func TestPrivacyRequestReachesTheAdmins(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	d.chooses(workspace.Mia, card, "case.more", find(t, card, "case.more", "modal.privacy"))
	d.submits(workspace.Mia, d.view(workspace.Mia, "modal.privacy"), nil)
	d.shown(d.Direct(workspace.Jonas), "the message to the admin", func(m workspace.Message) bool { return strings.Contains(m.Text, "privacy request") })
	d.inbox("the remark", func(m workspace.Message) bool { return m.ThreadTS == card.TS && strings.Contains(m.Text, "reported") })
}

func TestAdminErasesACustomer(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	d.text(customer, "Löschen Sie bitte alles über mich, Anna Geheim")
	d.inbox("the request", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "Geheim")
	})
	d.says(workspace.Mia, card, "// machen wir")
	d.settled()
	d.chooses(workspace.Jonas, card, "case.more", find(t, card, "case.more", "modal.privacy"))
	d.submits(workspace.Jonas, d.view(workspace.Jonas, "modal.privacy"), nil)
	d.hinted(workspace.Jonas, "Erased.")
	for _, m := range d.Messages(workspace.Inbox) {
		if m.User != workspace.Mia && m.Subtype != "tombstone" {
			t.Errorf("still in Slack: %s", everything(m))
		}
	}
	found, err := d.db.People(d.ctx(), bot.PeopleQuery{Address: customer})
	if err != nil || len(found) != 0 {
		t.Errorf("people: got %+v, %v, want nobody", found, err)
	}
}

func TestErasureOutlivesTheProcessAndRateLimits(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	stop := d.run(d.bot.Run)
	d.connected(2)
	card := d.asked()
	d.settled()
	d.chooses(workspace.Jonas, card, "case.more", find(t, card, "case.more", "modal.privacy"))
	d.fail("429", 1000, "chat.delete")
	d.submits(workspace.Jonas, d.view(workspace.Jonas, "modal.privacy"), nil)
	d.eventually("the order", func() bool {
		waiting, err := d.db.PendingArrivals(d.ctx(), 10)
		return err == nil && len(waiting) == 1
	})
	stop()
	d.fail("429", 0, "chat.delete")
	d.fail("429", 2, "chat.delete")
	d.run(d.bot.Run)
	d.hurried(func() { d.hinted(workspace.Jonas, "Erased.") })
	found, err := d.db.People(d.ctx(), bot.PeopleQuery{Address: customer})
	if err != nil || len(found) != 0 {
		t.Errorf("people: got %+v, %v, want nobody", found, err)
	}
}

// find gives the value of the option of a message's menu that begins so.
func find(t *testing.T, m workspace.Message, action, prefix string) string {
	t.Helper()
	_, rest, found := strings.Cut(everything(m), `"value":"`+prefix)
	if !found || !hasAction(m, action) {
		t.Fatalf("no option %s in %s", prefix, everything(m))
	}
	value, _, _ := strings.Cut(rest, `"`)
	return prefix + value
}

func TestHomeShowsWhatIsTheirs(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.people(1)
	d.claimed(d.asked())
	d.proposed(offer)
	d.settled()
	for user, want := range map[string]string{
		workspace.Mia: "My conversations", workspace.Jonas: "Waiting for my approval", workspace.Gina: "members of the company only",
	} {
		if err := d.OpenHome(user); err != nil {
			t.Fatal(err)
		}
		err := d.Wait(d.ctx(), func() bool {
			home, ok := d.Home(user)
			return ok && strings.Contains(asJSON(home.Blocks), want)
		})
		if err != nil {
			home, _ := d.Home(user)
			t.Errorf("%s's home lacks %q: %s", user, want, asJSON(home.Blocks))
		}
	}
}

func TestGermanStaffReadGerman(t *testing.T) {
	t.Parallel()
	d := openDesk(t, func(c *bot.Config) { c.Language, c.Zone = message.German, time.UTC })
	card := d.asked()
	if !strings.Contains(everything(card), "Übernehmen") {
		t.Errorf("the card: %s", everything(card))
	}
	d.command(workspace.Mia, "/sms hlep")
	d.hinted(workspace.Mia, "Meinten Sie /sms help?")
}

func TestSharedChannelsAreRefused(t *testing.T) {
	t.Parallel()
	channels := workspace.DefaultChannels()
	for i := range channels {
		channels[i].Shared = channels[i].ID == workspace.Inbox
	}
	d := deskOn(t, workspace.Config{Channels: channels}, nil)
	d.run(d.bot.Run)
	d.text(customer, "Was kostet der Versand nach Oslo?")
	d.eventually("the refusal", func() bool { return d.bot.State().LastError == "channel_not_usable" })
	if n := len(d.Messages(workspace.Inbox)); n != 0 {
		t.Errorf("the shared channel got %d messages, want none", n)
	}
}
