package smpp

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

func testAccount(t *testing.T) *account {
	t.Helper()
	link, err := New(Config{
		SMSCs: []SMSCConfig{{
			Name: "one", Address: "127.0.0.1:1", SystemID: "shop", Source: "72100",
			ReceiptZone: time.FixedZone("CET", 3600),
		}},
		Inbound: func(message.Delivery) bool { return true },
		Receipt: func(message.Delivery) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	return link.accounts[0]
}

func TestReceiptsAreReadAsTheyCome(t *testing.T) {
	t.Parallel()
	a := testAccount(t)
	done := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	tlvs := pdu.TLVs(nil).Append(pdu.TagReceiptedMessageID, []byte("ab12\x00")).
		Append(pdu.TagMessageState, []byte{5}).Append(pdu.TagNetworkErrorCode, []byte{3, 0, 11})
	for _, tc := range []struct {
		name string
		pdu  pdu.Message
		id   string
		want message.DeliveryState
		code string
		done time.Time
	}{
		{"customary", pdu.Message{ESMClass: 4, ShortMessage: []byte("id:0123456789 sub:001 dlvrd:001 submit date:2611210959 done date:2611211000 stat:DELIVRD err:000 text:id:7 stat:EXPIRED")}, "0123456789", message.Delivered, "000", done},
		{"seconds and offset", pdu.Message{ESMClass: 4, ShortMessage: []byte("id:7 done date:261121100000+01 stat:UNDELIV err:00B Text:x")}, "7", message.Undeliverable, "00B", done},
		{"long year, other order", pdu.Message{ESMClass: 4, ShortMessage: []byte("STAT:expired DONE DATE:20261121100000 ID:X-9")}, "X-9", message.Expired, "", done},
		{"blanks after the colons", pdu.Message{ESMClass: 4, ShortMessage: []byte("id: 7 stat: ACCEPTD err: done date: soon")}, "7", message.AcceptedState, "", time.Time{}},
		{"intermediate", pdu.Message{ESMClass: 0x20, ShortMessage: []byte("id:7 stat:ENROUTE")}, "7", message.Enroute, "", time.Time{}},
		{"nothing to read", pdu.Message{ESMClass: 4, ShortMessage: []byte("zugestellt")}, "", message.UnknownState, "", time.Time{}},
		{"empty", pdu.Message{ESMClass: 4}, "", message.UnknownState, "", time.Time{}},
		{"parameters win", pdu.Message{ESMClass: 4, ShortMessage: []byte("id:99 stat:DELIVRD err:000"), TLVs: tlvs}, "ab12", message.Undeliverable, "11", time.Time{}},
		{"parameters alone", pdu.Message{TLVs: tlvs}, "ab12", message.Undeliverable, "11", time.Time{}},
		{"unknown state", pdu.Message{TLVs: pdu.TLVs(nil).Append(pdu.TagReceiptedMessageID, []byte("7")).Append(pdu.TagMessageState, []byte{99})}, "7", message.UnknownState, "", time.Time{}},
		{"UCS-2 with header", pdu.Message{ESMClass: 0x44, DataCoding: 8, ShortMessage: []byte("\x02\x01\x00\x00i\x00d\x00:\x007")}, "7", message.UnknownState, "", time.Time{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if !isReceipt(&tc.pdu) {
				t.Fatal("not taken for a receipt")
			}
			got := a.receipt(&tc.pdu, time.Time{})
			if got.MessageID != tc.id || got.State != tc.want || got.ErrorCode != tc.code || !got.DoneAt.Equal(tc.done) {
				t.Errorf("got %+v", got)
			}
			if (len(got.Candidates) == 0) != (tc.id == "") {
				t.Errorf("candidates %q", got.Candidates)
			}
		})
	}
}

func TestTextsAreNoReceipts(t *testing.T) {
	t.Parallel()
	for _, esm := range []byte{0x00, 0x40, 0x80, 0xC0, 0x03, 0x10} {
		if isReceipt(&pdu.Message{ESMClass: esm, ShortMessage: []byte("id:1 stat:DELIVRD")}) {
			t.Errorf("esm_class %#x was taken for a receipt", esm)
		}
	}
}

func TestCandidatesMeetTheAnswersForm(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		receipt string
		format  IDFormat
		answers []string // each must be among the candidates
	}{
		{"0001234", IDAuto, []string{"0001234", "1234", "4d2", "4D2", "000004d2", "000004D2"}},
		{"4D2", IDAuto, []string{"4D2", "4d2", "1234"}},
		{"00AB12cd", IDAuto, []string{"00AB12cd", "00ab12cd", "AB12CD", "ab12cd", "11211469"}},
		{"6ba7b810-9dad-11d1-80b4-00c04fd430c8", IDAuto, []string{"6BA7B810-9DAD-11D1-80B4-00C04FD430C8"}},
		{"99999999999999999999999999", IDAuto, []string{"99999999999999999999999999"}},
		{"0", IDAuto, []string{"0"}},
		{"000", IDAuto, []string{"000"}},
		{"10", IDRaw, []string{"10"}},
		{"10", IDHex, []string{"16"}},
		{"xyz", IDHex, []string{"xyz"}},
		{"10", IDDecimal, []string{"a", "0000000A", "10"}},
		{"xyz", IDDecimal, []string{"xyz"}},
	} {
		got := candidates(tc.receipt, tc.format)
		seen := make(map[string]bool)
		for _, c := range got {
			if seen[c] {
				t.Errorf("%s as %s: %q twice in %q", tc.receipt, tc.format, c, got)
			}
			seen[c] = true
		}
		for _, want := range tc.answers {
			if !seen[want] {
				t.Errorf("%s as %s: %q is not in %q", tc.receipt, tc.format, want, got)
			}
		}
	}
	if got := candidates("", IDAuto); got != nil {
		t.Errorf("no id: got %q", got)
	}
	if got := candidates("0010", IDRaw); len(got) != 1 {
		t.Errorf("raw: got %q", got)
	}
}

func TestInboundTextsAreReadInEveryCoding(t *testing.T) {
	t.Parallel()
	a := testAccount(t)
	sar := pdu.TLVs(nil).Append(pdu.TagSarReference, []byte{1, 2}).Append(pdu.TagSarTotal, []byte{3}).Append(pdu.TagSarNumber, []byte{2})
	for _, tc := range []struct {
		name      string
		pdu       pdu.Message
		text      string
		part      message.Part
		undecoded bool
	}{
		{"GSM 7 bit", pdu.Message{ShortMessage: []byte("\x1be \x5b")}, "€ Ä", message.Part{}, false},
		{"class 1", pdu.Message{DataCoding: 0xF1, ShortMessage: []byte("\x5b")}, "Ä", message.Part{}, false},
		{"ASCII", pdu.Message{DataCoding: 1, ShortMessage: []byte("[a]")}, "[a]", message.Part{}, false},
		{"Latin-1", pdu.Message{DataCoding: 3, ShortMessage: []byte("\xc4")}, "Ä", message.Part{}, false},
		{"UCS-2", pdu.Message{DataCoding: 8, ShortMessage: []byte("\x01\x42")}, "ł", message.Part{}, false},
		{"binary", pdu.Message{DataCoding: 4, ShortMessage: []byte("\x00\x01")}, "", message.Part{}, true},
		{"8-bit reference", pdu.Message{ESMClass: 0x40, ShortMessage: []byte("\x05\x00\x03\x07\x02\x01hi")}, "hi", message.Part{Reference: 7, Number: 1, Total: 2}, false},
		{"16-bit reference", pdu.Message{ESMClass: 0x40, ShortMessage: []byte("\x06\x08\x04\x01\x02\x02\x02hi")}, "hi", message.Part{Reference: 258, Wide: true, Number: 2, Total: 2}, false},
		{"Turkish", pdu.Message{ESMClass: 0x40, ShortMessage: []byte("\x03\x24\x01\x01\x1bs")}, "ş", message.Part{}, false},
		{"ports", pdu.Message{ESMClass: 0x40, ShortMessage: []byte("\x06\x05\x04\x0b\x84\x23\xf0x")}, "x", message.Part{}, true},
		{"sar", pdu.Message{ShortMessage: []byte("hi"), TLVs: sar}, "hi", message.Part{Reference: 258, Wide: true, Number: 2, Total: 3}, false},
		{"payload with header", pdu.Message{ESMClass: 0x40, TLVs: pdu.TLVs(nil).Append(pdu.TagMessagePayload, []byte("\x05\x00\x03\x07\x02\x01hi"))}, "hi", message.Part{Reference: 7, Number: 1, Total: 2}, false},
		{"sar of a whole text", pdu.Message{ShortMessage: []byte("hi"), TLVs: pdu.TLVs(nil).Append(pdu.TagSarReference, []byte{1, 2}).Append(pdu.TagSarTotal, []byte{1}).Append(pdu.TagSarNumber, []byte{1})}, "hi", message.Part{}, false},
		{"empty", pdu.Message{}, "", message.Part{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := a.inbound(&tc.pdu, arrival{}, nil)
			if got.Text != tc.text || (got.Undecoded != "") != tc.undecoded {
				t.Errorf("got %+v", got)
			}
			if diff := cmp.Diff(tc.part, got.Part); diff != "" {
				t.Errorf("part (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzReceiptText reads any text as a receipt.
func FuzzReceiptText(f *testing.F) {
	f.Add("id:0123456789 sub:001 dlvrd:001 submit date:2611210959 done date:2611211000 stat:DELIVRD err:000 text:Hallo")
	f.Add("id: stat: done date:99999999999999 err:")
	f.Fuzz(func(t *testing.T, text string) {
		fields := readReceipt(text)
		if len(fields) > len(receiptKeys) {
			t.Errorf("%d fields", len(fields))
		}
		for key, value := range fields {
			if !strings.Contains(text, value) {
				t.Errorf("%s is %q, which is not in the text", key, value)
			}
		}
		candidates(fields["id"], IDAuto)
		receiptTime(fields["done date"], time.UTC)
	})
}

// FuzzDelivery gives any octets as the body of a delivery: it becomes an Inbound or a Receipt, and what is shown
// to people is UTF-8.
func FuzzDelivery(f *testing.F) {
	m := pdu.Message{ESMClass: 0x40, ShortMessage: []byte("\x05\x00\x03\x07\x02\x01hi")}
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM}, &m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wire[pdu.HeaderLen:], false)
	f.Add([]byte("\x00\x01\x01491\x00\x01\x0172\x00\x04\x01\x00\x00\x1e\x00\x027\x00"), true)
	f.Fuzz(func(t *testing.T, body []byte, data bool) {
		link := &Link{config: Config{}.withDefaults()}
		a := &account{config: SMSCConfig{Name: "one"}.withDefaults(), link: link}
		arrived := arrival{header: pdu.Header{ID: pdu.DeliverSM}, body: body}
		if data {
			arrived.header.ID = pdu.DataSM
		}
		d := a.interpret(arrived)
		switch {
		case d.Inbound != nil && d.Receipt == nil:
			if d.Inbound.Undecoded == "reading it failed" {
				t.Error("reading it panicked")
			}
			if s := d.Inbound.Text + string(d.Inbound.From+d.Inbound.To); !utf8.ValidString(s) {
				t.Errorf("not UTF-8: %q", s)
			}
			if p := d.Inbound.Part; p.Total != 0 && (p.Number < 1 || p.Number > p.Total || p.Total > 255) {
				t.Errorf("impossible part %+v", p)
			}
		case d.Receipt != nil && d.Inbound == nil:
			if s := d.Receipt.MessageID + d.Receipt.ErrorCode; !utf8.ValidString(s) {
				t.Errorf("not UTF-8: %q", s)
			}
		default:
			t.Errorf("got %+v", d)
		}
	})
}
