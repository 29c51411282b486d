package smpp_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
)

func TestSubmitIsAnswered(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	config := account(p.address())
	config.SystemType = "SMPP"
	d := run(t, config)
	c := p.accept()
	bind := c.answerBind(pdu.StatusOK)
	if want := (pdu.Bind{SystemID: "shop", Password: "secret", SystemType: "SMPP", InterfaceVersion: 0x34}); bind != want {
		t.Errorf("bind: got %+v, want %+v", bind, want)
	}
	outcome := d.submits(message.Submission{ID: "m1", Text: "Grüße für 5 €", Class: message.Service, Validity: 90_061e9})
	h, m := c.submit()
	want := pdu.Message{
		Source:             pdu.Address{TON: pdu.TONNetwork, Digits: []byte("72100")},
		Destination:        pdu.Address{TON: 1, NPI: 1, Digits: []byte("491711234567")},
		ValidityPeriod:     []byte("000001010101000R"),
		RegisteredDelivery: pdu.FinalReceipt,
		ShortMessage:       []byte("Gr\x7e\x1ee f\x7er 5 \x1be"),
	}
	if diff := cmp.Diff(want, m, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("submit_sm (-want +got):\n%s", diff)
	}
	c.answer(h, pdu.StatusOK, "id-1")
	got := receive(t, outcome)
	if diff := cmp.Diff(message.Outcome{
		ID: "m1", SMSC: "one", Disposition: message.Accepted, PartIDs: []string{"id-1"}, Parts: 1,
	}, got, cmpopts.IgnoreFields(message.Outcome{}, "At")); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
}

func TestTextIsAcknowledgedAfterTheCommit(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	c.text(9, &pdu.Message{
		Source:       pdu.Address{TON: 1, NPI: 1, Digits: []byte("491711234567")},
		Destination:  pdu.Address{TON: 3, Digits: []byte("72100")},
		DataCoding:   8,
		ShortMessage: []byte{0x04, 0x1F, 0xD8, 0x3D, 0xDE, 0x00},
	})
	delivery := receive(t, d.inbound)
	in := delivery.Inbound
	if in.Text != "П😀" || in.From != "+491711234567" || in.To != "72100" || in.SMSC != "one" || in.Undecoded != "" {
		t.Errorf("got %+v", in)
	}
	// The link answers other PDUs while the text waits for its commit.
	c.bare(pdu.EnquireLink, 0, 10)
	if frame := c.expect(pdu.EnquireLinkResp); frame.Sequence != 10 {
		t.Errorf("answer to enquire_link has number %d", frame.Sequence)
	}
	delivery.Acknowledge(true)
	delivery.Acknowledge(false)
	if frame := c.expect(pdu.DeliverSMResp); frame.Sequence != 9 || frame.Status != pdu.StatusOK || string(frame.Body) != "\x00" {
		t.Errorf("got %+v", frame)
	}
	c.text(11, &pdu.Message{ShortMessage: []byte("nicht gespeichert")})
	receive(t, d.inbound).Acknowledge(false)
	if frame := c.expect(pdu.DeliverSMResp); frame.Sequence != 11 || frame.Status != pdu.StatusSystemError {
		t.Errorf("got %+v", frame)
	}
}

func TestLinkComesBack(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	d := run(t, account(p.address()))
	for range 3 {
		c := p.bound()
		outcome := d.submits(message.Submission{ID: "m", Text: "x"})
		c.submit()
		_ = c.conn.Close()
		if got := receive(t, outcome).Disposition; got != message.Unknown {
			t.Errorf("written and unanswered: got %v, want unknown", got)
		}
	}
}

func TestConfigProblemsComeTogether(t *testing.T) {
	t.Parallel()
	_, err := smpp.New(smpp.Config{SMSCs: []smpp.SMSCConfig{{Name: "a"}, {Name: "a", Password: "much too long"}}})
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) || len(joined.Unwrap()) < 8 {
		t.Errorf("got %v", err)
	}
}
