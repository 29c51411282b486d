package smsc

import (
	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

// text is what a submit_sm carries: a whole text, or one part of a long one.
type text struct {
	words  string
	part   message.Part // Total is 0 when the text is whole
	coding byte
}

// readText decodes the text of m. What cannot be read as text has no words.
func (c *Config) readText(m *pdu.Message) text {
	octets := m.Payload()
	read := text{coding: m.DataCoding, part: sarPart(m.TLVs)}
	var header sms.Header
	if m.ESMClass&pdu.ESMHeader != 0 {
		// A header that contradicts itself is ignored as a whole, as phones do.
		header, octets, _ = sms.ParseUDH(octets)
		if c := header.Concat; c.Total > 0 {
			read.part = message.Part{
				Reference: c.Reference, Wide: c.Wide, Number: int(c.Number), Total: int(c.Total),
			}
		}
	}
	// Binary data is nothing that a phone shows.
	read.words, _ = sms.Decode(octets, sms.Coding{
		DataCoding: m.DataCoding, Default: c.DefaultAlphabet, Shift: header.Shift, IA5IsDefault: c.IA5IsDefault,
	})
	return read
}

// sarPart reads the parameters that place a part (SMPP 3.4 section 5.3.2.22 and following). An impossible place
// counts as none.
func sarPart(t pdu.TLVs) message.Part {
	reference, ok1 := t.Number(pdu.TagSarReference)
	total, ok2 := t.Number(pdu.TagSarTotal)
	number, ok3 := t.Number(pdu.TagSarNumber)
	if !ok1 || !ok2 || !ok3 || number < 1 || number > total || total > sms.MaxSegments {
		return message.Part{}
	}
	return message.Part{
		Reference: uint16(reference), Wide: true, //nolint:gosec // the field has 16 bits
		Number: int(number), Total: int(total),
	}
}

// encodingName is how the phone page calls a data_coding (SMPP 3.4 section 5.2.19).
func encodingName(coding byte) string {
	switch {
	case coding == 0x00:
		return "GSM-7"
	case coding == 0x01:
		return "ASCII"
	case coding == 0x03:
		return "Latin-1"
	case coding == 0x08, coding&0xF0 == 0xE0:
		return "UCS-2"
	case coding&0xF4 == 0xF0, coding&0xF0 == 0xC0, coding&0xF0 == 0xD0:
		return "GSM-7"
	default:
		return "binary"
	}
}

// digits and networkAddress turn an address of ours into that of a PDU and back (SMPP 3.4 section 5.2.5).
func networkAddress(a message.Address) pdu.Address {
	switch a.Kind() {
	case message.Phone:
		return pdu.Address{TON: pdu.TONInternational, NPI: pdu.NPIISDN, Digits: []byte(a[1:])}
	case message.ShortCode:
		return pdu.Address{TON: pdu.TONNetwork, NPI: pdu.NPIUnknown, Digits: []byte(a)}
	case message.Alphanumeric:
	}
	return pdu.Address{TON: pdu.TONAlphanumeric, NPI: pdu.NPIUnknown, Digits: []byte(a)}
}

func addressOf(a pdu.Address) message.Address {
	if a.TON == pdu.TONAlphanumeric {
		return message.Address(a.Digits)
	}
	return message.FromNetwork(string(a.Digits), a.TON == pdu.TONInternational)
}
