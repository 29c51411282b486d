package tshark_test

import (
	"context"
	"net"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// session binds the link to the simulator, sends all talks both ways with their receipts, unbinds, and gives the
// capture of it.
func session(t *testing.T, way smpp.LongMessages) *capture {
	t.Helper()
	server := smsctest.Start(t, smsc.Config{Accounts: []smsc.Account{{SystemID: "shop", Password: "secret"}}})
	p := record(t, server.Addr().String())
	arrived := make(chan message.Delivery, 100)
	take := func(d message.Delivery) bool {
		d.Acknowledge(true)
		arrived <- d
		return true
	}
	link, err := smpp.New(smpp.Config{
		SMSCs: []smpp.SMSCConfig{{
			Name: "simulator", Address: p.address.String(), SystemID: "shop", Password: "secret", Source: shop,
			Rate: smpp.Unlimited, LongMessages: way,
		}},
		Inbound: take, Receipt: take,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- link.Run(ctx) }()
	for _, text := range talks() {
		for range submit(t, link, text) {
			smsctest.Next(t, arrived, "the receipt")
		}
		sent, err := server.Phone(customer).SendAs(t.Context(), shop, text, smsc.Wire{})
		if err != nil {
			t.Fatal(err)
		}
		for range sent.Segments {
			smsctest.Next(t, arrived, "the text")
		}
	}
	cancel()
	if err := smsctest.Next(t, ended, "the end of the link"); err != nil {
		t.Errorf("Run: %v", err)
	}
	smsctest.Next(t, p.ended, "the end of the connection")
	return p.capture()
}

// submit sends a text and gives the number of receipts that must come.
func submit(t *testing.T, link *smpp.Link, text string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	outcome := make(chan message.Outcome, 1)
	err := link.Submit(ctx, message.Submission{
		ID: "m1", To: customer, Text: text, Class: message.Service, Validity: time.Hour, Reference: 4711,
	}, func(o message.Outcome) { outcome <- o })
	if err != nil {
		t.Fatalf("Submit: %v", err)
	}
	got := smsctest.Next(t, outcome, "the outcome")
	if got.Disposition != message.Accepted {
		t.Fatalf("outcome of %q: %+v", text, got)
	}
	return len(got.PartIDs)
}

// capture is what was kept, as a file.
func (p *proxy) capture() *capture {
	p.mu.Lock()
	defer p.mu.Unlock()
	address, _ := p.address.(*net.TCPAddr)
	c := newCapture(uint16(address.Port), p.chunks[0].at)
	for _, k := range p.chunks {
		c.add(k)
	}
	c.end(p.chunks[len(p.chunks)-1].at)
	return c
}
