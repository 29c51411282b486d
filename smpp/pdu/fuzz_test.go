package pdu_test

import (
	"bytes"
	"errors"
	"testing"

	"kurzwahl/smpp/pdu"

	gosmpp "github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

// textFields are the fields of submit_sm and deliver_sm, the user data header left in the text.
var textFields = pdufield.List{
	pdufield.ServiceType, pdufield.SourceAddrTON, pdufield.SourceAddrNPI, pdufield.SourceAddr,
	pdufield.DestAddrTON, pdufield.DestAddrNPI, pdufield.DestinationAddr, pdufield.ESMClass,
	pdufield.ProtocolID, pdufield.PriorityFlag, pdufield.ScheduleDeliveryTime, pdufield.ValidityPeriod,
	pdufield.RegisteredDelivery, pdufield.ReplaceIfPresentFlag, pdufield.DataCoding,
	pdufield.SMDefaultMsgID, pdufield.SMLength, pdufield.ShortMessage,
}

// foreign is m as go-smpp's codec holds it.
func foreign(m *pdu.Message, seq uint32) gosmpp.Body {
	tlvs := pdutlv.Fields{}
	for tag, value := range m.TLVs.All() {
		tlvs[pdutlv.Tag(tag)] = bytes.Clone(value)
	}
	body := gosmpp.NewSubmitSM(tlvs)
	body.Header().Seq = seq
	for name, value := range map[pdufield.Name]any{
		pdufield.ServiceType: bytes.Clone(m.ServiceType), pdufield.SourceAddrTON: m.Source.TON,
		pdufield.SourceAddrNPI: m.Source.NPI, pdufield.SourceAddr: bytes.Clone(m.Source.Digits),
		pdufield.DestAddrTON: m.Destination.TON, pdufield.DestAddrNPI: m.Destination.NPI,
		pdufield.DestinationAddr: bytes.Clone(m.Destination.Digits), pdufield.ESMClass: m.ESMClass,
		pdufield.ProtocolID: m.ProtocolID, pdufield.PriorityFlag: m.Priority,
		pdufield.ScheduleDeliveryTime: bytes.Clone(m.ScheduleTime),
		pdufield.ValidityPeriod:       bytes.Clone(m.ValidityPeriod),
		pdufield.RegisteredDelivery:   m.RegisteredDelivery, pdufield.ReplaceIfPresentFlag: m.ReplaceIfPresent,
		pdufield.DataCoding: m.DataCoding, pdufield.SMDefaultMsgID: m.DefaultMessageID,
		pdufield.ShortMessage: bytes.Clone(m.ShortMessage),
	} {
		// Set fails only for types that are not in this map.
		_ = body.Fields().Set(name, value)
	}
	return body
}

// FuzzDecodeAgainstGoSMPP reads the same body with both codecs: what ours accepts, go-smpp's reads to the same
// fields, and what ours encodes again is the same octets.
func FuzzDecodeAgainstGoSMPP(f *testing.F) {
	m := sample()
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.SubmitSM}, &m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wire[pdu.HeaderLen:])
	f.Add(make([]byte, 17))
	f.Fuzz(func(t *testing.T, body []byte) {
		var got pdu.Message
		if err := got.Decode(pdu.DeliverSM, body); err != nil {
			if !errors.Is(err, pdu.ErrMalformed) && !errors.Is(err, pdu.ErrTLVs) {
				t.Fatalf("unexpected kind of error: %v", err)
			}
			return
		}
		rest := bytes.NewBuffer(bytes.Clone(body))
		fields, err := textFields.Decode(rest)
		if err != nil || len(fields) != len(textFields) {
			t.Fatalf("go-smpp reads %d of %d fields: %v", len(fields), len(textFields), err)
		}
		compare(t, &got, fields)
		tlvs, err := pdutlv.DecodeTLV(rest)
		if err != nil {
			t.Fatalf("go-smpp reads no parameters: %v", err)
		}
		for tag, want := range tlvs {
			if !hasTLV(got.TLVs, pdu.Tag(tag), want.Bytes()) {
				t.Errorf("parameter %v: want %x in %x", pdu.Tag(tag), want.Bytes(), []byte(got.TLVs))
			}
		}
		again, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM}, &got)
		if err == nil && !bytes.HasPrefix(body, again[pdu.HeaderLen:]) {
			t.Errorf("encoded again: got %x, want %x", again[pdu.HeaderLen:], body)
		}
	})
}

// hasTLV looks at all parameters of the tag, because go-smpp keeps the last where we find the first.
func hasTLV(tlvs pdu.TLVs, tag pdu.Tag, want []byte) bool {
	for have, value := range tlvs.All() {
		if have == tag && bytes.Equal(value, want) {
			return true
		}
	}
	return false
}

func compare(t *testing.T, got *pdu.Message, want pdufield.Map) {
	t.Helper()
	for name, value := range map[pdufield.Name][]byte{
		pdufield.ServiceType: got.ServiceType, pdufield.SourceAddr: got.Source.Digits,
		pdufield.DestinationAddr: got.Destination.Digits, pdufield.ScheduleDeliveryTime: got.ScheduleTime,
		pdufield.ValidityPeriod: got.ValidityPeriod, pdufield.ShortMessage: got.ShortMessage,
	} {
		have := want[name].Bytes()
		if name != pdufield.ShortMessage {
			have = have[:len(have)-1]
		}
		if !bytes.Equal(value, have) {
			t.Errorf("%s: got %x, go-smpp %x", name, value, have)
		}
	}
	for name, value := range map[pdufield.Name]byte{
		pdufield.SourceAddrTON: got.Source.TON, pdufield.SourceAddrNPI: got.Source.NPI,
		pdufield.DestAddrTON: got.Destination.TON, pdufield.DestAddrNPI: got.Destination.NPI,
		pdufield.ESMClass: got.ESMClass, pdufield.ProtocolID: got.ProtocolID,
		pdufield.PriorityFlag: got.Priority, pdufield.RegisteredDelivery: got.RegisteredDelivery,
		pdufield.ReplaceIfPresentFlag: got.ReplaceIfPresent, pdufield.DataCoding: got.DataCoding,
		pdufield.SMDefaultMsgID: got.DefaultMessageID,
	} {
		if have := want[name].Bytes()[0]; value != have {
			t.Errorf("%s: got %d, go-smpp %d", name, value, have)
		}
	}
}

// FuzzEncodeAgainstGoSMPP writes the same submit_sm with both codecs.
func FuzzEncodeAgainstGoSMPP(f *testing.F) {
	f.Add("CMT", "72100", "491711234567", "", []byte("Hallo"), []byte{1, 2}, uint32(7))
	f.Add("", "RADHAUS", "", "000001000000000R", make([]byte, 254), []byte(nil), uint32(1))
	f.Fuzz(func(t *testing.T, service, source, destination, validity string, text, reference []byte, seq uint32) {
		m := pdu.Message{
			ServiceType: []byte(service), Source: pdu.Address{TON: 5, Digits: []byte(source)},
			Destination:    pdu.Address{TON: 1, NPI: 1, Digits: []byte(destination)},
			ValidityPeriod: []byte(validity), ESMClass: byte(len(text)), ShortMessage: text,
			TLVs: pdu.TLVs(nil).Append(pdu.TagUserMessageReference, reference),
		}
		got, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.SubmitSM, Sequence: seq}, &m)
		if err != nil {
			return
		}
		var want bytes.Buffer
		if err := foreign(&m, seq).SerializeTo(&want); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("got  %x\nwant %x", got, want.Bytes())
		}
	})
}

// FuzzHostileStream feeds any octets to everything that reads them: nothing panics, and no frame is longer than
// the limit.
func FuzzHostileStream(f *testing.F) {
	m := sample()
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM}, &m)
	if err != nil {
		f.Fatal(err)
	}
	wire = pdu.AppendBare(wire, pdu.Header{ID: pdu.EnquireLink})
	wire, err = pdu.AppendBind(wire, pdu.Header{ID: pdu.BindTransceiver}, pdu.Bind{SystemID: "a"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wire)
	f.Add([]byte("\xff\xff\xff\xff\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		reader := pdu.NewReader(bytes.NewReader(stream))
		for {
			frame, err := reader.Next()
			if err != nil {
				return
			}
			if len(frame.Body) > pdu.MaxLen-pdu.HeaderLen {
				t.Fatalf("a body of %d octets", len(frame.Body))
			}
			readAs(frame)
		}
	})
}

// readAs decodes a body as each kind there is.
func readAs(frame pdu.Frame) {
	var m pdu.Message
	for _, id := range []pdu.ID{pdu.SubmitSM, pdu.DataSM} {
		if m.Decode(id, frame.Body) == nil {
			m.Payload()
			m.TLVs.Number(pdu.TagSarTotal)
		}
	}
	new(pdu.Answer).Decode(frame.Body)
	new(pdu.BindAnswer).Decode(frame.Body)
	if new(pdu.Bind).Decode(frame.Body) == nil {
		_ = frame.ID.String() + frame.Status.String()
	}
}

func TestReadingAllocatesNothingForAFrame(t *testing.T) {
	m := sample()
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM}, &m)
	if err != nil {
		t.Fatal(err)
	}
	reader := pdu.NewReader(&repeat{wire: wire})
	var got pdu.Message
	allocs := testing.AllocsPerRun(1000, func() {
		frame, err := reader.Next()
		if err != nil || got.Decode(frame.ID, frame.Body) != nil {
			t.Error("a good frame was not read")
		}
	})
	if allocs > 0 {
		t.Errorf("reading a deliver_sm allocates %v times, want 0", allocs)
	}
}

// repeat is a stream that is the same PDU for ever.
type repeat struct {
	wire []byte
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		c := copy(p[n:], r.wire[r.at:])
		n += c
		r.at = (r.at + c) % len(r.wire)
	}
	return n, nil
}
