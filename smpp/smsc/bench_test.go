package smsc_test

import (
	"context"
	"fmt"
	"testing"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// BenchmarkSubmit pumps submit_sm with a window of 500 through one bind; one operation is one answered message.
func BenchmarkSubmit(b *testing.B) {
	for name, c := range map[string]struct {
		config   smsc.Config
		receipts byte
	}{
		"discard":          {smsc.Config{Discard: true}, pdu.NoReceipt},
		"discard+receipts": {smsc.Config{Discard: true}, pdu.FinalReceipt},
		"kept":             {smsc.Config{}, pdu.NoReceipt},
	} {
		b.Run(name, func(b *testing.B) { pump(b, c.config, c.receipts) })
	}
}

func pump(b *testing.B, c smsc.Config, receipts byte) {
	b.Helper()
	server := smsctest.Start(b, c)
	e := bound(b, server, pdu.BindTransceiver)
	m := text("Ihre Bestellung 4711 ist unterwegs und kommt morgen zwischen 9 und 12 Uhr. Antworten Sie 1 fuer einen anderen Tag.")
	m.RegisteredDelivery = receipts
	one, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.SubmitSM, Sequence: 1}, m)
	if err != nil {
		b.Fatal(err)
	}
	const window = 500
	b.ReportAllocs()
	b.ResetTimer()
	written, answered := 0, 0
	var out []byte
	for answered < b.N {
		for written < b.N && written-answered < window {
			out = append(out, one...)
			written++
		}
		out = exchange(b, e, out, &answered)
	}
}

// exchange writes what there is and reads what has come.
func exchange(b *testing.B, e *esme, out []byte, answered *int) []byte {
	b.Helper()
	if _, err := e.conn.Write(out); err != nil {
		b.Fatal(err)
	}
	out = out[:0]
	for {
		f, err := e.frames.Next()
		if err != nil {
			b.Fatal(err)
		}
		if f.ID == pdu.SubmitSMResp {
			*answered++
		}
		if f.ID == pdu.DeliverSM {
			out = pdu.AppendBare(out, f.Response(pdu.StatusOK))
		}
		if !e.frames.Ready() {
			return out
		}
	}
}

// BenchmarkDeliver texts from phones to a bind that acknowledges everything; one operation is one acknowledged
// text.
func BenchmarkDeliver(b *testing.B) {
	server := smsctest.Start(b, smsc.Config{Discard: true, Held: 1000})
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	e := bound(b, server, pdu.BindReceiver)
	b.ReportAllocs()
	b.ResetTimer()
	go func() {
		for i := range b.N {
			if err := server.Phone(message.Address(fmt.Sprintf("+491711%05d", i%10_000))).Send(ctx, shop, "1"); err != nil {
				return // only at the end
			}
		}
	}()
	var out []byte
	for range b.N {
		f, err := e.frames.Next()
		if err != nil {
			b.Fatal(err)
		}
		out = pdu.AppendBare(out, f.Response(pdu.StatusOK))
		if !e.frames.Ready() {
			e.write(out)
			out = out[:0]
		}
	}
	e.write(out)
}
