package pdu_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"kurzwahl/smpp/pdu"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func sample() pdu.Message {
	return pdu.Message{
		ServiceType:        []byte("CMT"),
		Source:             pdu.Address{TON: pdu.TONNetwork, Digits: []byte("72100")},
		Destination:        pdu.Address{TON: pdu.TONInternational, NPI: pdu.NPIISDN, Digits: []byte("491711234567")},
		ESMClass:           pdu.ESMHeader,
		ProtocolID:         1,
		Priority:           2,
		ScheduleTime:       []byte("261121100000000+"),
		ValidityPeriod:     []byte("000001000000000R"),
		RegisteredDelivery: pdu.FinalReceipt,
		ReplaceIfPresent:   1,
		DataCoding:         8,
		DefaultMessageID:   3,
		ShortMessage:       []byte("\x05\x00\x03\x2a\x02\x01Hallo"),
		TLVs:               pdu.TLVs(nil).Append(pdu.TagUserMessageReference, []byte{0x12, 0x34}),
	}
}

func TestMessagesSurviveTheWire(t *testing.T) {
	t.Parallel()
	data := sample()
	data.ProtocolID, data.Priority, data.ReplaceIfPresent, data.DefaultMessageID = 0, 0, 0, 0
	data.ScheduleTime, data.ValidityPeriod, data.ShortMessage = nil, nil, nil
	data.TLVs = data.TLVs.Append(pdu.TagMessagePayload, bytes.Repeat([]byte("x"), 60000))
	empty := pdu.Message{}
	for _, tc := range []struct {
		name string
		id   pdu.ID
		msg  pdu.Message
	}{
		{"submit_sm", pdu.SubmitSM, sample()},
		{"deliver_sm", pdu.DeliverSM, sample()},
		{"data_sm", pdu.DataSM, data},
		{"empty submit_sm", pdu.SubmitSM, empty},
		{"empty data_sm", pdu.DataSM, empty},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			head := pdu.Header{ID: tc.id, Sequence: 7}
			wire, err := pdu.AppendMessage([]byte("before"), head, &tc.msg)
			if err != nil {
				t.Fatal(err)
			}
			frame, err := pdu.NewReader(bytes.NewReader(wire[len("before"):])).Next()
			if err != nil {
				t.Fatal(err)
			}
			if frame.Header != head {
				t.Errorf("header: got %v, want %v", frame.Header, head)
			}
			var got pdu.Message
			if err := got.Decode(frame.ID, frame.Body); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.msg, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("message changed on the wire (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEncodingRefusesWhatWouldBreakTheNextField(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("1"), 300)
	for name, spoil := range map[string]func(*pdu.Message){
		"service_type too long":  func(m *pdu.Message) { m.ServiceType = long[:6] },
		"source with NUL":        func(m *pdu.Message) { m.Source.Digits = []byte("12\x0034") },
		"destination too long":   func(m *pdu.Message) { m.Destination.Digits = long[:21] },
		"schedule of one octet":  func(m *pdu.Message) { m.ScheduleTime = long[:1] },
		"validity with NUL":      func(m *pdu.Message) { m.ValidityPeriod = make([]byte, 16) },
		"short_message too long": func(m *pdu.Message) { m.ShortMessage = long[:255] },
		"parameter cut off":      func(m *pdu.Message) { m.TLVs = pdu.TLVs("\x04\x24\x00\x09text") },
		"longer than any PDU":    func(m *pdu.Message) { m.TLVs = m.TLVs.Append(1, make([]byte, 65535)).Append(2, make([]byte, 2000)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sample()
			spoil(&m)
			got, err := pdu.AppendMessage([]byte("kept"), pdu.Header{ID: pdu.SubmitSM}, &m)
			if !errors.Is(err, pdu.ErrInvalid) {
				t.Errorf("got %v, want ErrInvalid", err)
			}
			if string(got) != "kept" {
				t.Errorf("a refused PDU left %d octets behind", len(got)-len("kept"))
			}
		})
	}
	if _, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.Unbind}, &pdu.Message{}); !errors.Is(err, pdu.ErrInvalid) {
		t.Errorf("a message as unbind: got %v, want ErrInvalid", err)
	}
	if _, err := pdu.AppendAnswer(nil, pdu.Header{ID: pdu.SubmitSMResp}, pdu.Answer{MessageID: long}); !errors.Is(err, pdu.ErrInvalid) {
		t.Errorf("an id too long: got %v, want ErrInvalid", err)
	}
}

func TestEveryTruncationIsAnError(t *testing.T) {
	t.Parallel()
	m := sample()
	m.TLVs = nil
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM}, &m)
	if err != nil {
		t.Fatal(err)
	}
	body := wire[pdu.HeaderLen:]
	for n := range body {
		var got pdu.Message
		if err := got.Decode(pdu.DeliverSM, body[:n]); !errors.Is(err, pdu.ErrMalformed) {
			t.Errorf("%d of %d octets: got %v, want ErrMalformed", n, len(body), err)
		}
	}
}

func TestBrokenParametersKeepTheMessage(t *testing.T) {
	t.Parallel()
	m := sample()
	wire, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.DeliverSM}, &m)
	if err != nil {
		t.Fatal(err)
	}
	body := append(wire[pdu.HeaderLen:], 0x04, 0x24, 0x00, 0x50, 'x')
	var got pdu.Message
	if err := got.Decode(pdu.DeliverSM, body); !errors.Is(err, pdu.ErrTLVs) {
		t.Errorf("got %v, want ErrTLVs", err)
	}
	if diff := cmp.Diff(m, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

func TestParametersAreFound(t *testing.T) {
	t.Parallel()
	tlvs := pdu.TLVs(nil).
		Append(pdu.TagSarTotal, []byte{3}).
		Append(pdu.TagSarReference, []byte{1, 2}).
		Append(pdu.TagMessagePayload, nil).
		Append(pdu.TagNetworkErrorCode, []byte{1, 2, 3}).
		Append(0x1400, make([]byte, 0x10000))
	if got, ok := tlvs.Number(pdu.TagSarTotal); got != 3 || !ok {
		t.Errorf("one octet: got %d, %v", got, ok)
	}
	if got, ok := tlvs.Number(pdu.TagSarReference); got != 0x0102 || !ok {
		t.Errorf("two octets: got %d, %v", got, ok)
	}
	if _, ok := tlvs.Number(pdu.TagNetworkErrorCode); ok {
		t.Error("three octets are no number")
	}
	if value, ok := tlvs.Find(pdu.TagMessagePayload); len(value) != 0 || !ok {
		t.Errorf("empty value: got %v, %v", value, ok)
	}
	if _, ok := tlvs.Find(0x1400); ok {
		t.Error("a value that no PDU can carry was appended")
	}
}

func TestFramesComeInAnyPieces(t *testing.T) {
	t.Parallel()
	var wire []byte
	for seq := range uint32(3) {
		wire = pdu.AppendBare(wire, pdu.Header{ID: pdu.EnquireLink, Sequence: seq})
		m := sample()
		m.TLVs = m.TLVs.Append(pdu.TagMessagePayload, make([]byte, 65000))
		wire, _ = pdu.AppendMessage(wire, pdu.Header{ID: pdu.DeliverSM, Sequence: seq}, &m)
	}
	for name, stream := range map[string]io.Reader{
		"octet by octet": iotest.OneByteReader(bytes.NewReader(wire)),
		"whole":          bytes.NewReader(wire),
		"halves":         iotest.HalfReader(bytes.NewReader(wire)),
	} {
		reader := pdu.NewReader(stream)
		var got []uint32
		for {
			frame, err := reader.Next()
			if err != nil {
				if err != io.EOF { //nolint:errorlint // the very error is promised
					t.Errorf("%s: got %v, want io.EOF", name, err)
				}
				break
			}
			got = append(got, frame.Sequence)
		}
		if want := []uint32{0, 0, 1, 1, 2, 2}; !slices.Equal(got, want) {
			t.Errorf("%s: got frames %v, want %v", name, got, want)
		}
	}
}

func TestReadySaysWhetherNextWouldWait(t *testing.T) {
	t.Parallel()
	ours, peer := net.Pipe()
	defer func() { _ = ours.Close() }()
	one := pdu.AppendBare(nil, pdu.Header{ID: pdu.EnquireLink})
	reader := pdu.NewReader(ours)
	for _, tc := range []struct {
		pending []byte
		want    bool
	}{
		{one, true}, {nil, false}, {one[:15], false}, {[]byte{0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, true},
	} {
		go func() { _, _ = peer.Write(append(bytes.Clone(one), tc.pending...)) }()
		if _, err := reader.Next(); err != nil {
			t.Fatal(err)
		}
		if got := reader.Ready(); got != tc.want {
			t.Errorf("with %d octets pending: got %v, want %v", len(tc.pending), got, tc.want)
		}
		if len(tc.pending) < len(one) {
			go func() { _, _ = peer.Write(one[len(tc.pending):]) }()
		}
		_, err := reader.Next()
		if wrong := errors.Is(err, pdu.ErrLength); err != nil && !wrong {
			t.Fatal(err)
		}
	}
}

func TestImpossibleLengthsEndTheStream(t *testing.T) {
	t.Parallel()
	for _, length := range []uint32{0, 4, 15, pdu.MaxLen + 1, 0x7FFFFFFF, 0xFFFFFFFF} {
		wire := binary.BigEndian.AppendUint32(nil, length)
		wire = append(wire, make([]byte, 64)...)
		if _, err := pdu.NewReader(bytes.NewReader(wire)).Next(); !errors.Is(err, pdu.ErrLength) {
			t.Errorf("length %d: got %v, want ErrLength", length, err)
		}
	}
	whole := pdu.AppendBare(nil, pdu.Header{ID: pdu.Unbind})
	for n := 1; n < len(whole); n++ {
		if _, err := pdu.NewReader(bytes.NewReader(whole[:n])).Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d octets: got %v, want io.ErrUnexpectedEOF", n, err)
		}
	}
}

func TestBindsSurviveTheWire(t *testing.T) {
	t.Parallel()
	want := pdu.Bind{
		SystemID: "shop", Password: "geheim12", SystemType: "VMA", InterfaceVersion: pdu.Version34,
		AddressTON: 1, AddressNPI: 1, AddressRange: "^72100$",
	}
	for _, id := range []pdu.ID{pdu.BindTransmitter, pdu.BindReceiver, pdu.BindTransceiver} {
		head := pdu.Header{ID: id, Sequence: 0x7FFFFFFF}
		wire, err := pdu.AppendBind([]byte("x"), head, want)
		if err != nil {
			t.Fatal(err)
		}
		frame, err := pdu.NewReader(bytes.NewReader(wire[1:])).Next()
		if err != nil || frame.Header != head {
			t.Fatalf("%v: got %v, %v", id, frame.Header, err)
		}
		var got pdu.Bind
		if err := got.Decode(frame.Body); err != nil || got != want {
			t.Errorf("%v: got %+v, %v", id, got, err)
		}
		if err := got.Decode(frame.Body[:len(frame.Body)-1]); !errors.Is(err, pdu.ErrMalformed) {
			t.Errorf("truncated %v: got %v, want ErrMalformed", id, err)
		}
		wire, err = pdu.AppendBindAnswer(nil, head.Response(pdu.StatusOK), pdu.BindAnswer{SystemID: "smsc", Version: 0x34})
		if err != nil {
			t.Fatal(err)
		}
		var answer pdu.BindAnswer
		answer.Decode(wire[pdu.HeaderLen:])
		if answer != (pdu.BindAnswer{SystemID: "smsc", Version: 0x34}) {
			t.Errorf("answer to %v: got %+v", id, answer)
		}
	}
}

func TestBindsRefuseFieldsThatDoNotFit(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]pdu.Bind{
		"system_id":     {SystemID: strings.Repeat("a", 16)},
		"password":      {Password: "123456789"},
		"system_type":   {SystemType: "a\x00b"},
		"address_range": {AddressRange: strings.Repeat("1", 41)},
	} {
		_, err := pdu.AppendBind(nil, pdu.Header{ID: pdu.BindTransceiver}, b)
		if !errors.Is(err, pdu.ErrInvalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAnswersAreReadHoweverShort(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                               "",
		"\x00":                           "",
		"abc\x00":                        "abc",
		"abc":                            "abc",
		"abc\x00\x00\x1d\x00\x02no\x00x": "abc",
	} {
		var a pdu.Answer
		a.Decode([]byte(body))
		if string(a.MessageID) != want {
			t.Errorf("%q: got id %q, want %q", body, a.MessageID, want)
		}
	}
}

func TestNamesForLogs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ got, want string }{
		{pdu.SubmitSM.String(), "SubmitSM"},
		{pdu.ID(0x99).String(), "0x00000099"},
		{pdu.StatusThrottled.String(), "0x58 throttling error"},
		{pdu.Status(0x400).String(), "0x400 unknown status: 1024"},
		{pdu.TagMessagePayload.String(), "0x0424"},
		{pdu.DeliverSM.Response().String(), "DeliverSMResp"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}
