package e2e_test

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/demo"
	"kurzwahl/message"
	"kurzwahl/smpp/smsc"
	"kurzwahl/store/storetest"
)

// shopNumber is what customers text.
const shopNumber message.Address = "72100"

// The sample shop's customers who have a story.
const (
	anna  message.Address = "+491713920001" // order 4711 is on its way
	tom   message.Address = "+491713920002" // order 4708 was delivered
	kasia message.Address = "+48512004003"  // Polish
	james message.Address = "+447400123404" // English
	murat message.Address = "+491713920005" // agreed to nothing
	lena  message.Address = "+491713920006"
)

// patience is how long a test waits for what must come. It is no measure of speed: on a busy machine things take
// their time, and what never comes shall end the test.
const patience = 30 * time.Second

// house is the whole program, running.
type house struct {
	t    *testing.T
	ctx  context.Context
	demo *demo.Demo
}

// each runs a talk on both databases.
func each(t *testing.T, talk func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		talk(t, open(t, storetest.MigratedSQLiteURL(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		talk(t, open(t, storetest.MigratedPostgresURL(t)))
	})
}

// open starts the program and returns when phones, desk and shop are connected. With the test it is stopped, and must
// have stopped without an error.
func open(t *testing.T, database string) *house {
	t.Helper()
	return openAs(t, demo.Config{Store: database})
}

// openAs is open for a demo of which only the place is left to choose.
func openAs(t *testing.T, config demo.Config) *house {
	t.Helper()
	config.Listen, config.Folder, config.Logger, config.Version = "127.0.0.1:0", t.TempDir(), logger(t), "test"
	ctx, cancel := context.WithTimeout(t.Context(), 5*patience)
	t.Cleanup(cancel)
	d, err := demo.New(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the program ended with: %v", err)
		}
	})
	h := &house{t: t, ctx: ctx, demo: d}
	h.until("Slack is connected", func(ctx context.Context) error {
		return d.Slack().Wait(ctx, func() bool { return d.Slack().Connections() == 2 })
	})
	h.until("the SMSC is bound to", func(ctx context.Context) error {
		_, err := d.SMSC().WaitLog(ctx, func(e smsc.Entry) bool { return e.Event == smsc.EventBind })
		return err
	})
	return h
}

// logger writes to the test's output when KURZWAHL_TEST_LOG is set.
func logger(t *testing.T) *slog.Logger {
	if os.Getenv("KURZWAHL_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// until ends the test when what is waited for does not come.
func (h *house) until(what string, wait func(ctx context.Context) error) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	if err := wait(ctx); err != nil {
		h.t.Fatalf("waited for this in vain: %s (%v)\n%s", what, err, h.account())
	}
}

// account tells what the desk shows, for whoever reads a failed test.
func (h *house) account() string {
	var b strings.Builder
	for _, channel := range []string{workspace.Inbox, workspace.Campaigns} {
		b.WriteString("in " + channel + ":\n")
		for _, m := range h.demo.Slack().Messages(channel) {
			b.WriteString("  " + m.TS + " in " + m.ThreadTS + ": " + m.Text + "\n")
		}
	}
	return b.String()
}

// clockTo moves the demo's clock to the given time of day, today or on a later day.
func (h *house) clockTo(day, hour, minute int) {
	h.t.Helper()
	now := h.demo.Clock().Now()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		h.t.Fatal(err)
	}
	local := now.In(zone)
	h.demo.Clock().Advance(time.Date(local.Year(), local.Month(), local.Day()+day, hour, minute, 0, 0, zone).Sub(now))
}

// customer is somebody with a phone.
type customer struct {
	h     *house
	phone *smsc.Phone
	read  map[uint64]bool // messages that Gets has given already
}

func (h *house) customer(number message.Address) *customer {
	return &customer{h: h, phone: h.demo.SMSC().Phone(number), read: map[uint64]bool{}}
}

// Texts sends an SMS to the shop.
func (c *customer) Texts(text string) {
	c.h.t.Helper()
	if err := c.phone.Send(c.h.ctx, shopNumber, text); err != nil {
		c.h.t.Fatalf("%s cannot text: %v", c.phone.Number(), err)
	}
}

// Gets waits for the next SMS from the shop that holds all the parts, upper and lower case being the same.
func (c *customer) Gets(parts ...string) string {
	c.h.t.Helper()
	var got smsc.Message
	c.h.until(string(c.phone.Number())+" gets an SMS with "+strings.Join(parts, ", "), func(ctx context.Context) (err error) {
		got, err = c.phone.Wait(ctx, func(m smsc.Message) bool {
			return m.Direction == smsc.Received && !c.read[m.ID] && holds(m.Text, parts...)
		})
		return err
	})
	c.read[got.ID] = true
	return got.Text
}

// Received gives all the texts that came from the shop so far.
func (c *customer) Received() (texts []string) {
	for _, m := range c.phone.Messages() {
		if m.Direction == smsc.Received {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

func holds(text string, parts ...string) bool {
	text = strings.ToLower(text)
	for _, part := range parts {
		if !strings.Contains(text, strings.ToLower(part)) {
			return false
		}
	}
	return true
}
