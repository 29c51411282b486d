package pdu_test

import (
	"bytes"
	"io"
	"testing"

	"kurzwahl/smpp/pdu"

	gosmpp "github.com/fiorix/go-smpp/smpp/pdu"
)

func BenchmarkSubmitEncode(b *testing.B) {
	m := sample()
	b.Run("kurzwahl", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			dst, _ = pdu.AppendMessage(dst[:0], pdu.Header{ID: pdu.SubmitSM, Sequence: 1}, &m)
		}
	})
	b.Run("go-smpp", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := foreign(&m, 1).SerializeTo(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDeliverDecode(b *testing.B) {
	m := sample()
	m.ESMClass = 0 // go-smpp would take the header apart
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM, Sequence: 1}, &m)
	if err != nil {
		b.Fatal(err)
	}
	benchDecode(b, wire, func(frame pdu.Frame) error {
		var got pdu.Message
		return got.Decode(frame.ID, frame.Body)
	})
}

func BenchmarkSubmitAnswerDecode(b *testing.B) {
	head := pdu.Header{ID: pdu.SubmitSMResp, Sequence: 1}
	wire, err := pdu.AppendAnswer(nil, head, pdu.Answer{MessageID: []byte("0a1b2c3d4e")})
	if err != nil {
		b.Fatal(err)
	}
	benchDecode(b, wire, func(frame pdu.Frame) error {
		var got pdu.Answer
		got.Decode(frame.Body)
		return nil
	})
}

func benchDecode(b *testing.B, wire []byte, decode func(pdu.Frame) error) {
	b.Run("kurzwahl", func(b *testing.B) {
		b.ReportAllocs()
		reader := pdu.NewReader(&repeat{wire: wire})
		for b.Loop() {
			frame, err := reader.Next()
			if err != nil || decode(frame) != nil {
				b.Fatal("a good frame was not read")
			}
		}
	})
	b.Run("go-smpp", func(b *testing.B) {
		b.ReportAllocs()
		stream := bytes.NewReader(wire)
		for b.Loop() {
			stream.Reset(wire)
			if _, err := gosmpp.Decode(stream); err != nil {
				b.Fatal(err)
			}
		}
	})
}
