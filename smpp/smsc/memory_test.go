package smsc_test

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// heap is what is in use after a collection, in MiB.
func heap() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc >> 20)
}

// campaign submits n texts to as many phones, from the number first on, and answers the receipts.
func campaign(t *testing.T, server *smsc.Server, first, n int) {
	t.Helper()
	e := bound(t, server, pdu.BindTransceiver)
	m := text("Ihre Bestellung 4711 ist unterwegs und kommt morgen zwischen 9 und 12 Uhr. Antworten Sie 1 fuer einen anderen Tag.")
	m.Destination.Digits = []byte("4917000000000")
	one, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.SubmitSM}, m)
	if err != nil {
		t.Fatal(err)
	}
	to := len(one) - len(m.ShortMessage) - 10 - len("00000000\x00") // the fields between, and the digits that differ
	const window = 500
	var out []byte
	for written, answered, receipts := 0, 0, 0; answered < n || receipts < n; {
		for ; written < n && written-answered < window; written++ {
			binary.BigEndian.PutUint32(one[12:], uint32(written+1))
			copy(one[to:], fmt.Sprintf("%08d", first+written))
			out = append(out, one...)
		}
		e.write(out)
		out = out[:0]
		for more := true; more; more = e.frames.Ready() {
			f, err := e.read()
			if err != nil {
				t.Fatal(err)
			}
			switch f.ID { //nolint:exhaustive // nothing else comes
			case pdu.SubmitSMResp:
				answered++
			case pdu.DeliverSM:
				receipts++
				out = pdu.AppendBare(out, f.Response(pdu.StatusOK))
			}
		}
	}
	e.write(out)
	_ = e.conn.Close()
}

// TestMemoryIsBoundedWhateverPasses runs campaigns to ever new phones: once the limits are reached, nothing grows.
func TestMemoryIsBoundedWhateverPasses(t *testing.T) {
	const phones = 1000
	server := smsctest.Start(t, smsc.Config{KeepEntries: 1000, KeepPhones: phones, KeepTexts: 2000})
	server.Phone(customer).SetName("Erika")
	campaign(t, server, 0, 5000)
	after := heap()
	campaign(t, server, 10_000, 20_000)
	if more := heap() - after; more > 4 {
		t.Errorf("20,000 messages later %d MiB more are in use", more)
	}
	if got := len(server.Phones()); got != phones+1 {
		t.Errorf("%d phones are known, want %d and the one with a name", got, phones)
	}
	if got := server.Phone("+4917000029999").Messages(); len(got) != 1 {
		t.Errorf("the phone that was used last has %+v", got)
	}
	if got := server.Stats(); got.Accepted != 25_000 || got.Forgotten != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestOldTextsAreForgottenWithTheirPhones(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{KeepTexts: 3, Held: 10})
	bound(t, server, pdu.BindTransmitter)
	phone := func(n int) *smsc.Phone { return server.Phone(message.Address(fmt.Sprintf("+49171000000%d", n))) }
	phone(9).SetState(smsc.PhoneOn) // somebody cares for it
	for _, n := range []int{9, 1, 2, 1, 3} {
		if err := phone(n).Send(within(t), shop, "x"); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int]int{1: 2, 2: 0, 3: 1, 9: 1} {
		if got := len(phone(n).Messages()); got != want {
			t.Errorf("phone %d has %d texts, want %d", n, got, want)
		}
	}
}

// TestForgottenPhonesInUseDoNoHarm goes on with phones that were forgotten, some of which have successors.
func TestForgottenPhonesInUseDoNoHarm(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{KeepPhones: 2, KeepTexts: 4})
	bound(t, server, pdu.BindTransmitter)
	number := func(n int) message.Address { return message.Address(fmt.Sprintf("+49171000000%d", n)) }
	var held []*smsc.Phone
	for n := range 5 {
		held = append(held, server.Phone(number(n)))
	}
	server.Phone(number(0)).SetName("Erika")
	for range 3 {
		for _, p := range held {
			if err := p.Send(within(t), shop, "x"); err != nil {
				t.Fatal(err)
			}
		}
		held[1].SetState(smsc.PhoneOn)
	}
	if got := len(server.Phones()); got > 4 { // two, and the two that somebody cares for
		t.Errorf("%d phones are known", got)
	}
	if server.Phone(number(1)) != held[1] || server.Phone(number(0)) == held[0] {
		t.Error("the phones that somebody cares for are not those that are known")
	}
}

func TestReceiptsThatNobodyTakesAreForgotten(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{Held: 1})
	e := bound(t, server, pdu.BindTransmitter)
	for range 12 {
		if _, status := e.submits(text("x")); status != pdu.StatusOK {
			t.Fatal(status)
		}
	}
	r := bound(t, server, pdu.BindReceiver)
	for range 10 {
		r.delivered(pdu.StatusOK)
	}
	if got := server.Stats(); got.Forgotten != 2 {
		t.Errorf("got %+v, want 2 receipts forgotten", got)
	}
	r.request(pdu.EnquireLink) // all acknowledgements were read
	if _, status := e.submits(text("x")); status != pdu.StatusOK {
		t.Fatal(status)
	}
	r.delivered(pdu.StatusOK)
}

func TestPhoneThatIsOffHoldsSoManyTexts(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{KeepMessages: 2})
	e := bound(t, server, pdu.BindTransceiver)
	server.Phone(customer).SetState(smsc.PhoneOff)
	for range 3 {
		e.submits(text("x"))
	}
	if got := e.delivered(pdu.StatusOK); got.Source.Digits == nil || messageState(&got) != 5 {
		t.Errorf("got %+v, want the third to be undeliverable", got)
	}
	server.Phone(customer).SetState(smsc.PhoneOn)
	for range 2 {
		if got := e.delivered(pdu.StatusOK); messageState(&got) != 2 {
			t.Errorf("got %+v, want delivered", got)
		}
	}
}

func messageState(m *pdu.Message) uint32 {
	state, _ := m.TLVs.Number(pdu.TagMessageState)
	return state
}
