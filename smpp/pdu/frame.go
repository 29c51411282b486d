package pdu

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Sizes of a PDU in octets.
const (
	HeaderLen = 16
	// MaxLen is the longest PDU that is read or written: a message_payload of 64 KiB and room for the rest.
	MaxLen = 65536 + 1024
)

// ErrLength is what Reader.Next returns, wrapped, for a command_length that cannot be: from there on the
// stream has no frames, and the connection must be closed.
var ErrLength = errors.New("command_length out of range")

// Header is the head of each PDU (SMPP 3.4 section 3.2). The command_length is not a field: it follows from
// the frame.
type Header struct {
	ID       ID
	Status   Status
	Sequence uint32
}

// Response is the header that answers h with a status: same sequence number, response id.
func (h Header) Response(status Status) Header {
	return Header{ID: h.ID.Response(), Status: status, Sequence: h.Sequence}
}

// Frame is one PDU as it was read. Body points into the reader's buffer.
type Frame struct {
	Header
	Body []byte
}

// Reader cuts a stream into frames. It is for one goroutine.
type Reader struct {
	stream *bufio.Reader
	used   int // octets of the last frame, still in the buffer
}

// NewReader gives a Reader of stream with one buffer of MaxLen octets, which is all it ever allocates.
func NewReader(stream io.Reader) *Reader {
	return &Reader{stream: bufio.NewReaderSize(stream, MaxLen)}
}

// Next blocks until a whole frame has come and returns it; its Body is valid until the next call. The error
// is io.EOF at the end of the stream between frames, io.ErrUnexpectedEOF inside one, ErrLength (wrapped) for
// a length outside of HeaderLen to MaxLen, or that of the stream.
func (r *Reader) Next() (Frame, error) {
	if r.used > 0 {
		// The frame was peeked whole, so it can always be discarded.
		_, _ = r.stream.Discard(r.used)
		r.used = 0
	}
	head, err := r.stream.Peek(HeaderLen)
	if err != nil {
		return Frame{}, endOf(err, len(head))
	}
	length := binary.BigEndian.Uint32(head)
	if length < HeaderLen || length > MaxLen {
		return Frame{}, fmt.Errorf("read frame of %d octets: %w", length, ErrLength)
	}
	whole, err := r.stream.Peek(int(length))
	if err != nil {
		return Frame{}, endOf(err, len(whole))
	}
	r.used = int(length)
	return Frame{Header: decodeHeader(whole), Body: whole[HeaderLen:]}, nil
}

// Ready says whether Next would return without waiting for the peer.
func (r *Reader) Ready() bool {
	buffered := r.stream.Buffered() - r.used
	if buffered < HeaderLen {
		return false
	}
	// What is buffered can be peeked without a read.
	ahead, _ := r.stream.Peek(r.used + HeaderLen)
	length := binary.BigEndian.Uint32(ahead[r.used:])
	return length < HeaderLen || length > MaxLen || int(length) <= buffered
}

func endOf(err error, have int) error {
	if errors.Is(err, io.EOF) && have > 0 {
		return io.ErrUnexpectedEOF
	}
	return err
}

func decodeHeader(b []byte) Header {
	return Header{
		ID:       ID(binary.BigEndian.Uint32(b[4:])),
		Status:   Status(binary.BigEndian.Uint32(b[8:])),
		Sequence: binary.BigEndian.Uint32(b[12:]),
	}
}

// AppendBare appends a PDU that has no body: enquire_link, unbind, their responses, generic_nack, and
// responses that carry only a status.
func AppendBare(dst []byte, h Header) []byte {
	return appendHeader(dst, h, HeaderLen)
}

func appendHeader(dst []byte, h Header, length uint32) []byte {
	dst = binary.BigEndian.AppendUint32(dst, length)
	dst = binary.BigEndian.AppendUint32(dst, uint32(h.ID))
	dst = binary.BigEndian.AppendUint32(dst, uint32(h.Status))
	return binary.BigEndian.AppendUint32(dst, h.Sequence)
}

// seal writes the length of the PDU that began at start, once its end is known. A PDU over MaxLen is cut off
// dst again and an ErrInvalid.
func seal(dst []byte, start int) ([]byte, error) {
	length := len(dst) - start
	if length > MaxLen {
		return dst[:start], fmt.Errorf("PDU of %d octets: %w", length, ErrInvalid)
	}
	binary.BigEndian.PutUint32(dst[start:], uint32(length)) //nolint:gosec // at most MaxLen, checked above
	return dst, nil
}
