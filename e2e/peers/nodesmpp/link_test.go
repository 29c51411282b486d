package nodesmpp_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/smsc/smsctest"
)

// desk is a link bound to node-smpp, with what it heard.
type desk struct {
	t        *testing.T
	link     *smpp.Link
	inbound  chan message.Inbound
	receipts chan message.Receipt
	alarms   chan smpp.Alarm
	stop     func() // stops the link and waits for it
}

// openDesk runs a link to the port until the test ends or stop is called.
func openDesk(t *testing.T, port int, password string) *desk {
	t.Helper()
	d := &desk{
		t: t, inbound: make(chan message.Inbound, 100), receipts: make(chan message.Receipt, 100),
		alarms: make(chan smpp.Alarm, 100),
	}
	link, err := smpp.New(smpp.Config{
		SMSCs: []smpp.SMSCConfig{{
			Name: "node", Address: fmt.Sprintf("127.0.0.1:%d", port), SystemID: "shop", Password: password,
			Source: shop, Rate: smpp.Unlimited, IA5IsDefault: true,
		}},
		Inbound: func(m message.Delivery) bool {
			d.inbound <- *m.Inbound
			m.Acknowledge(true)
			return true
		},
		Receipt: func(m message.Delivery) bool {
			d.receipts <- *m.Receipt
			m.Acknowledge(true)
			return true
		},
		Alarm: func(a smpp.Alarm) { d.alarms <- a },
	})
	if err != nil {
		t.Fatal(err)
	}
	d.link = link
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := link.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	d.stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(d.stop)
	return d
}

// sends submits a text to the customer and waits for the outcome.
func (d *desk) sends(text string) message.Outcome {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	outcome := make(chan message.Outcome, 1)
	err := d.link.Submit(ctx, message.Submission{
		ID: "m1", To: customer, Text: text, Class: message.Service, Validity: time.Hour,
	}, func(o message.Outcome) { outcome <- o })
	if err != nil {
		d.t.Fatalf("Submit: %v", err)
	}
	return smsctest.Next(d.t, outcome, "the outcome")
}

// TestLinkSubmitsToNodeSMSC sends short, long and UCS-2 texts from the link and matches the receipts.
func TestLinkSubmitsToNodeSMSC(t *testing.T) {
	t.Parallel()
	server := run(t, "server.js", "secret")
	d := openDesk(t, server.hears("listening").Port, "secret")
	if got := server.hears("bound"); got.As != "bind_transceiver" || got.ID != "shop" {
		t.Errorf("bound: %+v", got)
	}
	for _, c := range []struct {
		text  string
		parts int
	}{
		{plain, 1},
		{polish, 1},
		{strings.Repeat("Guten Tag, {Radhaus}. ", 18), 3},
		{strings.Repeat("Dzień dobry żółw. ", 8), 3},
	} {
		outcome := d.sends(c.text)
		if outcome.Disposition != message.Accepted || len(outcome.PartIDs) != c.parts {
			t.Errorf("outcome of %q: %+v, want %d parts", c.text, outcome, c.parts)
			continue
		}
		var joined strings.Builder
		for i, id := range outcome.PartIDs {
			got := server.hears("submit_sm")
			joined.WriteString(got.Text)
			if got.ID != id || got.Destination != customer[1:] || got.Source != shop {
				t.Errorf("part %d: %+v, want id %s", i+1, got, id)
			}
			receipt := smsctest.Next(t, d.receipts, "the receipt")
			if receipt.State != message.Delivered || receipt.From != customer || receipt.To != shop ||
				!matches(receipt, outcome.PartIDs) {
				t.Errorf("receipt %+v matches none of %v", receipt, outcome.PartIDs)
			}
			if ack := server.hears("acknowledged"); ack.Status != 0 || !ack.Receipt {
				t.Errorf("receipt acknowledged: %+v", ack)
			}
		}
		if joined.String() != c.text {
			t.Errorf("node-smpp reads %q, want %q", joined.String(), c.text)
		}
	}
}

// matches says whether one of the receipt's candidates is one of the ids.
func matches(r message.Receipt, ids []string) bool {
	for _, candidate := range r.Candidates {
		for _, id := range ids {
			if strings.EqualFold(candidate, id) {
				return true
			}
		}
	}
	return false
}

// TestLinkReceivesFromNodeSMSC takes short, long and UCS-2 texts from node-smpp, then unbinds.
func TestLinkReceivesFromNodeSMSC(t *testing.T) {
	t.Parallel()
	server := run(t, "server.js", "secret")
	d := openDesk(t, server.hears("listening").Port, "secret")
	server.hears("bound")
	for _, c := range []struct {
		text  string
		parts int
	}{
		{plain, 1}, {polish, 1}, {strings.Repeat("wo ist es? ", 30), 3}, {strings.Repeat("żółw ", 30), 3},
	} {
		server.tell(map[string]string{"do": "deliver", "source": customer[1:], "destination": shop, "text": c.text})
		var joined strings.Builder
		for i := range c.parts {
			got := smsctest.Next(t, d.inbound, "the text")
			joined.WriteString(got.Text)
			if got.From != customer || got.To != shop || got.SMSC != "node" || got.Undecoded != "" {
				t.Errorf("inbound %+v", got)
			}
			if c.parts > 1 && (got.Part.Number != i+1 || got.Part.Total != c.parts) {
				t.Errorf("part %d of %d: %+v", i+1, c.parts, got.Part)
			}
			if ack := server.hears("acknowledged"); ack.Status != 0 || ack.Receipt {
				t.Errorf("acknowledged: %+v", ack)
			}
		}
		if joined.String() != c.text {
			t.Errorf("the link reads %q, want %q", joined.String(), c.text)
		}
	}
	server.tell(map[string]string{"do": "enquire"})
	if got := server.hears("alive"); got.Status != 0 {
		t.Errorf("enquire_link: %+v", got)
	}
	d.stop()
	server.hears("unbind")
}

// TestLinkRaisesAnAlarmWhenNodeSMSCRefuses binds with a wrong password.
func TestLinkRaisesAnAlarmWhenNodeSMSCRefuses(t *testing.T) {
	t.Parallel()
	server := run(t, "server.js", "secret")
	d := openDesk(t, server.hears("listening").Port, "guess")
	server.hears("refused")
	if got := smsctest.Next(t, d.alarms, "the alarm"); got.Kind != smpp.AlarmBindRefused || got.Status != 0x0E {
		t.Errorf("alarm %+v", got)
	}
	if d.link.Up() {
		t.Error("the link says that it is up")
	}
}
