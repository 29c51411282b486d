package smsc_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

const (
	shop     message.Address = "72100"
	customer message.Address = "+491711234567"
)

// esme is a client that does one thing at a time. What comes while it waits for an answer is kept for later.
type esme struct {
	t        testing.TB
	conn     net.Conn
	frames   *pdu.Reader
	sequence uint32
	kept     []pdu.Frame
}

func dial(t testing.TB, server *smsc.Server) *esme {
	t.Helper()
	conn, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &esme{t: t, conn: conn, frames: pdu.NewReader(conn)}
}

// bound dials and binds as the system_id "shop".
func bound(t testing.TB, server *smsc.Server, as pdu.ID) *esme {
	t.Helper()
	e := dial(t, server)
	if status := e.bind(as, "shop", ""); status != pdu.StatusOK {
		t.Fatalf("bind: status %v", status)
	}
	return e
}

func (e *esme) bind(as pdu.ID, systemID, password string) pdu.Status {
	e.t.Helper()
	octets, err := pdu.AppendBind(nil, e.header(as), pdu.Bind{
		SystemID: systemID, Password: password, InterfaceVersion: pdu.Version34,
	})
	if err != nil {
		e.t.Fatalf("encode bind: %v", err)
	}
	e.write(octets)
	return e.answer().Status
}

func (e *esme) header(id pdu.ID) pdu.Header {
	e.sequence++
	return pdu.Header{ID: id, Sequence: e.sequence}
}

func (e *esme) write(octets []byte) {
	e.t.Helper()
	if _, err := e.conn.Write(octets); err != nil {
		e.t.Fatalf("write: %v", err)
	}
}

// request sends a bare request and gives the answer.
func (e *esme) request(id pdu.ID, body ...byte) pdu.Frame {
	e.t.Helper()
	octets := append(pdu.AppendBare(nil, e.header(id)), body...)
	octets[2], octets[3] = byte(len(octets)>>8), byte(len(octets))
	e.write(octets)
	return e.answer()
}

// read gives the next frame, which is the caller's to keep, or the error that ended the connection.
func (e *esme) read() (pdu.Frame, error) {
	e.t.Helper()
	if err := e.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return pdu.Frame{}, fmt.Errorf("read: %w", err)
	}
	f, err := e.frames.Next()
	f.Body = append([]byte(nil), f.Body...)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		e.t.Fatalf("nothing came for %v", patience)
	}
	return f, err
}

// answer gives the response to the last request.
func (e *esme) answer() pdu.Frame {
	e.t.Helper()
	for {
		f, err := e.read()
		if err != nil {
			e.t.Fatalf("the connection ended before the answer: %v", err)
		}
		if f.ID.IsResponse() && f.Sequence == e.sequence {
			return f
		}
		e.kept = append(e.kept, f)
	}
}

// frame gives the next frame of the id that was kept or comes.
func (e *esme) frame(id pdu.ID) pdu.Frame {
	e.t.Helper()
	for i, f := range e.kept {
		if f.ID == id {
			e.kept = append(e.kept[:i:i], e.kept[i+1:]...)
			return f
		}
	}
	for {
		f, err := e.read()
		if err != nil {
			e.t.Fatalf("the connection ended before a %v: %v", id, err)
		}
		if f.ID == id {
			return f
		}
		e.kept = append(e.kept, f)
	}
}

// delivered gives the next deliver_sm and answers it with the status.
func (e *esme) delivered(status pdu.Status) pdu.Message {
	e.t.Helper()
	f := e.frame(pdu.DeliverSM)
	octets, err := pdu.AppendAnswer(nil, f.Response(status), pdu.Answer{})
	if err != nil {
		e.t.Fatalf("encode deliver_sm_resp: %v", err)
	}
	e.write(octets)
	var m pdu.Message
	if err := m.Decode(f.ID, f.Body); err != nil {
		e.t.Fatalf("decode deliver_sm: %v", err)
	}
	return m
}

// text is a submit_sm of the shop to the customer.
func text(words string) *pdu.Message {
	return &pdu.Message{
		Source:             pdu.Address{TON: pdu.TONNetwork, Digits: []byte(shop)},
		Destination:        pdu.Address{TON: pdu.TONInternational, NPI: pdu.NPIISDN, Digits: []byte(customer[1:])},
		RegisteredDelivery: pdu.FinalReceipt,
		ShortMessage:       []byte(words),
	}
}

// sends writes a submit_sm without waiting.
func (e *esme) sends(m *pdu.Message) {
	e.t.Helper()
	octets, err := pdu.AppendMessage(nil, e.header(pdu.SubmitSM), m)
	if err != nil {
		e.t.Fatalf("encode submit_sm: %v", err)
	}
	e.write(octets)
}

// submits sends m and gives the message id and the status of the answer.
func (e *esme) submits(m *pdu.Message) (string, pdu.Status) {
	e.t.Helper()
	e.sends(m)
	f := e.answer()
	var a pdu.Answer
	a.Decode(f.Body)
	return string(a.MessageID), f.Status
}

// closed reads until the connection ends and fails the test if it does not.
func (e *esme) closed() error {
	e.t.Helper()
	for {
		if _, err := e.read(); err != nil {
			return err
		}
	}
}

// within gives a context for what must happen soon.
func within(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// gets waits until the phone has a received text.
func gets(t testing.TB, p *smsc.Phone, words string) smsc.Message {
	t.Helper()
	m, err := p.Wait(within(t), func(m smsc.Message) bool { return m.Direction == smsc.Received && m.Text == words })
	if err != nil {
		t.Fatalf("the phone did not get %q but %+v", words, p.Messages())
	}
	return m
}
