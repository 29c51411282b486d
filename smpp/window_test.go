package smpp_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
)

// waiting blocks until n submissions wait in the lanes of the first account.
func (d *desk) waiting(n int) {
	d.t.Helper()
	d.until(fmt.Sprintf("%d submissions wait", n), func() bool { return d.Stats()[0].Waiting == n })
}

// until polls what nobody announces.
func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	timeUp := time.After(patience)
	for !holds() {
		select {
		case <-look.C:
		case <-timeUp:
			d.t.Fatalf("never: %s", what)
		}
	}
}

// messages waits until the phone has count messages and knows that its own were taken, and gives all that it has: a
// text is shown on it after the answer to it has left, and one bind's news do not wait for another's.
func (d *desk) messages(p *smsc.Phone, count int) []smsc.Message {
	d.t.Helper()
	d.until(fmt.Sprintf("%d texts on %s", count, p.Number()), func() bool {
		all := p.Messages()
		return len(all) >= count && !slices.ContainsFunc(all, func(m smsc.Message) bool {
			return m.Direction == smsc.Sent && m.Status != smsc.Delivered
		})
	})
	return p.Messages()
}

func TestUrgentLanesLeaveFirst(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Window = 1 })
	d.submits(message.Submission{Text: "first", Class: message.Marketing})
	h, _ := c.submit()
	for i, s := range []message.Submission{
		{Text: "marketing", Class: message.Marketing},
		{Text: "transactional", Class: message.Transactional},
		{Text: "service", Class: message.Service},
	} {
		d.submits(s)
		d.waiting(i + 1)
	}
	for _, want := range []string{"service", "transactional", "marketing"} {
		c.answer(h, pdu.StatusOK, "id")
		var m pdu.Message
		if h, m = c.submit(); string(m.ShortMessage) != want {
			t.Errorf("got %q, want %q", m.ShortMessage, want)
		}
	}
}

func TestNoLaneStarves(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Window = 1 })
	d.submits(message.Submission{Text: "first", Class: message.Service})
	h, _ := c.submit()
	d.submits(message.Submission{Text: "marketing", Class: message.Marketing})
	d.waiting(1)
	for range 50 {
		d.submits(message.Submission{Text: "service", Class: message.Service})
	}
	d.waiting(51)
	for i := range 30 {
		c.answer(h, pdu.StatusOK, "id")
		var m pdu.Message
		if h, m = c.submit(); string(m.ShortMessage) == "marketing" {
			if i < 15 {
				t.Errorf("marketing left after %d replies already", i)
			}
			return
		}
	}
	t.Error("marketing waits for ever behind replies")
}

func TestMarketingLeavesRoomInTheWindow(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Window = 3 })
	for range 5 {
		d.submits(message.Submission{Text: "marketing", Class: message.Marketing})
	}
	c.submit()
	c.submit()
	d.waiting(3)
	d.submits(message.Submission{Text: "service", Class: message.Service})
	if _, m := c.submit(); string(m.ShortMessage) != "service" {
		t.Errorf("got %q, want the reply in the slot that marketing leaves", m.ShortMessage)
	}
	if got := d.Stats()[0]; got.InFlight != 3 || got.Window != 3 || got.Waiting != 3 {
		t.Errorf("got %+v", got)
	}
}

func TestRateLetsPartsThroughOneByOne(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Rate = 50 })
	begin := time.Now()
	for range 10 {
		d.submits(message.Submission{Text: "x", Class: message.Service})
	}
	for range 10 {
		c.submit()
	}
	// A burst of 5 parts, then 5 at 20 ms each.
	if took := time.Since(begin); took < 95*time.Millisecond {
		t.Errorf("10 parts at 50 a second took %v", took)
	}
}

func TestLongTextIsAdjacentAndLongerThanTheWindow(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Window = 2 })
	long := strings.Repeat("0123456789", 70)
	outcome := d.submits(message.Submission{ID: "long", Text: long, Class: message.Service})
	first, m := c.submit()
	d.submits(message.Submission{Text: "other", Class: message.Service})
	d.waiting(1)
	var text strings.Builder
	headers := []pdu.Header{first}
	for number := 1; ; number++ {
		want := []byte{5, 0, 3, m.ShortMessage[3], 5, byte(number)}
		if m.ESMClass != pdu.ESMHeader || string(m.ShortMessage[:6]) != string(want) {
			t.Fatalf("part %d: header %x, want %x", number, m.ShortMessage[:6], want)
		}
		text.Write(m.ShortMessage[6:])
		if number == 5 {
			break
		}
		if number > 1 {
			c.answer(headers[number-2], pdu.StatusOK, fmt.Sprint("id", number-1))
		}
		var h pdu.Header
		h, m = c.submit()
		headers = append(headers, h)
	}
	if text.String() != long {
		t.Errorf("the parts make %d characters, want %d", text.Len(), len(long))
	}
	c.answer(headers[3], pdu.StatusOK, "id4")
	if _, m := c.submit(); string(m.ShortMessage) != "other" {
		t.Errorf("got %q after the long text", m.ShortMessage)
	}
	c.answer(headers[4], pdu.StatusOK, "id5")
	got := receive(t, outcome)
	if got.Disposition != message.Accepted || got.Parts != 5 || strings.Join(got.PartIDs, " ") != "id1 id2 id3 id4 id5" {
		t.Errorf("got %+v", got)
	}
}

func TestCancelledSubmitIsNeverDone(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	config := account(p.address())
	config.Window = 1
	d := run(t, config)
	never := func(message.Outcome) { t.Error("done was called") }
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	sub := message.Submission{To: "+491711234567", Text: "x"}
	if err := d.Submit(ended, sub, never); !errors.Is(err, context.Canceled) {
		t.Errorf("with no SMSC up: got %v", err)
	}
	c := p.bound()
	d.submits(message.Submission{Text: "first"})
	h, _ := c.submit()
	if err := d.Submit(ended, sub, never); !errors.Is(err, context.Canceled) {
		t.Errorf("with a full window: got %v", err)
	}
	d.submits(message.Submission{Text: "next"})
	c.answer(h, pdu.StatusOK, "id")
	if _, m := c.submit(); string(m.ShortMessage) != "next" {
		t.Errorf("got %q, the cancelled text was sent", m.ShortMessage)
	}
}

func TestWhatIsNoLongerWantedIsNotWritten(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Window = 1 })
	d.submits(message.Submission{Text: "first"})
	h, _ := c.submit()
	var stopped atomic.Bool
	wanted := func() message.Wish {
		if stopped.Load() {
			return message.Unwanted
		}
		return message.Wanted
	}
	outcome := d.submits(message.Submission{ID: "m", Text: "waits", Class: message.Service, Wanted: wanted})
	d.waiting(1)
	d.submits(message.Submission{Text: "next", Class: message.Marketing})
	d.waiting(2)
	stopped.Store(true)
	c.answer(h, pdu.StatusOK, "id")
	h, m := c.submit()
	if string(m.ShortMessage) != "next" {
		t.Errorf("got %q after the STOP", m.ShortMessage)
	}
	if got := receive(t, outcome); got.Disposition != message.NotSent || got.ID != "m" {
		t.Errorf("got %+v, want not_sent", got)
	}
	// With the slot free at once it is the same.
	c.answer(h, pdu.StatusOK, "id")
	got := receive(t, d.submits(message.Submission{Text: "at once", Wanted: wanted}))
	if got.Disposition != message.NotSent {
		t.Errorf("got %+v, want not_sent", got)
	}
}

func TestAskingWhetherAMessageIsWantedHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	asking, say := make(chan struct{}), make(chan struct{})
	wish := message.Unsure
	outcome := d.submits(message.Submission{
		ID: "m", Text: "asks", Class: message.Transactional,
		Wanted: func() message.Wish { return wish },
		Ask: func(context.Context) bool {
			close(asking)
			<-say
			wish = message.Wanted
			return true
		},
	})
	receive(t, asking)
	d.submits(message.Submission{Text: "first", Class: message.Service})
	if _, m := c.submit(); string(m.ShortMessage) != "first" {
		t.Errorf("got %q while the other message asks", m.ShortMessage)
	}
	close(say)
	h, m := c.submit()
	if string(m.ShortMessage) != "asks" {
		t.Errorf("got %q, want the message that asked", m.ShortMessage)
	}
	c.answer(h, pdu.StatusOK, "id")
	if got := receive(t, outcome); got.Disposition != message.Accepted {
		t.Errorf("got %+v, want accepted", got)
	}
}

func TestAMessageThatNobodyCanSpeakForIsNotSent(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	unsure := func() message.Wish { return message.Unsure }
	var asked atomic.Int64
	for _, s := range []message.Submission{
		{ID: "again and again", Ask: func(context.Context) bool { asked.Add(1); return true }},
		{ID: "nobody answers", Ask: func(context.Context) bool { return false }},
		{ID: "nobody to ask"},
	} {
		s.Text, s.Wanted, s.Class = "x", unsure, message.Marketing
		if got := receive(t, d.submits(s)); got.Disposition != message.NotSent || got.ID != s.ID {
			t.Errorf("%s: got %+v, want not_sent", s.ID, got)
		}
	}
	if n := asked.Load(); n == 0 || n > 10 {
		t.Errorf("asked %d times, want a few", n)
	}
	d.submits(message.Submission{Text: "next"})
	if _, m := c.submit(); string(m.ShortMessage) != "next" {
		t.Errorf("got %q", m.ShortMessage)
	}
}

func TestWhatIsNotWantedCostsNothingOfTheRate(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Rate = 0.01 }) // one token, and none for a minute
	unwanted := func() message.Wish { return message.Unwanted }
	for range 3 {
		if got := receive(t, d.submits(message.Submission{Text: "stopped", Wanted: unwanted})); got.Disposition != message.NotSent {
			t.Errorf("got %+v, want not_sent", got)
		}
	}
	d.submits(message.Submission{Text: "wanted"})
	if _, m := c.submit(); string(m.ShortMessage) != "wanted" {
		t.Errorf("got %q", m.ShortMessage)
	}
}

func TestWaitingTextsSurviveTheLossOfTheLink(t *testing.T) {
	t.Parallel()
	p, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Window = 1 })
	lost := d.submits(message.Submission{Text: "written"})
	c.submit()
	kept := d.submits(message.Submission{Text: "waiting"})
	d.waiting(1)
	_ = c.conn.Close()
	if got := receive(t, lost).Disposition; got != message.Unknown {
		t.Errorf("written: got %v, want unknown", got)
	}
	c = p.bound()
	h, m := c.submit()
	if string(m.ShortMessage) != "waiting" {
		t.Errorf("got %q", m.ShortMessage)
	}
	c.answer(h, pdu.StatusOK, "")
	if got := receive(t, kept).Disposition; got != message.Accepted {
		t.Errorf("waiting: got %v, want accepted", got)
	}
}

func TestWhatTheSocketDidNotTakeIsNotSent(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) {
		c.Window = 100_000
		c.LongMessages = smpp.Payload
		c.Timing.Write = 50 * time.Millisecond
	})
	c.narrow()
	// The peer reads nothing. Texts of 30,000 octets soon fill the buffers of both sockets.
	text := strings.Repeat("0123456789", 3000)
	outcomes := make(chan message.Outcome, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 8 {
		go func() {
			sub := message.Submission{To: "+491711234567", Text: text, Class: message.Service}
			for d.Submit(ctx, sub, func(o message.Outcome) { outcomes <- o }) == nil {
			}
		}()
	}
	counts := make(map[message.Disposition]int)
	for counts[message.NotSent] == 0 || counts[message.Unknown] == 0 {
		counts[receive(t, outcomes).Disposition]++
	}
	if len(counts) != 2 {
		t.Errorf("got %v, want what was written to be unknown and the rest not_sent", counts)
	}
	_ = c.conn.Close()
}
