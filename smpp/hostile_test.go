package smpp_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
)

// raw is a PDU of any octets.
func raw(id pdu.ID, sequence uint32, body string) []byte {
	wire := pdu.AppendBare(nil, pdu.Header{ID: id, Sequence: sequence})
	wire[2], wire[3] = byte((len(wire)+len(body))>>8), byte(len(wire)+len(body))
	return append(wire, body...)
}

func TestHostilePDUsLeaveTheLinkAlive(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		wire   []byte
		answer pdu.ID // 0: none
		status pdu.Status
		kept   bool // for people
	}{
		"unknown command":           {raw(0x99, 3, "???"), pdu.GenericNack, pdu.StatusInvalidCmdID, false},
		"submit_sm":                 {raw(pdu.SubmitSM, 3, ""), pdu.GenericNack, pdu.StatusInvalidCmdID, false},
		"unknown response":          {raw(0x80000099, 3, "???"), 0, 0, false},
		"answer to nothing":         {raw(pdu.SubmitSMResp, 3000, "id\x00"), 0, 0, false},
		"nack of nothing":           {raw(pdu.GenericNack, 0, ""), 0, 0, false},
		"unbind_resp unasked":       {raw(pdu.UnbindResp, 3, ""), 0, 0, false},
		"alert_notification":        {raw(pdu.AlertNotification, 3, "\x01\x01491\x00"), 0, 0, false},
		"empty deliver_sm":          {raw(pdu.DeliverSM, 3, ""), pdu.DeliverSMResp, 0, true},
		"deliver_sm cut off":        {raw(pdu.DeliverSM, 3, "\x00\x01\x01491"), pdu.DeliverSMResp, 0, true},
		"empty data_sm":             {raw(pdu.DataSM, 3, ""), pdu.DataSMResp, 0, true},
		"data coding of no text":    {raw(pdu.DeliverSM, 3, "\x00\x01\x0149\x00\x01\x0172\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x02ab"), pdu.DeliverSMResp, 0, true},
		"payload cut off":           {raw(pdu.DeliverSM, 3, "\x00\x01\x0149\x00\x01\x0172\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x24\x00\x50x"), pdu.DeliverSMResp, 0, true},
		"header that lies":          {raw(pdu.DeliverSM, 3, "\x00\x01\x0149\x00\x01\x0172\x00\x40\x00\x00\x00\x00\x00\x00\x00\x00\x02\xffa"), pdu.DeliverSMResp, 0, false},
		"part 9 of 3":               {raw(pdu.DeliverSM, 3, "\x00\x01\x0149\x00\x01\x0172\x00\x40\x00\x00\x00\x00\x00\x00\x00\x00\x07\x05\x00\x03\x01\x03\x09a"), pdu.DeliverSMResp, 0, false},
		"address that is not UTF-8": {raw(pdu.DeliverSM, 3, "\x00\x05\x00\xff\xfe\x00\x01\x0172\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01a"), pdu.DeliverSMResp, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, d, c := linked(t)
			c.send(tc.wire)
			if tc.answer == pdu.DeliverSMResp || tc.answer == pdu.DataSMResp {
				delivery := receive(t, d.inbound)
				if got := delivery.Inbound.Undecoded != ""; got != tc.kept {
					t.Errorf("kept for people: got %v (%q), want %v", got, delivery.Inbound.Undecoded, tc.kept)
				}
				if string(delivery.Inbound.Raw) != string(tc.wire[pdu.HeaderLen:]) {
					t.Errorf("raw: got %x", delivery.Inbound.Raw)
				}
				delivery.Acknowledge(true)
			}
			if tc.answer != 0 {
				if frame := c.expect(tc.answer); frame.Status != tc.status || frame.Sequence != 3 {
					t.Errorf("got %+v, want status %v", frame.Header, tc.status)
				}
			}
			c.bare(pdu.EnquireLink, 0, 4)
			c.expect(pdu.EnquireLinkResp)
		})
	}
}

func TestOversizedPDUEndsOnlyTheConnection(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	run(t, account(p.address()))
	p.bound().send([]byte("\x00\x10\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x01"))
	p.bound()
}

func TestDeliveryWithTheNumberOfASubmitIsNoAnswer(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	outcome := d.submits(message.Submission{Text: "question"})
	h, _ := c.submit()
	c.text(h.Sequence, &pdu.Message{ShortMessage: []byte("from a customer")})
	if got := receive(t, d.inbound).Inbound.Text; got != "from a customer" {
		t.Errorf("got %q", got)
	}
	c.bare(pdu.EnquireLinkResp, 0, h.Sequence)
	c.answer(h, pdu.StatusOK, "id")
	c.answer(h, pdu.StatusSystemError, "")
	if got := receive(t, outcome).Disposition; got != message.Accepted {
		t.Errorf("got %v, want accepted", got)
	}
}

func TestGenericNackLeavesTheTextUnknown(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	outcome := d.submits(message.Submission{Text: "x"})
	h, _ := c.submit()
	c.bare(pdu.GenericNack, pdu.StatusInvalidCmdLength, h.Sequence)
	if got := receive(t, outcome); got.Disposition != message.Unknown || got.Status != 2 {
		t.Errorf("got %+v", got)
	}
}

// blockedDesk runs a link whose desk takes nothing until it is released, and then refuses it.
func blockedDesk(t *testing.T, config smpp.SMSCConfig) (asked <-chan struct{}, release func()) {
	t.Helper()
	block, blocked := make(chan struct{}), make(chan struct{}, 1000)
	link, err := smpp.New(smpp.Config{
		SMSCs: []smpp.SMSCConfig{config},
		Inbound: func(message.Delivery) bool {
			blocked <- struct{}{}
			<-block
			return false
		},
		Receipt: func(message.Delivery) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- link.Run(ctx) }()
	release = sync.OnceFunc(func() { close(block) })
	t.Cleanup(func() {
		release()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return blocked, release
}

func TestOverloadIsPushedBack(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	config := account(p.address())
	config.InboundQueue = 1
	asked, release := blockedDesk(t, config)
	c := p.bound()
	text := &pdu.Message{ShortMessage: []byte("x")}
	c.text(1, text)
	receive(t, asked)
	c.text(2, text)
	c.text(3, text)
	if frame := c.expect(pdu.DeliverSMResp); frame.Sequence != 3 || frame.Status != pdu.StatusQueueFull {
		t.Errorf("a full queue: got %+v", frame.Header)
	}
	c.bare(pdu.EnquireLink, 0, 4)
	c.expect(pdu.EnquireLinkResp)
	release()
	for sequence := uint32(1); sequence <= 2; sequence++ {
		if frame := c.expect(pdu.DeliverSMResp); frame.Sequence != sequence || frame.Status != pdu.StatusQueueFull {
			t.Errorf("a desk that takes nothing: got %+v", frame.Header)
		}
	}
}

func TestHugeDeliveriesArePushedBackBeforeTheQueueIsFull(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	blockedDesk(t, account(p.address()))
	c := p.bound()
	huge := &pdu.Message{TLVs: pdu.TLVs(nil).Append(pdu.TagMessagePayload, make([]byte, 60_000))}
	const most = 4<<20/60_000 + 2
	for sequence := range uint32(most) {
		c.text(sequence+1, huge)
	}
	if frame := c.expect(pdu.DeliverSMResp); frame.Status != pdu.StatusQueueFull || frame.Sequence < most/2 {
		t.Errorf("got %+v", frame.Header)
	}
}

func TestPeerThatDoesNotReadAnswersIsDropped(t *testing.T) {
	t.Parallel()
	p, _, c := linked(t, func(c *smpp.SMSCConfig) { c.Timing.Write = 50 * time.Millisecond })
	ask := []byte(strings.Repeat(string(pdu.AppendBare(nil, pdu.Header{ID: pdu.EnquireLink})), 4096))
	for {
		if _, err := c.conn.Write(ask); err != nil {
			break
		}
	}
	p.bound()
}

func TestTextsThatCanNeverBeSentAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	_, d, _ := linked(t)
	for _, tc := range []struct {
		sub  message.Submission
		want message.Disposition
	}{
		{message.Submission{From: "ÜBERLANGER NAME"}, message.RefusedSender},
		{message.Submission{To: "72100"}, message.RefusedRecipient},
		{message.Submission{To: "+4917112345678901234567"}, message.RefusedContent},
		{message.Submission{Text: strings.Repeat("ł", 70*300)}, message.RefusedContent},
	} {
		if got := receive(t, d.submits(tc.sub)); got.Disposition != tc.want {
			t.Errorf("got %v, want %v", got.Disposition, tc.want)
		}
	}
}
