package nodesmpp_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// simulator runs the simulator until the test ends.
func simulator(t *testing.T) (server *smsc.Server, port string) {
	t.Helper()
	server = smsctest.Start(t, smsc.Config{
		Accounts: []smsc.Account{{SystemID: "shop", Password: "secret"}}, IA5IsDefault: true,
	})
	_, port, err := net.SplitHostPort(server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return server, port
}

// TestESMESubmitsToTheSimulator sends short, long and UCS-2 texts from node-smpp to a phone of the simulator.
func TestESMESubmitsToTheSimulator(t *testing.T) {
	t.Parallel()
	server, port := simulator(t)
	esme := run(t, "client.js", port, "shop", "secret")
	if got := esme.hears("bound"); got.Status != 0 || got.Name != "SIMULATOR" {
		t.Fatalf("bound: %+v", got)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, c := range []struct {
		text  string
		parts int
	}{
		{plain, 1},
		{polish, 1},
		{strings.Repeat("Guten Tag. ", 30), 3},
		{strings.Repeat("Dzień dobry żółw. ", 8), 3},
	} {
		esme.tell(map[string]string{"do": "submit", "source": shop, "destination": customer[1:], "text": c.text})
		got, err := server.Phone(customer).Wait(ctx, func(m smsc.Message) bool { return m.Text == c.text })
		if err != nil || got.Segments != c.parts || got.Peer != shop {
			t.Errorf("on the phone: %+v, %v; want %q in %d parts", got, err, c.text, c.parts)
		}
		for range c.parts {
			answer := esme.hears("submitted")
			receipt := esme.hears("deliver_sm")
			if answer.Status != 0 || receipt.ESMClass != 4 || receipt.State != 2 || receipt.Receipted != answer.ID ||
				!strings.HasPrefix(receipt.Text, "id:"+answer.ID+" ") || !strings.Contains(receipt.Text, "stat:DELIVRD") {
				t.Errorf("answer %+v, receipt %+v", answer, receipt)
			}
		}
	}
}

// TestESMEReceivesFromTheSimulator texts from a phone of the simulator to node-smpp.
func TestESMEReceivesFromTheSimulator(t *testing.T) {
	t.Parallel()
	server, port := simulator(t)
	esme := run(t, "client.js", port, "shop", "secret")
	esme.hears("bound")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	phone := server.Phone(customer)
	for _, text := range []string{plain, polish, strings.Repeat("wo ist es? ", 30), strings.Repeat("żółw ", 30)} {
		sent, err := phone.SendAs(ctx, shop, text, smsc.Wire{})
		if err != nil {
			t.Fatal(err)
		}
		var joined strings.Builder
		for i := range sent.Segments {
			got := esme.hears("deliver_sm")
			joined.WriteString(got.Text)
			if got.Source != customer[1:] || got.Destination != shop {
				t.Errorf("from %s to %s", got.Source, got.Destination)
			}
			if sent.Segments > 1 && (got.Part == nil || got.Part.Total != sent.Segments || got.Part.Number != i+1) {
				t.Errorf("part %d of %d: %+v", i+1, sent.Segments, got.Part)
			}
		}
		if joined.String() != text {
			t.Errorf("node-smpp reads %q, want %q", joined.String(), text)
		}
		if _, err := phone.Wait(ctx, func(m smsc.Message) bool {
			return m.ID == sent.ID && m.Status == smsc.Delivered
		}); err != nil {
			t.Errorf("the text was not acknowledged: %v", err)
		}
	}
	esme.tell(map[string]string{"do": "unbind"})
	esme.hears("unbound")
	esme.hears("closed")
}

// TestSimulatorRefusesTheWrongPassword binds as nobody should.
func TestSimulatorRefusesTheWrongPassword(t *testing.T) {
	t.Parallel()
	_, port := simulator(t)
	if got := run(t, "client.js", port, "shop", "guess").hears("bound"); got.Status != 0x0E {
		t.Errorf("bound with status %#x, want 0x0e", got.Status)
	}
}
