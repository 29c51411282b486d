package pdu

import (
	"bytes"
	"fmt"

	gosmpp "github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

// Version34 is the interface_version of SMPP 3.4.
const Version34 byte = 0x34

// Longest values of a bind's fields, in octets without the NUL (SMPP 3.4 section 4.1.1).
const (
	MaxSystemID     = 15
	MaxPassword     = 8
	MaxSystemType   = 12
	MaxAddressRange = 40
)

// Bind is the body of bind_transmitter, bind_receiver and bind_transceiver (SMPP 3.4 section 4.1).
type Bind struct {
	SystemID         string
	Password         string
	SystemType       string
	InterfaceVersion byte
	AddressTON       byte
	AddressNPI       byte
	AddressRange     string
}

// BindAnswer is the body of a bind response.
type BindAnswer struct {
	SystemID string // the SMSC's own
	Version  byte   // sc_interface_version; 0 where the SMSC does not say
}

// Check says which field of b cannot be sent; the error is ErrInvalid, wrapped with the field's name.
func (b Bind) Check() error {
	fields := []struct {
		name, value string
		longest     int
	}{
		{"system_id", b.SystemID, MaxSystemID},
		{"password", b.Password, MaxPassword},
		{"system_type", b.SystemType, MaxSystemType},
		{"address_range", b.AddressRange, MaxAddressRange},
	}
	for _, f := range fields {
		if !isCString([]byte(f.value), f.longest) {
			return invalid(f.name)
		}
	}
	return nil
}

// AppendBind appends a bind request, as h.ID says. The error is that of Check, or ErrInvalid for another id;
// dst is then returned as it was.
func AppendBind(dst []byte, h Header, b Bind) ([]byte, error) {
	if err := b.Check(); err != nil {
		return dst, err
	}
	if h.ID != BindTransmitter && h.ID != BindReceiver && h.ID != BindTransceiver {
		return dst, fmt.Errorf("encode a bind as %v: %w", h.ID, ErrInvalid)
	}
	body := gosmpp.NewBindTransceiver()
	fields := body.Fields()
	for name, value := range map[pdufield.Name]any{
		pdufield.SystemID:         b.SystemID,
		pdufield.Password:         b.Password,
		pdufield.SystemType:       b.SystemType,
		pdufield.InterfaceVersion: b.InterfaceVersion,
		pdufield.AddrTON:          b.AddressTON,
		pdufield.AddrNPI:          b.AddressNPI,
		pdufield.AddressRange:     b.AddressRange,
	} {
		if err := fields.Set(name, value); err != nil {
			return dst, fmt.Errorf("encode %s: %w", name, err)
		}
	}
	return appendForeign(dst, h, body)
}

// AppendBindAnswer appends a bind response, as h.ID says: BindTransmitterResp, BindReceiverResp or
// BindTransceiverResp. A Version of 0 is left out. The error is ErrInvalid, wrapped; dst is then returned as
// it was.
func AppendBindAnswer(dst []byte, h Header, a BindAnswer) ([]byte, error) {
	if !isCString([]byte(a.SystemID), MaxSystemID) {
		return dst, invalid("system_id")
	}
	if h.ID != BindTransmitterResp && h.ID != BindReceiverResp && h.ID != BindTransceiverResp {
		return dst, fmt.Errorf("encode a bind response as %v: %w", h.ID, ErrInvalid)
	}
	body := gosmpp.NewBindTransceiverResp()
	if err := body.Fields().Set(pdufield.SystemID, a.SystemID); err != nil {
		return dst, fmt.Errorf("encode system_id: %w", err)
	}
	if a.Version != 0 {
		if err := body.TLVFields().Set(pdutlv.Tag(TagInterfaceVersion), a.Version); err != nil {
			return dst, fmt.Errorf("encode sc_interface_version: %w", err)
		}
	}
	return appendForeign(dst, h, body)
}

// appendForeign lets go-smpp's codec write body with the header h: the three kinds of bind differ in the id
// only, and the sequence number replaces the one from its global counter.
func appendForeign(dst []byte, h Header, body gosmpp.Body) ([]byte, error) {
	header := body.Header()
	header.ID, header.Status, header.Seq = gosmpp.ID(h.ID), gosmpp.Status(h.Status), h.Sequence
	w := bytes.NewBuffer(dst)
	if err := body.SerializeTo(w); err != nil {
		return dst, fmt.Errorf("encode %v: %w", h.ID, err)
	}
	return w.Bytes(), nil
}

// Decode reads the body of a bind request into b. The error is ErrMalformed, wrapped, when a field is missing.
func (b *Bind) Decode(body []byte) error {
	list := pdufield.List{
		pdufield.SystemID, pdufield.Password, pdufield.SystemType, pdufield.InterfaceVersion,
		pdufield.AddrTON, pdufield.AddrNPI, pdufield.AddressRange,
	}
	fields, err := list.Decode(bytes.NewBuffer(body))
	if err != nil || len(fields) != len(list) {
		return fmt.Errorf("decode bind: %w", ErrMalformed)
	}
	*b = Bind{
		SystemID:         variable(fields, pdufield.SystemID),
		Password:         variable(fields, pdufield.Password),
		SystemType:       variable(fields, pdufield.SystemType),
		InterfaceVersion: fixed(fields, pdufield.InterfaceVersion),
		AddressTON:       fixed(fields, pdufield.AddrTON),
		AddressNPI:       fixed(fields, pdufield.AddrNPI),
		AddressRange:     variable(fields, pdufield.AddressRange),
	}
	return nil
}

// Decode reads the body of a bind response into a. It never fails: a refused bind often has no body at all.
func (a *BindAnswer) Decode(body []byte) {
	*a = BindAnswer{}
	rest := bytes.NewBuffer(body)
	fields, err := pdufield.List{pdufield.SystemID}.Decode(rest)
	if err != nil {
		return
	}
	a.SystemID = variable(fields, pdufield.SystemID)
	if tlvs, _ := wholeTLVs(rest.Bytes()); len(tlvs) > 0 {
		if version, ok := tlvs.Find(TagInterfaceVersion); ok && len(version) == 1 {
			a.Version = version[0]
		}
	}
}

// variable gives a C-octet string without its NUL, "" where the field is absent.
func variable(fields pdufield.Map, name pdufield.Name) string {
	if v, ok := fields[name].(*pdufield.Variable); ok {
		return v.String()
	}
	return ""
}

// fixed gives an octet, 0 where the field is absent.
func fixed(fields pdufield.Map, name pdufield.Name) byte {
	if f, ok := fields[name].(*pdufield.Fixed); ok {
		return f.Data
	}
	return 0
}
