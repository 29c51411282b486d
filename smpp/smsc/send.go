package smsc

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

// Errors of sending.
var (
	// ErrPhoneOff: the phone is off or dead and cannot send.
	ErrPhoneOff = errors.New("the phone is off")
	// ErrBadRoute: a number cannot stand in a PDU.
	ErrBadRoute = errors.New("the number is empty or too long")
)

// Joining is how the parts of a long text of a phone are tied together.
type Joining string

// The ways of joining.
const (
	JoinUDH8    Joining = "udh8"    // user data header with an 8-bit reference, as phones do
	JoinUDH16   Joining = "udh16"   // user data header with a 16-bit reference
	JoinSAR     Joining = "sar"     // the sar parameters of SMPP
	JoinPayload Joining = "payload" // one deliver_sm with message_payload
)

// Wire says how the deliver_sm of a phone's text are to look. The zero value is as phones do it.
type Wire struct {
	Joining  Joining      // "" is JoinUDH8
	Alphabet sms.Alphabet // what to write the text in where it can; "" is Config.DefaultAlphabet
	Order    []int        // the parts to send, in this order, 1 is the first; nil is all in order. For parts that are swapped, doubled or lost
}

// Raw is the payload of one deliver_sm that is sent as it is, however wrong.
type Raw struct {
	ESMClass   byte
	DataCoding byte
	Octets     []byte // short_message, at most 254
	TLVs       pdu.TLVs
}

// Send texts from the phone. It blocks while too many texts wait for their acknowledgement (Config.Held), and
// returns when the network has the text, or with ErrPhoneOff, ErrBadRoute, sms.ErrTooLong or the error of ctx,
// wrapped. The Message's Status tells when the ESME has acknowledged it.
func (p *Phone) Send(ctx context.Context, to message.Address, text string) error {
	_, err := p.SendAs(ctx, to, text, Wire{})
	return err
}

// SendAs is Send with a say in what goes over the wire. It returns the Message as it is kept.
func (p *Phone) SendAs(ctx context.Context, to message.Address, text string, w Wire) (Message, error) {
	parts, alphabet, err := p.parts(text, w)
	if err != nil {
		return Message{}, fmt.Errorf("send from phone: %w", err)
	}
	m := Message{
		Direction: Sent, Peer: to, Text: text, Segments: len(parts),
		Encoding: encodingName(alphabet.DataCoding(p.server.config.DefaultAlphabet)),
	}
	if w.Joining == JoinPayload {
		m.Segments = sms.Measure(text).Segments
	}
	if w.Order != nil {
		ordered := make([]Raw, 0, len(w.Order))
		for _, n := range w.Order {
			if n < 1 || n > len(parts) {
				return Message{}, fmt.Errorf("send from phone: there is no part %d of %d", n, len(parts))
			}
			ordered = append(ordered, parts[n-1])
		}
		parts = ordered
	}
	return p.send(ctx, m, parts)
}

// SendRaw sends one deliver_sm from the phone with what r says. The Message has no text.
func (p *Phone) SendRaw(ctx context.Context, to message.Address, r Raw) (Message, error) {
	m := Message{Direction: Sent, Peer: to, Segments: 1, Encoding: encodingName(r.DataCoding)}
	return p.send(ctx, m, []Raw{r})
}

// parts lays the text out.
func (p *Phone) parts(text string, w Wire) ([]Raw, sms.Alphabet, error) {
	layout := sms.Layout{Prefer: w.Alphabet}
	or(&layout.Prefer, p.server.config.DefaultAlphabet)
	switch w.Joining {
	case JoinUDH8, "":
		layout.Joining = sms.Reference8
	case JoinUDH16, JoinSAR:
		layout.Joining = sms.Reference16
	case JoinPayload:
		layout.Joining = sms.Unsplit
	default:
		return nil, sms.GSM7, fmt.Errorf("unknown joining %q", w.Joining)
	}
	split, err := layout.Split(text)
	if err != nil {
		return nil, sms.GSM7, err //nolint:wrapcheck // SendAs says what was done
	}
	coding := split.Alphabet.DataCoding(p.server.config.DefaultAlphabet)
	reference := p.nextReference()
	parts := make([]Raw, 0, len(split.Segments))
	for i, octets := range split.Segments {
		part := Raw{DataCoding: coding, Octets: octets}
		switch {
		case w.Joining == JoinPayload:
			part.Octets, part.TLVs = nil, part.TLVs.Append(pdu.TagMessagePayload, octets)
		case len(split.Segments) > 1:
			part.place(w.Joining, reference, i+1, len(split.Segments))
		}
		parts = append(parts, part)
	}
	return parts, split.Alphabet, nil
}

// place marks r as part number of total.
func (r *Raw) place(j Joining, reference uint16, number, total int) {
	n, all := uint8(number), uint8(total) //nolint:gosec // Split makes at most 255
	if j == JoinSAR {
		r.TLVs = r.TLVs.Append(pdu.TagSarReference, binary.BigEndian.AppendUint16(nil, reference)).
			Append(pdu.TagSarTotal, []byte{all}).Append(pdu.TagSarNumber, []byte{n})
		return
	}
	header := sms.AppendUDH(nil, sms.Concat{Reference: reference, Wide: j == JoinUDH16, Number: n, Total: all})
	r.ESMClass |= pdu.ESMHeader
	r.Octets = append(header, r.Octets...)
}

func (p *Phone) nextReference() uint16 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reference++
	return p.reference
}

// send queues the parts for the ESME.
func (p *Phone) send(ctx context.Context, m Message, parts []Raw) (Message, error) {
	if p.State() != PhoneOn {
		return Message{}, fmt.Errorf("send from phone: %w", ErrPhoneOff)
	}
	if m.Peer == "" || len(parts) == 0 {
		return Message{}, fmt.Errorf("send from phone: %w", ErrBadRoute)
	}
	deliveries := make([]*delivery, 0, len(parts))
	for _, part := range parts {
		d, err := p.delivery(m.Peer, part)
		if err != nil {
			return Message{}, fmt.Errorf("send from phone: %w", err)
		}
		deliveries = append(deliveries, d)
	}
	select {
	case p.server.held <- struct{}{}:
	case <-ctx.Done():
		return Message{}, fmt.Errorf("send from phone: %w", ctx.Err())
	}
	m.At, m.Status = p.server.clock.Now(), Waiting
	m = p.add(m)
	settled := p.settling(m, len(deliveries))
	for _, d := range deliveries {
		d.settled, d.log.ID = settled, strconv.FormatUint(m.ID, 10)
		p.server.route(d)
	}
	return m, nil
}

// settling gives the function that the parts of a message call when they are acknowledged.
func (p *Phone) settling(m Message, parts int) func(pdu.Status) {
	var left, refused atomic.Int32
	left.Store(int32(parts)) //nolint:gosec // at most some hundred
	return func(status pdu.Status) {
		if status == pdu.StatusOK {
			p.server.counts.texts.Add(1)
		} else {
			refused.Add(1)
		}
		if left.Add(-1) > 0 {
			return
		}
		<-p.server.held
		if refused.Load() > 0 {
			p.mark(m.ID, Refused)
		} else {
			p.mark(m.ID, Delivered)
		}
	}
}

// delivery encodes one deliver_sm.
func (p *Phone) delivery(to message.Address, r Raw) (*delivery, error) {
	m := pdu.Message{
		Source: networkAddress(p.number), Destination: networkAddress(to),
		ESMClass: r.ESMClass, DataCoding: r.DataCoding, ShortMessage: r.Octets, TLVs: slices.Clone(r.TLVs),
	}
	if len(m.Source.Digits) == 0 || len(m.Source.Digits) > pdu.MaxAddress || len(m.Destination.Digits) > pdu.MaxAddress {
		return nil, ErrBadRoute
	}
	octets, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM}, &m)
	if err != nil {
		return nil, err //nolint:wrapcheck // send says what was done
	}
	e := Entry{Event: EventDeliver, From: p.number, To: to}
	if p.server.journal.on() {
		read := p.server.config.readText(&m)
		e.Text, e.Part, e.Coding = read.words, read.place(), read.coding
	}
	return &delivery{octets: octets, log: e}, nil
}
