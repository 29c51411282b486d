package pdu_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"

	"kurzwahl/smpp/pdu"
)

// FuzzTLVs reads any octets as optional parameters: what is read is in them, and appended again it is the same.
func FuzzTLVs(f *testing.F) {
	f.Add([]byte("\x00\x1e\x00\x03id\x00\x04\x27\x00\x01\x02"))
	f.Add([]byte("\x04\x24\xff\xffx"))
	f.Add([]byte("\x02\x0c\x00\x00\x02\x0e\x00"))
	f.Fuzz(func(t *testing.T, octets []byte) {
		tlvs := pdu.TLVs(octets)
		var again pdu.TLVs
		for tag, value := range tlvs.All() {
			first, ok := tlvs.Find(tag)
			if !ok {
				t.Errorf("%v is there, and Find does not see it", tag)
			}
			if _, seen := again.Find(tag); !seen && !bytes.Equal(first, value) {
				t.Errorf("%v: Find gives %x, and the first is %x", tag, first, value)
			}
			if n, ok := tlvs.Number(tag); ok != (len(first) == 1 || len(first) == 2 || len(first) == 4) || !ok && n != 0 {
				t.Errorf("%v of %d octets: got the number %d, %v", tag, len(first), n, ok)
			}
			again = again.Append(tag, value)
		}
		if !bytes.HasPrefix(octets, again) {
			t.Errorf("%x was read as %x", octets, []byte(again))
		}
	})
}

// FuzzBind reads any octets as the body of a bind and of its answer; what may be sent is written as it was read.
func FuzzBind(f *testing.F) {
	f.Add([]byte("shop\x00secret\x00VMA\x00\x34\x01\x01^72\x00"))
	f.Add([]byte("SIMULATOR\x00\x02\x10\x00\x01\x34"))
	f.Add([]byte("\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		var answer pdu.BindAnswer
		answer.Decode(body)
		if wire, err := pdu.AppendBindAnswer(nil, pdu.Header{ID: pdu.BindTransceiverResp}, answer); err == nil {
			var again pdu.BindAnswer
			if again.Decode(wire[pdu.HeaderLen:]); again != answer {
				t.Errorf("answer %+v was read back as %+v", answer, again)
			}
		}
		var b, again pdu.Bind
		if err := b.Decode(body); err != nil {
			if !errors.Is(err, pdu.ErrMalformed) {
				t.Errorf("unexpected kind of error: %v", err)
			}
			return
		}
		wire, err := pdu.AppendBind(nil, pdu.Header{ID: pdu.BindReceiver}, b)
		if err != nil {
			if !errors.Is(err, pdu.ErrInvalid) {
				t.Errorf("unexpected kind of error: %v", err)
			}
			return
		}
		if err := again.Decode(wire[pdu.HeaderLen:]); err != nil || again != b {
			t.Errorf("%+v was read back as %+v, %v", b, again, err)
		}
	})
}

// FuzzAnswer reads any octets as the body of a submit_sm_resp; what may be sent is written as it was read.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte("4711\x00"))
	f.Add([]byte("no end"))
	f.Add([]byte("id\x00\x00\x1d\x00\x06sorry\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		var a, again pdu.Answer
		a.Decode(body)
		wire, err := pdu.AppendAnswer(nil, pdu.Header{ID: pdu.SubmitSMResp}, a)
		if err != nil {
			if !errors.Is(err, pdu.ErrInvalid) {
				t.Errorf("unexpected kind of error: %v", err)
			}
			return
		}
		again.Decode(wire[pdu.HeaderLen:])
		if !bytes.Equal(again.MessageID, a.MessageID) || !bytes.Equal(again.TLVs, a.TLVs) {
			t.Errorf("%+v was read back as %+v", a, again)
		}
	})
}

// TestHostileLengthsAllocateNoMoreThanAPDU has frames, fields and parameters claim more than there is: whatever they
// claim, neither the reader nor any decoder allocates more than the longest PDU and the words of an error.
func TestHostileLengthsAllocateNoMoreThanAPDU(t *testing.T) {
	const most = pdu.MaxLen + 16<<10
	frame := func(length uint32, body string) []byte {
		wire := binary.BigEndian.AppendUint32(nil, length)
		wire = append(wire, "\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x01"...)
		return append(wire, body...)
	}
	longest := strings.Repeat("\xff", pdu.MaxLen-pdu.HeaderLen)
	for name, stream := range map[string][]byte{
		"4 GiB":                frame(0xffffffff, "x"),
		"16 MiB":               frame(1<<24, "x"),
		"one octet too long":   frame(pdu.MaxLen+1, "x"),
		"the longest, cut off": frame(pdu.MaxLen, "x"),
		"no header":            frame(4, ""),
	} {
		reader := bytes.NewReader(stream)
		if got := allocated(func() { _, _ = pdu.NewReader(reader).Next() }); got > most {
			t.Errorf("%s: %d octets were allocated", name, got)
		}
	}
	for name, body := range map[string]string{
		"the longest": longest, "parameters of 64 KiB": strings.Repeat("\x00", 17) + "\x04\x24\xff\xff" + longest[:60000],
	} {
		for decoder, decode := range map[string]func(body []byte){
			"message":     func(body []byte) { _ = new(pdu.Message).Decode(pdu.DeliverSM, body) },
			"answer":      func(body []byte) { new(pdu.Answer).Decode(body) },
			"bind":        func(body []byte) { _ = new(pdu.Bind).Decode(body) },
			"bind answer": func(body []byte) { new(pdu.BindAnswer).Decode(body) },
		} {
			octets := []byte(body)
			if got := allocated(func() { decode(octets) }); got > most {
				t.Errorf("%s as %s: %d octets were allocated", name, decoder, got)
			}
		}
	}
}

// allocated gives how many octets do allocates.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
