package pdu

import (
	"encoding/binary"
	"fmt"
	"iter"

	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

// Tag names an optional parameter (SMPP 3.4 section 5.3.2).
type Tag uint16

// The tags of the parameters that SMS needs.
const (
	TagPayloadType          = Tag(pdutlv.TagPayloadType)
	TagAdditionalStatusText = Tag(pdutlv.TagAdditionalStatusInfoText)
	TagReceiptedMessageID   = Tag(pdutlv.TagReceiptedMessageID)
	TagUserMessageReference = Tag(pdutlv.TagUserMessageReference)
	TagSourcePort           = Tag(pdutlv.TagSourcePort)
	TagDestinationPort      = Tag(pdutlv.TagDestinationPort)
	TagSarReference         = Tag(pdutlv.TagSarMsgRefNum)
	TagSarTotal             = Tag(pdutlv.TagSarTotalSegments)
	TagSarNumber            = Tag(pdutlv.TagSarSegmentSeqnum)
	TagInterfaceVersion     = Tag(0x0210) // sc_interface_version, in a bind response
	TagNetworkErrorCode     = Tag(pdutlv.TagNetworkErrorCode)
	TagMessagePayload       = Tag(pdutlv.TagMessagePayload)
	TagDeliveryFailure      = Tag(pdutlv.TagDeliveryFailureReason)
	TagMoreMessages         = Tag(pdutlv.TagMoreMessagesToSend)
	TagMessageState         = Tag(pdutlv.TagMessageStateOption)
)

// String gives the tag as the specification writes it ("0x0424").
func (t Tag) String() string { return fmt.Sprintf("0x%04X", uint16(t)) }

// TLVs is the run of optional parameters behind a body, as on the wire. The zero value has none.
type TLVs []byte

// tlvHead is the length of tag and length in octets.
const tlvHead = 4

// Find gives the value of the first parameter with the tag, and whether there is one. A value may be empty.
func (t TLVs) Find(tag Tag) ([]byte, bool) {
	for have, value := range t.All() {
		if have == tag {
			return value, true
		}
	}
	return nil, false
}

// Number reads the parameter as a big-endian number of 1, 2 or 4 octets; false where it is absent or of
// another length.
func (t TLVs) Number(tag Tag) (uint32, bool) {
	value, ok := t.Find(tag)
	if !ok {
		return 0, false
	}
	switch len(value) {
	case 1:
		return uint32(value[0]), true
	case 2:
		return uint32(binary.BigEndian.Uint16(value)), true
	case 4:
		return binary.BigEndian.Uint32(value), true
	default:
		return 0, false
	}
}

// All walks the parameters in their order; it stops at the first that is cut off.
func (t TLVs) All() iter.Seq2[Tag, []byte] {
	return func(yield func(Tag, []byte) bool) {
		rest := []byte(t)
		for {
			tag, value, after, ok := cutTLV(rest)
			if !ok || !yield(tag, value) {
				return
			}
			rest = after
		}
	}
}

// Append adds a parameter. A value over 65,535 octets is left out: no PDU could carry it.
func (t TLVs) Append(tag Tag, value []byte) TLVs {
	if len(value) > 0xFFFF {
		return t
	}
	t = binary.BigEndian.AppendUint16(t, uint16(tag))
	t = binary.BigEndian.AppendUint16(t, uint16(len(value))) //nolint:gosec // checked above
	return append(t, value...)
}

// cutTLV takes the first parameter off b.
func cutTLV(b []byte) (tag Tag, value, rest []byte, ok bool) {
	if len(b) < tlvHead {
		return 0, nil, b, false
	}
	end := tlvHead + int(binary.BigEndian.Uint16(b[2:]))
	if end > len(b) {
		return 0, nil, b, false
	}
	return Tag(binary.BigEndian.Uint16(b)), b[tlvHead:end:end], b[end:], true
}

// wholeTLVs gives the part of b that consists of whole parameters, and whether that is all of it. Up to three
// octets behind the last parameter are padding that some peers write.
func wholeTLVs(b []byte) (TLVs, bool) {
	rest := b
	for {
		_, _, after, ok := cutTLV(rest)
		if !ok {
			break
		}
		rest = after
	}
	whole := len(b) - len(rest)
	return TLVs(b[:whole:whole]), len(rest) < tlvHead
}
