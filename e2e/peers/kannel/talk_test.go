package kannel_test

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"kurzwahl/message"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

const (
	shop     = "72100"
	customer = "+491711234567"
	dead     = "+491719999999"
)

// talk is a text that crosses the gateway.
type talk struct {
	text  string
	parts int
	ucs2  bool
}

func talks() []talk {
	return []talk{
		{text: "Ihr Rad ist da. Grüße, Ihr Radhaus (ÄÖÜß €)", parts: 1},
		{text: "Twoje zamówienie jest już w drodze", parts: 1, ucs2: true},
		{text: "Gute Fahrt 🚲👍", parts: 1, ucs2: true},
		{text: strings.Repeat("Grüße für 5 €, ", 30), parts: 4},
		{text: strings.Repeat("Dzień dobry żółw 🐢. ", 8), parts: 3, ucs2: true},
	}
}

// The kinds of report that Kannel's dlr-mask asks for, and that its %d says.
const (
	delivered = "1"
	failed    = "2"
	accepted  = "8"
	askForAll = "31"
)

// submit has Kannel send a text and report on it under the id.
func (k *kannel) submit(id string, to message.Address, c talk) {
	k.t.Helper()
	ask := url.Values{
		"username": {"test"}, "password": {"test"}, "from": {shop}, "to": {string(to)}, "text": {c.text},
		"charset": {"UTF-8"}, "coding": {"0"}, "dlr-mask": {askForAll},
		"dlr-url": {k.desk + "/receipt?id=" + id + "&kind=%d"},
	}
	if c.ucs2 {
		ask.Set("coding", "2")
	}
	status, err := fetch("http://" + k.sendsms + "/cgi-bin/sendsms?" + ask.Encode())
	if err != nil || status != 202 {
		k.t.Fatalf("sendsms: status %d, %v", status, err)
	}
}

// wantReports waits until Kannel has reported both kinds on the id; it makes two calls at once, in any order.
func (k *kannel) wantReports(id string, kinds ...string) {
	k.t.Helper()
	got := make([]string, len(kinds))
	for i := range kinds {
		report := smsctest.Next(k.t, k.receipts, "the report of "+id)
		got[i] = report.Get("kind")
		if report.Get("id") != id {
			k.t.Errorf("report %v, want one of %s", report, id)
		}
	}
	slices.Sort(got)
	slices.Sort(kinds)
	if !slices.Equal(got, kinds) {
		k.t.Errorf("reports of %s of the kinds %v, want %v", id, got, kinds)
	}
}

// logged waits for an entry of the simulator's log.
func (k *kannel) logged(event smsc.Event) smsc.Entry {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	entry, err := k.server.WaitLog(ctx, func(e smsc.Entry) bool { return e.Event == event })
	if err != nil {
		k.t.Fatalf("the simulator saw no %s: %v", event, err)
	}
	return entry
}

// TestKannelSubmitsAndMatchesReceipts sends texts from Kannel to phones of the simulator.
func TestKannelSubmitsAndMatchesReceipts(t *testing.T) {
	t.Parallel()
	k := run(t, "secret")
	if got := k.logged(smsc.EventBind); got.State != "BindTransceiver" {
		t.Errorf("bound as %q", got.State)
	}
	k.openSmsbox()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for i, c := range talks() {
		id := strconv.Itoa(i)
		k.submit(id, customer, c)
		got, err := k.server.Phone(customer).Wait(ctx, func(m smsc.Message) bool { return m.Text == c.text })
		if err != nil {
			t.Fatalf("%q did not arrive: %v, but %+v", c.text, err, k.server.Phone(customer).Messages())
		}
		if got.Segments != c.parts || got.Peer != shop || (got.Encoding == "UCS-2") != c.ucs2 {
			t.Errorf("on the phone: %+v; want %d parts", got, c.parts)
		}
		k.wantReports(id, accepted, delivered)
	}
	k.server.Phone(dead).SetState(smsc.PhoneDead)
	k.submit("dead", dead, talks()[0])
	k.wantReports("dead", accepted, failed)
}

// TestKannelReceives texts from a phone of the simulator to Kannel, which joins the parts, then unbinds.
func TestKannelReceives(t *testing.T) {
	t.Parallel()
	k := run(t, "secret")
	k.logged(smsc.EventBind)
	k.openSmsbox()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	phone := k.server.Phone(customer)
	for _, c := range talks() {
		sent, err := phone.SendAs(ctx, shop, c.text, smsc.Wire{})
		if err != nil {
			t.Fatal(err)
		}
		if sent.Segments != c.parts {
			t.Errorf("%q left in %d parts, want %d", c.text, sent.Segments, c.parts)
		}
		got := smsctest.Next(t, k.texts, "the text")
		if words(got) != c.text || !strings.HasSuffix(got.Get("from"), customer[1:]) || got.Get("to") != shop {
			t.Errorf("Kannel reads %q of %v, want %q", words(got), got, c.text)
		}
		if _, err := phone.Wait(ctx, func(m smsc.Message) bool {
			return m.ID == sent.ID && m.Status == smsc.Delivered
		}); err != nil {
			t.Errorf("the text was not acknowledged: %v", err)
		}
	}
	k.box.stop(t)
	k.logged(smsc.EventUnbind)
	k.logged(smsc.EventClosed)
}

// words is the text as Kannel hands it on: UTF-16 where it came so, else UTF-8.
func words(got url.Values) string {
	raw := got.Get("text")
	if got.Get("coding") != "2" {
		return raw
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return string(utf16.Decode(units))
}

// TestSimulatorRefusesKannelWithTheWrongPassword binds as nobody should.
func TestSimulatorRefusesKannelWithTheWrongPassword(t *testing.T) {
	t.Parallel()
	k := run(t, "guess")
	if got := k.logged(smsc.EventBindRefused); got.Status != 0x0E {
		t.Errorf("refused with status %#x, want 0x0e", got.Status)
	}
}
