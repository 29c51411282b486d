package smpp_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/inbox"
	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
	"kurzwahl/sms"
)

// mixtures are what random texts are made of: each alphabet, its extension, and what takes two units in UCS-2.
var mixtures = []string{
	"abc def.", "Grüße für 5 € {}[]|~^\\ ", "zażółć gęślą jaźń ", "🚲👍🏽 ok \n", "ÇçÀà¿¡ñ §",
}

func randomText(random *rand.Rand, most int) string {
	mixture := []rune(mixtures[random.IntN(len(mixtures))])
	var b strings.Builder
	for range 1 + random.IntN(most) {
		b.WriteRune(mixture[random.IntN(len(mixture))])
	}
	return b.String()
}

// shuffled gives the numbers of n parts in any order, some of them twice.
func shuffled(random *rand.Rand, n int) []int {
	order := make([]int, 0, 2*n)
	for i := 1; i <= n; i++ {
		order = append(order, i)
		if random.IntN(3) == 0 {
			order = append(order, i)
		}
	}
	random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

// TestRandomTextsAreReadAsWritten sends random texts from a phone in each way that there is, their parts in any order
// and some twice: joined, they are what was written.
func TestRandomTextsAreReadAsWritten(t *testing.T) {
	t.Parallel()
	for _, joining := range []smsc.Joining{smsc.JoinUDH8, smsc.JoinUDH16, smsc.JoinSAR, smsc.JoinPayload} {
		for _, alphabet := range []sms.Alphabet{sms.GSM7, sms.Latin1} {
			t.Run(fmt.Sprint(joining, " ", alphabet), func(t *testing.T) {
				t.Parallel()
				server := smsctest.Start(t, smsc.Config{DefaultAlphabet: alphabet})
				config := account(server.Addr().String())
				config.DefaultAlphabet = alphabet
				d := run(t, config)
				random := rand.New(rand.NewPCG(3, 40))
				for range 30 {
					text := randomText(random, 600)
					d.wantRead(server.Phone(customer), text, joining, alphabet, random)
				}
			})
		}
	}
}

// wantRead texts the shop and joins what the link hands on.
func (d *desk) wantRead(phone *smsc.Phone, text string, joining smsc.Joining, alphabet sms.Alphabet, random *rand.Rand) {
	d.t.Helper()
	wire := smsc.Wire{Joining: joining, Alphabet: alphabet}
	size := sms.Layout{Prefer: alphabet, Joining: sms.Reference8}
	if joining == smsc.JoinUDH16 || joining == smsc.JoinSAR {
		size.Joining = sms.Reference16
	}
	if parts := size.Measure(text).Segments; parts > 1 && joining != smsc.JoinPayload {
		wire.Order = shuffled(random, parts)
	}
	if _, err := phone.SendAs(d.t.Context(), shop, text, wire); err != nil {
		d.t.Fatal(err)
	}
	var group inbox.Group
	var got string
	for range max(1, len(wire.Order)) {
		delivery := receive(d.t, d.inbound)
		delivery.Acknowledge(true)
		in := delivery.Inbound
		if in.Part.Total == 0 {
			got = in.Text
			continue
		}
		if !group.Fits(in.Part.Number, in.Text) {
			d.t.Fatalf("part %+v of %q contradicts the one before", in.Part, text)
		}
		group.Add(in.Part.Number, in.Text, in.ReceivedAt)
		got, _ = group.Join(in.Part.Total)
	}
	if got != text {
		d.t.Errorf("%q was read as %q", text, got)
	}
}

// TestPairThatAPhoneCutsIsJoined has a phone cut a long text inside an emoji.
func TestPairThatAPhoneCutsIsJoined(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	d := run(t, account(server.Addr().String()))
	var group inbox.Group
	for n, octets := range []string{"\x00a\xd8\x3d", "\xde\xb2\x00b"} {
		raw := smsc.Raw{ESMClass: pdu.ESMHeader, DataCoding: 8, Octets: append([]byte{5, 0, 3, 9, 2, byte(n + 1)}, octets...)}
		if _, err := server.Phone(customer).SendRaw(t.Context(), shop, raw); err != nil {
			t.Fatal(err)
		}
		delivery := receive(t, d.inbound)
		delivery.Acknowledge(true)
		group.Add(delivery.Inbound.Part.Number, delivery.Inbound.Text, delivery.Inbound.ReceivedAt)
	}
	if got, whole := group.Join(2); got != "a🚲b" || !whole {
		t.Errorf("got %q", got)
	}
}

// TestRandomTextsReachThePhoneAsWritten is the other direction, in each way that an SMSC may want it.
func TestRandomTextsReachThePhoneAsWritten(t *testing.T) {
	t.Parallel()
	for _, way := range []smpp.LongMessages{smpp.UDH8, smpp.UDH16, smpp.SAR, smpp.Payload} {
		for _, alphabet := range []sms.Alphabet{sms.GSM7, sms.Latin1} {
			t.Run(fmt.Sprint(way, " ", alphabet), func(t *testing.T) {
				t.Parallel()
				server := smsctest.Start(t, smsc.Config{DefaultAlphabet: alphabet})
				config := account(server.Addr().String())
				config.DefaultAlphabet, config.LongMessages, config.NoReceipts = alphabet, way, true
				config.Binds, config.Window = 3, 2
				d := run(t, config)
				random := rand.New(rand.NewPCG(11, 22))
				want := make(map[message.Address]string)
				var outcomes []<-chan message.Outcome
				for n := range 60 {
					to := message.Address(fmt.Sprintf("+4917112%05d", n))
					want[to] = randomText(random, 600)
					outcomes = append(outcomes, d.submits(message.Submission{To: to, Text: want[to], Class: message.Service}))
				}
				for _, outcome := range outcomes {
					if o := receive(t, outcome); o.Disposition != message.Accepted {
						t.Errorf("got %+v", o)
					}
				}
				for to, text := range want {
					if got := d.messages(server.Phone(to), 1); len(got) != 1 || got[0].Text != text {
						t.Errorf("%q arrived as %+v", text, got)
					}
				}
			})
		}
	}
}

// TestATextIsGivenUpAtTheEndOfItsValidity has the simulator keep a text for a phone that is off for as long as it is told to.
func TestATextIsGivenUpAtTheEndOfItsValidity(t *testing.T) {
	t.Parallel()
	now := clock.NewMovable(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	server := smsctest.Start(t, smsc.Config{Clock: now})
	d := run(t, account(server.Addr().String()))
	phone := server.Phone(customer)
	phone.SetState(smsc.PhoneOff)
	if o := receive(t, d.submits(message.Submission{To: customer, Text: "bis zehn", Validity: time.Hour})); o.Disposition != message.Accepted {
		t.Fatalf("got %+v", o)
	}
	now.Advance(time.Hour)
	r := receive(t, d.receipts)
	r.Acknowledge(true)
	if r.Receipt.State != message.Expired {
		t.Errorf("got %v", r.Receipt.State)
	}
	phone.SetState(smsc.PhoneOn)
	if got := phone.Messages(); len(got) != 0 {
		t.Errorf("after its validity: got %+v", got)
	}
}

// TestThousandsOfPhonesTalkAtOnce has each of three thousand phones text the shop and get an answer, over two pairs of
// a transmitter and a receiver.
func TestThousandsOfPhonesTalkAtOnce(t *testing.T) {
	t.Parallel()
	const phones = 3000
	server := smsctest.Start(t, smsc.Config{})
	config := account(server.Addr().String())
	config.Mode, config.Binds, config.Window, config.NoReceipts = smpp.Split, 2, 50, true
	d := run(t, config)
	d.until("both pairs are bound", func() bool { return server.Stats().Binds == 4 && d.Stats()[0].Window == 100 })
	number := func(n int) message.Address { return message.Address(fmt.Sprintf("+4917100%05d", n)) }
	ctx := t.Context()
	sent := make(chan error, phones)
	for first := range 4 {
		go func() {
			for n := first; n < phones; n += 4 {
				sent <- server.Phone(number(n)).Send(ctx, shop, fmt.Sprint("frage ", n))
			}
		}()
	}
	var outcomes []<-chan message.Outcome
	for range phones {
		if err := receive(t, sent); err != nil {
			t.Fatal(err)
		}
		delivery := receive(t, d.inbound)
		delivery.Acknowledge(true)
		in := delivery.Inbound
		outcomes = append(outcomes, d.submits(message.Submission{To: in.From, Text: "antwort auf " + in.Text, Class: message.Service}))
	}
	for _, outcome := range outcomes {
		if o := receive(t, outcome); o.Disposition != message.Accepted {
			t.Fatalf("got %+v", o)
		}
	}
	for n := range phones {
		got := d.messages(server.Phone(number(n)), 2)
		if want := fmt.Sprint("antwort auf frage ", n); len(got) != 2 || got[1].Text != want || got[0].Status != smsc.Delivered {
			t.Fatalf("phone %d has %+v", n, got)
		}
	}
}
