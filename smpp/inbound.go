package smpp

import (
	"errors"
	"strings"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

// inbound reads a text. broken is what Decode said, nil or ErrTLVs: a text may still be there.
func (a *account) inbound(m *pdu.Message, arrived arrival, broken error) *message.Inbound {
	in := &message.Inbound{
		SMSC:       a.config.Name,
		From:       network(m.Source),
		To:         network(m.Destination),
		ReceivedAt: arrived.at,
		Raw:        arrived.body,
	}
	octets := m.Payload()
	if broken != nil && (errors.Is(broken, pdu.ErrMalformed) || len(octets) == 0) {
		in.Undecoded = broken.Error()
		return in
	}
	in.Part = sarPart(m.TLVs)
	coding := sms.Coding{
		DataCoding:   m.DataCoding,
		Default:      a.config.DefaultAlphabet,
		IA5IsDefault: a.config.IA5IsDefault,
	}
	if m.ESMClass&pdu.ESMHeader != 0 {
		// A header that contradicts itself says nothing; the text behind it is still somebody's words.
		head, text, _ := sms.ParseUDH(octets)
		octets, coding.Shift = text, head.Shift
		if head.Ports != nil {
			in.Undecoded = "addressed to an application, not to a reader"
		}
		if head.Concat.Total > 0 {
			in.Part = message.Part{
				Reference: head.Concat.Reference,
				Wide:      head.Concat.Wide,
				Number:    int(head.Concat.Number),
				Total:     int(head.Concat.Total),
			}
		}
	}
	coding.Segment = in.Part.Total > 1
	text, err := sms.Decode(octets, coding)
	if err != nil {
		in.Undecoded = err.Error()
		return in
	}
	in.Text = text
	return in
}

// quarantined keeps what cannot be read at all.
func (a *account) quarantined(arrived arrival, why string) *message.Inbound {
	return &message.Inbound{SMSC: a.config.Name, ReceivedAt: arrived.at, Raw: arrived.body, Undecoded: why}
}

// sarPart reads the sar_ parameters (SMPP 3.4 sections 5.3.2.22 to .24); a place that cannot be, and a total of
// one, mean a whole text.
func sarPart(tlvs pdu.TLVs) message.Part {
	reference, ok := tlvs.Number(pdu.TagSarReference)
	total, haveTotal := tlvs.Number(pdu.TagSarTotal)
	number, haveNumber := tlvs.Number(pdu.TagSarNumber)
	if !ok || !haveTotal || !haveNumber || number < 1 || number > total || total < 2 || total > sms.MaxSegments {
		return message.Part{}
	}
	return message.Part{
		Reference: uint16(reference & 0xFFFF),
		Wide:      true,
		Number:    int(number),
		Total:     int(total),
	}
}

// network makes an Address of an address field. What a peer writes there need not be UTF-8.
func network(a pdu.Address) message.Address {
	digits := strings.ToValidUTF8(string(a.Digits), "\uFFFD")
	return message.FromNetwork(digits, a.TON == pdu.TONInternational)
}
