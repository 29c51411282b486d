package sms

import "errors"

// ErrBadHeader says that a user data header contradicts itself: an element or the header is longer than what there
// is. 3GPP TS 23.040 section 9.2.3.24 has the receiver ignore such a header as a whole.
var ErrBadHeader = errors.New("user data header is longer than its data")

// Identifiers of information elements, 3GPP TS 23.040 section 9.2.3.24.
const (
	elementConcat8       = 0x00
	elementPorts8        = 0x04
	elementPorts16       = 0x05
	elementConcat16      = 0x08
	elementSingleShift   = 0x24
	elementLockingShift  = 0x25
	lengthConcat8        = 3
	lengthConcat16       = 4
	lengthOfNationalCode = 1
)

// Concat places a segment in a long text (3GPP TS 23.040 sections 9.2.3.24.1 and 9.2.3.24.8).
type Concat struct {
	Reference uint16 // the sender's number of the long text
	Wide      bool   // the reference has 16 bits
	Total     uint8  // 1..255; 0 when the segment is a whole text
	Number    uint8  // 1..Total
}

// Ports address an application on the phone instead of its reader (3GPP TS 23.040 sections 9.2.3.24.3 and .4).
type Ports struct {
	Destination, Source uint16
}

// Header is what a user data header says, as far as it matters for text. The zero Header says nothing.
type Header struct {
	Concat Concat // Total is 0 when the text is whole
	Ports  *Ports // nil when the text is for people
	Shift  Shift  // national tables of the segment's septets
}

// ParseUDH reads the user data header at the front of octets, which is there when bit 6 of SMPP's esm_class is set,
// and gives it with the octets that follow it. Elements that are unknown or say something impossible, such as part 4
// of 3, are skipped; of two that disagree the last counts. With ErrBadHeader the Header is zero and text is what
// follows the header's claimed length, or all octets when they are fewer.
func ParseUDH(octets []byte) (h Header, text []byte, err error) {
	if len(octets) == 0 {
		return Header{}, octets, ErrBadHeader
	}
	end := 1 + int(octets[0])
	if end > len(octets) {
		return Header{}, octets, ErrBadHeader
	}
	text = octets[end:]
	for rest := octets[1:end]; len(rest) > 0; {
		if len(rest) < 2 || len(rest) < 2+int(rest[1]) {
			return Header{}, text, ErrBadHeader
		}
		next := 2 + int(rest[1])
		h.take(rest[0], rest[2:next])
		rest = rest[next:]
	}
	return h, text, nil
}

// take reads one information element.
func (h *Header) take(id byte, data []byte) {
	switch {
	case id == elementConcat8 && len(data) == lengthConcat8:
		h.place(Concat{Reference: uint16(data[0]), Total: data[1], Number: data[2]})
	case id == elementConcat16 && len(data) == lengthConcat16:
		h.place(Concat{Reference: uint16(data[0])<<8 | uint16(data[1]), Wide: true, Total: data[2], Number: data[3]})
	case id == elementPorts8 && len(data) == 2:
		h.Ports = &Ports{Destination: uint16(data[0]), Source: uint16(data[1])}
	case id == elementPorts16 && len(data) == 4:
		h.Ports = &Ports{
			Destination: uint16(data[0])<<8 | uint16(data[1]),
			Source:      uint16(data[2])<<8 | uint16(data[3]),
		}
	case id == elementSingleShift && len(data) == lengthOfNationalCode:
		h.Shift.Single = NationalTable(data[0])
	case id == elementLockingShift && len(data) == lengthOfNationalCode:
		h.Shift.Locking = NationalTable(data[0])
	}
}

// place keeps a possible place only.
func (h *Header) place(c Concat) {
	if c.Number >= 1 && c.Number <= c.Total {
		h.Concat = c
	}
}

// AppendUDH appends a user data header that says c: 6 octets, or 7 when the reference is wide. Of the reference of a
// header that is not wide only the low octet is used.
func AppendUDH(dst []byte, c Concat) []byte {
	low := byte(c.Reference & 0xFF)
	if c.Wide {
		return append(dst, 6, elementConcat16, lengthConcat16, byte(c.Reference>>8), low, c.Total, c.Number)
	}
	return append(dst, 5, elementConcat8, lengthConcat8, low, c.Total, c.Number)
}
