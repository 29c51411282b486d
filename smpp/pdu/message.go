package pdu

import (
	"bytes"
	"errors"
	"fmt"
)

// Errors of bodies.
var (
	// ErrMalformed: a body ends inside a mandatory field, or a field is far over its length.
	ErrMalformed = errors.New("malformed body")
	// ErrTLVs: the optional parameters of a body are cut off; all before them was decoded.
	ErrTLVs = errors.New("malformed optional parameters")
	// ErrInvalid: a field cannot be encoded, because it is too long or has a NUL inside.
	ErrInvalid = errors.New("invalid field")
)

// Bits of esm_class (SMPP 3.4 section 5.2.12).
const (
	ESMTypeMask     byte = 0x3C // what kind of message it is
	ESMReceipt      byte = 0x04 // a delivery receipt
	ESMIntermediate byte = 0x20 // an intermediate notification
	ESMHeader       byte = 0x40 // short_message begins with a user data header (UDHI)
)

// Values of registered_delivery (SMPP 3.4 section 5.2.17).
const (
	NoReceipt      byte = 0x00
	FinalReceipt   byte = 0x01 // success and failure
	FailureReceipt byte = 0x02
)

// Types of number (SMPP 3.4 section 5.2.5).
const (
	TONUnknown       byte = 0
	TONInternational byte = 1
	TONNational      byte = 2
	TONNetwork       byte = 3 // usual for short codes
	TONAlphanumeric  byte = 5
)

// Numbering plans (SMPP 3.4 section 5.2.6).
const (
	NPIUnknown byte = 0
	NPIISDN    byte = 1 // E.163 and E.164
)

// Longest values of fields, in octets without the NUL.
const (
	MaxServiceType  = 5
	MaxAddress      = 20
	MaxTime         = 16
	MaxShortMessage = 254
	MaxMessageID    = 64
)

// tolerated is the longest C-octet string that is decoded: peers write addresses beyond the 20 octets of the
// specification, but nobody writes kilobytes.
const tolerated = 255

// Address is an address field with its type and plan.
type Address struct {
	TON, NPI byte
	Digits   []byte // up to MaxAddress octets: digits without plus, or letters
}

// Message is the body of submit_sm and deliver_sm, which have the same fields, and of data_sm, which has
// some of them (SMPP 3.4 sections 4.4.1, 4.6.1 and 4.7.1).
type Message struct {
	ServiceType        []byte
	Source             Address
	Destination        Address
	ESMClass           byte
	ProtocolID         byte   // not in data_sm, like all the fields marked so
	Priority           byte   // not in data_sm
	ScheduleTime       []byte // not in data_sm; empty is at once
	ValidityPeriod     []byte // not in data_sm; empty leaves it to the SMSC
	RegisteredDelivery byte
	ReplaceIfPresent   byte // not in data_sm
	DataCoding         byte
	DefaultMessageID   byte   // not in data_sm
	ShortMessage       []byte // not in data_sm; up to MaxShortMessage octets, header included
	TLVs               TLVs
}

// Payload gives the text as it came: short_message, or the message_payload parameter where that is empty.
func (m *Message) Payload() []byte {
	if len(m.ShortMessage) == 0 {
		if payload, ok := m.TLVs.Find(TagMessagePayload); ok {
			return payload
		}
	}
	return m.ShortMessage
}

// Decode reads a body of the given id, which is SubmitSM, DeliverSM or DataSM, into m, whose slices then
// point into body. The error is nil, ErrMalformed (m is of no use) or ErrTLVs (the mandatory fields and the
// parameters before the broken one are there), both wrapped.
func (m *Message) Decode(id ID, body []byte) error {
	if id != SubmitSM && id != DeliverSM && id != DataSM {
		return fmt.Errorf("decode %v as a message: %w", id, ErrMalformed)
	}
	*m = Message{}
	c := cursor{rest: body}
	m.ServiceType = c.cstring("service_type")
	m.Source = c.address("source_addr")
	m.Destination = c.address("destination_addr")
	m.ESMClass = c.octet("esm_class")
	if id == DataSM {
		m.RegisteredDelivery = c.octet("registered_delivery")
		m.DataCoding = c.octet("data_coding")
	} else {
		m.decodeText(&c)
	}
	if c.bad != "" {
		return fmt.Errorf("decode %v: %s: %w", id, c.bad, ErrMalformed)
	}
	tlvs, whole := wholeTLVs(c.rest)
	m.TLVs = tlvs
	if !whole {
		return fmt.Errorf("decode %v: %w", id, ErrTLVs)
	}
	return nil
}

// decodeText reads what submit_sm and deliver_sm have behind esm_class.
func (m *Message) decodeText(c *cursor) {
	m.ProtocolID = c.octet("protocol_id")
	m.Priority = c.octet("priority_flag")
	m.ScheduleTime = c.cstring("schedule_delivery_time")
	m.ValidityPeriod = c.cstring("validity_period")
	m.RegisteredDelivery = c.octet("registered_delivery")
	m.ReplaceIfPresent = c.octet("replace_if_present_flag")
	m.DataCoding = c.octet("data_coding")
	m.DefaultMessageID = c.octet("sm_default_msg_id")
	m.ShortMessage = c.take("short_message", int(c.octet("sm_length")))
}

// AppendMessage appends a submit_sm, deliver_sm or data_sm, as h.ID says. The error is ErrInvalid, wrapped
// with the field's name; dst is then returned as it was.
func AppendMessage(dst []byte, h Header, m *Message) ([]byte, error) {
	if err := m.check(h.ID); err != nil {
		return dst, err
	}
	start := len(dst)
	dst = appendHeader(dst, h, 0)
	dst = appendCString(dst, m.ServiceType)
	dst = appendAddress(dst, m.Source)
	dst = appendAddress(dst, m.Destination)
	dst = append(dst, m.ESMClass)
	if h.ID == DataSM {
		dst = append(dst, m.RegisteredDelivery, m.DataCoding)
	} else {
		dst = append(dst, m.ProtocolID, m.Priority)
		dst = appendCString(dst, m.ScheduleTime)
		dst = appendCString(dst, m.ValidityPeriod)
		dst = append(dst, m.RegisteredDelivery, m.ReplaceIfPresent, m.DataCoding, m.DefaultMessageID)
		dst = append(dst, byte(len(m.ShortMessage))) //nolint:gosec // at most 254, checked above
		dst = append(dst, m.ShortMessage...)
	}
	dst = append(dst, m.TLVs...)
	return seal(dst, start)
}

// check says which field of m cannot be sent in a PDU of the id.
func (m *Message) check(id ID) error {
	if id != SubmitSM && id != DeliverSM && id != DataSM {
		return fmt.Errorf("encode a message as %v: %w", id, ErrInvalid)
	}
	switch {
	case !isCString(m.ServiceType, MaxServiceType):
		return invalid("service_type")
	case !isCString(m.Source.Digits, MaxAddress):
		return invalid("source_addr")
	case !isCString(m.Destination.Digits, MaxAddress):
		return invalid("destination_addr")
	case !isTime(m.ScheduleTime):
		return invalid("schedule_delivery_time")
	case !isTime(m.ValidityPeriod):
		return invalid("validity_period")
	case len(m.ShortMessage) > MaxShortMessage, id == DataSM && len(m.ShortMessage) > 0:
		return invalid("short_message")
	}
	if _, whole := wholeTLVs(m.TLVs); !whole {
		return invalid("optional parameters")
	}
	return nil
}

func invalid(field string) error { return fmt.Errorf("encode %s: %w", field, ErrInvalid) }

// isTime says whether b may stand in a time field: nothing, or 16 octets (SMPP 3.4 section 7.1.1).
func isTime(b []byte) bool { return len(b) == 0 || len(b) == MaxTime && isCString(b, MaxTime) }

// isCString says whether b is at most longest octets without a NUL, which would start the next field.
func isCString(b []byte, longest int) bool {
	return len(b) <= longest && bytes.IndexByte(b, 0) < 0
}

func appendCString(dst, value []byte) []byte { return append(append(dst, value...), 0) }

func appendAddress(dst []byte, a Address) []byte {
	return appendCString(append(dst, a.TON, a.NPI), a.Digits)
}
